"""A JSON Schema validator that converts as it goes, with the messages and their order of the one that AWS uses.

Of the keywords that cfn-lint adds, those that say what the services refuse are heeded: `requiredOr`, `requiredXor` and
`dependentExcluded`. `format` is not.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from cfnproof.emulator.cloudformation.properties.coercion import convert, java_name, names_of
from cfnproof.emulator.cloudformation.properties.failures import Failure, Outcome
from cfnproof.emulator.cloudformation.properties.objects import object_failures, schemas_of_keys
from cfnproof.emulator.cloudformation.properties.scalars import choice_failures, number_failures, string_failures
from cfnproof.template.resource_schema import PropertyPath, ResourceSchema

_DEFINITIONS: Final = "#/definitions/"
_Pointer = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Validator:
    """Validates against one resource type's schema; `converts` says whether scalars may take another type."""

    schema: ResourceSchema
    converts: bool = True

    def validate(self, properties: Mapping[str, Any]) -> Outcome:
        """All of a resource's properties."""
        return self.outcome_of({**self.schema.body, "type": "object"}, properties, (), ())

    def outcome_of(self, written: Mapping[str, Any], value: Any, pointer: _Pointer, path: PropertyPath) -> Outcome:  # noqa: ANN401  # any property's value
        """A value against a schema. `path` is the pointer with `*` for positions in lists, as the schema names it."""
        schema = self._resolved(written)
        types = _types(schema)
        converted = convert(value, types) if types and self.converts else value
        if types and not any(name in types for name in names_of(converted)):
            return Outcome(value, tuple(_mismatch(types, value, pointer)))
        match converted:
            case Mapping():
                outcome = self._object(schema, converted, pointer, path)
            case list():
                outcome = self._array(schema, converted, pointer, path)
            case str():
                outcome = Outcome(converted, tuple(string_failures(schema, converted, pointer)))
            case int() | float() if not isinstance(converted, bool):
                outcome = Outcome(converted, tuple(number_failures(schema, converted, pointer)))
            case _:
                outcome = Outcome(converted)
        choice = tuple(choice_failures(schema, converted, pointer))
        return self._combined(schema, Outcome(outcome.value, outcome.failures + choice), pointer, path)

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """The definition that a schema refers to; what stands beside `$ref` does not count."""
        while "$ref" in schema:
            schema = self.schema.definitions[schema["$ref"].removeprefix(_DEFINITIONS)]
        return schema

    def _object(
        self, schema: Mapping[str, Any], value: Mapping[str, Any], pointer: _Pointer, path: PropertyPath
    ) -> Outcome:
        read_only = frozenset(
            one[-1] for one in self.schema.read_only if len(one) == len(path) + 1 and one[: len(path)] == path
        )
        failures = list(object_failures(schema, value, pointer, read_only))
        converted = dict(value)
        for key, subschemas in schemas_of_keys(schema, value):
            if key in read_only:
                continue
            for subschema in subschemas:
                outcome = self.outcome_of(subschema, converted[key], (*pointer, key), (*path, key))
                converted[key] = outcome.value
                failures += outcome.failures
        return Outcome(converted, tuple(failures))

    def _array(self, schema: Mapping[str, Any], value: list[Any], pointer: _Pointer, path: PropertyPath) -> Outcome:
        items = schema.get("items", {})
        outcomes = [
            self.outcome_of(items, item, (*pointer, str(position)), (*path, "*")) for position, item in enumerate(value)
        ]
        converted = [outcome.value for outcome in outcomes]
        own = _array_failures(schema, converted, pointer)
        return Outcome(converted, (*own, *(failure for outcome in outcomes for failure in outcome.failures)))

    def _combined(self, schema: Mapping[str, Any], outcome: Outcome, pointer: _Pointer, path: PropertyPath) -> Outcome:
        """The keywords that combine schemas. A branch converts only where the value as written fits none."""
        value, failures = outcome.value, outcome.failures
        for keyword, combination in _COMBINATIONS.items():
            branches = combination.branches(schema.get(keyword, ()))
            if not branches:
                continue
            as_written = [replace(self, converts=False).outcome_of(branch, value, pointer, path) for branch in branches]
            converted = [self.outcome_of(branch, value, pointer, path) for branch in branches]
            words = [combination.complaint(len(branches), _matching(outcomes)) for outcomes in (as_written, converted)]
            if None not in words:
                refused = (failure for one in converted for failure in one.failures)
                hint = _hint(combination.quantity, branches)
                failures = (*failures, Failure(pointer, f"#: {words[1]}", hint), *refused)
            elif words[0] is not None:
                value = next(one.value for one in converted if not one.failures)
        return Outcome(value, failures)


def _types(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """The types that a schema allows; none where it says nothing of them."""
    types = schema.get("type", ())
    return (types,) if isinstance(types, str) else tuple(types)


def _mismatch(types: tuple[str, ...], value: Any, pointer: _Pointer) -> Iterator[Failure]:  # noqa: ANN401  # any property's value
    if len(types) > 1:
        yield Failure(pointer, f"#: no subschema matched out of the total {len(types)} subschemas")
    for name in types:
        found = "Double" if isinstance(value, float) else java_name(names_of(value)[0])
        yield Failure(pointer, f"expected type: {java_name(name)}, found: {found}")


def _array_failures(schema: Mapping[str, Any], value: list[Any], pointer: _Pointer) -> Iterator[Failure]:
    """How many elements there are, and that none is there twice."""
    count = len(value)
    if count < schema.get("minItems", 0):
        yield Failure(pointer, f"expected minimum item count: {schema['minItems']}, found: {count}")
    if "maxItems" in schema and count > schema["maxItems"]:
        yield Failure(pointer, f"expected maximum item count: {schema['maxItems']}, found: {count}")
    if schema.get("uniqueItems") and len({json.dumps(item, sort_keys=True) for item in value}) < count:
        yield Failure(pointer, "array items are not unique")


def _matching(outcomes: list[Outcome]) -> int:
    return sum(not outcome.failures for outcome in outcomes)


def _all(total: int, matching: int) -> str | None:
    return f"only {matching} subschema matches out of {total}" if matching < total else None


def _any(total: int, matching: int) -> str | None:
    return None if matching else f"no subschema matched out of the total {total} subschemas"


def _one(_total: int, matching: int) -> str | None:
    return None if matching == 1 else f"{matching} subschemas matched instead of one"


@dataclass(frozen=True, slots=True)
class _Combination:
    """A keyword that combines schemas. With `required` it lists keys, one for each branch to require."""

    complaint: Callable[[int, int], str | None]
    quantity: str
    required: bool = False

    def branches(self, written: Sequence[Any]) -> tuple[Mapping[str, Any], ...]:
        """The schemas that are combined."""
        return tuple({"required": [name]} for name in written) if self.required else tuple(written)


def _hint(quantity: str, branches: tuple[Mapping[str, Any], ...]) -> str:
    """The keys to choose from, where all that the branches ask is a key."""
    if any(branch.keys() != {"required"} for branch in branches):
        return ""
    return f"write {quantity} of {', '.join(repr(name) for branch in branches for name in branch['required'])}"


_COMBINATIONS: Final[Mapping[str, _Combination]] = {
    "allOf": _Combination(_all, "all"),
    "anyOf": _Combination(_any, "at least one"),
    "oneOf": _Combination(_one, "exactly one"),
    "requiredOr": _Combination(_any, "at least one", required=True),
    "requiredXor": _Combination(_one, "exactly one", required=True),
}
