"""JUnit XML, read back by the library that wrote it and by the standard library."""

from dataclasses import replace
from typing import cast
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from junitparser import JUnitXml, TestSuite

from cfnproof.findings import Report
from cfnproof.reports.escapes import visible
from cfnproof.reports.junit import render
from tests.unit.reports.samples import (
    ACCEPTED,
    BROKEN,
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

DEPLOYMENT, PIPELINE = "cfn/mldeployment.yaml", "cfn/mlpipeline.yaml"


def _root(sample: Report) -> ET.Element:
    return ET.fromstring(render(sample))  # noqa: S314  # our own output


def _suites(sample: Report) -> dict[str, TestSuite]:
    return {suite.name: suite for suite in JUnitXml.fromstring(render(sample).encode())}


def _outcome(sample: Report, gate: str, name: str) -> ET.Element:
    """The one result of a test case."""
    (case,) = (one for one in _root(sample).iter("testcase") if (one.get("classname"), one.get("name")) == (gate, name))
    (outcome,) = case
    return outcome


def test_a_suite_a_gate_and_a_case_a_file() -> None:
    """Also for what is clean: a CI shows what was looked at."""
    cases = {
        name: [(case.classname, case.name, case.is_passed) for case in suite]
        for name, suite in _suites(report(TYPE)).items()
    }
    assert cases == {
        "lint": [("lint", PIPELINE, False), ("lint", DEPLOYMENT, True)],
        "policy": [("policy", PIPELINE, True), ("policy", DEPLOYMENT, True)],
    }


def test_a_failure() -> None:
    """One finding: its rule and message, with line, element and help in the text."""
    failure = _outcome(report(NOTIFIES), "policy", PIPELINE)
    assert (failure.tag, failure.get("type")) == ("failure", "medium")
    assert failure.get("message") == f"approval_notifies: {NOTIFIES.message}"
    line = f"line 12, column 7: medium: approval_notifies: Pipeline: {NOTIFIES.message}"
    assert failure.text == f"{line}\n{NOTIFIES.help}"


def test_several_findings_are_one_failure() -> None:
    """The text has them all, by line; the type is the worst severity."""
    below = replace(UNUSED, place=NOTIFIES.place)
    failure = _outcome(report(below, TYPE), "lint", PIPELINE)
    assert failure.get("type") == "high"
    assert failure.get("message") == f"2 findings, first: E3002: {TYPE.message}"
    assert failure.text is not None
    assert [line[:22] for line in failure.text.split("\n") if line.startswith("line ")] == [
        "line 3, column 5: high",
        "line 12, column 7: low",
    ]


def test_errors() -> None:
    """An error with a file is that file's result, with the findings in its text; one without is the gate's own."""
    error = _outcome(MIXED, "lint", DEPLOYMENT)
    assert (error.tag, error.get("message")) == ("error", BROKEN.message)
    found = f"line 4, column 3: low: W2001: {UNUSED.message}"
    assert error.text == f"line 9, column 2: ERROR: {BROKEN.message}\n\n{found}"
    crash = _outcome(MIXED, "policy", "policy")
    assert (crash.tag, crash.get("message"), crash.text) == ("error", CRASHED.message, f"ERROR: {CRASHED.message}")


@pytest.mark.parametrize(
    ("sample", "counts"),
    [
        ("clean", "tests=4 failures=0 errors=0"),
        ("suppressed only", "tests=4 failures=0 errors=0"),
        ("findings", "tests=4 failures=3 errors=0"),
        ("the same twice", "tests=4 failures=1 errors=0"),
        ("errors only", "tests=5 failures=0 errors=2"),
        ("findings and errors", "tests=5 failures=2 errors=2"),
        ("nothing looked at", "tests=0 failures=0 errors=0"),
    ],
)
def test_counts(sample: str, counts: str) -> None:
    """The counts are those of test cases, and the suites' add up to the document's."""
    root = _root(SAMPLES[sample])
    assert " ".join(f"{name}={root.get(name)}" for name in ("tests", "failures", "errors")) == counts
    for name in ("tests", "failures", "errors"):
        assert sum(int(suite.get(name, "-1")) for suite in root) == int(root.get(name, "-1"))


def test_seconds() -> None:
    """A suite takes as long as its gate."""
    root = _root(SAMPLES["clean"])
    assert [float(suite.get("time", "-1")) for suite in root] == [1.26, 2.5]
    assert float(root.get("time", "-1")) == 3.76


def test_suppressed_findings_are_properties() -> None:
    """They fail nothing, and are said with their reason."""
    (suppressed,) = _root(report(suppressed=(ACCEPTED,))).iterfind("testsuite[@name='policy']/properties/property")
    assert suppressed.get("name") == "suppressed.1"
    line = f"{PIPELINE}: line 12, column 7: medium: approval_notifies: Pipeline: {NOTIFIES.message}"
    assert suppressed.get("value") == f"{line}\n{NOTIFIES.help}\nreason: the team is called by telephone"


def test_hostile_text() -> None:
    """What XML forbids is escaped; line ends stay; markup is text."""
    failure = _outcome(report(STRANGE), "lint", r"cfn/50% of #1: a,b é\n.yaml")
    shown = r"[red]x[/red] \x1b[31m ]]> <a&b> %0A ::error:: \r" + "\n" + r"\u2028 \u202e \x00\ufffe\udc80 {0} [a](1) ☃"
    assert failure.get("message") == f"odd: rule, 1: {shown}"


@settings(deadline=None)
@given(reports())
def test_arbitrary_text_is_read_back(sample: Report) -> None:
    """Whatever the text, both readers see the same cases, and the text is there."""
    finding, error = sample.findings[0], sample.errors[0]
    root = _root(sample)
    names = [case.get("name") for case in root.iter("testcase")]
    assert names == [case.name for case in _suites(sample)["lint"]]
    assert names[0] == visible(sample.shown(finding.place.file))
    texts = "".join(cast("str", result.text) for case in root.iter("testcase") for result in case)
    assert visible(finding.message, keep="\n\t") in texts
    assert visible(error.message, keep="\n\t") in texts
    (suppressed,) = root.iter("property")
    assert suppressed.get("value", "").endswith(visible(sample.suppressed[0].reason, keep="\n\t"))
