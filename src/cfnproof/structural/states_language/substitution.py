"""DefinitionSubstitutions in a definition that is an object.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
"""

from collections.abc import Mapping

from cfnproof.structural.texts.expression_nodes import node_of
from cfnproof.structural.texts.insertions import inserted
from cfnproof.template.expressions import Parts, parts
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
            replaced = inserted(found, values)
            return node if replaced == found else node_of(replaced, node.mark)
        case _:
            return node
