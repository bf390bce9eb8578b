"""Which changed properties replace a resource, from the schema's create-only properties.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from cfnproof.template.resource_schema import PropertyPath, schema_of

_ABSENT: Final = object()


class Recreation(StrEnum):
    """Whether a changed property recreates the resource.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceTargetDefinition.html
    """

    NEVER = "Never"
    CONDITIONALLY = "Conditionally"
    ALWAYS = "Always"


@dataclass(frozen=True, slots=True)
class Replacement:
    """The changed top-level properties by name, in alphabetical order."""

    changes: Mapping[str, Recreation]

    @property
    def replaces(self) -> bool | None:
        """Whether the resource is replaced; None where that depends on the service."""
        found = set(self.changes.values())
        if Recreation.ALWAYS in found:
            return True
        return None if Recreation.CONDITIONALLY in found else False


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the top-level properties that differ, in alphabetical order."""
    names = sorted(before.keys() | after.keys())
    return tuple(name for name in names if _differ(before.get(name, _ABSENT), after.get(name, _ABSENT)))


def replacement(resource_type: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Replacement:
    """What each changed top-level property does. Both sides are as `check` returns them."""
    schema = schema_of(resource_type)

    def recreation(name: str) -> Recreation:
        if _touches(schema.create_only, name, before, after):
            return Recreation.ALWAYS
        conditional = _touches(schema.conditional_create_only, name, before, after)
        return Recreation.CONDITIONALLY if conditional else Recreation.NEVER

    return Replacement({name: recreation(name) for name in changed(before, after)})


def replaces(resource_type: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether an update replaces the resource, decided where the schema leaves it to the service.

    An event bus may be named or given by its ARN, and left out for the default one: only another bus replaces a rule.
    """
    found = replacement(resource_type, before, after).replaces
    return _bus(before) != _bus(after) if found is None else found


def _bus(properties: Mapping[str, Any]) -> str:
    return str(properties.get("EventBusName") or "default").rpartition(":event-bus/")[2]


def _touches(paths: frozenset[PropertyPath], name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the value at one of the paths below a top-level property differs."""
    return any(_differ(_at(before, path), _at(after, path)) for path in paths if path[0] == name)


def _at(value: Any, path: PropertyPath) -> Any:  # noqa: ANN401  # any property's value
    """What stands at a path; below `*` the list of what stands in each element."""
    if not path:
        return value
    step, *rest = path
    if step == "*":
        return [_at(item, tuple(rest)) for item in value] if isinstance(value, list) else _ABSENT
    return _at(value[step], tuple(rest)) if isinstance(value, Mapping) and step in value else _ABSENT


def _differ(one: Any, other: Any) -> bool:  # noqa: ANN401  # as above
    """Whether two values differ; true and 1 do."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() != other.keys() or any(_differ(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) != len(other) or any(map(_differ, one, other))
    return isinstance(one, bool) != isinstance(other, bool) or bool(one != other)
