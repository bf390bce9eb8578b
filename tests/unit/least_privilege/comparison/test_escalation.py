"""Ways to more permissions: reported unless the role's needs ask for all of them."""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.findings import Severity
from tests.unit.least_privilege.comparison.projects import found, line_of, need, rules, working

ROLE_X: Final = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/x"
PUT: Final = "- {Sid: Put, Effect: Allow, Action: iam:PutRolePolicy, Resource: %s}"
RUN: Final = (
    "- {Sid: Pass, Effect: Allow, Action: iam:PassRole, Resource: %s}\n"
    "- {Sid: Run, Effect: Allow, Action: [lambda:CreateFunction, lambda:InvokeFunction], Resource: '*'}"
)


def test_an_action_that_nothing_needs(tmp_path: Path) -> None:
    """What it gains, by which actions, and where it is described; at the statement, beside a good one."""
    good = "- {Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'}"
    text = working(f"{good}\n" + PUT % "'*'")
    findings = found(tmp_path, text, need("s3:GetObject", "arn:${AWS::Partition}:s3:::data/*"))
    (one,) = [one for one in findings if one.rule == "privilege-escalation"]
    assert (one.severity, one.element, one.place.line) == (Severity.HIGH, "Worker", line_of(text, "Sid: Put"))
    assert "statement 'Put' of policy 'own'" in one.message
    assert "iam:PutRolePolicy: write any permissions into a policy of a role" in one.message
    assert one.help.startswith("https://")


@pytest.mark.parametrize(
    "resource", [f"!Sub '{ROLE_X}'", "!Join [':', [arn, !Ref AWS::Partition, iam, '', !Ref AWS::AccountId, role/x]]"]
)
def test_an_action_that_is_needed_on_just_its_resource(resource: str, tmp_path: Path) -> None:
    """It is what the role is for."""
    assert found(tmp_path, working(PUT % resource), need("iam:PutRolePolicy", ROLE_X)) == []


def test_an_action_that_is_needed_on_less(tmp_path: Path) -> None:
    """The rest is a way to more."""
    findings = found(tmp_path, working(PUT % "'*'"), need("iam:PutRolePolicy", ROLE_X))
    assert sorted(rules(findings)) == ["privilege-escalation", "resource-too-broad"]


def test_a_role_of_unknown_needs(tmp_path: Path) -> None:
    """Every way is reported."""
    assert "privilege-escalation" in rules(found(tmp_path, working(PUT % f"!Sub '{ROLE_X}'")))


def test_a_role_that_is_passed(tmp_path: Path) -> None:
    """With what runs code in it: explained where the one role is needed."""
    lambda_need = need(["lambda:CreateFunction", "lambda:InvokeFunction"], "*")
    pass_need = need("iam:PassRole", ROLE_X)
    assert "privilege-escalation" not in rules(
        found(tmp_path / "named", working(RUN % f"!Sub '{ROLE_X}'"), lambda_need, pass_need)
    )
    text = working(RUN % "'*'")
    (one,) = [
        one for one in found(tmp_path / "any", text, lambda_need, pass_need) if one.rule == "privilege-escalation"
    ]
    assert "iam:PassRole + lambda:CreateFunction + lambda:InvokeFunction" in one.message
    assert one.place.line == line_of(text, "Sid: Pass")


CLOSED: Final = {
    "half of it": "- {Effect: Allow, Action: iam:PassRole, Resource: '*'}",
    "a Deny": PUT % "'*'" + "\n- {Effect: Deny, Action: 'iam:*', Resource: '*'}",
    "a service that runs nothing": (RUN % "'*'").replace(
        "Action: iam:PassRole,",
        "Action: iam:PassRole, Condition: {StringEquals: {iam:PassedToService: monitoring.rds.amazonaws.com}},",
    ),
}


@pytest.mark.parametrize("statements", CLOSED.values(), ids=list(CLOSED))
def test_ways_that_are_closed(statements: str, tmp_path: Path) -> None:
    """Nothing is reported of them."""
    assert "privilege-escalation" not in rules(found(tmp_path, working(statements)))


def test_everything_on_everything(tmp_path: Path) -> None:
    """One finding an action; each can be read."""
    findings = found(tmp_path, working("- {Effect: Allow, Action: '*', Resource: '*'}"))
    ways = [one for one in findings if one.rule == "privilege-escalation"]
    assert ways
    assert all(len(one.message) < 2000 for one in ways)
