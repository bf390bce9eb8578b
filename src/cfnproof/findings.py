"""What gates report: findings, errors, and the results that hold them."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from cfnproof.errors import CfnproofError


class Severity(StrEnum):
    """How much a finding matters, most first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the severity that matters most."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file. `line` and `column` count from 1; a missing file has line 1."""

    file: Path
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that one gate reports about one place.

    `message` says what is wrong, with which value, and what to do. `element` is the logical id of the
    resource, parameter, condition, mapping or output that the place belongs to, None for the template
    itself. `help` is an address that explains the rule.
    """

    rule: str
    gate: str
    severity: Severity
    message: str
    place: Place
    element: str | None
    help: str


@dataclass(frozen=True, slots=True)
class GateError:
    """Something that a gate could not look at. It is never a pass: the exit code is 2."""

    gate: str
    message: str
    place: Place | None = None

    @classmethod
    def of(cls, gate: str, error: CfnproofError, path: Path | None = None) -> "GateError":
        """What an error comes to, where it says or else at the top of `path`."""
        file = error.file or path
        return cls(gate, error.message, Place(file, error.line or 1, error.column or 1) if file else None)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that a row of the suppression file accepts, with the row's reason."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class GateResult:
    """What one gate says of the files that it looked at.

    `rules` are the ids of the rules that ran; `seconds` is wall time. `notes` are what people should know beside that,
    a line each, like how each pipeline ended.
    """

    gate: str
    files: tuple[Path, ...] = ()
    findings: tuple[Finding, ...] = ()
    errors: tuple[GateError, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    rules: frozenset[str] = field(default=frozenset(), repr=False)
    seconds: float = 0.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What all gates say together. `root` is the folder that paths are shown relative to."""

    results: tuple[GateResult, ...]
    root: Path

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that any gate looked at, each once."""
        return tuple(dict.fromkeys(file for result in self.results for file in result.files))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings by file, line, severity and rule."""
        found = (finding for result in self.results for finding in result.findings)
        return tuple(sorted(found, key=lambda one: (one.place.file, one.place.line, one.severity.rank, one.rule)))

    @property
    def errors(self) -> tuple[GateError, ...]:
        """Everything that a gate could not look at."""
        return tuple(error for result in self.results for error in result.errors)

    @property
    def suppressed(self) -> tuple[Suppressed, ...]:
        """All findings that the suppression file accepts."""
        return tuple(one for result in self.results for one in result.suppressed)

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings, 2 where something was not checked, or nothing was: that outweighs findings."""
        if self.errors or not self.files:
            return 2
        return 1 if self.findings else 0

    def shown(self, file: Path) -> str:
        """`file` relative to the root where it lies below it, with forward slashes."""
        absolute = file if file.is_absolute() else Path.cwd() / file
        root = self.root.resolve()
        for candidate in (absolute, absolute.resolve()):
            if candidate.is_relative_to(root):
                return candidate.relative_to(root).as_posix()
        return file.as_posix()
