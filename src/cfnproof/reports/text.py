"""The format for people: findings grouped by file, then what could not be checked, then a verdict.

    cfn/mlpipeline.yaml
      12:7  medium  approval_notifies  Pipeline  approval 'Approve' notifies nobody: set NotificationArn ...
                    https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ManualApproval.html

    ERROR  lint  cfn/broken.yaml:3:1  the key 'Type' stands twice

    could not check: 1 error; 5 templates, 2 gates: 1 finding (1 medium), 1 suppressed

A finding is one line, whatever its message holds: nothing is wrapped or cut, and what does not print is escaped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from cfnproof.findings import Finding, GateError, Report, Severity
from cfnproof.reports.escapes import visible
from cfnproof.reports.verdict import tally, unchecked

if TYPE_CHECKING:
    from rich.console import Console

Line = tuple[tuple[str, str], ...]
"""A line of output: pieces of text, each with its rich style (`""` for none)."""

_STYLES: Final = {Severity.HIGH: "bold red", Severity.MEDIUM: "yellow", Severity.LOW: "cyan", Severity.INFO: "dim"}
_HEADING: Final = "bold"
_ASIDE: Final = "dim"
_ERROR: Final = "bold red"
_GAP: Final = "  "


def render(report: Report, *, verbose: bool = False) -> str:
    """Write the report as plain text. With `verbose`, suppressed findings are listed, each with its reason."""
    return "".join(f"{''.join(text for text, _ in line)}\n" for line in _lines(report, verbose=verbose))


def print_text(report: Report, console: "Console", *, verbose: bool = False) -> None:
    """Print what `render` writes, with colours where `console` is a terminal."""
    _print(_lines(report, verbose=verbose), console)


def print_details(report: Report, console: "Console") -> None:
    """Print the same without its last line, for a command that ends with a verdict of its own."""
    _print(_details(report, verbose=False), console)


@dataclass(frozen=True, slots=True)
class _Row:
    """A finding in its list: the place as it is shown there, and the lines below it."""

    place: str
    finding: Finding
    below: tuple[str, ...]


def _print(lines: Iterable[Line], console: "Console") -> None:
    from rich.text import Text  # noqa: PLC0415  # plain output does without rich

    for line in lines:
        console.print(Text.assemble(*line), soft_wrap=True)


def _lines(report: Report, *, verbose: bool) -> Iterator[Line]:
    yield from _details(report, verbose=verbose)
    yield _verdict(report)


def _details(report: Report, *, verbose: bool) -> Iterator[Line]:
    for file, findings in groupby(report.findings, key=lambda one: report.shown(one.place.file)):
        yield ((visible(file), _HEADING),)
        yield from _listed(_Row(f"{one.place.line}:{one.place.column}", one, (one.help,)) for one in findings)
        yield ()
    if verbose and report.suppressed:
        yield (("suppressed", _HEADING),)
        yield from _listed(
            _Row(_address(report, one.finding), one.finding, (one.finding.help, f"reason: {one.reason}"))
            for one in report.suppressed
        )
        yield ()
    for error in report.errors:
        yield _error(report, error)
    if report.errors:
        yield ()


def _listed(rows: Iterable[_Row]) -> Iterator[Line]:
    """Yield the rows, their cells aligned, each followed by the lines below it."""
    rows = list(rows)
    cells = [tuple(map(visible, _cells(row))) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    indent = _GAP * 3 + " " * (widths[0] + widths[1])
    for row, row_cells in zip(rows, cells, strict=True):
        place, severity, rule, element = (
            cell.ljust(width) + _GAP for cell, width in zip(row_cells, widths, strict=True)
        )
        yield (
            (_GAP + place, ""),
            (severity, _STYLES[row.finding.severity]),
            (rule + element, ""),
            (visible(row.finding.message), ""),
        )
        yield from (((indent + visible(text), _ASIDE),) for text in row.below if text)


def _cells(row: _Row) -> tuple[str, str, str, str]:
    return row.place, row.finding.severity, row.finding.rule, row.finding.element or "-"


def _error(report: Report, error: GateError) -> Line:
    place = f"{_address(report, error)}{_GAP}" if error.place else ""
    return (("ERROR", _ERROR), (f"{_GAP}{visible(error.gate)}{_GAP}{visible(place + error.message)}", ""))


def _address(report: Report, one: Finding | GateError) -> str:
    """`file:line:column`, empty for an error that has no place."""
    place = one.place
    return f"{report.shown(place.file)}:{place.line}:{place.column}" if place else ""


def _verdict(report: Report) -> Line:
    why = unchecked(report)
    if why:
        return ((f"could not check: {why}; {tally(report)}", _ERROR),)
    return ((tally(report), _STYLES[Severity.MEDIUM] if report.findings else "green"),)
