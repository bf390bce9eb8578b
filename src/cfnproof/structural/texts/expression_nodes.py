"""Nodes from parts: the way back from a value to a tree that has it."""

from pathlib import Path
from typing import Final

from cfnproof.structural.texts.gaps import is_text
from cfnproof.template.expressions import Opaque, Part, Parts, Reference
from cfnproof.template.nodes import Intrinsic, Mark, Node, Scalar, Sequence
from cfnproof.template.syntax import parse

_FUNCTION: Final = Path("function.json")


def node_of(value: Parts, mark: Mark) -> Node:
    """A node at `mark` whose parts are `value`: a text, or the function call that makes it."""
    if is_text(value):
        return Scalar("".join(map(str, value)), mark)
    pieces = tuple(_piece(part, mark) for part in value)
    if len(pieces) == 1:
        return pieces[0]
    return Intrinsic("Fn::Join", Sequence((Scalar("", mark), Sequence(pieces, mark)), mark), mark)


def _piece(part: Part, mark: Mark) -> Node:
    match part:
        case Reference(name=name, attribute=None):
            return Intrinsic("Ref", Scalar(name, mark), mark)
        case Reference(name=name, attribute=attribute):
            return Intrinsic("Fn::GetAtt", Scalar(f"{name}.{attribute}", mark), mark)
        case Opaque(source=source):
            call = parse(source, _FUNCTION)
            return Intrinsic(call.name, call.argument, mark) if isinstance(call, Intrinsic) else call
        case str():
            return Scalar(part, mark)
