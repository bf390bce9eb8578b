"""A resource's properties against its type's schema, as CloudFormation checks them before it calls a handler.

The wording is that of stack events: https://repost.aws/knowledge-center/cloudformation-model-validation-failure
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cfnproof.emulator.cloudformation.properties.failures import Failure, place
from cfnproof.emulator.cloudformation.properties.validator import Validator
from cfnproof.template.resource_schema import schema_of


@dataclass(slots=True)
class PropertiesError(Exception):
    """The properties of one resource are refused. `message` is the stack event's reason."""

    message: str

    def __str__(self) -> str:
        """As a stack event shows it."""
        return self.message


def check(resource_type: str, logical_id: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """The properties, scalars converted to the schema's types.

    `properties` are resolved: no intrinsic functions, no values that are not known yet. Raises PropertiesError with
    every refusal, UnknownTypeError for a type without a schema.
    """
    schema = schema_of(resource_type)
    outcome = Validator(schema).validate(properties)
    if outcome.failures:
        raise PropertiesError(_message(logical_id, outcome.failures, schema.page))
    converted: Mapping[str, Any] = outcome.value
    return converted


def _message(logical_id: str, failures: tuple[Failure, ...], page: str) -> str:
    """AWS's lines, then our own in parentheses: what to do, where AWS's line does not say it, and the type's page."""
    lines = dict.fromkeys(str(failure) for failure in failures)
    hints = dict.fromkeys(f"({place(failure.pointer)}: {failure.hint})" for failure in failures if failure.hint)
    first = f"Properties validation failed for resource {logical_id} with message:"
    return "\n".join((first, *lines, *hints, f"(see {page})"))
