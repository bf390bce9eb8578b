"""What a changed value of a template owes its change to: parameters, other resources, or the text itself.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets-samples.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from cfnproof.emulator.cloudformation.changes.change import Attribute, Detail, Evaluation, Source
from cfnproof.emulator.cloudformation.language.references import Use, uses
from cfnproof.emulator.cloudformation.properties.replacement import Recreation
from cfnproof.emulator.cloudformation.state import Definition
from cfnproof.template.nodes import Node, plain


class Fate(Enum):
    """What the change does to a resource that others refer to."""

    NEW = auto()
    REPLACED = auto()
    PERHAPS_REPLACED = auto()
    MODIFIED = auto()

    @property
    def certain(self) -> bool:
        """Whether references to the resource get another value for certain."""
        return self in {Fate.NEW, Fate.REPLACED}


@dataclass(frozen=True, slots=True)
class Change:
    """A part of a resource that changes. `before` and `after` are as the templates have it, None where it is absent."""

    attribute: Attribute
    name: str | None
    recreation: Recreation
    before: Node | None
    after: Node | None


@dataclass(frozen=True, slots=True)
class Causes:
    """What changes so far. `fates` grows while resources are planned, each before those that refer to it."""

    parameters: frozenset[str]
    conditions: Mapping[str, bool]
    fates: dict[str, Fate] = field(default_factory=dict)

    def hides(self, logical_id: str, attribute: str | None) -> bool:
        """Whether only executing the change tells a resource's `Ref` (attribute None) or attribute.

        A resource that is modified in place keeps its physical id; any of its attributes may change.
        """
        fate = self.fates.get(logical_id)
        return fate is not None and (attribute is not None or fate is not Fate.MODIFIED)

    def details(self, change: Change) -> Iterator[Detail]:
        """Why a part changes.

        A parameter always brings a second detail, a dynamic direct modification, as AWS's examples have it.
        """
        found = dict.fromkeys(self._references(change.after)) if change.after is not None else {}
        for source, evaluation, entity in found:
            yield Detail(change.attribute, change.name, change.recreation, evaluation, source, entity)
        by_parameter = any(source == "ParameterReference" for source, _, _ in found)
        if not found or by_parameter or _written(change.before) != _written(change.after):
            evaluation = "Dynamic" if found else "Static"
            yield Detail(change.attribute, change.name, change.recreation, evaluation, "DirectModification")

    def _references(self, node: Node) -> Iterator[tuple[Source, Evaluation, str]]:
        for use in uses(node, self.conditions):
            if use.name in self.parameters:
                yield "ParameterReference", "Static", use.name
            elif self.hides(use.name, _attribute(use)):
                evaluation: Evaluation = "Static" if self.fates[use.name].certain else "Dynamic"
                if _attribute(use) is None:
                    yield "ResourceReference", evaluation, use.name
                else:
                    yield "ResourceAttribute", evaluation, _entity(use)


def changed_parameters(before: Definition, after: Definition) -> frozenset[str]:
    """The parameters whose `Ref` has another value, new ones too."""
    return frozenset(
        name
        for name, value in after.parameters.items()
        if name not in before.parameters or before.parameters[name].value != value.value
    )


_COMPUTED: Final = ""
"""Stands for an attribute whose name is itself a `Ref`."""


def _attribute(use: Use) -> str | None:
    return _COMPUTED if use.attribute is None and use.function == "Fn::GetAtt" else use.attribute


def _entity(use: Use) -> str:
    return f"{use.name}.{use.attribute}" if use.attribute else use.name


def _written(node: Node | None) -> object:
    return None if node is None else plain(node)
