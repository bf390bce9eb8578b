"""The table and the verdict that `make gate` ends with."""

from io import StringIO

import pytest
from rich.console import Console

from cfnproof.findings import GateResult, Report
from cfnproof.reports.summary import print_summary
from tests.unit.reports.samples import ACCEPTED, BROKEN, CRASHED, PIPELINE, ROOT, SAMPLES, TYPE, UNUSED, report


def _lines(sample: Report, width: int = 80) -> list[str]:
    output = StringIO()
    print_summary(sample, Console(file=output, force_terminal=False, width=width))
    return [line.rstrip() for line in output.getvalue().splitlines() if line.strip(" ─")]


@pytest.mark.parametrize("width", [20, 80, 300])
def test_a_row_a_gate(width: int) -> None:
    """Gate, templates, findings, suppressed, errors, seconds: whole, however narrow the console."""
    sample = report(TYPE, UNUSED, errors=(BROKEN, CRASHED), suppressed=(ACCEPTED,))
    heading, lint, policy, _ = _lines(sample, width)
    assert heading.split() == ["gate", "templates", "findings", "suppressed", "errors", "seconds"]
    assert lint.split() == ["lint", "2", "2", "0", "1", "1.3"]
    assert policy.split() == ["policy", "2", "0", "1", "1", "2.5"]


@pytest.mark.parametrize(
    ("sample", "verdict"),
    [
        ("clean", "PROVEN: 2 templates, 2 gates: no findings"),
        ("suppressed only", "PROVEN: 2 templates, 2 gates: no findings, 1 suppressed"),
        ("findings", "NOT PROVEN: 2 templates, 2 gates: 3 findings (1 high, 1 medium, 1 low)"),
        ("errors only", "COULD NOT CHECK: 2 errors; 2 templates, 2 gates: no findings"),
        (
            "findings and errors",
            "COULD NOT CHECK: 2 errors; 2 templates, 2 gates: 3 findings (1 high, 1 medium, 1 low)",
        ),
        ("nothing looked at", "COULD NOT CHECK: no template was looked at; no templates, no gates: no findings"),
    ],
)
def test_verdict(sample: str, verdict: str) -> None:
    """The last line is whole, however narrow the console, and errors outweigh findings."""
    assert _lines(SAMPLES[sample], width=30)[-1] == verdict


def test_notes_stand_between_the_table_and_the_verdict() -> None:
    """Each with its gate, whole however narrow the console, and not taken for markup."""
    notes = ("mlpipeline/Pipeline: Succeeded", "[red]b\n[/red]/Pipeline: Failed, Succeeded")
    lines = _lines(Report((GateResult("run", files=(PIPELINE,), notes=notes),), ROOT), width=20)
    assert lines[-3:-1] == [
        "  run  mlpipeline/Pipeline: Succeeded",
        "  run  [red]b\\n[/red]/Pipeline: Failed, Succeeded",
    ]


def test_a_gate_that_looked_at_no_template_proves_nothing() -> None:
    """A gate that ran on nothing is no pass."""
    assert _lines(Report((GateResult("lint"),), ROOT))[-1].startswith("COULD NOT CHECK: no template was looked at")


def test_a_gate_s_name_is_not_markup() -> None:
    """Names are shown as they are."""
    assert "[red]lint\\n[/red]" in _lines(Report((GateResult("[red]lint\n[/red]"),), ROOT))[1]
