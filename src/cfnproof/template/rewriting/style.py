"""How new text is set, and how a template's own text is set."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cfnproof.template.rewriting.layout import Element, Piece, pieces
from cfnproof.template.rewriting.lines import column, indentation, starts_line

Form = Literal["block", "flow", "json"]


@dataclass(frozen=True, slots=True)
class Style:
    """How new text is set: YAML in lines (`block`) or in brackets on one line (`flow`), or JSON.

    `step` is what a nested mapping is indented by, `dash` what the dashes of a list are indented by below its key (0 or
    `step`). A line of YAML longer than `width` is broken behind its key where that makes it shorter. `blank`, `colon`
    and `comma` are the characters of JSON's indentation and separators; `compact` sets JSON on one line.
    """

    form: Form = "block"
    step: int = 2
    dash: int = 2
    width: int = 120
    blank: str = " "
    colon: str = ": "
    comma: str = ", "
    compact: bool = False


def style_of(text: str, root: Piece, *, from_json: bool) -> Style:
    """The style of a template's text; what the text does not show is as in `Style`."""
    return _json_style(text, root) if from_json else _yaml_style(text, root)


def _yaml_style(text: str, root: Piece) -> Style:
    nested = [pair for pair in _nested(root) if not pair[1].flow and starts_line(text, pair[1].start)]
    step = _commonest(
        [column(text, value.start) - column(text, key.start) for key, value in nested if value.kind == "mapping"], 2
    )
    dash = _commonest(
        [column(text, value.start) - column(text, key.start) for key, value in nested if value.kind == "list"], step
    )
    return Style(step=step, dash=dash)


def _json_style(text: str, root: Piece) -> Style:
    steps = [
        column(text, piece.elements[0].start) - len(indentation(text, piece.start))
        for piece in pieces(root)
        if piece.elements and starts_line(text, piece.elements[0].start)
    ]
    first = next((piece.elements[0] for piece in pieces(root) if piece.kind == "mapping" and piece.elements), None)
    tabs = any(indentation(text, piece.start).startswith("\t") for piece in pieces(root))
    colon = ": " if first is None else _colon(text, first)
    comma = ", " if colon.endswith(" ") else ","
    return Style("json", step=_commonest(steps, 2), blank="\t" if tabs else " ", colon=colon, comma=comma)


def _colon(text: str, element: Element) -> str:
    """The colon of an entry with the blanks around it."""
    before = text[element.start : element.body - 1]
    after = text[element.body : element.value.start]
    return " " * (len(before) - len(before.rstrip())) + ":" + ("" if "\n" in after else " " * len(after))


def _nested(root: Piece) -> Iterator[tuple[Element, Piece]]:
    """The entries of mappings, each with its value."""
    return (
        (element, element.value)
        for piece in pieces(root)
        if piece.kind == "mapping" and not piece.flow
        for element in piece.elements
    )


def _commonest(counted: list[int], otherwise: int) -> int:
    possible = [number for number in counted if number >= 0]
    return Counter(possible).most_common(1)[0][0] if possible else otherwise
