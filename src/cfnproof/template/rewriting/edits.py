"""A template's text with some of its values changed, and every other byte as it was."""

import pathlib
from collections.abc import Iterator, Sequence
from dataclasses import replace as with_fields
from itertools import combinations

from cfnproof.errors import TemplateError
from cfnproof.template.nodes import Intrinsic, plain
from cfnproof.template.rewriting import block_changes, flow_changes
from cfnproof.template.rewriting.edit_kinds import Append, Edit, Insert, Path, Remove, Replace, overlap, shown
from cfnproof.template.rewriting.expected import edited, same, value_at
from cfnproof.template.rewriting.grouping import Group, grouped
from cfnproof.template.rewriting.layout import Piece, layout, piece_at, position_of
from cfnproof.template.rewriting.lines import newline_of
from cfnproof.template.rewriting.style import Style, style_of
from cfnproof.template.rewriting.text_changes import Change, changed
from cfnproof.template.rewriting.wrapping import within_list, wrapped
from cfnproof.template.syntax import is_json, parse

__all__ = ["Append", "Edit", "Insert", "Path", "Remove", "Replace", "apply"]


def apply(text: str, path: pathlib.Path, edits: Sequence[Edit]) -> str:
    """Return the text of the template `path` with all `edits`, whose places are those of `text`.

    What is not edited keeps its bytes: comments, blank lines, quotes and line ends. New lines are set as the template's
    own are. A comment inside a value that is replaced goes with it, except where a list only loses or gains items.
    Raises TemplateError for a text that does not parse (CloudFormation accepts no alias and no hash merge), and where
    the edited text would not have exactly the edited value. Raises ValueError for edits that overlap, a place that
    does not exist, and a mapping or list that would be left empty.
    """
    for one, other in combinations(edits, 2):
        if overlap(one, other):
            raise ValueError(f"two edits overlap: {shown(one.path)} and {shown(other.path)}")
    expected = edited(parse(text, path), edits)
    try:
        result = _applied(text, path, edits)
        value = plain(parse(result, path))
    except TemplateError as error:
        raise _impossible(text, path, edits) from error
    if not same(value, expected):
        raise _impossible(text, path, edits)
    return result


def _applied(text: str, path: pathlib.Path, edits: Sequence[Edit]) -> str:
    newline = newline_of(text)
    ended = text.endswith("\n")
    whole, value, inner = _with_lists(text if ended else text + newline, path, edits)
    result = changed(whole, _changes(whole, path, value, inner), newline)
    return result if ended else result.removesuffix(newline)


def _with_lists(text: str, path: pathlib.Path, edits: Sequence[Edit]) -> tuple[str, object, Sequence[Edit]]:
    """The text in which each value that is to be appended to is a list, its plain value, and the edits for it."""
    while True:
        value = plain(parse(text, path))
        appended = (edit.path for edit in edits if isinstance(edit, Append))
        place = next((place for place in appended if not isinstance(value_at(value, place), list | None)), None)
        if place is None:
            return text, value, edits
        root, style = _read(text, path)
        text = changed(text, wrapped(text, root, place, style), newline_of(text))
        edits = [within_list(edit, place) for edit in edits]


def _read(text: str, path: pathlib.Path) -> tuple[Piece, Style]:
    from_json = is_json(text, path)
    root = layout(text, from_json=from_json)
    return root, style_of(text, root, from_json=from_json)


def _changes(text: str, path: pathlib.Path, value: object, edits: Sequence[Edit]) -> Iterator[Change]:
    """The changes of text, those of the innermost collections first: several may gain something at one line's end."""
    root, style = _read(text, path)
    replaced, groups = grouped(edits, value)
    for edit in replaced:
        yield _replaced(text, root, edit, style)
    for group in sorted(groups, key=lambda group: -len(group.path)):
        yield from _group_changes(text, root, group, style)


def _replaced(text: str, root: Piece, edit: Replace, style: Style) -> Change:
    if not edit.path:
        raise ValueError("a template is not replaced as a whole: write a new one")
    *above, step = edit.path
    parent = piece_at(root, tuple(above))
    if parent.function is not None and step == parent.function:
        return _replaced(text, root, Replace(tuple(above), Intrinsic(step, edit.node, edit.node.mark)), style)
    element = parent.elements[position_of(parent, step, edit.path)]
    if parent.flow:
        return flow_changes.replaced(text, parent, element, edit.node, _bracketed(style))
    return block_changes.replaced(text, element, edit.node, style)


def _group_changes(text: str, root: Piece, group: Group, style: Style) -> Iterator[Change]:
    piece = piece_at(root, group.path)
    if piece.function is not None:
        raise ValueError(f"{shown(group.path)} is a call of {piece.function}, not a mapping")
    if piece.flow:
        return flow_changes.group_changes(text, piece, group, _bracketed(style))
    return block_changes.group_changes(text, piece, group, style)


def _bracketed(style: Style) -> Style:
    """The style of what stands in brackets: JSON's, or YAML's flow style."""
    return style if style.form == "json" else with_fields(style, form="flow")


def _impossible(text: str, path: pathlib.Path, edits: Sequence[Edit]) -> TemplateError:
    places = " and ".join(shown(edit.path) for edit in edits)
    root, _ = _read(text, path)
    first = min((piece_at(root, edit.path).start for edit in edits), default=0)
    message = f"the way that {places} is written does not allow this edit: write the value in lines, or edit it by hand"
    return TemplateError(message, path, text.count("\n", 0, first) + 1)
