"""The types of JSON's values against a service's model, as AWS takes them: no text for a number, no number for a text.

https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#shape-serialization
"""

import binascii
import json
from collections.abc import Mapping
from typing import Any, Final, Never

from botocore.model import ListShape, MapShape, Shape, StructureShape

_BITS: Final[Mapping[str, int]] = {"integer": 31, "long": 63}
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "character": (str,),
    "blob": (str,),
    "boolean": (bool,),
    "timestamp": (int, float, str),
    "float": (int, float, str),  # NaN and infinity are texts
    "double": (int, float, str),
    "integer": (int, float),
    "long": (int, float),
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
}
_NOT_NUMBERS: Final = ("NaN", "Infinity", "-Infinity")


def read(body: bytes) -> Any:  # noqa: ANN401  # JSON
    """What a body says, which is one structure. Raises ValueError, RecursionError for what is no JSON."""
    return json.loads(body or b"{}", parse_constant=_no_constant)


def check(shape: Shape, value: Any, path: str = "") -> None:  # noqa: ANN401  # JSON
    """Raise ValueError, with the member, for a value of a type that its shape has not; null counts as left out."""
    if not _is_one(shape, value):
        raise ValueError(f"{path or 'the body'} is a {type(value).__name__}, not a {shape.type_name}")
    if isinstance(value, int | float) and not isinstance(value, bool):
        _check_number(shape, value, path)
    if shape.type_name in {"float", "double"} and isinstance(value, str) and value not in _NOT_NUMBERS:
        raise ValueError(f"{path} is a str, not a {shape.type_name}")
    if shape.type_name == "blob":
        _check_blob(value, path)
    elif isinstance(shape, ListShape):
        for number, item in enumerate(value):
            check(shape.member, item, f"{path}[{number}]")
    elif isinstance(shape, MapShape):
        for key, item in value.items():
            check(shape.value, item, f"{path}.{key}")
    elif isinstance(shape, StructureShape):
        _check_members(shape, value, path)


def _is_one(shape: Shape, value: Any) -> bool:  # noqa: ANN401  # as above
    kinds = _TYPES[shape.type_name]
    return isinstance(value, kinds) and (not isinstance(value, bool) or bool in kinds)


def _check_members(shape: StructureShape, value: Mapping[str, Any], path: str) -> None:
    """Members that the shape does not have are let be, as AWS lets them; those elsewhere in a request are not here."""
    names = {str(member.serialization.get("name", name)): member for name, member in shape.members.items()}
    for name, item in value.items():
        member = names.get(name)
        if member is not None and item is not None and "location" not in member.serialization and not _is_free(member):
            check(member, item, f"{path}.{name}" if path else name)


def _is_free(member: Shape) -> bool:
    """Whether a member may have any type: a document."""
    return isinstance(member, StructureShape) and bool(getattr(member, "is_document_type", False))


def _check_blob(value: str, path: str) -> None:
    try:
        binascii.a2b_base64(value)
    except ValueError as error:
        raise ValueError(f"{path} is no base64: {error}") from error


def _check_number(shape: Shape, value: float, path: str) -> None:
    bits = _BITS.get(shape.type_name)
    if bits is not None and (value != value // 1 or not -(2**bits) <= value < 2**bits):
        raise ValueError(f"{path} is {value!r}, no {shape.type_name}")


def _no_constant(name: str) -> Never:
    raise ValueError(f"{name} is no JSON")
