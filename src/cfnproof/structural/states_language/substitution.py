"""DefinitionSubstitutions in a definition that is an object.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
"""

import re
from collections.abc import Iterator, Mapping

from cfnproof.structural.expression_nodes import node_of
from cfnproof.template.expressions import Part, Parts, parts
from cfnproof.template.model import Template
from cfnproof.template.nodes import Entry, Intrinsic, Node, Object, Scalar, Sequence


def substituted(node: Node, template: Template, values: Mapping[str, Parts]) -> Node:
    """`node` with `${name}` in its texts replaced by the values."""
    if not values:
        return node
    match node:
        case Object():
            pairs = ((entry, substituted(entry.value, template, values)) for entry in node.entries)
            return Object(tuple(Entry(entry.key, value, entry.mark) for entry, value in pairs), node.mark)
        case Sequence():
            return Sequence(tuple(substituted(item, template, values) for item in node.items), node.mark)
        case Scalar(value=str()) | Intrinsic():
            found = parts(node, template)
            replaced = tuple(_replaced(found, values))
            return node if replaced == found else node_of(replaced, node.mark)
        case _:
            return node


def _replaced(found: Parts, values: Mapping[str, Parts]) -> Iterator[Part]:
    placeholder = re.compile(rf"\$\{{({'|'.join(map(re.escape, values))})\}}")
    for part in found:
        if not isinstance(part, str):
            yield part
            continue
        end = 0
        for match in placeholder.finditer(part):
            yield from filter(None, (part[end : match.start()], *values[match[1]]))
            end = match.end()
        yield from filter(None, (part[end:],))
