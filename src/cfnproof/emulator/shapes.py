"""botocore's service models: what a request may hold, what an answer may, and CloudFormation's properties made one.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import botocore.loaders
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

from cfnproof.emulator.errors import ServiceError

_LOADER: Final = botocore.loaders.Loader()
_PYTHON: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "character": (str,),
    "integer": (int,),
    "long": (int,),
    "float": (float, int),
    "double": (float, int),
    "boolean": (bool,),
    "timestamp": (datetime,),
    "blob": (bytes,),
    "structure": (dict,),
    "list": (list, tuple),
    "map": (dict,),
}


class AnswerError(Exception):
    """An answer does not follow the service's model: a fault of the emulation."""


@lru_cache
def service_model(name: str) -> ServiceModel:
    """The model that botocore has of a service."""
    return ServiceModel(_LOADER.load_service_model(name, "service-2"), name)


def check_request(operation: OperationModel, request: Mapping[str, Any]) -> None:
    """Refuse what the model does not allow, all faults in one message, as AWS words it.

    Raises ServiceError ValidationError (query services) or ValidationException (JSON services).
    """
    if operation.input_shape is None:
        return
    faults = list(_faults(operation.input_shape, request, ""))
    if faults:
        query = operation.service_model.metadata["protocol"] == "query"
        noun = "error" if len(faults) == 1 else "errors"
        message = f"{len(faults)} validation {noun} detected: {'; '.join(faults)}"
        raise ServiceError("ValidationError" if query else "ValidationException", message)


def check_answer(operation: OperationModel, answer: Mapping[str, Any], beyond: frozenset[str] = frozenset()) -> None:
    """Raise AnswerError for an answer that the model does not have, with the member.

    `beyond` are values that AWS sends and the model's enumerations lack.
    """
    shape = operation.output_shape
    if shape is None:
        if answer:
            raise AnswerError(f"{operation.name} answers nothing, not {sorted(answer)}")
        return
    for path, fault in _misfits(shape, answer, operation.name, beyond):
        raise AnswerError(f"{path} {fault}")


def _faults(shape: Shape, value: Any, path: str) -> Iterator[str]:  # noqa: ANN401  # any member's value
    if isinstance(shape, StructureShape) and isinstance(value, Mapping):
        for name in shape.required_members:
            if value.get(name) is None:
                yield _constraint("null", _below(path, name), "Member must not be null")
    elif isinstance(shape, ListShape | MapShape) and isinstance(value, Mapping | list | tuple):
        yield from _size(shape, len(value), value, path)
    elif isinstance(value, str):
        yield from _text_faults(shape, value, path)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _range(shape, value, path)
    for below, member, where in _members(shape, value, path):
        yield from _faults(below, member, where)


def _members(shape: Any, value: Any, path: str) -> Iterator[tuple[Shape, Any, str]]:  # noqa: ANN401  # as above
    """The members of a value that the shape has, each with its shape and its path as AWS writes it."""
    if isinstance(shape, StructureShape) and isinstance(value, Mapping):
        for name, member in value.items():
            if name in shape.members and member is not None:
                yield shape.members[name], member, _below(path, name)
    elif isinstance(shape, ListShape) and isinstance(value, list | tuple):
        for number, item in enumerate(value, 1):
            yield shape.member, item, f"{path}.{number}.member"
    elif isinstance(shape, MapShape) and isinstance(value, Mapping):
        for key, item in value.items():
            yield shape.value, item, f"{path}.{key}.member"


def _text_faults(shape: Shape, value: str, path: str) -> Iterator[str]:
    yield from _size(shape, len(value), value, path)
    choices = getattr(shape, "enum", None)
    if choices and value not in choices:
        yield _constraint(f"'{value}'", path, f"Member must satisfy enum value set: [{', '.join(choices)}]")
    pattern = shape.metadata.get("pattern")
    if pattern and not _matches(pattern, value):
        yield _constraint(f"'{value}'", path, f"Member must satisfy regular expression pattern: {pattern}")


