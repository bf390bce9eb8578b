"""One planned change of one resource, and what brings it about.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from cfnproof.emulator.cloudformation.properties.replacement import Recreation

Action = Literal["Add", "Modify", "Remove"]
Attribute = Literal[
    "Properties", "Metadata", "CreationPolicy", "UpdatePolicy", "DeletionPolicy", "UpdateReplacePolicy", "Tags"
]
Evaluation = Literal["Static", "Dynamic"]
Source = Literal["ResourceReference", "ParameterReference", "ResourceAttribute", "DirectModification", "Automatic"]
Replaces = Literal["True", "False", "Conditional"]


@dataclass(frozen=True, slots=True)
class Detail:
    """Why one part of a resource changes. `name` is the property's, None for what is no property."""

    attribute: Attribute
    name: str | None
    recreation: Recreation
    evaluation: Evaluation
    source: Source
    causing_entity: str | None = None


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """What happens to one resource. `replacement`, `scope` and `details` tell of a Modify only."""

    action: Action
    logical_id: str
    type: str
    physical_id: str | None = None
    replacement: Replaces | None = None
    scope: tuple[Attribute, ...] = ()
    details: tuple[Detail, ...] = ()
    policy_action: str | None = None


AUTOMATIC: Final = Detail("Properties", None, Recreation.NEVER, "Dynamic", "Automatic")
"""A nested stack may change without its owner's template: CloudFormation looks when it executes the change."""


def replaces(details: Iterable[Detail]) -> Replaces:
    """Whether a resource is replaced: the detail with the most impact decides."""
    found = {(detail.recreation, detail.evaluation) for detail in details}
    if (Recreation.ALWAYS, "Static") in found:
        return "True"
    perhaps = any(recreation is not Recreation.NEVER for recreation, _ in found)
    return "Conditional" if perhaps else "False"


def scope(details: Iterable[Detail]) -> tuple[Attribute, ...]:
    """The attributes that change, in alphabetical order."""
    return tuple(sorted({detail.attribute for detail in details}))
