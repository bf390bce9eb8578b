"""The tables of `policies/requirements/`: what one unit of a workload needs, a row each, with its AWS page.

A file is named after what works with the role, as `codepipeline.yaml` or, in parts, `cloudformation-storage.yaml`. It
has the rows of each unit, as `action`. Texts may hold `${name}` or `${name|filter}`: names of the unit's scope.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from cfnproof.errors import CfnproofError, ConfigError
from cfnproof.iam.calls.reference import action_of
from cfnproof.iam.conditions.operators import COMPARISONS, operator_of
from cfnproof.locations import shipped_requirements
from cfnproof.template.suggestions import suggest
from cfnproof.template.syntax import LOADER
from cfnproof.template.text import read_text

_FIELDS: Final = frozenset(
    {
        *("id", "when", "each", "actions", "resources", "principal", "conditions", "carries"),
        *("page", "why", "possible", "unexercised"),
    }
)
_NEEDED: Final = ("id", "actions", "page", "why")
_TEXT: Final = "a text"
_TEXTS: Final = "a text or a list of texts"
_WHEN: Final = "a mapping from names of the unit's scope to true, false, a text or a list of texts"
_CONDITIONS: Final = "a mapping from condition operators to mappings from condition keys to a text or a list of texts"

Wanted = bool | tuple[str, ...]
"""Whether a name has a value, or the texts of which it must be one."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """What a unit needs when every condition of `when` holds of its scope.

    `each` is a list in the scope: the row holds for each of its elements. `resources` are patterns, `*` where the
    actions take none. `principal` is who must be trusted, in a row of the unit `trust`. `conditions` are what the
    request carries and what should narrow a grant, by operator and key; `carries` is what it has besides. `possible`
    says in a sentence why the row may be granted but need not be; `unexercised` why no walkthrough needs it.
    """

    id: str
    kind: str
    unit: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    page: str
    why: str
    when: Mapping[str, Wanted] = field(default_factory=dict)
    each: str = ""
    principal: str = ""
    conditions: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    carries: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    possible: str = ""
    unexercised: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one kind by unit."""

    kind: str
    units: Mapping[str, tuple[Row, ...]]


def tables(own: Path | None = None) -> Mapping[str, Table]:
    """The shipped tables, and those in a project's own folder, by kind.

    Raises ConfigError, with the file, for a row that does not follow the schema or whose id another row has.
    """
    return _tables(own if own is not None and own.is_dir() else None)


@cache
def _tables(own: Path | None) -> Mapping[str, Table]:
    seen: dict[str, Path] = {}
    units: dict[str, dict[str, tuple[Row, ...]]] = {}
    for folder in dict.fromkeys(one.resolve() for one in (shipped_requirements(), own) if one is not None):
        for file in sorted(folder.glob("*.yaml")):
            for unit in _units(file):
                units.setdefault(_kind(file), {}).setdefault(unit, ())
            for row in _rows(file):
                if row.id in seen:
                    raise ConfigError(f"row {row.id!r} stands twice, also in {seen[row.id].name}: rename one", file)
                if folder != shipped_requirements().resolve():
                    _check_actions(row, file)
                seen[row.id] = file
                rows = units.setdefault(row.kind, {})
                rows[row.unit] = (*rows.get(row.unit, ()), row)
    return {kind: Table(kind, rows) for kind, rows in units.items()}


def _check_actions(row: Row, file: Path) -> None:
    """Raise ConfigError for an action that does not exist; those of the shipped tables have a test."""
    for action in row.actions:
        if "*" not in action and action_of(action) is None:
            raise ConfigError(f"row {row.id!r} needs {action!r}, and there is no such action: mend its name", file)


def _kind(file: Path) -> str:
    """The kind of a file: a long table may be several files, as `cloudformation-storage.yaml`."""
    return file.stem.partition("-")[0]


def _rows(file: Path) -> Iterator[Row]:
    for unit, rows in _units(file).items():
        for row in rows:
            if not isinstance(row, dict):
                raise ConfigError(f"has a row of {unit!r} that is no mapping: {row!r}", file)
            yield _row(_Fields(row, file), unit)


