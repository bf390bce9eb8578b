"""The least-privilege gate catches each change for worse in the policies of `cfn/` by name, and none of words alone."""

import json
from pathlib import Path
from typing import Final

import pytest

from cfnproof.findings import Finding
from cfnproof.least_privilege.examine import examine
from cfnproof.template.model import from_text
from tests.pipelines.grants import template_of
from tests.templates import mutations
from tests.templates.mutations import TEMPLATES, Statement

ROOT: Final = Path(__file__).parents[2]
STATEMENTS: Final = tuple(mutations.all_statements())
DROPPED: Final = tuple(mutations.dropped())
BOUND: Final = [
    (statement, operator, key)
    for statement in STATEMENTS
    for operator, key in mutations.condition_keys(mutations.original(statement))
]
NAMED: Final = [one for one in STATEMENTS if mutations.original(one)["Resource"] != "*"]


def found(text: str, stack: str) -> list[Finding]:
    """What the gate finds in the template of a stack that has another text, in the project as it is."""
    return list(examine(from_text(text, TEMPLATES[stack])))


def named(findings: list[Finding], rule: str, statement: Statement) -> list[Finding]:
    """The findings of a rule that name a statement and are about its role."""
    return [
        one
        for one in findings
        if one.rule == rule and one.element == statement.role and repr(statement.sid) in one.message
    ]


@pytest.mark.parametrize("stack", TEMPLATES)
def test_the_templates_have_no_finding(stack: str) -> None:
    """They hold exactly the permissions that they need."""
    assert list(examine(from_text(TEMPLATES[stack].read_text(encoding="utf-8"), TEMPLATES[stack]))) == []


@pytest.mark.parametrize(("stack", "role", "action", "text"), [one[1:] for one in DROPPED], ids=[d[0] for d in DROPPED])
def test_a_grant_that_is_dropped(stack: str, role: str, action: str, text: str) -> None:
    """Each of them is missing, with its action."""
    lacking = [one for one in found(text, stack) if one.rule == "missing-permission"]
    assert [one for one in lacking if f"role {role!r} lacks" in one.message and action in one.message]
    assert all(action in one.message for one in lacking)


@pytest.mark.parametrize("statement", STATEMENTS, ids=str)
def test_actions_that_are_widened(statement: Statement) -> None:
    """All actions of a service are more than the needed ones."""
    text = mutations.changed(statement, mutations.wider_action)
    assert named(found(text, statement.stack), "unneeded-action", statement)


@pytest.mark.parametrize("statement", STATEMENTS, ids=str)
def test_an_action_that_is_added(statement: Statement) -> None:
    """It is named: as unneeded, or as one that is never asked for on the statement's resources."""
    sibling = mutations.sibling(mutations.original(statement))
    findings = found(mutations.changed(statement, mutations.another_action), statement.stack)
    caught = (named(findings, rule, statement) for rule in ("unneeded-action", "resource-never-matches"))
    assert [one for findings in caught for one in findings if sibling in one.message]


@pytest.mark.parametrize("statement", STATEMENTS, ids=str)
def test_an_action_of_another_service_that_is_added(statement: Statement) -> None:
    """The same, where the resource would do for it."""
    text = mutations.changed(statement, mutations.strange_action)
    unneeded = named(found(text, statement.stack), "unneeded-action", statement)
    assert [one for one in unneeded if mutations.UNNEEDED in one.message]


@pytest.mark.parametrize("statement", NAMED, ids=str)
def test_a_resource_that_is_widened(statement: Statement) -> None:
    """To every resource."""
    text = mutations.changed(statement, mutations.any_resource)
    assert named(found(text, statement.stack), "resource-too-broad", statement)


@pytest.mark.parametrize(("statement", "operator", "key"), BOUND, ids=str)
def test_a_condition_that_is_dropped(statement: Statement, operator: str, key: str) -> None:
    """Its key is named."""
    text = mutations.changed(statement, mutations.without_condition(operator, key))
    assert [one for one in named(found(text, statement.stack), "missing-condition", statement) if key in one.message]


@pytest.mark.parametrize(("statement", "operator", "key"), BOUND, ids=str)
def test_a_condition_that_is_widened(statement: Statement, operator: str, key: str) -> None:
    """The same, with what is needed of it."""
    text = mutations.changed(statement, mutations.wider_condition(operator, key))
    assert [one for one in named(found(text, statement.stack), "condition-too-broad", statement) if key in one.message]


@pytest.mark.parametrize("change", mutations.SAME)
@pytest.mark.parametrize("stack", TEMPLATES)
def test_other_words_for_the_same(stack: str, change: str) -> None:
    """Order, Sid, split, merged, Join for Sub, policies of their own, letter case: nothing is reported."""
    body = template_of(TEMPLATES[stack])
    mutations.SAME[change](body)
    assert found(json.dumps(body), stack) == []
