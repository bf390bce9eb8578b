"""Whoever may pass a role may pass named roles, to a named service.

iam:PassRole on every role lets its holder start anything with the strongest role of the account; without
iam:PassedToService a role that is meant for one service goes to any that trusts it.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

import re
from collections.abc import Iterator
from typing import Final

from cfnproof.findings import Severity
from cfnproof.structural.policy_documents.actions import covers
from cfnproof.structural.policy_documents.documents import Condition, Statement, documents
from cfnproof.structural.policy_documents.service_principals import is_symbolic, service_of
from cfnproof.structural.policy_documents.sites import IDENTITY_DOCUMENTS, INLINE_OWNERS, ROLE, Kind
from cfnproof.structural.rule import Rule, Violation
from cfnproof.structural.texts.gaps import GAP, with_gaps
from cfnproof.structural.values.parameter_values import filled_in
from cfnproof.template.expressions import Opaque, Parts, Reference, parts, text
from cfnproof.template.model import Template
from cfnproof.template.nodes import items

_ACTION: Final = "iam:PassRole"
_KEY: Final = "iam:passedtoservice"
_OPERATORS: Final = frozenset({"StringEquals", "StringEqualsIgnoreCase", "StringLike"})
_ROLE_PATH: Final = re.compile(r"arn:[^:]*:iam:[^:]*:[^:]*:role/(?P<path>.*)", re.DOTALL)
_LITERAL_ROLE: Final = re.compile(r"role/[^*?]")
_IMPORT: Final = "Fn::ImportValue"
"""Another stack's output: as with a parameter, only the deployment knows which role it names."""
_WHOLE_ACCOUNT: Final = re.compile(r"arn:[^:]*:iam::aws:policy/(AdministratorAccess|IAMFullAccess)")


def check(template: Template) -> Iterator[Violation]:
    """Yield what is too wide in each statement that allows iam:PassRole."""
    for document in documents(template, Kind.IDENTITY):
        for unreadable in document.unreadable:
            message = f"the document of policy {document.policy!r} {unreadable.message}"
            yield Violation(message, unreadable.mark, document.owner.logical_id)
        for statement in document.statements:
            if statement.allows:
                yield from _unchecked_actions(statement, template)
            if statement.allows and covers(statement, _ACTION, template):
                yield from _roles(statement, template)
                yield from _service(statement, template)
    yield from _managed(template)


def _unchecked_actions(statement: Statement, template: Template) -> Iterator[Violation]:
    """Actions of which the template shows nothing: iam:PassRole may be among them."""
    for key, values in (("Action", statement.actions), ("NotAction", statement.not_actions)):
        for value in values:
            if _is_opaque(value, template):
                message = (
                    f"{statement.title} of policy {statement.policy!r} has the {key} {text(value)}, which cannot be "
                    f"checked: write the actions out"
                )
                yield Violation(message, statement.mark_of(key), statement.resource)


def _is_opaque(value: Parts, template: Template) -> bool:
    """Whether a value is a function, or one with text around it, for which the template gives no text at all."""
    return any(isinstance(part, Opaque) for part in value) and len(tuple(filled_in(value, template))) == 1


def _roles(statement: Statement, template: Template) -> Iterator[Violation]:
    """Resources that name no role."""
    granted = _granted(statement)
    if statement.not_resources:
        message = f"{granted} on everything but its NotResource: list the roles in Resource"
        yield Violation(message, statement.mark_of("NotResource"), statement.resource)
    elif not statement.resources:
        message = f"{granted} and has no Resource: list the roles that may be passed"
        yield Violation(message, statement.mark, statement.resource)
    for value in statement.resources:
        reason = next(filter(None, (_not_a_role(known, template) for known in filled_in(value, template))), None)
        if reason is None and _is_opaque(value, template) and _IMPORT not in text(value):
            reason = "cannot be checked"
        if reason:
            message = f"{granted} on {text(value)!r}, which {reason}: give the ARN of each role that is passed"
            yield Violation(message, statement.mark_of("Resource"), statement.resource)


