"""What holds data says what becomes of it, when the stack goes and when an update replaces it.

CloudFormation deletes by default. DeletionPolicy alone is half of it: an update that replaces the resource, like one of
its name or its key, still deletes the old one with all that it holds, unless UpdateReplacePolicy says otherwise. Delete
is a good answer too, where somebody has decided it.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cfnproof.findings import Severity
from cfnproof.structural.resource_types.data_holders import (
    DATA_HOLDERS,
    SNAPSHOT_ON_DELETION,
    SNAPSHOT_ON_REPLACEMENT,
)
from cfnproof.structural.rule import Rule, Violation
from cfnproof.structural.values.parameter_values import outside
from cfnproof.template.expressions import literal, parts
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import Intrinsic, Object, Sequence, items
from cfnproof.template.suggestions import suggest

_LANGUAGE_EXTENSIONS: Final = "AWS::LanguageExtensions"
_INSTANCE: Final = "AWS::RDS::DBInstance"


@dataclass(frozen=True, slots=True)
class _Attribute:
    """A resource attribute that says what becomes of data: on what occasion, and its values for each type."""

    name: str
    occasion: str
    values: tuple[str, ...]
    snapshots: frozenset[str]

    def allowed(self, resource_type: str) -> tuple[str, ...]:
        """The values that it may have."""
        return (*self.values, "Snapshot") if resource_type in self.snapshots else self.values


_ATTRIBUTES: Final = (
    _Attribute(
        "DeletionPolicy", "the stack is deleted", ("Delete", "Retain", "RetainExceptOnCreate"), SNAPSHOT_ON_DELETION
    ),
    _Attribute("UpdateReplacePolicy", "an update replaces it", ("Delete", "Retain"), SNAPSHOT_ON_REPLACEMENT),
)


def check(template: Template) -> Iterator[Violation]:
    """Yield each attribute that is missing, or has a value that AWS does not take."""
    for resource in template.of_type(*DATA_HOLDERS):
        for attribute in () if _in_cluster(resource) else _ATTRIBUTES:
            message = _fault(attribute, resource, template)
            if message:
                present = resource.body.get(attribute.name) is not None
                mark = resource.body.mark_of(attribute.name) if present else resource.mark
                yield Violation(f"{resource.logical_id!r} {message}", mark, resource.logical_id)


def _in_cluster(resource: Resource) -> bool:
    """Whether it is a database instance whose data its cluster holds."""
    return resource.type == _INSTANCE and resource.property("DBClusterIdentifier") is not None


def _fault(attribute: _Attribute, resource: Resource, template: Template) -> str | None:
    """The rest of the message, None where the attribute has an allowed value, or may have one."""
    name, allowed = attribute.name, attribute.allowed(resource.type)
    node = resource.body.get(name)
    if not parts(node, template):
        holds = DATA_HOLDERS[resource.type]
        values = " or ".join(allowed)
        return f"holds {holds} and does not say what becomes of that when {attribute.occasion}: set {name} to {values}"
    if isinstance(node, Object | Sequence):
        return f"has a {name} that is no text: {suggest('', allowed)}"
    written = template.whole.resources[resource.logical_id].body.get(name)
    if isinstance(written, Intrinsic) and not _extended(template):
        return f"computes its {name}, which takes {_LANGUAGE_EXTENSIONS}: add that Transform, or write the value out"
    wrong = outside(node, allowed, template)
    return None if wrong is None else f"has the {name} {wrong!r}: {suggest(wrong, allowed)}"


def _extended(template: Template) -> bool:
    return any(literal(item, template) == _LANGUAGE_EXTENSIONS for item in items(template.root.get("Transform")))


RULE = Rule(
    id="retention_stated",
    title="What holds data says what becomes of it when the stack is deleted and when an update replaces it",
    severity=Severity.MEDIUM,
    help="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html",
    resource_types=tuple(DATA_HOLDERS),
    check=check,
)
