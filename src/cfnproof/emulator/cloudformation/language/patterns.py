"""AllowedPattern, matched in bounded time.

CloudFormation takes Java's regular expressions; they are read as Python reads them. A backtracking matcher can run for
hours on a pattern such as `(a+)+$`, and Python's cannot be stopped. This one keeps the set of all positions that a
match may have reached, which no pattern makes longer than the value, and counts its steps.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

import re
import warnings
from collections.abc import Iterable
from functools import lru_cache
from re import _constants, _parser  # type: ignore[attr-defined]  # the parser that re itself uses; it has no public name
from typing import Any, Final

MAX_STEPS: Final = 2_000_000
"""Positions looked at in one match; a pattern for an ARN takes some hundreds."""

_JAVA_GROUP: Final = re.compile(r"(?<!\\)\(\?<(?=[A-Za-z])")
_CATEGORIES: Final = {
    _constants.CATEGORY_DIGIT: re.compile(r"\d", re.ASCII),
    _constants.CATEGORY_NOT_DIGIT: re.compile(r"\D", re.ASCII),
    _constants.CATEGORY_SPACE: re.compile(r"\s", re.ASCII),
    _constants.CATEGORY_NOT_SPACE: re.compile(r"\S", re.ASCII),
    _constants.CATEGORY_WORD: re.compile(r"\w", re.ASCII),
    _constants.CATEGORY_NOT_WORD: re.compile(r"\W", re.ASCII),
}
"""Java's predefined classes are ASCII's."""

_SINGLE: Final = frozenset({_constants.LITERAL, _constants.NOT_LITERAL, _constants.IN, _constants.ANY})


class PatternError(ValueError):
    """A pattern that is no regular expression, that this emulation cannot read, or that takes too many steps."""


def matches(pattern: str, value: str) -> bool:
    """Whether a pattern matches the whole of a value.

    Raises PatternError.
    """
    tree, flags = _parsed(pattern)
    return len(value) in _Match(value, flags).ends(tree, {0})


@lru_cache(maxsize=512)
def _parsed(pattern: str) -> tuple[Any, int]:
    source = _JAVA_GROUP.sub("(?P<", pattern)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)  # Java's set operations, `[a-z&&[^b]]`
            tree = _parser.parse(source)
    except (re.error, FutureWarning, OverflowError, RecursionError) as error:
        raise PatternError(f"is no regular expression that this emulation can read: {error}") from error
    return tree, tree.state.flags


class _Match:
    def __init__(self, value: str, flags: int) -> None:
        self._value = value
        self._flags = flags
        self._steps = 0

    def ends(self, tree: Iterable[Any], starts: set[int]) -> set[int]:
        """The positions at which a match of `tree` that begins at one of `starts` may end."""
        reached = starts
        for operation, argument in tree:
            if not reached:
                return reached
            self._count(len(reached))
            reached = self._after(operation, argument, reached)
        return reached

    def _after(self, operation: Any, argument: Any, starts: set[int]) -> set[int]:  # noqa: ANN401  # re's own, untyped
        if operation in _SINGLE:
            return {
                at + 1 for at in starts if at < len(self._value) and self._fits(operation, argument, self._value[at])
            }
        match operation:
            case _constants.AT:
                return {at for at in starts if self._is_at(argument, at)}
            case _constants.BRANCH:
                return set().union(*(self.ends(branch, starts) for branch in argument[1]))
            case _constants.SUBPATTERN if not argument[1] and not argument[2]:
                return self.ends(argument[3], starts)
            case _constants.MAX_REPEAT | _constants.MIN_REPEAT:
                least, most, tree = argument
                return self._repeated(least, most, tree, starts)
            case _constants.ASSERT | _constants.ASSERT_NOT:
                direction, tree = argument
                lies = self._lies_ahead if direction == 1 else self._lies_behind
                return {at for at in starts if lies(tree, at) == (operation is _constants.ASSERT)}
            case _:
                message = f"uses {str(operation).lower().replace('_', ' ')}, which this emulation does not match"
                raise PatternError(message)

    def _lies_ahead(self, tree: Any, at: int) -> bool:  # noqa: ANN401  # as above
        """Whether a match of `tree` begins at a position."""
        return bool(self.ends(tree, {at}))

    def _lies_behind(self, tree: Any, at: int) -> bool:  # noqa: ANN401  # as above
        """Whether a match of `tree` ends at a position."""
        return any(at in self.ends(tree, {start}) for start in range(at + 1))

    def _repeated(self, least: int, most: int, tree: Any, starts: set[int]) -> set[int]:  # noqa: ANN401  # as above
        frontier = starts
        for _ in range(least):
            frontier = self.ends(tree, frontier)
            if not frontier:
                return frontier
        reached = set(frontier)
        for _ in range(min(most, least + len(self._value) + 1) - least):
            frontier = self.ends(tree, frontier) - reached
            if not frontier:
                break
            reached |= frontier
        return reached

    def _fits(self, operation: Any, argument: Any, character: str) -> bool:  # noqa: ANN401  # as above
        if operation is _constants.ANY:
            return character != "\n" or bool(self._flags & re.DOTALL)
        cases = {character, character.lower(), character.upper()} if self._flags & re.IGNORECASE else {character}
        if operation is _constants.LITERAL:
            return any(ord(case) == argument for case in cases if len(case) == 1)
        if operation is _constants.NOT_LITERAL:
            return all(ord(case) != argument for case in cases if len(case) == 1)
        negated = argument[0][0] is _constants.NEGATE
        return any(_in_set(argument[negated:], case) for case in cases) != negated

    def _is_at(self, place: Any, at: int) -> bool:  # noqa: ANN401  # as above
        end = len(self._value)
        match place:
            case _constants.AT_BEGINNING | _constants.AT_BEGINNING_STRING:
                return at == 0
            case _constants.AT_END:
                return at == end or (at == end - 1 and self._value.endswith("\n"))
            case _constants.AT_END_STRING:
                return at == end
            case _:
                return bool(self._is_word(at - 1) != self._is_word(at)) == (place is _constants.AT_BOUNDARY)

    def _is_word(self, at: int) -> bool:
        inside = 0 <= at < len(self._value)
        return inside and bool(_CATEGORIES[_constants.CATEGORY_WORD].match(self._value[at]))

    def _count(self, positions: int) -> None:
        self._steps += positions
        if self._steps > MAX_STEPS:
            raise PatternError(f"takes more than {MAX_STEPS:,} steps on a value of {len(self._value)} characters")


def _in_set(members: Iterable[Any], character: str) -> bool:
    for kind, argument in members:
        match kind:
            case _constants.LITERAL if len(character) == 1 and ord(character) == argument:
                return True
            case _constants.RANGE if len(character) == 1 and argument[0] <= ord(character) <= argument[1]:
                return True
            case _constants.CATEGORY if _CATEGORIES[argument].match(character):
                return True
            case _:
                continue
    return False
