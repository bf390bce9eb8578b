"""Workflow commands, read back the way GitHub's runner reads them."""

import re

import pytest
from hypothesis import given, settings

from cfnproof.findings import Finding, Report, Severity
from cfnproof.reports.escapes import visible
from cfnproof.reports.github import render
from tests.unit.reports.samples import BROKEN, CLEAN, CRASHED, NOTIFIES, STRANGE, TYPE, UNUSED, report, reports

_COMMAND = re.compile(r"::(?P<name>error|warning|notice) (?P<properties>[^:]*)::(?P<message>.*)")
_UNESCAPED = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
_WARNING = "::warning file=cfn/mlpipeline.yaml,line=12,col=7,title=approval_notifies (Pipeline)::"
_NOTICE = "::notice file=cfn/mldeployment.yaml,line=4,col=3,title=W2001::"


def _unescaped(text: str) -> str:
    return re.sub("|".join(_UNESCAPED), lambda found: _UNESCAPED[found[0]], text)


def _read(line: str) -> tuple[str, dict[str, str], str]:
    """A command's name, properties and message."""
    command = _COMMAND.fullmatch(line)
    assert command, line
    pairs = (pair.split("=", 1) for pair in command["properties"].split(","))
    return command["name"], {key: _unescaped(value) for key, value in pairs}, _unescaped(command["message"])


@pytest.mark.parametrize(
    ("finding", "line"),
    [
        (NOTIFIES, f"{_WARNING}approval 'Approve' notifies nobody: set NotificationArn%0A{NOTIFIES.help}"),
        (UNUSED, f"{_NOTICE}parameter 'Stage' is used nowhere: use it or remove it"),
    ],
)
def test_a_finding(finding: Finding, line: str) -> None:
    """One line with file, line, column, title, message and help."""
    assert render(report(finding)) == f"{line}\n"


@pytest.mark.parametrize(
    ("severity", "name"),
    [
        (Severity.HIGH, "error"),
        (Severity.MEDIUM, "warning"),
        (Severity.LOW, "notice"),
        (Severity.INFO, "notice"),
    ],
)
def test_severities(severity: Severity, name: str) -> None:
    """Each severity has its command."""
    finding = Finding("E3002", "lint", severity, "message", TYPE.place, None, "")
    assert _read(render(report(finding)).rstrip("\n"))[0] == name


def test_errors_stand_first() -> None:
    """An error is an error command, with a place if it has one."""
    assert render(report(TYPE, errors=(BROKEN, CRASHED))).split("\n")[:2] == [
        "::error file=cfn/mldeployment.yaml,line=9,col=2,title=lint could not check::the key 'Type' stands twice",
        "::error title=policy could not check::policy 'approval_notifies' did not load",
    ]


def test_a_clean_report_is_silent() -> None:
    """There is nothing to annotate."""
    assert render(CLEAN) == ""


def test_escapes() -> None:
    """What GitHub documents: `%`, CR and LF everywhere, `:` and `,` in properties too; control sequences printed."""
    line = render(report(STRANGE))
    assert line.startswith(
        r"::notice file=cfn/50%25 of #1%3A a%2Cb é%0A.yaml,line=2,col=9,title=odd%3A rule%2C 1 ([red]"
    )
    assert r"::[red]x[/red] \x1b[31m ]]> <a&b> %250A ::error:: %0D%0A\u2028" in line


@settings(deadline=None)
@given(reports())
def test_arbitrary_text_is_one_line_a_command(report: Report) -> None:
    """Whatever the text, there are two commands, and the runner reads what was written."""
    error_line, finding_line, rest = render(report).split("\n")
    assert rest == ""
    assert "\r" not in error_line + finding_line
    finding, error = report.findings[0], report.errors[0]
    _, properties, message = _read(finding_line)
    assert properties["file"] == visible(report.shown(finding.place.file), keep="\r\n\t")
    assert properties["line"] == str(finding.place.line)
    assert message.startswith(visible(finding.message, keep="\r\n\t"))
    assert _read(error_line)[2] == visible(error.message, keep="\r\n\t")
