"""What an edit changed, for a reader and for `git apply`."""

import difflib
from collections.abc import Iterator

_NO_NEWLINE = "\n\\ No newline at end of file\n"


def unified(before: str, after: str, name: str) -> str:
    """Return the unified diff of two texts of the file `name`, empty where they are equal.

    Lines end where LF stands; a CR before it is part of the line, as git has it.
    """
    path = name.lstrip("/")
    found = difflib.unified_diff(_lines(before), _lines(after), f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else line + _NO_NEWLINE for line in found)


def _lines(text: str) -> list[str]:
    return list(_split(text))


def _split(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end
