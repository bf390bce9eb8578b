"""Every policy of ours on its cases, called as its gate calls it."""

from collections import Counter
from pathlib import Path

import pytest

from cfnproof.findings import Finding
from cfnproof.least_privilege.examine import examine as least_privilege
from cfnproof.least_privilege.rules import GATE as LEAST_PRIVILEGE
from cfnproof.structural import registry
from cfnproof.structural.examine import examine
from cfnproof.structural.registry import RULES
from cfnproof.template.model import load
from tests.policies.cases import KINDS, Case, cases

CASES = cases()


def findings_of(case: Case) -> list[Finding]:
    """What the case's rule finds in its template."""
    template = load(case.path)
    return list(least_privilege(template) if case.rule == LEAST_PRIVILEGE else examine(template, RULES[case.rule]))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    """The rule finds what the comments announce, at their lines, in their words, and nothing else."""
    findings = findings_of(case)
    unmatched = list(findings)
    missing = []
    for expected in case.expected:
        match = next(
            (
                finding
                for finding in unmatched
                if finding.place.line == expected.line
                and finding.element == expected.element
                and expected.words in finding.message
            ),
            None,
        )
        if match is None:
            missing.append(expected)
        else:
            unmatched.remove(match)
    assert not missing, f"not found: {missing}; found: {[(f.place.line, f.element, f.message) for f in findings]}"
    assert not unmatched, f"found too much: {[(f.place.line, f.element, f.message) for f in unmatched]}"


def test_every_rule_is_registered() -> None:
    """A module that defines a rule and is not in the registry would never run."""
    folder = Path(registry.__file__).parent
    defining = {path.stem for path in folder.glob("*.py") if "\nRULE = Rule(" in path.read_text(encoding="utf-8")}
    assert defining == set(RULES)


@pytest.mark.parametrize("rule", sorted({*RULES, LEAST_PRIVILEGE}))
def test_kinds(rule: str) -> None:
    """Each rule has a case of each kind, and their expectations are what the kind promises."""
    own = [case for case in CASES if case.rule == rule]
    assert set(Counter(case.kind for case in own)) == set(KINDS)
    for case in own:
        assert bool(case.expected) is (case.kind != "pass") or case.kind == "intrinsic", case
