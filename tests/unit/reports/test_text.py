"""The text format: every finding one line, nothing cut, nothing interpreted."""

import re
from io import StringIO
from typing import Literal

import pytest
from hypothesis import given, settings
from rich.console import Console

from cfnproof.findings import Report
from cfnproof.reports.escapes import visible
from cfnproof.reports.text import print_text, render
from tests.unit.reports.samples import (
    ACCEPTED,
    BROKEN,
    CLEAN,
    CRASHED,
    MIXED,
    NOTIFIES,
    SAMPLES,
    STRANGE,
    TYPE,
    UNUSED,
    report,
    reports,
)

_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def _printed(sample: Report, *, terminal: bool, width: int = 20, verbose: bool = False) -> str:
    output = StringIO()
    colours: Literal["standard"] | None = "standard" if terminal else None
    console = Console(file=output, force_terminal=terminal, color_system=colours, no_color=False, width=width)
    print_text(sample, console, verbose=verbose)
    return output.getvalue()


def test_findings_and_errors() -> None:
    """Findings by file and line in aligned columns, then the errors, then the verdict."""
    assert (
        render(report(NOTIFIES, TYPE, UNUSED, errors=(BROKEN, CRASHED), suppressed=(ACCEPTED,)))
        == f"""\
cfn/mldeployment.yaml
  4:3  low  W2001  -  {UNUSED.message}

cfn/mlpipeline.yaml
  3:5   high    E3002              Bucket    {TYPE.message}
                {TYPE.help}
  12:7  medium  approval_notifies  Pipeline  {NOTIFIES.message}
                {NOTIFIES.help}

ERROR  lint  cfn/mldeployment.yaml:9:2  {BROKEN.message}
ERROR  policy  {CRASHED.message}

could not check: 2 errors; 2 templates, 2 gates: 3 findings (1 high, 1 medium, 1 low), 1 suppressed
"""
    )


@pytest.mark.parametrize(
    ("sample", "verdict"),
    [
        ("clean", "2 templates, 2 gates: no findings"),
        ("findings", "2 templates, 2 gates: 3 findings (1 high, 1 medium, 1 low)"),
        ("suppressed only", "2 templates, 2 gates: no findings, 1 suppressed"),
        ("errors only", "could not check: 2 errors; 2 templates, 2 gates: no findings"),
        ("nothing looked at", "could not check: no template was looked at; no templates, no gates: no findings"),
    ],
)
def test_verdict(sample: str, verdict: str) -> None:
    """The last line says what the report comes to."""
    assert render(SAMPLES[sample]).splitlines()[-1] == verdict


def test_a_clean_report_is_its_verdict() -> None:
    """Nothing else is said."""
    assert render(CLEAN) == "2 templates, 2 gates: no findings\n"


def test_verbose_lists_what_is_suppressed() -> None:
    """Each suppressed finding with its place, its help and the reason."""
    lines = render(report(suppressed=(ACCEPTED,)), verbose=True).splitlines()
    assert lines[0] == "suppressed"
    assert lines[1] == f"  cfn/mlpipeline.yaml:12:7  medium  approval_notifies  Pipeline  {NOTIFIES.message}"
    assert [line.strip() for line in lines[2:4]] == [NOTIFIES.help, "reason: the team is called by telephone"]


def test_hostile_text_is_shown_as_it_is() -> None:
    """Control characters are escaped; what looks like rich markup is left alone."""
    lines = render(report(STRANGE)).splitlines()
    assert lines[0] == r"cfn/50% of #1: a,b é\n.yaml"
    assert lines[1].endswith(
        r"[red]x[/red] \x1b[31m ]]> <a&b> %0A ::error:: \r\n\u2028 \u202e \x00\ufffe\udc80 {0} [a](1) ☃"
    )


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("sample", SAMPLES)
def test_printed_elsewhere_is_plain(sample: str, *, verbose: bool) -> None:
    """A pipe or a file gets what `render` writes, however narrow."""
    written = _printed(SAMPLES[sample], terminal=False, verbose=verbose)
    assert written == render(SAMPLES[sample], verbose=verbose)


@pytest.mark.parametrize("sample", SAMPLES)
def test_printed_on_a_terminal_has_colours_only(sample: str) -> None:
    """Without its colours it is what `render` writes."""
    written = _printed(SAMPLES[sample], terminal=True)
    assert _STYLE.search(written)
    assert _STYLE.sub("", written) == render(SAMPLES[sample])


def test_severities_have_colours() -> None:
    """High is red, errors too."""
    written = _printed(MIXED, terminal=True)
    assert "\x1b[1;31mhigh" in written
    assert "\x1b[1;31mERROR" in written


@settings(deadline=None)
@given(reports())
def test_arbitrary_text_keeps_the_lines(sample: Report) -> None:
    """Whatever the text: heading, finding, its help if any, blank, error, blank, verdict; every line prints."""
    finding, error = sample.findings[0], sample.errors[0]
    lines = render(sample).split("\n")
    assert len(lines) == 7 + bool(finding.help)
    assert all(map(str.isprintable, lines))
    assert lines[0] == visible(sample.shown(finding.place.file))
    assert lines[1].endswith(visible(finding.message))
    assert lines[-4].startswith("ERROR  lint  ")
    assert lines[-4].endswith(visible(error.message))


@settings(deadline=None)
@given(reports())
def test_arbitrary_text_is_printed_as_it_is(sample: Report) -> None:
    """Rich neither wraps, cuts nor interprets."""
    assert _printed(sample, terminal=False, verbose=True) == render(sample, verbose=True)
    assert _STYLE.sub("", _printed(sample, terminal=True)) == render(sample)