def _granted(statement: Statement) -> str:
    """How the statement comes to allow it, for a message."""
    if statement.not_actions:
        return f"{statement.title} of policy {statement.policy!r} allows {_ACTION}, which its NotAction leaves in,"
    listed = ", ".join(text(action) for action in statement.actions)
    through = "" if any(text(action).lower() == _ACTION.lower() for action in statement.actions) else f" (by {listed})"
    return f"{statement.title} of policy {statement.policy!r} allows {_ACTION}{through}"


def _not_a_role(value: Parts, template: Template) -> str | None:
    """Why a resource is no role with a name, None where it is one or only the deployment knows."""
    match value:
        case (Reference(name=name, attribute=attribute),) if name in template.resources:
            return _not_a_role_reference(name, attribute, template)
        case (part,) if not isinstance(part, str):
            return None
        case _:
            pass
    written = with_gaps(value)
    if written.startswith(GAP) and set(written) & set("*?") and not _LITERAL_ROLE.search(written):
        return "matches every longer name as well"
    if not written.startswith(("arn:", "*", "?")):
        return None if GAP in written else "is no ARN"
    match = _ROLE_PATH.fullmatch(written)
    if match and match["path"] and match["path"][0] not in "*?":
        return None
    return "names no role" if match or set(written) & set("*?") else "is not the ARN of a role"


def _not_a_role_reference(name: str, attribute: str | None, template: Template) -> str | None:
    kind = template.resources[name].type
    if kind == ROLE and attribute is None:
        return f"is the role's name and not its ARN (!GetAtt {name}.Arn)"
    if kind == ROLE or not kind.startswith("AWS::") or kind.startswith("AWS::CloudFormation::"):
        return None  # a nested stack or a custom resource may well return a role
    return f"belongs to a resource of type {kind}, not to a role"


def _service(statement: Statement, template: Template) -> Iterator[Violation]:
    """No condition that names the service."""
    conditions = [condition for condition in statement.conditions if condition.key.lower() == _KEY]
    reasons = [_does_not_name(condition, template) for condition in conditions]
    if conditions and None in reasons:
        return
    granted = _granted(statement)
    for condition, reason in zip(conditions, reasons, strict=True):
        message = f"{granted} to a service that its condition does not name: {reason}"
        yield Violation(message, condition.mark, statement.resource)
    if not conditions:
        message = (
            f"{granted} to any service: add the Condition StringEquals iam:PassedToService with the service's "
            f"principal, like sagemaker.amazonaws.com"
        )
        yield Violation(message, statement.mark_of("Condition", "Action", "NotAction"), statement.resource)


def _does_not_name(condition: Condition, template: Template) -> str | None:
    """Why a condition on iam:PassedToService names no service, None where it does."""
    if condition.operator not in _OPERATORS:
        return f"use StringEquals and not {condition.operator}"
    if not condition.values:
        return "give iam:PassedToService a service principal"
    for value in condition.values:
        for known in filled_in(value, template):
            if service_of(known) is None and not is_symbolic(known):
                return f"{text(known)!r} is no service principal; write one, like sagemaker.amazonaws.com"
    return None


def _managed(template: Template) -> Iterator[Violation]:
    """AWS's own policies that allow everything in IAM."""
    for owner in template.of_type(*INLINE_OWNERS):
        for node in items(owner.property("ManagedPolicyArns")):
            match = _WHOLE_ACCOUNT.fullmatch(with_gaps(parts(node, template)))
            if match:
                message = (
                    f"the managed policy {match[1]} allows {_ACTION} on every role and to any service: "
                    f"write a policy of what is needed"
                )
                yield Violation(message, node.mark, owner.logical_id)


RULE = Rule(
    id="pass_role_scoped",
    title="iam:PassRole names the roles and the service that they are passed to",
    severity=Severity.HIGH,
    help="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    resource_types=(*INLINE_OWNERS, *IDENTITY_DOCUMENTS),
    check=check,
)
