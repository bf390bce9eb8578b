"""Positions in a text and the lines that they stand on; a line ends with LF or CRLF."""

import re
from typing import Final

_GAP: Final = re.compile(r"(?:\s|#[^\n]*)*")
_BLANKS: Final = re.compile(r"\s*")
_INDENTATION: Final = re.compile(r"[ \t]*")


def line_start(text: str, position: int) -> int:
    """Where the line of `position` begins."""
    return text.rfind("\n", 0, position) + 1


def line_end(text: str, position: int) -> int:
    """Where the line of `position` ends, before its line end."""
    end = text.find("\n", position)
    if end < 0:
        return len(text)
    return end - 1 if end > position and text[end - 1] == "\r" else end


def next_line(text: str, position: int) -> int:
    """Where the line behind the one of `position` begins, the text's end where there is none."""
    end = text.find("\n", position)
    return len(text) if end < 0 else end + 1


def column(text: str, position: int) -> int:
    """Characters before `position` on its line."""
    return position - line_start(text, position)


def indentation(text: str, position: int) -> str:
    """The blanks that the line of `position` begins with."""
    found = _INDENTATION.match(text, line_start(text, position))
    return found[0] if found else ""


def starts_line(text: str, position: int) -> bool:
    """Whether nothing but blanks stands before `position` on its line."""
    return not text[line_start(text, position) : position].strip()


def over_gap(text: str, position: int) -> int:
    """The first place from `position` on that is neither blank nor in a comment; `position` is outside of a value."""
    found = _GAP.match(text, position)
    return found.end() if found else position


def over_blanks(text: str, position: int) -> int:
    """The first place from `position` on that is not blank; a comment counts as text."""
    found = _BLANKS.match(text, position)
    return found.end() if found else position


def with_comments_above(text: str, position: int, bound: int) -> int:
    """Where the line of `position` begins, or the comment lines directly above it at the same indentation.

    `bound` is the end of what stands before: lines above it are not looked at.
    """
    begin = line_start(text, position)
    opening = " " * (position - begin) + "#"
    while begin > bound:
        above = line_start(text, begin - 1)
        if above < bound or not text.startswith(opening, above):
            break
        begin = above
    return begin


def with_blank_lines_above(text: str, begin: int) -> int:
    """Where the blank lines directly above the line that begins at `begin` begin; `begin` where there are none."""
    while begin and not text[line_start(text, begin - 1) : begin].strip():
        begin = line_start(text, begin - 1)
    return begin


def newline_of(text: str) -> str:
    """The line end of a text's first line, LF for a text of one line."""
    end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"
