"""Scalars as CloudFormation converts them to a property's type: `"true"` to true, `"5"` to 5, 5 to `"5"`.

A template gives every scalar as text or as JSON's own type, a parameter always as text.
"""

import json
import re
from collections.abc import Callable, Mapping
from types import NoneType
from typing import Any, Final

# Lengths are bounded, because Python converts neither endless digits nor what is greater than a float can be.
_INTEGER: Final = re.compile(r"-?[0-9]{1,19}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,100}(\.[0-9]{1,100})?([eE][+-]?[0-9]{1,2})?")
_BOOLEANS: Final[Mapping[str, bool]] = {"true": True, "false": False}
_TYPES: Final[tuple[tuple[type, tuple[str, ...]], ...]] = (
    (NoneType, ("null",)),
    (bool, ("boolean",)),  # before int, which it is a kind of
    (int, ("integer", "number")),
    (float, ("number",)),
    (str, ("string",)),
    (list, ("array",)),
    (Mapping, ("object",)),
)
_JAVA_NAMES: Final[Mapping[str, str]] = {
    "array": "JSONArray",
    "boolean": "Boolean",
    "integer": "Integer",
    "null": "Null",
    "number": "Number",
    "object": "JSONObject",
    "string": "String",
}


def convert(value: Any, types: tuple[str, ...]) -> Any:  # noqa: ANN401  # any property's value
    """The value in the first of the schema's types that it has or converts to; itself where it fits none."""
    if any(name in types for name in names_of(value)):
        return value
    for name in types:
        converted = _CONVERSIONS[name](value) if name in _CONVERSIONS else None
        if converted is not None:
            return converted
    return value


def names_of(value: Any) -> tuple[str, ...]:  # noqa: ANN401  # as above
    """The schema's names for the type of a value, the narrowest first. Raises TypeError for what JSON does not have."""
    for kind, names in _TYPES:
        if isinstance(value, kind):
            return names
    raise TypeError(f"a property's value must be what JSON has, not {type(value).__name__}: resolve it first")


def java_name(name: str) -> str:
    """A type's name as AWS's messages give it."""
    return _JAVA_NAMES[name]


def _string(value: Any) -> str | None:  # noqa: ANN401  # as above
    return json.dumps(value) if isinstance(value, bool | int | float) else None


def _boolean(value: Any) -> bool | None:  # noqa: ANN401  # as above
    return _BOOLEANS.get(value.lower()) if isinstance(value, str) else None


def _integer(value: Any) -> int | None:  # noqa: ANN401  # as above
    return int(value) if isinstance(value, str) and _INTEGER.fullmatch(value) else None


def _number(value: Any) -> float | None:  # noqa: ANN401  # as above
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return None
    return int(value) if _INTEGER.fullmatch(value) else float(value)


_CONVERSIONS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "boolean": _boolean,
    "integer": _integer,
    "number": _number,
    "string": _string,
}
