"""Members that botocore's models allow, with a value for each."""

from typing import Any, Final

from botocore.model import OperationModel, Shape

from cfnproof.emulator.shapes import service_model

_DEEPEST: Final = 5
_PLAIN: Final = {
    "blob": b"data",
    "boolean": True,
    "double": 1.0,
    "float": 1.0,
    "integer": 1,
    "long": 1,
    "timestamp": "2026-01-02T03:04:05Z",
}


def operations_of(service: str) -> tuple[str, ...]:
    """The names of a service's operations."""
    return tuple(service_model(service).operation_names)


def names_of(service: str, operation: str) -> frozenset[str]:
    """The names of an operation's members."""
    shape = _model(service, operation).input_shape
    return frozenset() if shape is None else frozenset(shape.members)


def members_of(service: str, operation: str) -> dict[str, Any]:
    """All members of an operation: texts have the member's name, lists one item."""
    shape = _model(service, operation).input_shape
    found: dict[str, Any] = {} if shape is None else _value(shape, "", 0)
    return found


def _model(service: str, operation: str) -> OperationModel:
    return service_model(service).operation_model(operation)


def _value(shape: Shape, name: str, depth: int) -> Any:  # noqa: ANN401  # any of the model's values
    match shape.type_name:
        case "structure":
            members = shape.members.items() if depth < _DEEPEST else ()
            return {member: _value(inner, member, depth + 1) for member, inner in members}
        case "list":
            return [_value(shape.member, name, depth + 1)]
        case "map":
            return {"key": _value(shape.value, name, depth + 1)}
        case "string":
            return shape.enum[0] if shape.enum else f"the-{name}"
    return _PLAIN[shape.type_name]
