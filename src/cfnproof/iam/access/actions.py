"""The actions that a statement is about, in groups that policies and the reference do not tell apart.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from cfnproof.iam.access.fits import Fit, fit_of
from cfnproof.iam.access.statements import Line
from cfnproof.iam.calls.reference import prefixes, reference_of
from cfnproof.iam.evaluator.rules import needs_no_permission
from cfnproof.iam.languages import Kind, is_atom, overlap
from cfnproof.iam.request import Principal, PrincipalKind, Request
from cfnproof.iam.texts.patterns import compiled, marked, text_regex

_ANYBODY: Final = Request(Principal(PrincipalKind.USER, ""), "", "")


@dataclass(frozen=True, slots=True)
class Group:
    """Actions, sorted, that the lines numbered in `lines` are about, and their resources.

    `pattern` is what stands for actions of a service that the reference does not know, or does not know of it.
    """

    names: tuple[str, ...]
    lines: frozenset[int]
    fit: Fit
    pattern: str | None = None


def groups_of(
    line: Line, lines: Sequence[Line], whole: frozenset[str], asked: tuple[str, ...] = ("*",)
) -> Iterator[Group]:
    """The groups of actions that one of the lines is about, and one of the patterns asked for matches."""
    found: dict[tuple[frozenset[int], Fit], list[str]] = {}
    wanted = compiled(*(text_regex(marked(pattern.lower())) for pattern in asked))
    for name in _known(line.action.listed, line.action.negated):
        action = name.lower()
        if wanted.fullmatch(action) is None:
            continue
        found.setdefault((_about(action, lines), fit_of(action, whole)), []).append(name)
    for (about, fit), names in found.items():
        yield Group(tuple(sorted(names)), about, fit)
    for pattern in _unknown(lines if is_wide(line) else (line,)):
        yield from _of_pattern(pattern, line, lines, whole)


def _of_pattern(pattern: str, line: Line, lines: Sequence[Line], whole: frozenset[str]) -> Iterator[Group]:
    fit = fit_of("", whole)
    if "*" not in pattern and "?" not in pattern:
        action = pattern.lower()
        if line.action.covers(action):
            yield Group((pattern,), _about(action, lines), fit)
    elif line.action.negated or any(overlap(pattern, each, Kind.FOLDED) is not None for each in line.action.listed):
        yield Group((pattern,), frozenset(range(len(lines))), fit, pattern)


def _about(action: str, lines: Sequence[Line]) -> frozenset[int]:
    """The numbers of the lines that are about an action, given in lower case."""
    return frozenset(number for number, each in enumerate(lines) if each.action.covers(action))


def _unknown(lines: Iterable[Line]) -> tuple[str, ...]:
    """The patterns of one service that match no action that the reference knows; letter case does not count."""
    listed = {pattern.lower(): pattern for line in lines for pattern in line.action.listed}
    return tuple(pattern for pattern in listed.values() if not _is_any_service(pattern) and not _matched(pattern))


def is_wide(line: Line) -> bool:
    """Whether a statement is about actions of more services than it names."""
    return line.action.negated or any(map(_is_any_service, line.action.listed))


def _is_any_service(pattern: str) -> bool:
    """Whether a pattern's services are not named; an atom is some action."""
    prefix, colon, _ = pattern.partition(":")
    return (not colon and not any(map(is_atom, prefix))) or "*" in prefix or "?" in prefix


@lru_cache(maxsize=256)
def _known(listed: tuple[str, ...], negated: bool) -> tuple[str, ...]:  # noqa: FBT001  # as the statement has it
    """The actions of the reference that a statement's list is about, but for those that need no permission."""
    matched = dict.fromkeys(name for pattern in listed for name in _matched(pattern))
    every = (name for prefix in prefixes() for name in _names(prefix) if name not in matched)
    return tuple(name for name in (every if negated else matched) if not needs_no_permission(name.lower(), _ANYBODY))


@lru_cache(maxsize=4096)
def _matched(pattern: str) -> tuple[str, ...]:
    lowered = pattern.lower()
    expression = compiled(text_regex(marked(lowered)))
    services = _prefixes_of(lowered) if _is_any_service(lowered) else (lowered.partition(":")[0],)
    return tuple(name for prefix in services for name in _names(prefix) if expression.fullmatch(name.lower()))


def _prefixes_of(pattern: str) -> Iterator[str]:
    """The services that a pattern may be about."""
    prefix, colon, _ = pattern.partition(":")
    if "*" in prefix or not colon:
        yield from prefixes()
        return
    expression = re.compile(text_regex(marked(prefix)))
    yield from (each for each in prefixes() if expression.fullmatch(each))


@cache
def _names(prefix: str) -> tuple[str, ...]:
    reference = reference_of(prefix)
    names = (action.name for action in reference.actions.values()) if reference else ()
    return tuple(names)
