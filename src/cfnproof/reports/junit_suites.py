"""The report as JUnit's test suites, by the library junitparser.

A test case has at most one result, since that is all the common schemas allow and all that most CIs show: an error if
the gate could not look at the file, else a failure if it found something. The result's text names every error and every
finding. A gate's error without a file has a test case named after the gate. Suppressed findings are the suite's
properties `suppressed.1`, `suppressed.2`, ... . What XML cannot hold is escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from junitparser import Error, Failure, JUnitXml, TestCase, TestSuite

from cfnproof.findings import Finding, GateError, GateResult, Place, Report
from cfnproof.reports.escapes import visible
from cfnproof.reports.verdict import counted

_ERROR_TYPE: Final = "could not check"


def suites(report: Report) -> JUnitXml:
    """The report as a document, its counts filled in."""
    document = JUnitXml("cfnproof")
    for result in report.results:
        document.append(_suite(report, result))  # type: ignore[no-untyped-call]  # junitparser gives it no types
    document.update_statistics()  # type: ignore[no-untyped-call]  # as above
    for suite, result in zip(document, report.results, strict=True):
        suite.time = round(result.seconds, 3)
    document.time = round(sum(result.seconds for result in report.results), 3)
    return document


@dataclass(slots=True)
class _Outcome:
    """What one gate says of one file."""

    errors: list[GateError] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def _suite(report: Report, result: GateResult) -> TestSuite:
    suite = TestSuite(visible(result.gate))
    for number, one in enumerate(result.suppressed, 1):
        where = f"{report.shown(one.finding.place.file)}: {_described(one.finding)}"
        suite.add_property(f"suppressed.{number}", visible(f"{where}\nreason: {one.reason}", keep="\n\t"))
    suite.add_testcases([_case(result.gate, name, outcome) for name, outcome in _outcomes(report, result).items()])
    return suite


def _outcomes(report: Report, result: GateResult) -> dict[str, _Outcome]:
    """The outcome of each test case, by its name."""
    outcomes = {report.shown(file): _Outcome() for file in result.files}
    for error in result.errors:
        name = report.shown(error.place.file) if error.place else result.gate
        outcomes.setdefault(name, _Outcome()).errors.append(error)
    for finding in sorted(result.findings, key=lambda one: (one.place.line, one.severity.rank, one.rule)):
        outcomes.setdefault(report.shown(finding.place.file), _Outcome()).findings.append(finding)
    return outcomes


def _case(gate: str, name: str, outcome: _Outcome) -> TestCase:
    case = TestCase(name=visible(name), classname=visible(gate))
    texts = [*map(_error_described, outcome.errors), *map(_described, outcome.findings)]
    if outcome.errors:
        failed: Error | Failure = Error(_headline([one.message for one in outcome.errors], "error"), _ERROR_TYPE)
    elif outcome.findings:
        worst = min(outcome.findings, key=lambda one: one.severity.rank).severity
        headline = _headline([f"{one.rule}: {one.message}" for one in outcome.findings], "finding")
        failed = Failure(headline, worst.value)
    else:
        return case
    failed.text = visible("\n\n".join(texts), keep="\n\t")
    case.result = failed
    return case


def _headline(messages: Sequence[str], noun: str) -> str:
    """The one message, or how many there are and the first of them."""
    first = visible(messages[0], keep="\n\t")
    return first if len(messages) == 1 else f"{counted(len(messages), noun)}, first: {first}"


def _described(finding: Finding) -> str:
    element = f" {finding.element}:" if finding.element else ""
    text = f"{_position(finding.place)}: {finding.severity}: {finding.rule}:{element} {finding.message}"
    return f"{text}\n{finding.help}" if finding.help else text


def _error_described(error: GateError) -> str:
    return f"{_position(error.place)}: ERROR: {error.message}" if error.place else f"ERROR: {error.message}"


def _position(place: Place) -> str:
    return f"line {place.line}, column {place.column}"
