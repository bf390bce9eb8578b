"""Which names a template's values refer to.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from cfnproof.emulator.cloudformation.language.substitution import names, parts_of
from cfnproof.template.model import Resource, Template, scalar_text
from cfnproof.template.nodes import Intrinsic, Mark, Node, Object, Scalar, Sequence, dig, entries, items

RESOLVED_MEMBERS: Final = ("Properties", "Metadata", "CreationPolicy", "UpdatePolicy")
"""The members of a resource in which functions are carried out."""


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a name by `Ref`, `Fn::GetAtt` or `Fn::Sub`.

    `attribute` is None for the value that `Ref` returns, and where the attribute's name is itself a `Ref`.
    """

    name: str
    attribute: str | None
    function: str
    mark: Mark


def uses(node: Node, conditions: Mapping[str, bool] | None = None) -> Iterator[Use]:
    """The uses of names in a value.

    Of an `Fn::If` both branches without `conditions`, else the one that is taken, and none where its condition is not
    among them.
    """
    match node:
        case Intrinsic(name="Ref"):
            yield Use(scalar_text(node.argument) or "", None, "Ref", node.mark)
        case Intrinsic(name="Fn::GetAtt"):
            yield from _attribute(node, conditions)
        case Intrinsic(name="Fn::Sub"):
            yield from _variables(node, conditions)
        case Intrinsic(name="Fn::If"):
            yield from chain.from_iterable(uses(branch, conditions) for branch in _branches(node.argument, conditions))
        case _:
            yield from chain.from_iterable(uses(child, conditions) for child in _children(node))


def resolved_members(resource: Resource) -> Iterator[Node]:
    """The values of a resource in which functions are carried out."""
    return (entry.value for entry in resource.body.entries if entry.key in RESOLVED_MEMBERS)


def depends_on(resource: Resource) -> tuple[str, ...]:
    """The logical ids of DependsOn."""
    return tuple(scalar_text(item) or "" for item in items(resource.body.get("DependsOn")))


def attribute_uses(template: Template) -> Iterator[Use]:
    """Every use of an attribute whose name is written out, in resources and outputs."""
    resources = chain.from_iterable(map(resolved_members, template.resources.values()))
    outputs = (entry.value for entry in template.section("Outputs"))
    return (use for node in chain(resources, outputs) for use in uses(node) if use.attribute is not None)


def _attribute(node: Intrinsic, conditions: Mapping[str, bool] | None) -> Iterator[Use]:
    if isinstance(node.argument, Sequence):
        attribute = dig(node.argument, 1)
        name = scalar_text(dig(node.argument, 0)) or ""
        yield Use(name, scalar_text(attribute), node.name, node.mark)
        if attribute is not None:
            yield from uses(attribute, conditions)
        return
    name, _, path = (scalar_text(node.argument) or "").partition(".")
    yield Use(name, path, node.name, node.mark)


def _variables(node: Intrinsic, conditions: Mapping[str, bool] | None) -> Iterator[Use]:
    text, own = parts_of(node.argument)
    defined = {entry.key for entry in own}
    for name in names(text or ""):
        if name not in defined:
            logical_id, dot, attribute = name.partition(".")
            yield Use(logical_id, attribute if dot else None, node.name, node.mark)
    yield from chain.from_iterable(uses(entry.value, conditions) for entry in own)


def _branches(argument: Node, conditions: Mapping[str, bool] | None) -> tuple[Node, ...]:
    condition, *branches = items(argument)
    if conditions is None:
        return tuple(branches)
    taken = conditions.get(scalar_text(condition) or "")
    return () if taken is None else tuple(branches[:1] if taken else branches[1:])


def _children(node: Node) -> Iterable[Node]:
    match node:
        case Intrinsic():
            return (node.argument,)
        case Sequence():
            return node.items
        case Object():
            return (entry.value for entry in entries(node))
        case Scalar():
            return ()
