"""Findings that are accepted: rows of `policies/suppressions.yaml`, each with a reason and a last day.

The file is a list of rows with the keys `rule`, `file` (relative to the project), `logical_id` (left out for a finding
that belongs to no element), `reason` and `expires` (a day like 2027-01-31, inclusive, in UTC).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from cfnproof.config import Config
from cfnproof.errors import ConfigError
from cfnproof.findings import Finding, GateResult, Place, Severity, Suppressed
from cfnproof.template import nodes
from cfnproof.template.model import scalar_text
from cfnproof.template.nodes import Mark, Node, Object
from cfnproof.template.syntax import parse
from cfnproof.template.text import read_text

GATE: Final = "suppressions"
HELP: Final = "docs/suppressions.md"
_KEYS: Final = ("rule", "file", "logical_id", "reason", "expires")
_REQUIRED: Final = ("rule", "file")
_Fault = tuple[str, Severity, str]
"""A rule id, how much it matters, and the message."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `file` is absolute; `expires` is the text as written, empty where it is missing."""

    rule: str
    file: Path
    logical_id: str | None
    reason: str
    expires: str
    mark: Mark

    @property
    def last_day(self) -> date | None:
        """The last day that it counts, None where `expires` is no date."""
        try:
            return date.fromisoformat(self.expires)
        except ValueError:
            return None

    def counts(self, today: date) -> bool:
        """Whether it may accept anything: it has a reason and has not expired."""
        return bool(self.reason) and self.last_day is not None and today <= self.last_day

    def covers(self, finding: Finding) -> bool:
        """Whether it is about this finding."""
        same_place = self.logical_id == finding.element and self.file == finding.place.file.resolve()
        return same_place and self.rule == finding.rule


@dataclass(frozen=True, slots=True)
class Suppressions:
    """The suppression file of a project; a project without one has no rows."""

    path: Path
    rows: tuple[Row, ...]


def load(config: Config) -> Suppressions:
    """Read the project's suppression file.

    Raises ConfigError, with file and line, for a file that is malformed: not a list of rows, or with an unknown key.
    """
    path = config.suppressions
    if not path.exists() and not path.is_symlink():
        return Suppressions(path, ())
    text = read_text(path)
    if all(line.lstrip().startswith("#") or not line.strip() for line in text.splitlines()):
        return Suppressions(path, ())
    tree = parse(text, path)
    if not isinstance(tree, nodes.Sequence):
        raise ConfigError(f"must be a list of rows with the keys {', '.join(_KEYS)}", path, tree.mark.line)
    return Suppressions(path, tuple(_row(node, config) for node in tree.items))


def apply(results: Sequence[GateResult], suppressions: Suppressions, today: date | None = None) -> list[GateResult]:
    """Move the findings that a row covers to `suppressed`, and add a result with what is wrong with the rows.

    A row is unused only where its rule ran on its file and found nothing that the row covers.
    """
    today = today or datetime.now(UTC).date()
    used: set[Row] = set()
    applied = []
    for result in results:
        left, accepted = [], []
        for finding in result.findings:
            row = next((row for row in suppressions.rows if row.counts(today) and row.covers(finding)), None)
            if row is None:
                left.append(finding)
            else:
                used.add(row)
                accepted.append(Suppressed(finding, row.reason))
        applied.append(replace(result, findings=tuple(left), suppressed=tuple(accepted)))
    wrong = [
        Finding(rule, GATE, severity, message, Place(suppressions.path, row.mark.line, row.mark.column), None, HELP)
        for row in suppressions.rows
        for rule, severity, message in (*_faults(row, today), *(() if row in used else _idle(row, results, today)))
    ]
    if suppressions.rows:
        applied.append(GateResult(GATE, findings=tuple(wrong)))
    return applied


def _faults(row: Row, today: date) -> Iterator[_Fault]:
    """What is wrong with a row in itself."""
    the_row = f"the row for {row.rule!r}"
    if not row.reason:
        yield "suppression_reason", Severity.MEDIUM, f"{the_row} has no reason: say why the finding is acceptable"
    if row.last_day is None:
        written = f"expires {row.expires!r}, which is no date" if row.expires else "has no expires"
        yield "suppression_expires", Severity.MEDIUM, f"{the_row} {written}: write its last day like 2027-01-31"
    elif row.last_day < today:
        message = f"{the_row} expired on {row.expires}: mend the finding, or decide again"
        yield "suppression_expires", Severity.MEDIUM, message
    if not row.file.is_file():
        message = f"{the_row} names the file {str(row.file)!r}, which does not exist: remove the row"
        yield "suppression_unused", Severity.LOW, message


def _idle(row: Row, results: Sequence[GateResult], today: date) -> Iterator[_Fault]:
    """A row that counts, whose rule ran on its file, and that covered nothing."""
    if row.counts(today) and _looked(row, results):
        where = f"logical id {row.logical_id!r}" if row.logical_id else "no logical id"
        message = f"the row for {row.rule!r} with {where} matches nothing in {row.file.name}: remove the row"
        yield "suppression_unused", Severity.LOW, message


def _looked(row: Row, results: Sequence[GateResult]) -> bool:
    """Whether a gate with the row's rule looked at its file, or no gate at all knows the rule."""
    looked = [result for result in results if row.file in {file.resolve() for file in result.files}]
    return any(row.rule in result.rules for result in looked)


def _row(node: Node, config: Config) -> Row:
    if not isinstance(node, Object):
        raise ConfigError(f"a row must be a mapping with {', '.join(_KEYS)}", config.suppressions, node.mark.line)
    for entry in node.entries:
        if entry.key not in _KEYS:
            message = f"unknown key {entry.key!r}: a row has {', '.join(_KEYS)}"
            raise ConfigError(message, config.suppressions, entry.mark.line, entry.mark.column)
    values = {key: scalar_text(node.get(key)) or "" for key in _KEYS}
    for key in _REQUIRED:
        if not values[key]:
            message = f"a row without {key}: it must say which finding it accepts"
            raise ConfigError(message, config.suppressions, node.mark.line)
    return Row(
        rule=values["rule"],
        file=(config.root / values["file"]).resolve(),
        logical_id=values["logical_id"] or None,
        reason=values["reason"].strip(),
        expires=values["expires"],
        mark=node.mark,
    )
