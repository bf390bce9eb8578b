"""What `make gate` ends with: a row a gate, what the gates note, and whether the templates are proven."""

from typing import TYPE_CHECKING

from cfnproof.findings import GateResult, Report
from cfnproof.reports.escapes import visible
from cfnproof.reports.verdict import tally, unchecked

if TYPE_CHECKING:
    from rich.console import Console

_COUNTS = ("templates", "findings", "suppressed", "errors", "seconds")
_WIDEST = 200
"""Columns that the table may take: a console that is narrower shows it whole all the same."""


def print_summary(report: Report, console: "Console") -> None:
    """Print a table of the gates, their notes, then PROVEN, NOT PROVEN or COULD NOT CHECK, with the counts."""
    from rich import box  # noqa: PLC0415  # only a printed table needs rich
    from rich.table import Table  # noqa: PLC0415  # as above
    from rich.text import Text  # noqa: PLC0415  # as above

    table = Table(box=box.SIMPLE)
    table.add_column("gate", no_wrap=True)
    for name in _COUNTS:
        table.add_column(name, justify="right", no_wrap=True)
    for result in report.results:
        table.add_row(Text(visible(result.gate)), *_counts(result))
    table.width = console.measure(table, options=console.options.update(width=_WIDEST)).maximum
    console.print(table, crop=False)
    notes = [f"  {result.gate}  {note}" for result in report.results for note in result.notes]
    for note in notes:
        console.print(Text(visible(note)), soft_wrap=True)
    if notes:
        console.print()
    line, style = verdict(report)
    console.print(Text(line, style=style), soft_wrap=True)


def verdict(report: Report) -> tuple[str, str]:
    """The last line and its style. Where nothing was looked at, nothing is proven."""
    why = unchecked(report)
    if why:
        return f"COULD NOT CHECK: {why}; {tally(report)}", "bold red"
    if report.findings:
        return f"NOT PROVEN: {tally(report)}", "bold yellow"
    return f"PROVEN: {tally(report)}", "bold green"


def _counts(result: GateResult) -> tuple[str, ...]:
    """The cells of `_COUNTS`, in its order."""
    numbers = (len(result.files), len(result.findings), len(result.suppressed), len(result.errors))
    return (*map(str, numbers), f"{result.seconds:.1f}")
