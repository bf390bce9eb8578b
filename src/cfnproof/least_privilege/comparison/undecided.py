"""Grants that may be what is needed, or something else: the template does not say what all of their texts are.

A parameter without a value may be any ARN, and so may an import, or an attribute of a resource of an unknown type.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cfnproof.iam.languages import Kind, overlap
from cfnproof.least_privilege.case import Case
from cfnproof.least_privilege.comparison.lacking import lacking
from cfnproof.least_privilege.comparison.overlaps import has_action
from cfnproof.least_privilege.projects.terms import has_open, is_open
from cfnproof.least_privilege.requirements.requirement import Requirement


@dataclass(frozen=True, slots=True)
class Undecided:
    """An action that is needed, and the pattern of a resource on which it may be granted.

    `unknown` is the text on which that hangs: the pattern itself, an action, or a condition's value.
    """

    requirement: Requirement
    action: str
    pattern: str
    unknown: str


@lru_cache(maxsize=256)
def undecided(case: Case) -> tuple[Undecided, ...]:
    """What is needed, is not granted for sure, and may be granted by a statement of which not all is known."""
    return tuple(
        Undecided(requirement, action, pattern, unknown)
        for requirement, actions in lacking(case)
        for action in actions
        for pattern, unknown in _grants(case, action)
        if _may_be(case, pattern, requirement)
    )


def _grants(case: Case, action: str) -> Iterator[tuple[str, str]]:
    """The resources on which an action may be granted, each with the text that is not known."""
    for written in case.granted.identity.policy.statements:
        if written.effect != "Allow":
            continue
        resources = written.resources or ("*",)
        values = (value for condition in written.conditions for value in condition.values)
        on_all = values if has_action(written, action) else written.actions or ()
        unknown = next((text for text in on_all if _is_open(case, text)), None)
        if unknown is not None:
            yield from ((pattern, unknown) for pattern in resources)
        elif has_action(written, action):
            yield from ((pattern, pattern) for pattern in resources if _is_open(case, pattern))


def _is_open(case: Case, text: str) -> bool:
    return has_open(case.alphabet.value(text))


def _may_be(case: Case, pattern: str, requirement: Requirement) -> bool:
    """Whether a pattern may match a needed resource, were the unknown parts of both anything."""
    ours = _anything(case, pattern)
    return any(
        overlap(ours, _anything(case, case.alphabet.text(resource)), Kind.TEXT) is not None
        for resource in requirement.resources
    )


def _anything(case: Case, text: str) -> str:
    """A text with an asterisk for each part that may be anything."""
    return "".join("*" if is_open(part) else case.alphabet.text((part,)) for part in case.alphabet.value(text))
