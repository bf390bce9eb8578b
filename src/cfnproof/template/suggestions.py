"""Names in messages: what to write instead of a wrong one, and the first of many."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


def suggest(word: str, known: Iterable[str], otherwise: str = "remove it") -> str:
    """The known name that was probably meant and all that there are, or just these; `otherwise` where there are none.

    Letter case is looked past: `did you mean 'Near'? (known: 'Far', 'Near')`, `write one of 'Far', 'Near'`.
    """
    names = sorted(set(known))
    listed = ", ".join(map(repr, names))
    if not names:
        return otherwise
    if nearest(word, names):
        return f"{did_you_mean(word, names, otherwise)} (known: {listed})"
    return f"write {listed}" if len(names) == 1 else f"write one of {listed}"


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """`did you mean 'Near'?` where a known name is near, else `otherwise`."""
    near = nearest(word, known)
    return otherwise if near is None else f"did you mean {near!r}?"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most like `word`, None where none is."""
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), folded, n=1)
    return folded[near[0]] if near else None


def listed(names: Sequence[str], most: int, separator: str = ", ") -> str:
    """The first `most` names, and how many more there are."""
    more = len(names) - most
    return separator.join(names[:most]) + (f" and {more} more" if more > 0 else "")
