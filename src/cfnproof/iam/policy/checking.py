"""What a policy of its kind must and must not have, in the order in which AWS looks at it, and AWS's reasons."""

import re
from collections.abc import Iterator
from typing import Final

from cfnproof.iam.conditions.dates import instant
from cfnproof.iam.conditions.operators import operator_of
from cfnproof.iam.policy.errors import MalformedPolicyError
from cfnproof.iam.policy.kinds import PolicyKind, rules
from cfnproof.iam.policy.principal_values import valid_principal
from cfnproof.iam.policy.reasons import malformed
from cfnproof.iam.policy.resource_values import failed_legacy_parsing, resource_reason
from cfnproof.iam.policy.written import WrittenPolicy, WrittenStatement

_SID: Final = re.compile(r"[0-9A-Za-z]*")
_VENDOR: Final = re.compile(r"[A-Za-z0-9.-]+")


def check(policy: WrittenPolicy, kind: PolicyKind) -> None:
    """Raise MalformedPolicyError for the first thing that a policy of its kind must not be."""
    wanted = rules(kind)
    if wanted.version is not None and (not policy.has_version or policy.version < wanted.version):
        raise malformed(kind, "old_version")
    for error in _identity_errors(policy, kind) if wanted.identity else _resource_errors(policy, kind):
        raise error


def _identity_errors(policy: WrittenPolicy, kind: PolicyKind) -> Iterator[MalformedPolicyError]:
    """IAM looks at the whole policy for one thing after another."""
    for statement in policy.statements:
        if statement.principals is not None or statement.not_principals is not None:
            yield malformed(kind, "principal_prohibited", statement=statement.index)
    for statement in policy.statements:
        yield from _legacy_errors(statement, kind)
    yield from _sid_errors(policy, kind)
    for statement in policy.statements:
        if not _actions(statement):
            yield malformed(kind, "action_missing", statement=statement.index)
    for statement in policy.statements:
        yield from _resource_value_errors(statement, kind)
    for statement in policy.statements:
        yield from _action_errors(statement, kind)
    for statement in policy.statements:
        if not _resources(statement):
            yield malformed(kind, "resource_missing", statement=statement.index)


def _resource_errors(policy: WrittenPolicy, kind: PolicyKind) -> Iterator[MalformedPolicyError]:
    """Services look at one statement after another."""
    for statement in policy.statements:
        yield from _legacy_errors(statement, kind)
        yield from _principal_errors(statement, kind)
        if not _actions(statement):
            yield malformed(kind, "action_missing", statement=statement.index)
        yield from _action_errors(statement, kind)
        if kind is PolicyKind.TRUST:
            yield from _trust_errors(statement, kind)
        elif not _resources(statement) and (rules(kind).needs_resource or _names_resources(statement)):
            yield malformed(kind, "resource_missing", statement=statement.index)
        yield from _resource_value_errors(statement, kind)
        if kind is PolicyKind.RESOURCE_CONTROL:
            yield from _resource_control_errors(statement, kind)
    yield from _sid_errors(policy, kind)


def _legacy_errors(statement: WrittenStatement, kind: PolicyKind) -> Iterator[MalformedPolicyError]:
    if statement.effect not in {"Allow", "Deny"}:
        yield malformed(kind, "effect_case", statement.effect, statement=statement.index)
    for condition in statement.conditions:
        operator = operator_of(condition.operator)
        if (
            operator is not None
            and operator.comparison.dates
            and any(instant(date) is None for date in condition.values)
        ):
            yield malformed(kind, "legacy", statement=statement.index)
    values = _resources(statement)
    if all(resource_reason(value) is None for value in values) and any(map(failed_legacy_parsing, values)):
        yield malformed(kind, "legacy", statement=statement.index)


def _sid_errors(policy: WrittenPolicy, kind: PolicyKind) -> Iterator[MalformedPolicyError]:
    seen: set[str] = set()
    for statement in policy.statements:
        if statement.sid and statement.sid in seen:
            yield malformed(kind, "sid_unique", statement=statement.index)
        seen.add(statement.sid)
    if rules(kind).identity:
        for statement in policy.statements:
            if not _SID.fullmatch(statement.sid):
                yield malformed(kind, "sid_characters", statement=statement.index)


def _action_errors(statement: WrittenStatement, kind: PolicyKind) -> Iterator[MalformedPolicyError]:
    for action in _actions(statement):
        vendor, colon, name = action.partition(":")
        if not colon and action != "*":
            yield malformed(kind, "action_vendor", statement=statement.index)
        elif ":" in name:
            yield malformed(kind, "action_colon", statement=statement.index)
        elif vendor != "*" and not _VENDOR.fullmatch(vendor):
            yield malformed(kind, "vendor", vendor, statement=statement.index)


def _trust_errors(statement: WrittenStatement, kind: PolicyKind) -> Iterator[MalformedPolicyError]:
    if any(not action.lower().startswith("sts:") for action in _actions(statement)):
        yield malformed(kind, "trust_action", statement=statement.index)
    if statement.resources is not None:
        yield malformed(kind, "resource_prohibited", statement=statement.index)
    if statement.not_resources is not None:
        yield malformed(kind, "not_resource_prohibited", statement=statement.index)


def _resource_control_errors(statement: WrittenStatement, kind: PolicyKind) -> Iterator[MalformedPolicyError]:
    """There is no NotAction, and nothing allows but the policy RCPFullAWSAccess.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
    """
    if statement.not_actions is not None:
        yield malformed(kind, "not_action_unknown", statement=statement.index)
    whole = statement.actions == statement.resources == ("*",) and not statement.conditions
    if statement.effect == "Allow" and not whole:
        yield malformed(kind, "control_allow", statement=statement.index)


def _resource_value_errors(statement: WrittenStatement, kind: PolicyKind) -> Iterator[MalformedPolicyError]:
    for value in _resources(statement):
        found = resource_reason(value)
        if found is not None:
            yield malformed(kind, *found, statement=statement.index)


def _principal_errors(statement: WrittenStatement, kind: PolicyKind) -> Iterator[MalformedPolicyError]:
    if statement.not_principals is not None and kind is PolicyKind.TRUST:
        yield malformed(kind, "not_principal_prohibited", statement=statement.index)
    if statement.not_principals is not None and kind is PolicyKind.RESOURCE_CONTROL:
        yield malformed(kind, "not_principal_unknown", statement=statement.index)
    found = statement.principals if statement.principals is not None else statement.not_principals
    if found is None:
        yield malformed(kind, "principal_missing", statement=statement.index)
        return
    if not any(found.values()):
        yield malformed(kind, "principal_empty", statement=statement.index)
    for type_, values in found.items():
        for value in values:
            if not valid_principal(type_, value) or (kind is PolicyKind.RESOURCE_CONTROL and value != "*"):
                yield malformed(kind, "principal", type_, value, statement=statement.index)


def _actions(statement: WrittenStatement) -> tuple[str, ...]:
    return (statement.actions if statement.actions is not None else statement.not_actions) or ()


def _names_resources(statement: WrittenStatement) -> bool:
    return statement.resources is not None or statement.not_resources is not None


def _resources(statement: WrittenStatement) -> tuple[str, ...]:
    return (statement.resources if statement.resources is not None else statement.not_resources) or ()
