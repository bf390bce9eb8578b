"""The policies that grant just what is needed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from cfnproof.iam.access import NamedPolicy
from cfnproof.iam.policy.parsing import VERSIONS
from cfnproof.iam.policy.written import WrittenCondition, WrittenPolicy, WrittenStatement
from cfnproof.least_privilege.comparison.alphabet import Alphabet
from cfnproof.least_privilege.projects.terms import ACCOUNT, REGION, field
from cfnproof.least_privilege.requirements.requirement import Requirement, Wanted
from cfnproof.template.expressions import Parts

NAME: Final = "required"
_ALLOW: Final = WrittenStatement(0, "", "Allow", None, None, None, None, None, None, ())
_GLOBAL: Final = frozenset({"iam", "sts", "s3", "cloudfront", "route53", "organizations"})
"""Services of which the region of a request may be another than the stack's."""
_REGION_FIELD: Final = 3
_ACCOUNT_FIELD: Final = 4
_OWN: Final = "own"
_TLS: Final = "1.3"
"""What AWS's services speak among themselves."""


def required(requirements: Iterable[Requirement], alphabet: Alphabet, *, role: Parts | None = None) -> NamedPolicy:
    """The policy of these requirements, a statement each, in their order.

    With a role's ARN each statement is only about requests as the role will make them: over TLS, in its account.
    """
    return _policy(_required(one, alphabet, role) for one in requirements)


def tolerated(grants: Iterable[tuple[str, str]]) -> NamedPolicy:
    """A policy of actions on resources that may be needed and may be not."""
    return _policy(
        replace(_ALLOW, actions=(action,), resources=(resource,)) for action, resource in dict.fromkeys(grants)
    )


def trusted(requirements: Iterable[Requirement], alphabet: Alphabet) -> NamedPolicy:
    """The trust policy of these requirements."""
    return _policy(
        replace(
            _ALLOW,
            actions=one.actions,
            principals={"Service": (one.row.principal,)},
            conditions=_conditions(one, alphabet),
        )
        for one in requirements
    )


def _policy(statements: Iterable[WrittenStatement]) -> NamedPolicy:
    numbered = tuple(replace(one, index=index) for index, one in enumerate(statements))
    return NamedPolicy(NAME, WrittenPolicy(VERSIONS[-1], has_version=True, statements=numbered))


def _required(requirement: Requirement, alphabet: Alphabet, role: Parts | None) -> WrittenStatement:
    own = _conditions(requirement, alphabet)
    return replace(
        _ALLOW,
        actions=requirement.actions,
        resources=tuple(map(alphabet.text, requirement.resources)),
        conditions=own if role is None else (*own, *_facts(requirement, own, alphabet, role)),
    )


def _conditions(requirement: Requirement, alphabet: Alphabet) -> tuple[WrittenCondition, ...]:
    return tuple(_written(requirement.conditions, alphabet))


def _written(conditions: Iterable[Wanted], alphabet: Alphabet) -> Iterator[WrittenCondition]:
    return (
        WrittenCondition(one.operator, one.key, tuple(alphabet.text(value) for value in one.values))
        for one in conditions
    )


def _facts(
    requirement: Requirement, own: tuple[WrittenCondition, ...], alphabet: Alphabet, role: Parts
) -> Iterator[WrittenCondition]:
    """What every request has that AWS makes for the requirement."""
    named = {one.key.lower() for one in own} | {one.key.lower() for one in requirement.carries}
    yield from _written(requirement.carries, alphabet)
    account, region = alphabet.text((ACCOUNT,)), alphabet.text((REGION,))
    facts = {
        ("Bool", "aws:SecureTransport"): "true",
        ("StringEquals", "aws:PrincipalAccount"): account,
        ("ArnEquals", "aws:PrincipalArn"): alphabet.text(role),
        ("StringEquals", "aws:PrincipalType"): "AssumedRole",
        ("Bool", "aws:PrincipalIsAWSService"): "false",
    }
    services = {action.partition(":")[0] for action in requirement.actions}
    if services == {"kms"}:
        facts["StringEquals", "kms:CallerAccount"] = account
    if services == {"s3"}:
        facts["NumericEquals", "s3:TlsVersion"] = _TLS
    if services.isdisjoint(_GLOBAL) and all(_field(one, _REGION_FIELD) in {"", _OWN} for one in requirement.resources):
        facts["StringEquals", "aws:RequestedRegion"] = region
    if all(_field(one, _ACCOUNT_FIELD) == _OWN for one in requirement.resources):
        facts["StringEquals", "aws:ResourceAccount"] = account
    for (operator, key), value in facts.items():
        if key.lower() not in named:
            yield WrittenCondition(operator, key, (value,))


def _field(resource: Parts, number: int) -> str:
    """A field of an ARN, `own` where it is the stack's own region or account; empty for what is no ARN."""
    found = field(resource, number) or ()
    return _OWN if found in {(ACCOUNT,), (REGION,)} else "".join(map(str, found))