@cache
def _units(file: Path) -> Mapping[str, list[object]]:
    try:
        loader = LOADER(read_text(file))
        root = loader.get_single_node()
        _refuse_repeated_keys(root, file)
        table = None if root is None else loader.construct_document(root)
    except (yaml.YAMLError, ValueError) as error:
        raise ConfigError(f"is no YAML: {error}", file) from error
    except CfnproofError as error:
        raise ConfigError(error.message, file, error.line) from error
    if not isinstance(table, dict) or not all(
        isinstance(unit, str) and isinstance(rows, list) for unit, rows in table.items()
    ):
        raise ConfigError("must be a mapping from the units of a workload to lists of rows", file)
    return table


def _refuse_repeated_keys(root: yaml.Node | None, file: Path) -> None:
    """Raise ConfigError for a mapping that has a key twice, of which YAML would keep the last."""
    pending, seen = [root], set[int]()
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))  # an alias may lead back
        if isinstance(node, yaml.SequenceNode):
            pending.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            lines: dict[str, int] = {}
            for key, value in node.value:
                name, line = str(key.value), key.start_mark.line + 1
                if name in lines:
                    message = f"the key {name!r} stands twice, also on line {lines[name]}: make one of both"
                    raise ConfigError(message, file, line)
                lines[name] = line
                pending.append(value)


def _row(fields: "_Fields", unit: str) -> Row:
    fields.check()
    return Row(
        id=fields.text("id"),
        kind=_kind(fields.file),
        unit=unit,
        actions=fields.texts("actions"),
        resources=fields.texts("resources") or ("*",),
        page=fields.text("page"),
        why=fields.text("why"),
        when=fields.when(),
        each=fields.text("each"),
        principal=fields.text("principal"),
        conditions=fields.conditions("conditions"),
        carries=fields.conditions("carries"),
        possible=fields.text("possible"),
        unexercised=fields.text("unexercised"),
    )


@dataclass(frozen=True, slots=True)
class _Fields:
    """A row as it is written. What is not of its field's form raises ConfigError with the file and the row's id."""

    row: Mapping[object, object]
    file: Path

    def check(self) -> None:
        """Raise for a field that rows do not have, and for a needed one that is not there."""
        for key in self.row:
            if key not in _FIELDS:
                raise self._error(f"has the unknown key {key!r}: {suggest(str(key), _FIELDS)}")
        for key in _NEEDED:
            if not self.row.get(key):
                raise self._error(f"has no {key!r}: give it")

    def text(self, key: str) -> str:
        """A text, empty where the row has no such field."""
        found = self.row.get(key) if key in self.row else ""
        if not isinstance(found, str):
            raise self._of_another_form(key, _TEXT)
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list or of one text, none where the row has no such field."""
        return self._listed(self.row[key], key, _TEXTS) if key in self.row else ()

    def when(self) -> Mapping[str, Wanted]:
        """What must hold of the unit's scope."""
        return {
            name: wanted if isinstance(wanted, bool) else self._listed(wanted, "when", _WHEN)
            for name, wanted in self._mapping(self.row.get("when", {}), "when", _WHEN).items()
        }

    def conditions(self, key: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Values by condition operator and condition key."""
        written = self._mapping(self.row.get(key, {}), key, _CONDITIONS)
        for operator in written:
            if operator_of(operator) is None:
                known = suggest(operator, COMPARISONS)
                raise self._error(f"has the unknown condition operator {operator!r}: {known}")
        return {
            operator: {
                name: self._listed(values, key, _CONDITIONS)
                for name, values in self._mapping(keys, key, _CONDITIONS).items()
            }
            for operator, keys in written.items()
        }

    def _mapping(self, value: object, key: str, form: str) -> Mapping[str, object]:
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
            raise self._of_another_form(key, form)
        return value

    def _listed(self, value: object, key: str, form: str) -> tuple[str, ...]:
        listed = value if isinstance(value, list) else [value]
        if not listed or not all(isinstance(one, str) for one in listed):
            raise self._of_another_form(key, form)
        return tuple(listed)

    def _of_another_form(self, key: str, form: str) -> ConfigError:
        return self._error(f"has {self.row[key]!r} as {key!r}: write {form}")

    def _error(self, what: str) -> ConfigError:
        return ConfigError(f"row {self.row.get('id', 'without id')!r} {what}", self.file)
