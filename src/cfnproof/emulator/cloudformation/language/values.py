"""What a template's value can come to besides Python's own types: nothing at all, or something not known yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from cfnproof.template.expressions import Reference


class NoValue(Enum):
    """The type of `NO_VALUE`."""

    NO_VALUE = "AWS::NoValue"


NO_VALUE: Final = NoValue.NO_VALUE
"""What `Ref: AWS::NoValue` comes to: the property or element that has it is left out."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that only executing the change tells, with the references that it comes from."""

    sources: frozenset[Reference]

    def __str__(self) -> str:
        """As DescribeChangeSet shows it."""
        return "{{changeSet:KNOWN_AFTER_APPLY}}"


def unknown(logical_id: str, attribute: str | None = None) -> Unknown:
    """The unknown value of `Ref` (attribute None) or of `Fn::GetAtt`."""
    return Unknown(frozenset({Reference(logical_id, attribute)}))


def unknown_in(value: object) -> Unknown | None:
    """Everything unknown anywhere in a value, as one; None where all is known."""
    sources = frozenset(source for found in _unknowns(value) for source in found.sources)
    return Unknown(sources) if sources else None


def as_text(value: object) -> str | None:
    """A scalar as CloudFormation's strings have it (`true`, `1`), None for lists, mappings and what has no value."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return None


def _unknowns(value: object) -> Iterator[Unknown]:
    match value:
        case Unknown():
            yield value
        case list() | tuple():
            for item in value:
                yield from _unknowns(item)
        case Mapping():
            for item in value.values():
                yield from _unknowns(item)
        case _:
            return
