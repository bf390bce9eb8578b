"""Which text meets several literals about one variable."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from cfnproof.iam.access.literals import Literal, language_of, sequences_of
from cfnproof.iam.access.variables import VARIABLE_ATOMS
from cfnproof.iam.languages import Language, Token, run_without
from cfnproof.iam.languages.tokens import Tokens

Wanted = tuple[Literal, bool]
"""A literal, and whether it shall be true."""

NOT_EMPTY: Final = ~Language.literal("")
_KEPT: Final = 16384
_ANYTHING: Final = run_without("")


def word(wanted: Sequence[Wanted], within: Iterable[Language] = ()) -> str | None:
    """A shortest text in all languages of which each literal is true or false as it shall be; None if there is none.

    Where policy variables stand for unknown texts, there may be a text although there is none; there is none wherever
    None comes back (see `variables`).
    """
    refused = tuple(literal for literal, true in wanted if not true)
    languages = [*within, *(_widest(literal) for literal, true in wanted if true)]
    known = tuple(literal for literal in refused if not is_unknown(literal))
    if known:
        languages.append(~_any_of(known))
    found = Language.all_of(languages).shortest()
    if found is None or not any(is_unknown(literal) for literal, _ in wanted):
        return found
    remaining = (language_of(literal) - _any_of(refused) for literal, true in wanted if true)
    return None if any(each.shortest() is None for each in remaining) else found


@lru_cache(maxsize=_KEPT)
def is_unknown(literal: Literal) -> bool:
    """Whether a policy variable stands in it."""
    return any(_is_variable(token) for tokens in sequences_of(literal) for token in tokens)


def _is_variable(token: Token) -> bool:
    return not token.symbols.open and any(ord(symbol) in VARIABLE_ATOMS for symbol in token.symbols.named)


@lru_cache(maxsize=_KEPT)
def _widest(literal: Literal) -> Language:
    """What the literal may be true of, whatever its variables are."""
    if not is_unknown(literal):
        return language_of(literal)
    return Language.of(*(_widened(tokens) for tokens in sequences_of(literal)))


def _widened(tokens: Tokens) -> Tokens:
    return tuple(_ANYTHING if _is_variable(token) else token for token in tokens)


@lru_cache(maxsize=_KEPT)
def _any_of(literals: tuple[Literal, ...]) -> Language:
    return Language.of(*(tokens for literal in literals for tokens in sequences_of(literal)))
