"""SARIF, checked against the standard's schema."""

import os
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given, settings

from cfnproof import __version__
from cfnproof.findings import Finding, Place, Report, Severity
from cfnproof.reports.escapes import encodable
from tests.unit.reports.samples import (
    ACCEPTED,
    BROKEN,
    CRASHED,
    NOTIFIES,
    ODD,
    PIPELINE,
    PLAIN,
    SAMPLES,
    STRANGE,
    TYPE,
    UNUSED,
    report,
    reports,
)
from tests.unit.reports.sarif_standard import STANDARD, run


@pytest.mark.parametrize("sample", SAMPLES)
def test_samples_meet_the_standard(sample: str) -> None:
    """Among them no findings, errors only, hostile text and odd file names."""
    log = run(SAMPLES[sample])
    driver = log["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("cfnproof", __version__)
    assert log["originalUriBaseIds"] == {"%SRCROOT%": {"uri": "file:///repository/"}}
    assert log["columnKind"] == "unicodeCodePoints"


@pytest.mark.parametrize(
    "broken",
    [
        {"runs": []},
        {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x", "informationUri": "no address"}}}]},
        {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [{}]}]},
    ],
)
def test_the_schema_is_sharp(broken: dict[str, Any]) -> None:
    """The check of these tests refuses what is not SARIF, addresses included."""
    assert not STANDARD.is_valid(broken)


def test_a_result() -> None:
    """Rule, level, message and places of one finding."""
    (result,) = run(report(NOTIFIES))["results"]
    fingerprint = result.pop("partialFingerprints")["cfnproof/v1"]
    assert re.fullmatch("[0-9a-f]{64}:1", fingerprint)
    assert result == {
        "ruleId": "approval_notifies",
        "ruleIndex": 0,
        "level": "warning",
        "message": {"text": NOTIFIES.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "cfn/mlpipeline.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 12, "startColumn": 7},
                },
                "logicalLocations": [{"name": "Pipeline", "fullyQualifiedName": "Pipeline"}],
            }
        ],
        "properties": {"gate": "policy", "severity": "medium"},
    }


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        (Severity.HIGH, "error"),
        (Severity.MEDIUM, "warning"),
        (Severity.LOW, "note"),
        (Severity.INFO, "note"),
    ],
)
def test_levels(severity: Severity, level: str) -> None:
    """Each severity has its level, of the result and of the rule."""
    log = run(report(replace(PLAIN, severity=severity)))
    assert log["results"][0]["level"] == level
    assert log["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"] == level


def _fingerprints(*findings: Finding) -> list[str]:
    return [one["partialFingerprints"]["cfnproof/v1"] for one in run(report(*findings))["results"]]


def test_a_fingerprint_stays_when_lines_move() -> None:
    """Neither line, column nor severity is part of it."""
    moved = replace(TYPE, severity=Severity.LOW, place=Place(PIPELINE, 80, 1))
    assert _fingerprints(TYPE) == _fingerprints(moved)


@pytest.mark.parametrize(
    "other",
    [
        replace(PLAIN, rule="other"),
        replace(PLAIN, message="other"),
        replace(PLAIN, element="other"),
        replace(PLAIN, element=""),
        replace(PLAIN, place=Place(ODD)),
        replace(PLAIN, element="m", message=""),
    ],
)
def test_other_findings_have_other_fingerprints(other: Finding) -> None:
    """Rule, file, element and message are told apart."""
    assert _fingerprints(PLAIN) != _fingerprints(other)


def test_the_same_finding_twice_is_two() -> None:
    """Else code scanning would show one of them."""
    first, second = _fingerprints(TYPE, TYPE)
    assert (first[:-1], first[-1], second[-1]) == (second[:-1], "1", "2")


def test_suppressed() -> None:
    """A suppressed finding is a result with its reason; others have no suppression."""
    found, accepted = run(report(UNUSED, suppressed=(ACCEPTED,)))["results"]
    assert "suppressions" not in found
    assert accepted["ruleId"] == "approval_notifies"
    assert accepted["suppressions"] == [{"kind": "external", "justification": "the team is called by telephone"}]


def test_errors() -> None:
    """Errors are notifications of an invocation that failed, with a place if they have one."""
    log = run(report(errors=(BROKEN, CRASHED)))
    (invocation,) = log["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"], log["results"]) == (False, 2, [])
    broken, crashed = invocation["toolExecutionNotifications"]
    assert broken["message"]["text"] == f"lint: {BROKEN.message}"
    assert broken["locations"][0]["physicalLocation"]["region"] == {"startLine": 9, "startColumn": 2}
    assert crashed == {
        "level": "error",
        "message": {"text": f"policy: {CRASHED.message}"},
        "properties": {"gate": "policy"},
    }


@pytest.mark.parametrize(("sample", "exit_code"), [("clean", 0), ("findings", 1)])
def test_findings_are_no_failed_run(sample: str, exit_code: int) -> None:
    """The tool did its work, whatever it found."""
    (invocation,) = run(SAMPLES[sample])["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (True, exit_code)


def test_hostile_text_is_kept() -> None:
    """Only what UTF-8 cannot hold is escaped: SARIF is read by programs."""
    (result,) = run(report(STRANGE))["results"]
    assert result["message"]["text"] == STRANGE.message.replace("\udc80", "\\udc80")


@settings(deadline=None)
@given(reports())
def test_arbitrary_text_meets_the_standard(sample: Report) -> None:
    """Whatever the text, the log is valid, and text and file names come back."""
    finding, error = sample.findings[0], sample.errors[0]
    log = run(sample)
    read = log["results"][0]
    assert read["message"]["text"] == encodable(finding.message)
    assert read["ruleId"] == log["tool"]["driver"]["rules"][0]["id"] == encodable(finding.rule)
    uri = read["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote_to_bytes(uri) == os.fsencode(sample.shown(finding.place.file))
    (justified,) = log["results"][1]["suppressions"]
    assert justified["justification"] == encodable(sample.suppressed[0].reason)
    notification = log["invocations"][0]["toolExecutionNotifications"][0]
    assert notification["message"]["text"] == encodable(f"lint: {error.message}")
