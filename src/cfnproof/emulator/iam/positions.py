"""Where the statements of a policy stand in its text.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_Position.html
"""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from cfnproof.emulator.service import Answer

_DECODER: Final = json.JSONDecoder()
_GAP: Final = re.compile(r"[\s,:]*")

Span = tuple[Answer, Answer]
"""A statement's StartPosition and EndPosition."""


@lru_cache(maxsize=256)
def spans(text: str) -> tuple[Span, ...]:
    """The positions of all statements of a well-formed policy, lines and columns from 1.

    A statement begins where what is before it ends, the bracket or the statement before, and ends behind its brace.
    AWS's examples have it so; for a statement that stands in no list they have nothing, and it begins behind the colon.
    """
    return tuple((_position(text, start), _position(text, end)) for start, end in _offsets(text))


def _offsets(text: str) -> Iterator[tuple[int, int]]:
    at = _after(text, text.index("{") + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        colon = text.index(":", at)
        at = _after(text, colon)
        if key == "Statement":
            yield from _items(text, at + 1) if text[at] == "[" else _single(text, colon + 1)
        _, at = _DECODER.raw_decode(text, at)
        at = _after(text, at)


def _single(text: str, start: int) -> Iterator[tuple[int, int]]:
    _, end = _DECODER.raw_decode(text, _after(text, start))
    yield start, end


def _items(text: str, start: int) -> Iterator[tuple[int, int]]:
    at = _after(text, start)
    while text[at] != "]":
        _, end = _DECODER.raw_decode(text, at)
        yield start, end
        start, at = end, _after(text, end)


def _after(text: str, at: int) -> int:
    """The next character that is neither white space nor between two values."""
    found = _GAP.match(text, at)
    return found.end() if found else at


def _position(text: str, offset: int) -> Answer:
    line = text.count("\n", 0, offset) + 1
    return {"Line": line, "Column": offset - text.rfind("\n", 0, offset)}
