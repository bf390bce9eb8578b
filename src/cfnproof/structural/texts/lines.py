"""Where the lines of a text in a template stand in the template's file.

A text in a block scalar (`|`) has its lines one below the other in the file; any other text has only its own place.
"""

from dataclasses import dataclass

from cfnproof.errors import TemplateError
from cfnproof.template.model import Template
from cfnproof.template.nodes import Intrinsic, Mark, Node, Scalar, dig
from cfnproof.template.text import read_text


@dataclass(frozen=True, slots=True)
class Lines:
    """The places of a text's lines: `marks` in order where they are known, else all of them at `start`."""

    start: Mark
    marks: tuple[Mark, ...] = ()

    def mark(self, line: int) -> Mark:
        """The place of a line of the text, counted from 1."""
        return self.marks[line - 1] if 1 <= line <= len(self.marks) else self.start


def lines_of(node: Node, template: Template) -> Lines:
    """Find the lines of a text: of a plain one, or of the string of a `Fn::Sub`.

    The file is read again, and believed only where its lines below the node's own are those of the text.
    """
    written = _written(node)
    if written is None or not isinstance(written.value, str) or "\n" not in written.value:
        return Lines(node.mark)
    try:
        source = read_text(template.path).splitlines()
    except TemplateError:
        return Lines(node.mark)
    wanted = [line.strip() for line in written.value.splitlines()]
    found = source[written.mark.line : written.mark.line + len(wanted)]
    if [line.strip() for line in found] != wanted:
        return Lines(node.mark)
    places = (
        Mark(written.mark.line + number, len(line) - len(line.lstrip()) + 1) for number, line in enumerate(found, 1)
    )
    return Lines(node.mark, tuple(places))


def _written(node: Node) -> Scalar | None:
    if isinstance(node, Intrinsic) and node.name == "Fn::Sub":
        first = dig(node.argument, 0)
        node = node.argument if first is None else first
    return node if isinstance(node, Scalar) else None
