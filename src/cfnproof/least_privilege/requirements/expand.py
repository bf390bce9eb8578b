"""From the rows of a unit to its requirements."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Final

from cfnproof.errors import ConfigError
from cfnproof.least_privilege.projects import terms
from cfnproof.least_privilege.requirements.filters import FILTERS
from cfnproof.least_privilege.requirements.requirement import Requirement, Unit, Unresolved, Wanted
from cfnproof.least_privilege.requirements.rows import Row, Table
from cfnproof.least_privilege.requirements.scope import Leaf, Listing, Scope, Unknown
from cfnproof.template.expressions import Parts, Reference
from cfnproof.template.suggestions import suggest

_NAME: Final = re.compile(r"\$\{([^}|]+)((?:\|[^}|]+)*)\}")
_LOCAL: Final = "AWS::"
_REFERENCE: Final = (
    "https://docs.aws.amazon.com/service-authorization/latest/reference/"
    "reference_policies_actions-resources-contextkeys.html"
)
_WHAT_IT_IS: Final = frozenset({"Category", "Owner", "Provider", "Integration", "Api", "Service"})
"""The names that say what a unit is; others are how it is set up."""
_SURE: Final = frozenset({"trust", "store", "delegation", "machine"})
"""The units of which no row need hold."""


def expand(unit: Unit, tables: Mapping[str, Table]) -> Iterator[Requirement | Unresolved]:
    """Yield what a unit needs by the rows of its kind."""
    table = tables.get(unit.kind)
    rows = table.units.get(unit.name, ()) if table else ()
    if (unknown := _unknown_sort(unit)) is not None:
        yield unknown
        return
    if (
        unit.name not in _SURE
        and not _needs_nothing(unit, table)
        and not any(_is_about(row, unit.scope) for row in rows)
    ):
        yield _without_row(unit)
    for row in rows:
        for scope in _scopes(row, unit.scope):
            applies = _applies(row, scope)
            if isinstance(applies, Unknown):
                yield _unresolved(row, unit, applies)
            elif applies:
                yield from _required(row, unit, scope)


def _needs_nothing(unit: Unit, table: Table | None) -> bool:
    """Whether the table has the unit, and no row for it."""
    return table is not None and table.units.get(unit.name) == ()


def _unknown_sort(unit: Unit) -> Unresolved | None:
    """What is not known of a unit of which it is not known what it is."""
    for name in sorted(_WHAT_IT_IS & unit.scope.derived):
        found = unit.scope.values.get(name)
        if isinstance(found, Unknown):
            return Unresolved(unit.title, found.what, found.advice, unit.place, _REFERENCE)
    return None


def _is_about(row: Row, scope: Scope) -> bool:
    """Whether a row is about units of this sort, however they are set up."""
    what = {name: wanted for name, wanted in row.when.items() if name in _WHAT_IT_IS}
    return all(
        isinstance(found := scope.find(name), Unknown)
        or (isinstance(found, Leaf) and not isinstance(wanted, bool) and _has(found, wanted))
        for name, wanted in what.items()
    )


def _without_row(unit: Unit) -> Unresolved:
    what = ", ".join(
        "".join(map(str, value))
        for name in ("Category", "Owner", "Provider", "Integration", "Service")
        if isinstance(found := unit.scope.find(name), Leaf)
        for value in found.values
    )
    shown = f"{unit.kind} {what or unit.name}"
    advice = f"add a row to the unit {unit.name!r} of {unit.kind}.yaml in the project's policies/requirements/"
    return Unresolved(unit.title, f"what {shown} needs: no table says it", advice, unit.place, _REFERENCE)


def _scopes(row: Row, scope: Scope) -> Iterator[Scope]:
    if not row.each:
        yield scope
        return
    yield from _elements(row.each, scope)


def _elements(path: str, scope: Scope) -> Iterator[Scope]:
    """The elements of the list at a path, which may lead through the elements of another one."""
    found = scope.find(path)
    if isinstance(found, Listing):
        yield from (scope.within(item) for item in found.items)
    elif isinstance(found, Scope):
        yield scope.within(found)
    elif isinstance(found, Unknown):
        yield scope.within(Scope({}, rest=found))
    elif found is None and "." in path:
        head, _, rest = path.partition(".")
        for element in _elements(head, scope) if isinstance(scope.find(head), Listing) else ():
            yield from _elements(rest, element)


def _applies(row: Row, scope: Scope) -> bool | Unknown:
    """Whether every condition of a row holds; what is not known where that hangs on it."""
    unknown: Unknown | None = None
    for name, wanted in row.when.items():
        found = scope.find(name)
        if isinstance(found, Unknown):
            unknown = found
        elif isinstance(wanted, bool):
            if (found is not None) is not wanted:
                return False
        elif not isinstance(found, Leaf):
            return False
        elif not _has(found, wanted):
            if not any(map(terms.has_open, found.values)):
                return False
            unknown = Unknown(f"the value of {name}", f"give the parameter that {name} is a value")
    return True if unknown is None else unknown


def _has(found: Leaf, wanted: tuple[str, ...]) -> bool:
    """Whether a value is one of the texts; a parameter counts by its value."""
    texts = {
        "".join(part.name[1:] if isinstance(part, Reference) else str(part) for part in one) for one in found.values
    }
    return not texts.isdisjoint(wanted)


def _required(row: Row, unit: Unit, scope: Scope) -> Iterator[Requirement | Unresolved]:
    resources = _all(row.resources, scope, row)
    conditions, carries = _wanted(row.conditions, scope, row), _wanted(row.carries, scope, row)
    if isinstance(resources, Unknown):
        yield _unresolved(row, unit, resources)
    elif isinstance(conditions, Unknown):
        yield _unresolved(row, unit, conditions)
    elif isinstance(carries, Unknown):
        yield _unresolved(row, unit, carries)
    else:
        yield Requirement(row, unit, tuple(dict.fromkeys(resources)), conditions, carries)


def _wanted(
    written: Mapping[str, Mapping[str, tuple[str, ...]]], scope: Scope, row: Row
) -> tuple[Wanted, ...] | Unknown:
    """Conditions with their values, or the first value that is not known."""
    found: list[Wanted] = []
    for operator, keys in written.items():
        for written_key, written_values in keys.items():
            key, values = _all((written_key,), scope, row), _all(written_values, scope, row)
            if isinstance(key, Unknown):
                return key
            if isinstance(values, Unknown):
                return values
            found.extend(Wanted(operator, "".join(map(str, one)), values) for one in key)
    return tuple(found)


def _all(texts: Iterable[str], scope: Scope, row: Row) -> tuple[Parts, ...] | Unknown:
    """The values of several texts of a row, or the first that is not known."""
    found: list[Parts] = []
    for written in texts:
        values = values_of(written, scope, row)
        if isinstance(values, Unknown):
            return values
        found.extend(values)
    return tuple(found)


def values_of(written: str, scope: Scope, row: Row) -> tuple[Parts, ...] | Unknown:
    """The values of a row's text in a scope: one for each combination of the values of the names in it."""
    pieces: list[tuple[Parts, ...]] = []
    end = 0
    for match in _NAME.finditer(written):
        pieces.append(((written[end : match.start()],),))
        end = match.end()
        found = _value(match[1], match[2].split("|")[1:], scope, row)
        if isinstance(found, Unknown):
            return found
        pieces.append(found)
    pieces.append(((written[end:],),))
    return tuple(terms.joined(part for value in chosen for part in value) for chosen in product(*pieces))


def _value(name: str, filters: list[str], scope: Scope, row: Row) -> tuple[Parts, ...] | Unknown:
    if name.startswith(_LOCAL):
        return ((Reference(name),),)
    found = scope.find(name)
    if isinstance(found, Unknown):
        return found
    if not isinstance(found, Leaf):
        return Unknown(f"a value for {name!r}", f"set {name}")
    values = found.values
    for name_of_filter in filters:
        if name_of_filter not in FILTERS:
            message = f"row {row.id!r} has the unknown filter {name_of_filter!r}: {suggest(name_of_filter, FILTERS)}"
            raise ConfigError(message)
        changed = tuple(FILTERS[name_of_filter](value) for value in values)
        kept = tuple(value for value in changed if value is not None)
        if len(kept) != len(changed):
            return Unknown(f"the {name_of_filter} of {name!r}", f"write {name} out in the form that AWS documents")
        values = kept
    return values


def _unresolved(row: Row, unit: Unit, unknown: Unknown) -> Unresolved:
    return Unresolved(unit.title, unknown.what, unknown.advice, unit.place, row.page, row.actions)
