"""Patterns as sequences of tokens, for each kind of pattern as the evaluator reads it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import chain, repeat
from typing import Final

from cfnproof.iam.languages.symbols import ANYTHING, Symbols, any_case, exactly
from cfnproof.iam.texts.patterns import ARN_FIELDS, MANY, ONE, marked


class Kind(Enum):
    """How wildcards match.

    TEXT: any text. FOLDED: any text, and letter case does not count. RESOURCE: in the fields before a resource's own a
    wildcard matches no colon, but an asterisk that ends a field does. ARN: six fields match one by one.
    """

    TEXT = "text"
    FOLDED = "folded"
    RESOURCE = "resource"
    ARN = "arn"


@dataclass(frozen=True, slots=True)
class Token:
    """One symbol of a set, or, where it is `many`, any number of them."""

    symbols: Symbols
    many: bool = False


Tokens = tuple[Token, ...]

_ANY: Final = Token(ANYTHING, many=True)
_COLON: Final = Token(exactly(":"))
_CHARACTER: Final = Token(Symbols(frozenset(), open=True))
_IN_FIELD: Final = Token(Symbols(frozenset(":"), open=True))
_RUN_IN_FIELD: Final = Token(Symbols(frozenset(":"), open=True, atoms=True), many=True)


def text(spelled: str) -> Tokens:
    """The tokens of a text in which nothing is a wildcard."""
    return tuple(map(_one, spelled))


@lru_cache(maxsize=1024)
def _one(symbol: str) -> Token:
    return Token(exactly(symbol))


def one_without(characters: str) -> Token:
    """Any symbol but some characters; atoms are none of these."""
    return Token(Symbols(frozenset(characters), open=True, atoms=True))


def run_without(characters: str) -> Token:
    """Any number of symbols but some characters; atoms are none of these."""
    return Token(Symbols(frozenset(characters), open=True, atoms=True), many=True)


@lru_cache(maxsize=8192)
def tokens_of(pattern: str, kind: Kind) -> Tokens | None:
    """The tokens of a pattern whose wildcards are marked, None for an ARN pattern that matches nothing."""
    match kind:
        case Kind.TEXT:
            return tuple(_text(pattern, exactly))
        case Kind.FOLDED:
            return tuple(_text(pattern.lower(), any_case))
        case Kind.RESOURCE:
            *fields, last = pattern.split(":", ARN_FIELDS - 1)
            ahead = chain.from_iterable((*_field(field), _COLON) for field in fields)
            return (*ahead, *_text(last, exactly))
        case Kind.ARN:
            return _arn(pattern)


def _arn(pattern: str) -> Tokens | None:
    fields = pattern.split(":", ARN_FIELDS - 1)
    if len(fields) < ARN_FIELDS:
        if pattern != MANY:
            return None
        return (_ANY, *chain.from_iterable(repeat((_COLON, _ANY), ARN_FIELDS - 1)))
    ahead = chain.from_iterable((*_within_field(field), _COLON) for field in fields[:-1])
    return (*ahead, *_text(fields[-1], exactly))


def _text(
    pattern: str, spelled: Callable[[str], Symbols], one: Token = _CHARACTER, many: Token = _ANY
) -> Iterator[Token]:
    """The tokens of a pattern; `one` and `many` are what its wildcards match."""
    for character in pattern:
        if character == MANY:
            yield many
        elif character == ONE:
            yield one
        else:
            yield Token(spelled(character))


def _within_field(pattern: str) -> Iterator[Token]:
    return _text(pattern, exactly, _IN_FIELD, _RUN_IN_FIELD)


def _field(field: str) -> Iterator[Token]:
    """A field before the last: an asterisk that ends it goes beyond it."""
    if field.endswith(MANY):
        return chain(_within_field(field[:-1]), (_ANY,))
    return _within_field(field)


def tokens_of_written(pattern: str, kind: Kind) -> Tokens | None:
    """The tokens of a pattern as policies write it, with `*` and `?` for wildcards."""
    return tokens_of(marked(pattern), kind)
