"""The second half of a message about a wrong name: which one was probably meant, and which there are."""

from collections.abc import Iterable
from difflib import get_close_matches


def suggest(word: str, known: Iterable[str]) -> str:
    """`did you mean 'Near'? (known: 'A', 'Near')`; the question only where a name is near, letter case aside."""
    names = sorted(set(known))
    if not names:
        return "none is known"
    listed = f"known: {', '.join(map(repr, names))}"
    near = nearest(word, names)
    return listed if near is None else f"did you mean {near!r}? ({listed})"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most like `word`, None where none is."""
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), folded, n=1)
    return folded[near[0]] if near else None
