"""The rules that have results, in SARIF's terms.

The properties are those that GitHub's code scanning reads: a rule tagged `security` with a `security-severity`, a
number in a string, is shown as high (7.0 to 8.9), medium (4.0 to 6.9) or low (0.1 to 3.9); any other rule by its
`problem.severity`. It asks for all three descriptions of each rule.
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

import re
from collections.abc import Iterable
from typing import Final

from cfnproof.findings import Finding, Severity
from cfnproof.reports.escapes import encodable
from cfnproof.reports.sarif_models import Level, Message, ReportingConfiguration, ReportingDescriptor

LEVELS: Final = {
    Severity.HIGH: Level.ERROR,
    Severity.MEDIUM: Level.WARNING,
    Severity.LOW: Level.NOTE,
    Severity.INFO: Level.NOTE,
}
_SECURITY_GATES: Final = frozenset({"policy", "least_privilege"})
_SECURITY_SEVERITIES: Final = {Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "3.0"}
_PROBLEM_SEVERITIES: Final = {
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "recommendation",
    Severity.INFO: "recommendation",
}
_ADDRESS: Final = re.compile(
    r"https?://[A-Za-z0-9.\-]+(:[0-9]+)?"
    r"(/([A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*)?"
    r"(\?([A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?"
    r"(#([A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?"
)


def rules(findings: Iterable[Finding]) -> dict[str, ReportingDescriptor]:
    """A descriptor for each rule of `findings`, by its id, in their order. A rule is as severe as its worst finding."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    return {rule: _rule(rule, of_rule) for rule, of_rule in by_rule.items()}


def _rule(rule: str, findings: list[Finding]) -> ReportingDescriptor:
    worst = min((finding.severity for finding in findings), key=lambda one: one.rank)
    gates = sorted({finding.gate for finding in findings})
    name = encodable(rule)
    address = next((finding.help for finding in findings if _ADDRESS.fullmatch(finding.help)), None)
    return ReportingDescriptor(
        id=name,
        short_description=Message(text=name),
        full_description=Message(text=encodable(f"Rule {rule} of the gate {' and '.join(gates)}.")),
        help=Message(text=f"See {address}" if address else "The message of each result says what to do."),
        help_uri=address,
        default_configuration=ReportingConfiguration(level=LEVELS[worst]),
        properties=_properties(worst, gates),
    )


def _properties(worst: Severity, gates: list[str]) -> dict[str, object]:
    tags = [encodable(gate) for gate in gates]
    if worst in _SECURITY_SEVERITIES and not _SECURITY_GATES.isdisjoint(gates):
        return {"tags": ["security", *tags], "security-severity": _SECURITY_SEVERITIES[worst]}
    return {"tags": ["correctness", *tags], "problem.severity": _PROBLEM_SEVERITIES[worst]}
