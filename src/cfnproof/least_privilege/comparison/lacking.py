"""The requirements of a role that no statement meets."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from cfnproof.iam.access import NamedPolicy, new_access
from cfnproof.least_privilege.case import Case
from cfnproof.least_privilege.comparison.required import required
from cfnproof.least_privilege.comparison.sources import Source
from cfnproof.least_privilege.comparison.strange_keys import strange_keys
from cfnproof.least_privilege.requirements.requirement import Requirement

Lacking = tuple[tuple[Requirement, tuple[str, ...]], ...]
"""Requirements, each with those of its actions that lack."""


@lru_cache(maxsize=256)
def denied_or_lacking(case: Case) -> Lacking:
    """What is not allowed. Nothing of a role with policies that the project does not show."""
    return tuple(_found(case, denies=True))


@lru_cache(maxsize=256)
def lacking(case: Case) -> Lacking:
    """What no Allow grants, whatever is denied or cut by a boundary; as above."""
    return tuple(_found(case, denies=False)) if denied_or_lacking(case) else ()


def _found(case: Case, *, denies: bool) -> Iterator[tuple[Requirement, tuple[str, ...]]]:
    if case.granted.not_read:
        return
    wanted = [one for one in case.needs.requirements if not one.row.possible]
    has = [case.granted.identity, case.granted.resource]
    boundary = None if case.granted.boundary is None else [case.granted.boundary]
    if denies:
        has = [_without_strange(one) for one in has]
    else:
        has, boundary = [allowing(one) for one in has], None
    needed = required(wanted, case.alphabet, role=case.arn)
    for found in new_access(has, [needed], old_boundary=boundary):
        yield wanted[found.index], found.actions


def _without_strange(policy: NamedPolicy) -> NamedPolicy:
    """A policy without the Denies that never apply, since their actions' requests lack a key that they ask for."""
    kept = tuple(one for one in policy.policy.statements if one.effect == "Allow" or not strange_keys(one))
    return NamedPolicy(policy.name, replace(policy.policy, statements=kept))


def allowing(policy: NamedPolicy) -> NamedPolicy:
    """A policy without its Denies."""
    allows = tuple(one for one in policy.policy.statements if one.effect == "Allow")
    return NamedPolicy(policy.name, replace(policy.policy, statements=allows))


def denials(case: Case, requirement: Requirement, actions: tuple[str, ...]) -> Iterator[Source]:
    """The Denies that each alone defeat a requirement: those of the role's policies, then those of resources."""
    granted = case.granted
    has = [allowing(granted.identity), allowing(granted.resource)]
    asked = replace(requirement, row=replace(requirement.row, actions=actions))
    needed = required([asked], case.alphabet, role=case.arn)
    for sources, policy in ((granted.sources, granted.identity), (granted.resource_sources, granted.resource)):
        for source, written in zip(sources, policy.policy.statements, strict=True):
            if written.effect == "Deny" and not strange_keys(written):
                alone = NamedPolicy("denies", replace(policy.policy, statements=(written,)))
                if any(new_access([*has, alone], [needed])):
                    yield source
