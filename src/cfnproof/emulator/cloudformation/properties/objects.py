"""What a schema says of the keys of an object: which must, may and must not be there."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cfnproof.emulator.cloudformation.properties.failures import Failure, known
from cfnproof.emulator.cloudformation.properties.scalars import compiled

Schema = Mapping[str, Any]


def object_failures(
    schema: Schema, value: Mapping[str, Any], pointer: tuple[str, ...], read_only: frozenset[str]
) -> Iterator[Failure]:
    """Refusals of the keys themselves, in the order in which AWS's validator looks at them."""
    yield from _missing(schema.get("required", ()), value, pointer)
    yield from _sizes(schema, value, pointer)
    yield from _dependencies(schema, value, pointer)
    yield from _extraneous(schema, value, pointer, read_only)


def schemas_of_keys(schema: Schema, value: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Schema, ...]]]:
    """The schemas that the value of each key must meet."""
    properties: Mapping[str, Schema] = schema.get("properties", {})
    others = schema.get("additionalProperties")
    for key in value:
        found = tuple(
            subschema for pattern, subschema in schema.get("patternProperties", {}).items() if _matches(pattern, key)
        )
        if key in properties:
            found = (properties[key], *found)
        elif not found and isinstance(others, Mapping):
            found = (others,)
        yield key, found


def _matches(pattern: str, key: str) -> bool:
    """Whether a pattern finds the key; one that is not checked finds every key."""
    expression = compiled(pattern)
    return expression is None or expression.search(key) is not None


def _missing(required: Iterable[str], value: Mapping[str, Any], pointer: tuple[str, ...]) -> Iterator[Failure]:
    for name in required:
        if name not in value:
            yield Failure(pointer, f"required key [{name}] not found")


def _sizes(schema: Schema, value: Mapping[str, Any], pointer: tuple[str, ...]) -> Iterator[Failure]:
    size = len(value)
    if size < schema.get("minProperties", 0):
        yield Failure(pointer, f"minimum size: [{schema['minProperties']}], found: [{size}]")
    if "maxProperties" in schema and size > schema["maxProperties"]:
        yield Failure(pointer, f"maximum size: [{schema['maxProperties']}], found: [{size}]")


def _dependencies(schema: Schema, value: Mapping[str, Any], pointer: tuple[str, ...]) -> Iterator[Failure]:
    for key, needed in schema.get("dependentRequired", {}).items():
        for name in needed:
            if key in value and name not in value:
                yield Failure(pointer, f"property [{name}] is required", f"{key!r} needs it")


def _extraneous(
    schema: Schema, value: Mapping[str, Any], pointer: tuple[str, ...], read_only: frozenset[str]
) -> Iterator[Failure]:
    """Unknown keys, those that AWS sets, and those that exclude each other."""
    properties = schema.get("properties", {})
    closed = schema.get("additionalProperties") is False
    patterns = schema.get("patternProperties", {})
    for key in value:
        words = f"extraneous key [{key}] is not permitted"
        others = [name for name, excluded in schema.get("dependentExcluded", {}).items() if key in excluded]
        beside = next((name for name in others if name in value), None)
        if key in read_only:
            yield Failure(pointer, words, f"{key!r} is set by AWS: read it with Fn::GetAtt")
        elif closed and key not in properties and not any(_matches(pattern, key) for pattern in patterns):
            yield Failure(pointer, words, f"{key!r}: {known(key, set(properties) - read_only)}")
        elif beside is not None:
            yield Failure(pointer, words, f"{key!r} and {beside!r} exclude each other: remove one")
