"""From a document to a compiled policy."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cfnproof.iam.conditions.condition import Condition, condition
from cfnproof.iam.conditions.operators import operator_of
from cfnproof.iam.policy.checking import check
from cfnproof.iam.policy.kinds import PolicyKind
from cfnproof.iam.policy.model import ActionElement, CompiledStatement, Policy, ResourceElement
from cfnproof.iam.policy.parsing import knows_variables, parse
from cfnproof.iam.policy.principal_element import PrincipalElement, principal_element
from cfnproof.iam.policy.source import read
from cfnproof.iam.policy.written import WrittenCondition, WrittenStatement
from cfnproof.iam.request import Request
from cfnproof.iam.texts.patterns import compiled, has_wildcards, marked, resource_regex, text_regex
from cfnproof.iam.texts.variables import Template, resource_template


def compile_policy(document: str | Mapping[str, Any], name: str, kind: PolicyKind) -> Policy:
    """The policy of a document, JSON text or an object; `name` is what decisions call it.

    Raises MalformedPolicyError, with AWS's reason, for a document that is no policy of its kind.
    """
    written = parse(read(document, kind), kind)
    check(written, kind)
    variables = knows_variables(written.version)
    statements = tuple(compile_statement(statement, variables=variables) for statement in written.statements)
    return Policy(name, kind, written.version, statements)


def compile_statement(written: WrittenStatement, *, variables: bool) -> CompiledStatement:
    """A statement without asking whether AWS would take it; `variables` is whether `${…}` is a variable in it."""
    return CompiledStatement(
        index=written.index,
        sid=written.sid,
        effect=written.effect,
        action=action_element(written),
        resource=_resource(written, variables=variables),
        principal=principal_of(written),
        conditions=tuple(found for each in written.conditions if (found := condition_of(each, variables=variables))),
    )


def action_element(written: WrittenStatement) -> ActionElement:
    """Action or NotAction."""
    negated = written.actions is None
    listed = (written.not_actions if negated else written.actions) or ()
    services = frozenset(action.lower().partition(":")[0] for action in listed)
    pattern = compiled(*(text_regex(marked(action.lower())) for action in listed))
    return ActionElement(listed, services, pattern, negated)


def principal_of(written: WrittenStatement) -> PrincipalElement | None:
    """Principal or NotPrincipal, None where there is neither."""
    denies = written.effect == "Deny"
    if written.principals is not None:
        return principal_element(written.principals, negated=False, denies=denies)
    if written.not_principals is not None:
        return principal_element(written.not_principals, negated=True, denies=denies)
    return None


def condition_of(written: WrittenCondition, *, variables: bool) -> Condition | None:
    """A condition, None where its operator is none."""
    operator = operator_of(written.operator)
    return None if operator is None else condition(operator, written.key, written.values, variables=variables)


def _resource(written: WrittenStatement, *, variables: bool) -> ResourceElement | None:
    negated = written.resources is None
    listed = written.not_resources if negated else written.resources
    if listed is None:
        return None
    templates = [resource_template(value, variables=variables) for value in listed]
    covered = _covered(templates)
    keys = tuple(key for each in templates for key in each.keys)
    return ResourceElement(listed, keys, negated, _not(covered) if negated else covered)


def _covered(templates: Sequence[Template]) -> Callable[[Request], bool]:
    """Whether a request's resource is one of those listed; letter case counts."""
    constants = [text for each in templates if (text := each.constant) is not None]
    if marked("*") in constants:
        return lambda _: True
    exact = frozenset(text for text in constants if not has_wildcards(text))
    wild = [resource_regex(text) for text in constants if has_wildcards(text)]
    pattern = compiled(*wild).fullmatch if wild else None
    variable = tuple(each for each in templates if each.constant is None)
    if not variable and pattern is None:
        return lambda request: request.resource in exact
    if not variable and pattern is not None:
        return lambda request: request.resource in exact or pattern(request.resource) is not None

    def covered(request: Request) -> bool:
        resource = request.resource
        if resource in exact or (pattern is not None and pattern(resource)):
            return True
        texts = (each.resolve(request.context) for each in variable)
        return any(text is not None and compiled(resource_regex(text)).fullmatch(resource) for text in texts)

    return covered


def _not(covered: Callable[[Request], bool]) -> Callable[[Request], bool]:
    return lambda request: not covered(request)
