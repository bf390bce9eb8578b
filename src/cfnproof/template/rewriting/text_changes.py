"""Changes of a text by position, and the text that has them all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Change:
    """`text` in place of what stands from `start` to `end`. Its lines end with LF, whatever those of the file do."""

    start: int
    end: int
    text: str


def changed(text: str, changes: Iterable[Change], newline: str) -> str:
    """Return the text with all changes, the new lines ended by `newline`.

    What several changes insert at one place stands in the order of the changes. Raises ValueError for changes of one
    place.
    """
    ordered = sorted(changes, key=lambda change: (change.start, change.end != change.start))
    for before, after in pairwise(ordered):
        if after.start < before.end:
            raise ValueError("two edits change the same lines")
    return "".join(_pieces(text, ordered, newline))


def runs(positions: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each run of neighbouring positions."""
    ordered: Sequence[int] = sorted(positions)
    first = 0
    for place, position in enumerate(ordered):
        if place + 1 == len(ordered) or ordered[place + 1] != position + 1:
            yield ordered[first], position
            first = place + 1


def _pieces(text: str, changes: Iterable[Change], newline: str) -> Iterator[str]:
    position = 0
    for change in changes:
        yield text[position : change.start]
        yield change.text.replace("\n", newline)
        position = change.end
    yield text[position:]
