"""What a schema says of one string or number: length, pattern, range, the values that it may have."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from cfnproof.emulator.cloudformation.properties.failures import Failure, hidden, known

_UNICODE_CLASS: Final = "\\p{"


@cache
def compiled(pattern: str) -> re.Pattern[str] | None:
    """A schema's pattern, None for one with Unicode classes, which Python's expressions lack: it is not checked."""
    return None if _UNICODE_CLASS in pattern else re.compile(pattern, re.ASCII)


def string_failures(schema: Mapping[str, Any], value: str, pointer: tuple[str, ...]) -> Iterator[Failure]:
    """Length and pattern."""
    length = len(value)
    if length < schema.get("minLength", 0):
        yield Failure(pointer, f"expected minLength: {schema['minLength']}, actual: {length}")
    if "maxLength" in schema and length > schema["maxLength"]:
        yield Failure(pointer, f"expected maxLength: {schema['maxLength']}, actual: {length}")
    pattern = schema.get("pattern")
    expression = None if pattern is None else compiled(pattern)
    if expression is not None and not expression.search(value):
        yield hidden(pointer, "pattern", f"it must match {pattern}")


def number_failures(schema: Mapping[str, Any], value: float, pointer: tuple[str, ...]) -> Iterator[Failure]:
    """The range, both ends allowed."""
    if "minimum" in schema and value < schema["minimum"]:
        yield hidden(pointer, "minimum", f"it must be at least {schema['minimum']}")
    if "maximum" in schema and value > schema["maximum"]:
        yield hidden(pointer, "maximum", f"it must be at most {schema['maximum']}")


def choice_failures(schema: Mapping[str, Any], value: Any, pointer: tuple[str, ...]) -> Iterator[Failure]:  # noqa: ANN401  # any property's value
    """The values that are allowed. AWS's validator counts type and choice as two schemas of which one matches."""
    for keyword, allowed in (("enum", schema.get("enum")), ("const", [schema["const"]] if "const" in schema else None)):
        if allowed is not None and value not in allowed:
            if "type" in schema:
                yield Failure(pointer, "#: only 1 subschema matches out of 2")
            yield hidden(pointer, keyword, known(_text(value), map(_text, allowed)))


def _text(value: Any) -> str:  # noqa: ANN401  # as above
    return value if isinstance(value, str) else json.dumps(value)
