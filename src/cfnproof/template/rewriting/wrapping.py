"""A value that becomes the first item of a list, so that items can be added behind it."""

from collections.abc import Iterator
from dataclasses import replace

from cfnproof.template.rewriting.edit_kinds import Append, Edit, Path, shown
from cfnproof.template.rewriting.layout import Element, Piece, one_line, piece_at, position_of
from cfnproof.template.rewriting.lines import column, indentation, line_end, line_start, next_line
from cfnproof.template.rewriting.style import Style
from cfnproof.template.rewriting.text_changes import Change

_DASH = "- "


def wrapped(text: str, root: Piece, path: Path, style: Style) -> Iterator[Change]:
    """The changes that put the value at `path`, an entry of a mapping, into a list.

    Raises ValueError where the value is no entry of a mapping, or the argument of a short-form call.
    """
    if not path or isinstance(path[-1], int):
        raise ValueError(f"{shown(path)} is no list")
    parent = piece_at(root, path[:-1])
    element = parent.elements[position_of(parent, path[-1], path)]
    if parent.flow:
        return _in_brackets(text, element, style)
    return _in_lines(text, element, style)


def within_list(edit: Edit, path: Path) -> Edit:
    """The same edit after the value at `path` has become the first item of a list."""
    if edit.path[: len(path)] != path or (isinstance(edit, Append) and edit.path == path):
        return edit
    return replace(edit, path=(*path, 0, *edit.path[len(path) :]))


def _in_lines(text: str, element: Element, style: Style) -> Iterator[Change]:
    value = element.value
    indent = column(text, element.start) + style.dash
    opening = " " * indent + _DASH
    second = next_line(text, value.start)
    rest = text[second : line_end(text, element.end)] if second < element.end else ""
    if line_start(text, value.start) > element.body:
        start = line_start(text, value.start)
        shift = len(opening) - (value.start - start)
        yield Change(start, value.start, opening)
    else:
        shift = max(0, len(opening) - min((_indent(line) for line in rest.split("\n") if line.strip()), default=0))
        yield Change(element.body, value.start, f"\n{opening}")
    yield from _shifted(rest, second, shift, " ")


def _in_brackets(text: str, element: Element, style: Style) -> Iterator[Change]:
    value = element.value
    before, after = "[", "]"
    if style.form == "json" and not one_line(text, value):
        outer = indentation(text, element.start)
        before, after = f"[\n{outer}{style.blank * style.step}", f"\n{outer}]"
        second = next_line(text, value.start)
        yield from _shifted(text[second : value.end], second, style.step, style.blank)
    yield Change(value.start, value.start, before)
    yield Change(value.end, value.end, after)


def _shifted(lines: str, start: int, shift: int, blank: str) -> Iterator[Change]:
    """The changes that move lines, the first of which begins at `start`, to the right or, by their blanks, left."""
    for line in lines.split("\n"):
        if line.strip() and shift > 0:
            yield Change(start, start, blank * shift)
        elif line.strip() and shift < 0:
            yield Change(start, start + min(-shift, _indent(line)), "")
        start += len(line) + 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
