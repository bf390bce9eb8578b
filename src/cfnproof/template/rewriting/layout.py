"""Where the values of a template stand in its text, from first to last character.

The parser's end mark of a YAML block lies behind the comments and blank lines that follow it; an end here lies directly
behind the last value.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import yaml

from cfnproof.template.intrinsic_names import SHORT_FORMS
from cfnproof.template.rewriting.edit_kinds import Path, shown
from cfnproof.template.rewriting.lines import over_gap
from cfnproof.template.syntax import LOADER, json_as_yaml

Kind = Literal["scalar", "list", "mapping"]

_PROPERTIES: Final = re.compile(r"(?:[!&]\S*(?:\s|#[^\n]*)*)*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A value's place. `function` is that of a short-form tag, `flow` says that a collection is in brackets."""

    kind: Kind
    start: int
    end: int
    function: str | None = None
    flow: bool = False
    elements: tuple["Element", ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """An entry of a mapping or an item of a list.

    `start` is the place of its key or dash, `body` directly behind the colon or dash; both are the value's own start
    for an item in brackets.
    """

    key: str | None
    start: int
    body: int
    value: Piece

    @property
    def end(self) -> int:
        """Directly behind the value, or the colon or dash of one that is left out."""
        return max(self.body, self.value.end)


def layout(text: str, *, from_json: bool) -> Piece:
    """Where the values of a text stand; the text must be one that `cfnproof.template.syntax.parse` accepts."""
    composed = json_as_yaml(text) if from_json else text
    return _piece(text, yaml.compose(composed, Loader=LOADER), from_json=from_json)


def pieces(root: Piece) -> Iterator[Piece]:
    """`root` and everything in it, in the text's order."""
    yield root
    for element in root.elements:
        yield from pieces(element.value)


def piece_at(root: Piece, path: Path) -> Piece:
    """The place of the value at `path`.

    A short-form call has its function's name as its only step, as in the long form. Raises ValueError where the path
    leads nowhere.
    """
    piece = root
    for depth, step in enumerate(path):
        if piece.function is not None and step == piece.function:
            piece = replace(piece, function=None)
            continue
        piece = piece.elements[position_of(piece, step, path[: depth + 1])].value
    return piece


def position_of(piece: Piece, step: str | int, path: Path) -> int:
    """The position of the entry or item `step` in a collection; ValueError, which names `path`, where it has none."""
    if piece.function is None and isinstance(step, str) and piece.kind == "mapping":
        found = next((place for place, element in enumerate(piece.elements) if element.key == step), None)
        if found is not None:
            return found
    if piece.function is None and isinstance(step, int) and piece.kind == "list" and step in range(len(piece.elements)):
        return step
    raise ValueError(f"the template has nothing at {shown(path)}")


def one_line(text: str, piece: Piece) -> bool:
    """Whether a value stands on one line."""
    return "\n" not in text[piece.start : piece.end]


def _piece(text: str, node: Any, *, from_json: bool) -> Piece:  # noqa: ANN401  # the nodes' marks have no types
    start, end = node.start_mark.index, node.end_mark.index
    function = None if from_json else SHORT_FORMS.get(node.tag)
    if isinstance(node, yaml.ScalarNode):
        if node.style in {"|", ">"}:
            end = start + len(text[start:end].rstrip())
        return Piece("scalar", start, end, function)
    kind: Kind = "mapping" if isinstance(node, yaml.MappingNode) else "list"
    read = _entries if kind == "mapping" else _items
    elements = tuple(read(text, node, from_json=from_json))
    if not node.flow_style and elements:
        end = elements[-1].end
    return Piece(kind, start, end, function, bool(node.flow_style), elements)


def _entries(text: str, node: Any, *, from_json: bool) -> Iterator[Element]:  # noqa: ANN401  # as above
    for key, value in node.value:
        start, end = key.start_mark.index, key.end_mark.index
        colon = over_gap(text, end)
        body = colon + 1 if text.startswith(":", colon) else end
        name = str(json.loads(text[start:end])) if from_json else str(key.value)
        yield Element(name, start, body, _piece(text, value, from_json=from_json))


def _items(text: str, node: Any, *, from_json: bool) -> Iterator[Element]:  # noqa: ANN401  # as above
    if node.flow_style:
        for item in node.value:
            value = _piece(text, item, from_json=from_json)
            yield Element(None, value.start, value.start, value)
        return
    properties = _PROPERTIES.match(text, node.start_mark.index)
    behind = properties.end() if properties else node.start_mark.index
    for item in node.value:
        dash = over_gap(text, behind)
        element = Element(None, dash, dash + 1, _piece(text, item, from_json=from_json))
        yield element
        behind = element.end
