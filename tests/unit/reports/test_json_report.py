"""The JSON format keeps the shape that its docstring promises."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from cfnproof import __version__
from cfnproof.findings import Report
from cfnproof.reports.escapes import encodable
from cfnproof.reports.json_report import render
from tests.unit.reports.samples import ACCEPTED, MIXED, SAMPLES, report, reports


def _loaded(report: Report) -> dict[str, Any]:
    """What a program reads; json's own types are its edge."""
    loaded: dict[str, Any] = json.loads(render(report))
    return loaded


def test_the_whole_shape() -> None:
    """Every key, in a report that uses them all."""
    notifies = {
        "rule": "approval_notifies",
        "gate": "policy",
        "severity": "medium",
        "message": "approval 'Approve' notifies nobody: set NotificationArn",
        "file": "cfn/mlpipeline.yaml",
        "line": 12,
        "column": 7,
        "element": "Pipeline",
        "help": "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ManualApproval.html",
    }
    files = ["cfn/mlpipeline.yaml", "cfn/mldeployment.yaml"]
    lint = {"gate": "lint", "files": files, "rules": ["E3002", "W2001"], "seconds": 1.26}
    policy = {"gate": "policy", "files": files, "rules": ["approval_notifies"], "seconds": 2.5}
    assert _loaded(report(suppressed=(ACCEPTED,), errors=MIXED.errors)) == {
        "version": 1,
        "tool": {"name": "cfnproof", "version": __version__},
        "exit_code": 2,
        "gates": [
            {**lint, "findings": 0, "errors": 1, "suppressed": 0},
            {**policy, "findings": 0, "errors": 1, "suppressed": 1},
        ],
        "findings": [],
        "errors": [
            {
                "gate": "lint",
                "message": "the key 'Type' stands twice",
                "file": "cfn/mldeployment.yaml",
                "line": 9,
                "column": 2,
            },
            {
                "gate": "policy",
                "message": "policy 'approval_notifies' did not load",
                "file": None,
                "line": None,
                "column": None,
            },
        ],
        "suppressed": [{**notifies, "reason": "the team is called by telephone"}],
    }


def test_findings_stand_by_file_and_line() -> None:
    """The order is the report's; an element that is missing is null."""
    found = [(one["file"], one["line"], one["rule"], one["element"]) for one in _loaded(MIXED)["findings"]]
    assert found == [
        ("cfn/mldeployment.yaml", 4, "W2001", None),
        ("cfn/mlpipeline.yaml", 3, "E3002", "Bucket"),
        ("cfn/mlpipeline.yaml", 12, "approval_notifies", "Pipeline"),
    ]


@pytest.mark.parametrize(
    ("sample", "exit_code"), [("clean", 0), ("suppressed only", 0), ("findings", 1), ("findings and errors", 2)]
)
def test_exit_code(sample: str, exit_code: int) -> None:
    """The exit code is the command's."""
    assert _loaded(SAMPLES[sample])["exit_code"] == exit_code


@settings(deadline=None)
@given(reports())
def test_arbitrary_text_comes_back(report: Report) -> None:
    """Text is kept as it is, but for what UTF-8 cannot hold; the output is ASCII."""
    assert render(report).isascii()
    loaded, finding, error = _loaded(report), report.findings[0], report.errors[0]
    (read,) = loaded["findings"]
    assert read["message"] == encodable(finding.message)
    assert read["element"] == (None if finding.element is None else encodable(finding.element))
    assert read["file"] == encodable(report.shown(finding.place.file))
    assert loaded["errors"][0]["message"] == encodable(error.message)
    assert loaded["suppressed"][0]["reason"] == encodable(report.suppressed[0].reason)
