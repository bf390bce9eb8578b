"""What an edit changes in the text of a collection in brackets: YAML's flow style, and all of JSON."""

from collections.abc import Iterator
from dataclasses import replace as with_fields

from cfnproof.template.nodes import Entry, Node, Scalar, Sequence
from cfnproof.template.rewriting.grouping import Group
from cfnproof.template.rewriting.layout import Element, Kind, Piece, one_line, position_of
from cfnproof.template.rewriting.lines import (
    column,
    indentation,
    next_line,
    over_gap,
    starts_line,
    with_comments_above,
)
from cfnproof.template.rewriting.style import Style
from cfnproof.template.rewriting.text_changes import Change, runs
from cfnproof.template.rewriting.writer import write, write_entry


def replaced(text: str, parent: Piece, element: Element, node: Node, style: Style) -> Change:
    """The change that gives an element another value; JSON stays on one line where the old value or its parent is."""
    value = element.value
    indent = len(indentation(text, element.start))
    compact = write(node, with_fields(style, compact=True), indent)
    fits = column(text, value.start) + len(compact) <= style.width
    alike = bool(value.elements) and value.kind == _kind(node) and one_line(text, value) and fits
    new = compact if one_line(text, parent) or alike else write(node, style, indent)
    blank = " " if value.start == value.end == element.body else ""
    return Change(value.start, value.end, blank + new)


def group_changes(text: str, piece: Piece, group: Group, style: Style) -> Iterator[Change]:
    """The changes by which a collection in brackets, with at least one element that stays, loses and gains others."""
    removed = {position_of(piece, step, (*group.path, step)) for step in group.removed}
    added = [_added(text, piece, new, style) for new in group.added]
    if _an_element_a_line(text, piece):
        return _changes_by_line(text, piece, removed, added)
    return _changes_within_lines(piece, removed, added, style.comma)


def _an_element_a_line(text: str, piece: Piece) -> bool:
    """Whether each element begins a line, and the closing bracket does."""
    return starts_line(text, piece.end - 1) and all(starts_line(text, element.start) for element in piece.elements)


def _changes_by_line(text: str, piece: Piece, removed: set[int], added: list[str]) -> Iterator[Change]:
    elements = piece.elements
    final = len(elements) - 1
    for first, last in runs(removed):
        bound = next_line(text, elements[first - 1].end) if first else 0
        start = with_comments_above(text, elements[first].start, bound)
        yield Change(start, next_line(text, _behind_comma(text, elements[last])), "")
        if last == final and not added and not _comma(text, elements[final]):
            comma = over_gap(text, elements[first - 1].end)
            yield Change(comma, comma + 1, "")
    if added:
        if final not in removed and not _comma(text, elements[final]):
            yield Change(elements[final].end, elements[final].end, ",")
        at = next_line(text, _behind_comma(text, elements[final]))
        pad = indentation(text, elements[final].start)
        ending = ",\n" if _comma(text, elements[final]) else "\n"
        yield Change(at, at, ",\n".join(pad + item for item in added) + ending)


def _changes_within_lines(piece: Piece, removed: set[int], added: list[str], comma: str) -> Iterator[Change]:
    elements = piece.elements
    for first, last in runs(removed):
        if last + 1 < len(elements):
            yield Change(elements[first].start, elements[last + 1].start, "")
        else:
            yield Change(elements[first - 1].end, elements[last].end, "")
    if added:
        at = elements[-1].end
        yield Change(at, at, "".join(comma + item for item in added))


def _comma(text: str, element: Element) -> bool:
    return text.startswith(",", over_gap(text, element.end))


def _behind_comma(text: str, element: Element) -> int:
    return over_gap(text, element.end) + 1 if _comma(text, element) else element.end


def _added(text: str, piece: Piece, new: Entry | Node, style: Style) -> str:
    """A new element as text: on one line where the collection is, or where all of its kind that it has are.

    An entry that is a mapping follows the second rule nowhere: the mappings beside it are mostly calls.
    """
    indent = len(indentation(text, piece.elements[-1].start))
    kind = _kind(new.value if isinstance(new, Entry) else new)
    others = [one_line(text, element.value) for element in piece.elements if element.value.kind == kind]
    fits = indent + len(_text(new, with_fields(style, compact=True), indent)) <= style.width
    alike = bool(others) and all(others) and fits and not (isinstance(new, Entry) and kind == "mapping")
    return _text(new, with_fields(style, compact=one_line(text, piece) or alike), indent)


def _kind(node: Node) -> Kind:
    match node:
        case Scalar():
            return "scalar"
        case Sequence():
            return "list"
        case _:
            return "mapping"


def _text(new: Entry | Node, style: Style, indent: int) -> str:
    return write_entry(new, style, indent) if isinstance(new, Entry) else write(new, style, indent)
