"""Arguments of the handler table to values."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from cfnproof.emulator.cloudformation.handlers.grammar import Argument, Call, Const, Scope
from cfnproof.emulator.shapes import present, service_model, to_api


def request_of(call: Call, client: str, scope: Scope) -> dict[str, Any]:
    """The members of a call's request, shaped as the API takes them, without those that come to None."""
    shape = service_model(client).operation_model(call.operation).input_shape
    found = present({member: value_of(argument, scope) for member, argument in call.arguments.items()})
    shaped: dict[str, Any] = to_api(found, shape) if shape is not None else found
    return shaped


def value_of(argument: Argument, scope: Scope) -> Any:  # noqa: ANN401  # any property's value
    """What an argument comes to."""
    if isinstance(argument, Const):
        return argument.value
    if not isinstance(argument, str):
        return argument(scope)
    head, _, path = argument.partition(".")
    if not head.startswith("$"):
        return dig(scope.properties, argument)
    found = _NAMES[head](scope)
    return found.get(path) if head == "$attr" else dig(found, path) if path else found


def dig(value: Any, path: str) -> Any:  # noqa: ANN401  # as above
    """The value at a dotted path of keys, None where it ends early."""
    for key in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def heeds(argument: Argument) -> str | None:
    """The top-level property that an argument reads, None for what is no path."""
    return argument.partition(".")[0] if isinstance(argument, str) and not argument.startswith("$") else None


def tags_of(scope: Scope, *, previous: bool = False) -> dict[str, str]:
    """All tags: the stack's, and over them the resource's own."""
    target = scope.target
    properties, tags = (target.previous, target.previous_tags) if previous else (target.properties, target.tags)
    own = properties.get("Tags") or {}
    if isinstance(own, Mapping):
        return {**tags, **{str(key): str(value) for key, value in own.items()}}
    return {**tags, **{str(tag["Key"]): str(tag["Value"]) for tag in own}}


def tags_to_set(scope: Scope) -> dict[str, str]:
    """The tags that a tagging call sets: all of them, on an update those that are new or differ."""
    return tags_of(scope) if scope.added is None else dict(scope.added)


_NAMES: Final[Mapping[str, Callable[[Scope], Any]]] = {
    "$ref": lambda scope: scope.physical_id,
    "$name": lambda scope: scope.name,
    "$token": lambda scope: scope.target.token,
    "$tags": lambda scope: [{"Key": key, "Value": value} for key, value in tags_to_set(scope).items()] or None,
    "$tagmap": lambda scope: tags_to_set(scope) or None,
    "$removed": lambda scope: list(scope.removed),
    "$item": lambda scope: scope.item,
    "$attr": lambda scope: scope.attributes,
    "$account": lambda scope: scope.target.account,
    "$region": lambda scope: scope.target.region,
    "$stack": lambda scope: scope.target.stack_name,
    "$logical": lambda scope: scope.target.logical_id,
}
