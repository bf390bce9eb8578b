"""What an operation asks for, compiled from its service's table and the Service Authorization Reference.

Where a table has no row, the action is the operation's, on the types that the reference has for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Final

from cfnproof.iam.calls.errors import CallTableError, UnknownOperationError
from cfnproof.iam.calls.keys import Key, Resolve, Tags, compile_key, compile_tags
from cfnproof.iam.calls.members import Getter, getter
from cfnproof.iam.calls.reference import OF_CALL, Action, Reference, Variable, reference_of
from cfnproof.iam.calls.resolvers import KEY_RESOLVERS
from cfnproof.iam.calls.resources import Source, compile_source
from cfnproof.iam.calls.services.table import AskRow, KeyRow, ServiceTable, SourceRow, TaggingRow, table_of

_ANY: Final = "*"
_OPERATION: Final = "${Operation}"


@dataclass(frozen=True, slots=True)
class Ask:
    """One action that an operation may ask for.

    `required` and `optional` are the sources of its resources: of a required one that no member names `*` is asked, of
    an optional one nothing. Without sources it is `*`. Of an `unresolved` one the resource is not known; a
    `tagged` one is asked for only where the object that is copied has tags.
    """

    action: Action
    required: tuple[Source, ...]
    optional: tuple[Source, ...]
    when: tuple[Getter, ...]
    unless: tuple[Getter, ...]
    unresolved: bool
    each: Getter | None
    keys: tuple[Key, ...]
    tags: Tags | None
    tagged: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All that an operation asks for by itself, and the table that says so."""

    asks: tuple[Ask, ...]
    table: ServiceTable
    reference: Reference


@cache
def plan_of(service: str, operation: str) -> Plan:
    """The plan of an operation.

    Raises UnknownOperationError where neither the table nor the reference knows it.
    """
    table = table_of(service)
    reference = reference_of(table.prefix)
    if reference is None:
        raise CallTableError(f"{table.file}: the Service Authorization Reference has no prefix {table.prefix}")
    if operation in table.unresolved:
        raise _unknown(table, service, operation, "its members do not name the resource that it is asked for")
    row = table.operations.get(operation)
    if row is None and not any(fnmatchcase(operation, pattern) for pattern in table.by_rule):
        raise _unknown(table, service, operation, "the table has no row, and no rule is for it")
    rows = row.asks if row is not None else (_by_rule(table, reference, operation),)
    asks = [_ask(table, service, operation, one) for one in rows]
    asks.extend(_tagging_ask(table, service, operation, one, asks[0]) for one in _taggings(table, operation) if asks)
    return Plan(tuple(asks), table, reference)


def _by_rule(table: ServiceTable, reference: Reference, operation: str) -> AskRow:
    """The row of an operation that has none. Some services' tagging takes the ARN of any type."""
    path = table.whole.get(operation)
    action = reference.action(operation)
    if path is None or action is None:
        return AskRow()
    any_type = action.types[0]
    return AskRow(types=(any_type,), sources={any_type: SourceRow(name=(path,), format="${Arn}")})


def _ask(table: ServiceTable, service: str, operation: str, row: AskRow) -> Ask:
    prefix, _, name = (row.action or operation).rpartition(":")
    reference = reference_of(prefix or table.prefix)
    action = None if reference is None else reference.action(name)
    if reference is None or action is None:
        raise _unknown(table, service, operation, f"there is no action {prefix or table.prefix}:{name}")
    required, optional = _sources(table, reference, action, row)
    return Ask(
        action=action,
        required=required,
        optional=optional,
        when=tuple(getter(path) for path in row.when),
        unless=tuple(getter(path) for path in row.unless),
        unresolved=row.unresolved,
        each=None if row.each is None else getter(row.each),
        keys=_keys(table, reference, action, row.keys),
        tags=compile_tags(action, table.tags, table.tag_keys),
        tagged=row.tagged,
    )


def _sources(
    table: ServiceTable, reference: Reference, action: Action, row: AskRow
) -> tuple[tuple[Source, ...], tuple[Source, ...]]:
    """The sources of an action's resources: the required ones, and the others. Types that a row lists are required."""
    rows = {**(table.sources if reference.prefix == table.prefix else {}), **row.sources}

    def source(name: str) -> Source:
        return compile_source(reference, name, rows.get(name), lower=table.lower)

    def asked(names: Iterable[str]) -> list[str]:
        return [name for name in names if rows.get(name, ...) is not None]

    if row.types is not None:
        return tuple(source(name) for name in row.types if name != _ANY), ()
    return (
        tuple(source(name) for name in asked(action.required)),
        tuple(source(name) for name in asked(action.optional) if _has_variables(reference, name)),
    )


def _has_variables(reference: Reference, type_name: str) -> bool:
    """Whether a type's ARN says more than the account and region: the others are the same whatever a call names."""
    return any(isinstance(part, Variable) and part.name not in OF_CALL for part in reference.types[type_name].format)


def _keys(table: ServiceTable, reference: Reference, action: Action, own: Mapping[str, KeyRow]) -> tuple[Key, ...]:
    """The keys that the service's table has, as far as the action has them, and the row's own."""
    rows = {name: row for name, row in table.keys.items() if (row.beside or name).lower() in action.keys}
    rows.update(own)
    resolves = {name: _resolve(table, reference, row.resolve) for name, row in rows.items()}
    return tuple(compile_key(name, row, reference, resolves[name]) for name, row in rows.items())


def _resolve(table: ServiceTable, reference: Reference, name: str | None) -> Resolve | None:
    if name is None:
        return None
    if name in KEY_RESOLVERS:
        resolver = KEY_RESOLVERS[name]
        return lambda value, _members, call, known: resolver(value, call, known)
    return compile_source(reference, name, table.sources.get(name), lower=table.lower).arn


def _taggings(table: ServiceTable, operation: str) -> Iterable[TaggingRow]:
    return (
        row
        for row in table.tagging
        if operation not in row.excepted and any(fnmatchcase(operation, pattern) for pattern in row.operations)
    )


def _tagging_ask(table: ServiceTable, service: str, operation: str, row: TaggingRow, creating: Ask) -> Ask:
    """The action that sets tags, on what the operation creates: the type that the operation is called after."""
    made = operation.removeprefix("Create").lower()
    sources = creating.required + creating.optional
    created = next((one for one in sources if one.type.replace("-", "").lower() == made), None)
    keys = {
        name: replace(key, members=tuple(path.replace(_OPERATION, operation) for path in key.members))
        for name, key in row.keys.items()
    }
    ask = _ask(table, service, operation, AskRow(action=row.action, types=(), when=row.when, keys=keys))
    return replace(ask, required=(created,) if created else sources[:1])


def _unknown(table: ServiceTable, service: str, operation: str, why: str) -> UnknownOperationError:
    return UnknownOperationError(
        f"Which permissions {operation} of {service} needs is not known: {why}. "
        f"A row in iam/calls/services/{table.file} says it"
    )