def _size(shape: Shape, length: int, value: object, path: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and length < least:
        yield _constraint(f"'{value}'", path, f"Member must have length greater than or equal to {least}")
    if most is not None and length > most:
        yield _constraint(f"'{value}'", path, f"Member must have length less than or equal to {most}")


def _range(shape: Shape, value: float, path: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and value < least:
        yield _constraint(f"'{value}'", path, f"Member must have value greater than or equal to {least}")
    if most is not None and value > most:
        yield _constraint(f"'{value}'", path, f"Member must have value less than or equal to {most}")


def _constraint(value: str, path: str, rule: str) -> str:
    return f"Value {value} at '{path}' failed to satisfy constraint: {rule}"


def _below(path: str, name: str) -> str:
    member = name[:1].lower() + name[1:]
    return f"{path}.{member}" if path else member


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern.replace(r"\p{L}", "a-zA-Z").replace(r"\p{Z}", r"\s").replace(r"\p{N}", "0-9"))
    except re.error:  # Java's own syntax: the service's own code checks what matters
        return None


def _matches(pattern: str, value: str) -> bool:
    compiled = _compiled(pattern)
    return compiled is None or compiled.fullmatch(value) is not None


def _misfits(
    shape: Any,  # noqa: ANN401  # as above
    value: Any,  # noqa: ANN401  # as above
    path: str,
    beyond: frozenset[str],
) -> Iterator[tuple[str, str]]:
    kinds = _PYTHON[shape.type_name]
    fits = isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds)
    if not fits:
        yield path, f"is a {type(value).__name__}, the model has {shape.type_name}"
        return
    if isinstance(shape, StructureShape):
        for name in shape.required_members:
            if name not in value:
                yield f"{path}.{name}", "is missing"
        for name in value:
            if name not in shape.members:
                yield f"{path}.{name}", "is not in the model"
            elif value[name] is None:
                yield f"{path}.{name}", "is None: leave it out"
    elif getattr(shape, "enum", None) and value not in (*shape.enum, *beyond):
        yield path, f"is {value!r}, the model has {', '.join(shape.enum)}"
    for below, member, where in _members(shape, value, path):
        yield from _misfits(below, member, where, beyond)


def present(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members that have a value: what is None is left out, of requests as of answers."""
    return {name: value for name, value in members.items() if value is not None}


def to_api(value: Any, shape: Shape) -> Any:  # noqa: ANN401  # property trees in, API trees out
    """Turn a CloudFormation property tree into what an API takes.

    Members are found whatever their case, scalars take the shape's type, and a document where the API has a string
    becomes JSON. What the shape does not have stays as it is, for botocore to refuse by its name.
    """
    match shape:
        case StructureShape() if isinstance(value, Mapping):
            names = {name.lower(): name for name in shape.members}
            found = ((names.get(key.lower(), key), item) for key, item in value.items())
            return {name: to_api(item, shape.members[name]) if name in shape.members else item for name, item in found}
        case ListShape():
            items = value if isinstance(value, list | tuple) else [value]
            return [to_api(item, shape.member) for item in items]
        case MapShape() if isinstance(value, Mapping):
            return {str(key): to_api(item, shape.value) for key, item in value.items()}
        case _:
            return _scalar(value, shape.type_name)


def _scalar(value: Any, kind: str) -> Any:  # noqa: ANN401  # as above
    match kind, value:
        case "string", _:
            return _text(value)
        case "integer" | "long", str():
            return int(value) if re.fullmatch(r"[+-]?\d+", value) else value
        case "float" | "double", str():
            return float(value)
        case "boolean", str():
            return value.lower() == "true"
        case _:
            return value


def _text(value: Any) -> str:  # noqa: ANN401  # as above
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, dict | list) else str(value)
