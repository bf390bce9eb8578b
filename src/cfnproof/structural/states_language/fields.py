"""The fields of Amazon States Language, read from the table `fields.yaml` beside this module, and their check.

https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from cfnproof.structural.states_language.context import Context, Problem
from cfnproof.structural.states_language.payload import payload
from cfnproof.structural.states_language.values import show, value_error
from cfnproof.template.nodes import Entry, Object, Scalar
from cfnproof.template.suggestions import did_you_mean
from cfnproof.template.tables import read_table

STATE_TYPES: Final = ("Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the kind of its value, the query language that it belongs to, and what the other one has instead."""

    kind: str
    language: str | None
    instead: str | None
    mapping: bool


@dataclass(frozen=True, slots=True)
class Where:
    """A place that has fields: a type of state, the machine, a branch, a retrier."""

    required: tuple[str, ...]
    exactly: tuple[tuple[str, ...], ...]
    most: tuple[tuple[str, ...], ...]
    known: tuple[str, ...]


@cache
def _table() -> tuple[Mapping[str, Field], Mapping[str, Where]]:
    source = read_table(__package__, "fields.yaml")
    return (
        {name: _field(row) for name, row in source["fields"].items()},
        {name: _where(row) for name, row in source["places"].items()},
    )


def _field(row: Mapping[str, Any]) -> Field:
    return Field(row["kind"], row.get("language"), row.get("instead"), row.get("mapping", False))


def _where(row: Mapping[str, Any]) -> Where:
    required = tuple(row["required"])
    exactly = tuple(tuple(group) for group in row.get("exactly", ()))
    most = tuple(tuple(group) for group in row.get("most", ()))
    grouped = tuple(name for group in (*exactly, *most) for name in group)
    return Where(required, exactly, most, (*required, *grouped, *row["fields"]))


def check_fields(node: Object, place: str, context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the fields of a node: unknown, missing, together, in the wrong language, of no value."""
    fields, places = _table()
    where = places[place]
    for entry in node.entries:
        if entry.key in where.known:
            yield from _check_field(entry, fields[entry.key], context)
        else:
            yield context.problem(_unknown(entry.key, place, where), entry.mark)
    for name in where.required:
        if node.get(name) is None:
            yield context.problem(f"has no {name}: give one", node.mark)
    yield from _together(node, where, context)


def _unknown(key: str, place: str, where: Where) -> str:
    kind = f"a {place} state" if place in STATE_TYPES else f"a {place}"
    hint = did_you_mean(key, where.known, f"use {', '.join(sorted(set(where.known)))}")
    return f"has the field {key!r}, which {kind} has not: {hint}"


def _check_field(entry: Entry, field: Field, context: Context) -> Iterator[Problem]:
    if field.language not in {None, context.language}:
        message = f"has {entry.key}, which is of {field.language}, in {context.language}: use {field.instead}"
        yield context.problem(message, entry.mark)
        return
    if field.kind == "payload":
        if field.mapping and not isinstance(entry.value, Object) and not context.is_symbolic(entry.value):
            yield context.problem(f"has {entry.key} {show(entry.value, context)}: it must be a mapping", entry.mark)
        yield from payload(entry.value, entry.key, context)
        return
    error = value_error(field.kind, entry.value, context)
    if error:
        yield context.problem(f"has {entry.key} {show(entry.value, context)}: it {error}", entry.mark)


def _together(node: Object, where: Where, context: Context) -> Iterator[Problem]:
    for group in (*where.exactly, *where.most):
        present = [name for name in group if node.get(name) is not None and not _is_false(node, name)]
        if len(present) > 1:
            yield context.problem(f"has {' and '.join(present)}: keep one", node.mark_of(present[1]))
        elif not present and group in where.exactly:
            yield context.problem(f"has none of {', '.join(group)}: give one", node.mark)


def _is_false(node: Object, name: str) -> bool:
    """`End: false` is as if End were not there."""
    value = node.get(name)
    return name == "End" and isinstance(value, Scalar) and value.value is False
