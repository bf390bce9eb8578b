"""Questions on patterns, as policies write them: `*` is any text and `?` any character, and nothing else is special."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from cfnproof.iam.languages.language import Language
from cfnproof.iam.languages.tokens import Kind

_KEPT: Final = 16384


def outside(pattern: str, patterns: Sequence[str], kind: Kind) -> str | None:
    """A shortest text that a pattern matches and none of the others does, None where they match all that it does."""
    return None if pattern in patterns else _outside(pattern, tuple(patterns), kind)


@lru_cache(maxsize=_KEPT)
def overlap(left: str, right: str, kind: Kind) -> str | None:
    """A shortest text that both patterns match, None where there is none."""
    return (_language((left,), kind) & _language((right,), kind)).shortest()


def contained(patterns: Sequence[str], others: Sequence[str], kind: Kind) -> bool:
    """Whether all that one of the patterns matches is matched by one of the others."""
    return all(outside(pattern, others, kind) is None for pattern in patterns)


@lru_cache(maxsize=_KEPT)
def _outside(pattern: str, patterns: tuple[str, ...], kind: Kind) -> str | None:
    return (_language((pattern,), kind) - _language(patterns, kind)).shortest()


@lru_cache(maxsize=_KEPT)
def _language(patterns: tuple[str, ...], kind: Kind) -> Language:
    return Language.matching(patterns, kind)
