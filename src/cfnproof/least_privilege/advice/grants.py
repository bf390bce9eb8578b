"""Needs as grants, one action on one resource under its conditions, and grants put together as few statements.

A grant may be split and merged without a change of what is allowed; the order is that of the needs.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from cfnproof.least_privilege.requirements.requirement import Requirement, Wanted
from cfnproof.template.expressions import Parts

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Grants:
    """Actions on resources under conditions; `requirements` are those that it comes from."""

    actions: tuple[str, ...]
    resources: tuple[Parts, ...]
    conditions: tuple[Wanted, ...]
    requirements: tuple[Requirement, ...]


def grants_of(requirements: Iterable[Requirement]) -> tuple[Grants, ...]:
    """One grant for each action and resource of the requirements."""
    return tuple(
        Grants((action,), (resource,), one.conditions, (one,))
        for one in requirements
        for action in one.actions
        for resource in one.resources
    )


def merged(grants: Iterable[Grants]) -> tuple[Grants, ...]:
    """The same grants as few statements: actions put together, then resources, then values of a condition."""
    found = tuple(grants)
    while True:
        fewer = _by(found, lambda one: (one.resources, _sorted(one.conditions)), _with_actions)
        fewer = _by(fewer, lambda one: (frozenset(one.actions), _sorted(one.conditions)), _with_resources)
        fewer = _values_merged(fewer)
        if len(fewer) == len(found):
            return fewer
        found = fewer


def _by(
    grants: Sequence[Grants], key: Callable[[Grants], Key], together: Callable[[Grants, Grants], Grants]
) -> tuple[Grants, ...]:
    groups: dict[Key, Grants] = {}
    for one in grants:
        group = key(one)
        groups[group] = together(groups[group], one) if group in groups else one
    return tuple(groups.values())


def _with_actions(one: Grants, other: Grants) -> Grants:
    return _together(replace(one, actions=_union(one.actions, other.actions)), other)


def _with_resources(one: Grants, other: Grants) -> Grants:
    return _together(replace(one, resources=_union(one.resources, other.resources)), other)


def _together(one: Grants, other: Grants) -> Grants:
    return replace(one, requirements=_union(one.requirements, other.requirements))


def _union(one: tuple[Key, ...], other: tuple[Key, ...]) -> tuple[Key, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _sorted(conditions: tuple[Wanted, ...]) -> tuple[Wanted, ...]:
    return tuple(sorted(conditions, key=lambda one: (one.operator, one.key)))


def _values_merged(grants: tuple[Grants, ...]) -> tuple[Grants, ...]:
    """Statements of the same actions and resources that differ in the values of one key, made one."""
    found: list[Grants] = []
    for one in grants:
        for index, other in enumerate(found):
            both = _values(other, one)
            if both is not None:
                found[index] = both
                break
        else:
            found.append(one)
    return tuple(found)


def _values(one: Grants, other: Grants) -> Grants | None:
    if set(one.actions) != set(other.actions) or set(one.resources) != set(other.resources):
        return None
    ours, theirs = _sorted(one.conditions), _sorted(other.conditions)
    if [(each.operator, each.key) for each in ours] != [(each.operator, each.key) for each in theirs]:
        return None
    differing = [number for number, (mine, its) in enumerate(zip(ours, theirs, strict=True)) if mine != its]
    if len(differing) != 1:
        return None
    (number,) = differing
    values = _union(ours[number].values, theirs[number].values)
    conditions = (*ours[:number], replace(ours[number], values=values), *ours[number + 1 :])
    return _together(replace(one, conditions=conditions), other)
