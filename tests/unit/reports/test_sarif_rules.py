"""What SARIF says of the rules: each once, with what code scanning reads of it."""

from dataclasses import replace
from typing import Any

import pytest

from cfnproof.findings import GateResult, Place, Report, Severity
from tests.unit.reports.samples import PIPELINE, PLAIN, ROOT, report
from tests.unit.reports.sarif_standard import run


def _rules(sample: Report) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = run(sample)["tool"]["driver"]["rules"]
    return rules


def test_each_rule_stands_once() -> None:
    """Results point at their rule; a rule is as severe as its worst finding."""
    low = replace(PLAIN, rule="a")
    worst = replace(PLAIN, rule="a", severity=Severity.HIGH, place=Place(PIPELINE, 3))
    log = run(report(low, replace(PLAIN, rule="b", place=Place(PIPELINE, 2)), worst))
    rules = log["tool"]["driver"]["rules"]
    assert [(rule["id"], rule["defaultConfiguration"]["level"]) for rule in rules] == [("a", "error"), ("b", "note")]
    assert [(one["ruleId"], one["ruleIndex"]) for one in log["results"]] == [("a", 0), ("b", 1), ("a", 0)]


@pytest.mark.parametrize(
    ("gate", "severity", "properties"),
    [
        ("policy", Severity.HIGH, {"tags": ["security", "policy"], "security-severity": "8.0"}),
        ("policy", Severity.MEDIUM, {"tags": ["security", "policy"], "security-severity": "5.5"}),
        ("least_privilege", Severity.LOW, {"tags": ["security", "least_privilege"], "security-severity": "3.0"}),
        ("policy", Severity.INFO, {"tags": ["correctness", "policy"], "problem.severity": "recommendation"}),
        ("lint", Severity.HIGH, {"tags": ["correctness", "lint"], "problem.severity": "error"}),
        ("lint", Severity.MEDIUM, {"tags": ["correctness", "lint"], "problem.severity": "warning"}),
    ],
)
def test_what_code_scanning_reads_of_a_rule(gate: str, severity: Severity, properties: dict[str, Any]) -> None:
    """Its properties, and the three descriptions that it asks for."""
    result = GateResult(gate, findings=(replace(PLAIN, severity=severity, gate=gate),))
    (rule,) = _rules(Report((result,), ROOT))
    assert rule["properties"] == properties
    assert rule["shortDescription"]["text"] == "rule"
    assert rule["fullDescription"]["text"] == f"Rule rule of the gate {gate}."
    assert rule["help"]["text"] == "The message of each result says what to do."


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://docs.aws.amazon.com/a/b.html?x=1#y", True),
        ("http://example.com:8080", True),
        ("https://example.com/%C3%A9", True),
        ("", False),
        ("docs/rules.md", False),
        ("https://example.com/a b", False),
        ("https://example.com/100%", False),
        ("https://example.com/é", False),
        ("https://example.com/a#b#c", False),
        ("javascript:alert(1)", False),
        ("https://[", False),
        ("https://example.com/a\n", False),
    ],
)
def test_only_an_address_is_a_help_uri(address: str, *, kept: bool) -> None:
    """What is no absolute address would make the whole log invalid."""
    (rule,) = _rules(report(replace(PLAIN, help=address)))
    assert rule.get("helpUri") == (address if kept else None)
