"""What an edit changes in the text of a YAML mapping or list in lines."""

from collections.abc import Iterator

from cfnproof.template import nodes
from cfnproof.template.nodes import Entry, Node, Object
from cfnproof.template.rewriting.grouping import Group
from cfnproof.template.rewriting.layout import Element, Piece, one_line, position_of
from cfnproof.template.rewriting.lines import (
    column,
    line_end,
    line_start,
    next_line,
    over_blanks,
    starts_line,
    with_blank_lines_above,
    with_comments_above,
)
from cfnproof.template.rewriting.style import Style
from cfnproof.template.rewriting.text_changes import Change, runs
from cfnproof.template.rewriting.writer import write, write_behind_colon, write_entry, write_in_brackets


def replaced(text: str, element: Element, node: Node, style: Style) -> Change:
    """The change that gives an entry or item another value. A comment on its line stays there."""
    value = element.value
    stop = line_end(text, element.end)
    in_lines = value.kind != "scalar" and not value.flow
    tail = "" if in_lines else text[element.end : stop]
    end_of_first = line_end(text, element.body)
    gap = text[element.body : end_of_first].rstrip() if value.start > end_of_first else ""
    first, newline, rest = _behind(text, element, node, style).partition("\n")
    comments = (gap + tail).rstrip() if newline else gap + tail
    return Change(element.body, stop, f"{first}{comments}{newline}{rest}")


def group_changes(text: str, piece: Piece, group: Group, style: Style) -> Iterator[Change]:
    """The changes by which a mapping or list in lines loses and gains elements."""
    elements = piece.elements
    for first, last in runs(position_of(piece, step, (*group.path, step)) for step in group.removed):
        after = next_line(text, elements[last].end)
        start = elements[first].start
        if starts_line(text, start):
            bound = next_line(text, elements[first - 1].end) if first else 0
            begin = with_comments_above(text, start, bound)
            at_end = after == len(text) and not group.added  # where blank lines would be left behind
            yield Change(with_blank_lines_above(text, begin) if at_end else begin, after, "")
        else:  # it stands behind the dash of the list around it, where the next one moves up
            yield Change(start, over_blanks(text, after), "")
    if group.added:
        at = next_line(text, elements[-1].end)
        indent = column(text, elements[0].start)
        lines = (" " * indent + _added(text, piece, new, style, indent) + "\n" for new in group.added)
        yield Change(at, at, "".join(lines))


def _behind(text: str, element: Element, node: Node, style: Style) -> str:
    """What stands behind the colon or dash of an element whose value is `node`."""
    value = element.value
    indent = column(text, element.start)
    behind = column(text, element.body)
    alike = nodes.Sequence if value.kind == "list" else Object
    bracketed = value.flow and value.elements and not value.function and one_line(text, value)
    if bracketed and isinstance(node, alike):
        new = write_in_brackets(node, style, column(text, value.start))
        if new is not None:
            return f" {new}"
    if element.key is not None:
        return write_behind_colon(node, style, indent, behind)
    offset = _offset(text, element)
    return " " * (offset - 1) + write(node, style, indent + offset)


def _added(text: str, piece: Piece, new: Entry | Node, style: Style, indent: int) -> str:
    if isinstance(new, Entry):
        return write_entry(new, style, indent)
    offset = _offset(text, piece.elements[-1])
    bracketed = None
    if all(element.value.flow and one_line(text, element.value) for element in piece.elements):
        bracketed = write_in_brackets(new, style, indent + offset)
    return f"-{' ' * (offset - 1)}{bracketed or write(new, style, indent + offset)}"


def _offset(text: str, element: Element) -> int:
    """Columns from a dash to what stands behind it, 2 where that is on another line."""
    if element.value.start > element.body and line_start(text, element.value.start) == line_start(text, element.start):
        return element.value.start - element.start
    return 2
