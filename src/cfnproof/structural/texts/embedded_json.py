"""JSON that a template holds as text, read into the same nodes as the template's own.

A policy document or a state machine's definition may be a JSON string, plain or made by `Fn::Sub` or `Fn::Join`. What
such a function inserts stays symbolic: `expressions.parts` reads the tree's texts as it reads those of the template.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cfnproof.errors import TemplateError
from cfnproof.structural.texts.expression_nodes import node_of
from cfnproof.structural.texts.insertions import inserted
from cfnproof.structural.texts.lines import Lines, lines_of
from cfnproof.template.expressions import Part, Parts, parts
from cfnproof.template.model import Template
from cfnproof.template.nodes import Entry, Intrinsic, Mark, Node, Object, Scalar, Sequence
from cfnproof.template.syntax import parse

_TOKEN: Final = re.compile("\ue000(\\d+)\ue001")
"""What stands for an insertion while the text is read: a number between two private characters."""

_STRING_OR_TOKEN: Final = re.compile('"(?:\\\\.|[^"\\\\])*"|\ue000\\d+\ue001', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Malformed:
    """Text that is no JSON: what is wrong with it, and where in the template."""

    message: str
    mark: Mark


def read_json(node: Node, template: Template, substitutions: Mapping[str, Parts] | None = None) -> Node | Malformed:
    """The tree of the JSON text that `node` is; the argument of `Fn::ToJsonString` is that tree already.

    `substitutions` are the values of the `${name}` placeholders that are still in the text when the template's own
    functions are worked out. Marks are lines of the template where the text is a block scalar, else the node's own.
    """
    if isinstance(node, Intrinsic) and node.name == "Fn::ToJsonString":
        return node.argument
    text = _Text()
    written = text.write(inserted(parts(node, template), substitutions or {}))
    lines = lines_of(node, template)
    try:
        json.loads(written)
        tree = parse(written, template.path.with_suffix(".json"))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno} of the text"
        return Malformed(f"{error.msg} at {place}", lines.mark(error.lineno))
    except RecursionError:
        return Malformed("nested too deeply", node.mark)
    except TemplateError as error:
        return Malformed(error.message, lines.mark(error.line or 1))
    return text.restored(tree, lines)


@dataclass(slots=True)
class _Text:
    """JSON text in which each insertion is a token, and the tree with the insertions back in their places."""

    insertions: list[Part] = field(default_factory=list)

    def write(self, source: Parts) -> str:
        """The text; a token outside of a JSON string becomes a string of its own."""
        whole = "".join(part if isinstance(part, str) else self._token(part) for part in source)
        return _STRING_OR_TOKEN.sub(lambda match: match[0] if match[0][0] == '"' else f'"{match[0]}"', whole)

    def restored(self, node: Node, lines: Lines) -> Node:
        """`node` with the insertions back in place and its marks in the template."""
        mark = lines.mark(node.mark.line)
        match node:
            case Scalar(value=str() as value) if _TOKEN.search(value):
                return self._computed(value, mark)
            case Scalar():
                return Scalar(node.value, mark)
            case Sequence():
                return Sequence(tuple(self.restored(item, lines) for item in node.items), mark)
            case Object():
                return Object(tuple(self._entry(entry, lines) for entry in node.entries), mark)
            case Intrinsic():  # in JSON text `{"Ref": …}` is a mapping like any other
                return Object((self._entry(Entry(node.name, node.argument, node.mark), lines),), mark)

    def _token(self, part: Part) -> str:
        self.insertions.append(part)
        return f"\ue000{len(self.insertions) - 1}\ue001"

    def _entry(self, entry: Entry, lines: Lines) -> Entry:
        key = _TOKEN.sub(lambda match: str(self.insertions[int(match[1])]), entry.key)
        return Entry(key, self.restored(entry.value, lines), lines.mark(entry.mark.line))

    def _computed(self, value: str, mark: Mark) -> Node:
        """The text with its insertions, as the function call that makes it."""
        found: list[Part] = []
        end = 0
        for match in _TOKEN.finditer(value):
            found.extend((value[end : match.start()], self.insertions[int(match[1])]))
            end = match.end()
        found.append(value[end:])
        return node_of(tuple(part for part in found if part != ""), mark)
