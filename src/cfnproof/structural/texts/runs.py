"""The texts below a node, each as one string with gaps where only the deployment knows, across Sub and Join.

`!Join [":", [arn, aws, iam]]` is the one text `arn:aws:iam`, and every character of it knows its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from cfnproof.structural.texts.gaps import GAP
from cfnproof.structural.texts.lines import lines_of
from cfnproof.template.expressions import sub
from cfnproof.template.model import Template, scalar_text
from cfnproof.template.nodes import Entry, Intrinsic, Mark, Node, Object, Scalar, Sequence, dig, entries

_NAMES_ONLY: Final = frozenset({"Ref", "Fn::GetAtt", "Condition"})
"""Functions whose arguments are names within the template."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a run: `text` begins on line `line` of what `source` writes; a gap has the node that fills it."""

    text: str
    source: Node
    line: int = 1


@dataclass(frozen=True, slots=True)
class Run:
    """One text. `key` is the nearest mapping key above it; `number` says that it is written as a number."""

    pieces: tuple[Piece, ...]
    key: str
    number: bool = False

    @property
    def text(self) -> str:
        """The whole text, with gaps."""
        return "".join(piece.text for piece in self.pieces)

    def mark(self, position: int, template: Template) -> Mark:
        """The line of the character at `position`."""
        ends = accumulate((len(piece.text) for piece in self.pieces), initial=0)
        for piece, (start, end) in zip(self.pieces, pairwise(ends), strict=True):
            if position < end:
                lines = piece.text.count("\n", 0, position - start)
                return lines_of(piece.source, template).mark(piece.line + lines)
        return self.pieces[-1].source.mark


def runs(node: Node, *, key: str = "", skip: frozenset[str] = frozenset()) -> Iterator[Run]:
    """The texts of `node` and below, mapping keys included, without the values of the keys in `skip`."""
    match node:
        case Scalar():
            yield Run((Piece(scalar_text(node) or "", node),), key, not isinstance(node.value, str))
        case Sequence():
            for item in node.items:
                yield from runs(item, key=key, skip=skip)
        case Object():
            for entry in node.entries:
                yield from _entry(entry, skip)
        case Intrinsic():
            yield from _call(node, key, skip)


def _entry(entry: Entry, skip: frozenset[str]) -> Iterator[Run]:
    if entry.key not in skip:
        yield Run((Piece(entry.key, Scalar(entry.key, entry.mark)),), entry.key)
        yield from runs(entry.value, key=entry.key, skip=skip)


def _call(node: Intrinsic, key: str, skip: frozenset[str]) -> Iterator[Run]:
    if node.name in _NAMES_ONLY:
        return
    pieces = tuple(_pieces(node))
    if pieces[:1] and pieces[0].source is node:
        yield from runs(node.argument, key=key, skip=skip)
        return
    yield Run(pieces, key)
    for piece in pieces:
        if piece.text == GAP and piece.source is not node:
            yield from runs(piece.source, key=key, skip=skip)


def _pieces(node: Node) -> Iterator[Piece]:
    match node:
        case Scalar():
            yield Piece(scalar_text(node) or "", node)
        case Intrinsic(name="Fn::Sub", argument=argument) if isinstance(_sub_text(argument), Scalar):
            yield from _sub_pieces(argument)
        case Intrinsic(name="Fn::Join", argument=Sequence(items=(Scalar() as delimiter, Sequence() as joined))):
            for position, item in enumerate(joined.items):
                if position:
                    yield Piece(scalar_text(delimiter) or "", item)
                yield from _pieces(item)
        case _:
            yield Piece(GAP, node)


def _sub_text(argument: Node) -> Node | None:
    return dig(argument, 0) if isinstance(argument, Sequence) else argument


def _sub_pieces(argument: Node) -> Iterator[Piece]:
    written = _sub_text(argument)
    variables = {entry.key: entry.value for entry in entries(dig(argument, 1))}
    source = written or argument
    line = 1
    for part in sub(scalar_text(written) or "", {}):
        if isinstance(part, str):
            yield Piece(part, source, line)
            line += part.count("\n")
            continue
        value = variables.get(re.sub(r"^\$\{|\}$", "", str(part)))
        yield from _pieces(value) if value else (Piece(GAP, Intrinsic("Ref", source, source.mark)),)
