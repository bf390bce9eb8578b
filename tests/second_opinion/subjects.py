"""What both engines are given: a template, its parameters, and what the stack is updated to."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cfnproof.template.resource_schema import schema_of

Template = Mapping[str, Any]
"""As JSON has it; a template holds whatever JSON does, hence Any."""

NONE: Final[Mapping[str, str]] = {}
_REFERENCE: Final = "Ref"


@dataclass(frozen=True, slots=True)
class Subject:
    """A stack's life: it is created, updated to `later` by a change set, and deleted.

    Without `later` only the parameters change; without `changed` too nothing does, and no change set is made.
    """

    template: Template
    parameters: Mapping[str, str] = field(default_factory=dict)
    later: Template | None = None
    changed: Mapping[str, str] | None = None

    @property
    def is_updated(self) -> bool:
        """Whether there is an update."""
        return self.later is not None or self.changed is not None

    @property
    def after(self) -> Template:
        """The template that the stack is updated to."""
        return self.later or self.template

    @property
    def logical_ids(self) -> frozenset[str]:
        """Of every resource that the stack may have."""
        return frozenset({*self.template["Resources"], *self.after["Resources"]})

    def __repr__(self) -> str:
        """To be read in a report, and to be put into a file."""
        parts = {"template": self.template, "parameters": self.parameters, "later": self.later, "changed": self.changed}
        return json.dumps({name: part for name, part in parts.items() if part is not None})


def told(template: Template) -> Template:
    """The template with an output for the reference and for each attribute of every resource.

    An attribute is what the type's page lists below "Return values"; one with a dot is there with some property only.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
    """
    added = {}
    for logical_id, body in template["Resources"].items():
        condition = {"Condition": body["Condition"]} if "Condition" in body else {}
        for name, value in _values(logical_id, body["Type"]):
            added[f"{logical_id}x{name.replace('.', 'x')}"] = {"Value": value, **condition}
    return {**template, "Outputs": {**template.get("Outputs", {}), **added}}


def _values(logical_id: str, resource_type: str) -> Iterator[tuple[str, Template]]:
    yield _REFERENCE, {_REFERENCE: logical_id}
    for attribute in sorted(schema_of(resource_type).attributes):
        if "." not in attribute:
            yield attribute, {"Fn::GetAtt": [logical_id, attribute]}
