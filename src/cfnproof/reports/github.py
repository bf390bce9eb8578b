"""Workflow commands, which GitHub Actions shows as annotations beside the lines of a pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands

One line a command; errors first, since GitHub shows only the first ten annotations of a kind from one step. A clean
report is empty. Suppressed findings are not shown. Paths are relative to the report's root, which must be the
repository's root for the annotations to find their files.
"""

from collections.abc import Iterator
from typing import Final

from cfnproof.findings import Finding, GateError, Place, Report, Severity
from cfnproof.reports.escapes import visible

_COMMANDS: Final = {
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
    Severity.INFO: "notice",
}
_MESSAGE_ESCAPES: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY_ESCAPES: Final = _MESSAGE_ESCAPES | str.maketrans({":": "%3A", ",": "%2C"})


def render(report: Report) -> str:
    """Write one workflow command a line."""
    return "".join(f"{line}\n" for line in _commands(report))


def _commands(report: Report) -> Iterator[str]:
    for error in report.errors:
        yield _error(report, error)
    for finding in report.findings:
        yield _finding(report, finding)


def _error(report: Report, error: GateError) -> str:
    place = _place(report, error.place) if error.place else {}
    return _command("error", {**place, "title": f"{error.gate} could not check"}, error.message)


def _finding(report: Report, finding: Finding) -> str:
    title = f"{finding.rule} ({finding.element})" if finding.element else finding.rule
    message = f"{finding.message}\n{finding.help}" if finding.help else finding.message
    return _command(_COMMANDS[finding.severity], {**_place(report, finding.place), "title": title}, message)


def _place(report: Report, place: Place) -> dict[str, str]:
    return {"file": report.shown(place.file), "line": str(place.line), "col": str(place.column)}


def _command(name: str, properties: dict[str, str], message: str) -> str:
    pairs = ",".join(f"{key}={_printable(value).translate(_PROPERTY_ESCAPES)}" for key, value in properties.items())
    return f"::{name} {pairs}::{_printable(message).translate(_MESSAGE_ESCAPES)}"


def _printable(text: str) -> str:
    """Escape what could steer a log: control characters other than line ends and tabs, which commands can carry."""
    return visible(text, keep="\r\n\t")
