"""The report as a SARIF log, by the models of the library sarif-pydantic.

Findings are results; suppressed findings are results with a suppression; errors are notifications of an invocation
that was not successful. Messages are written as they are: SARIF reads `{0}` in a message as a placeholder only where
the message has arguments, and ours have none.
"""

import hashlib
import json
from collections import Counter
from typing import Final

from cfnproof import __version__
from cfnproof.findings import Finding, GateError, Report
from cfnproof.reports.escapes import encodable
from cfnproof.reports.sarif_models import (
    Invocation,
    Level,
    Message,
    Notification,
    Result,
    Run,
    Sarif,
    Suppression,
    Tool,
    ToolDriver,
)
from cfnproof.reports.sarif_places import ROOT_ID, location, root_location
from cfnproof.reports.sarif_rules import LEVELS, rules

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_FINGERPRINT: Final = "cfnproof/v1"


def log(report: Report) -> Sarif:
    """The report as a log of one run."""
    descriptors = rules((*report.findings, *(one.finding for one in report.suppressed)))
    driver = ToolDriver(name="cfnproof", version=__version__, rules=list(descriptors.values()))
    run = Run(
        tool=Tool(driver=driver),
        invocations=[_invocation(report)],
        original_uri_base_ids={ROOT_ID: root_location(report)},
        results=_results(report, {rule: index for index, rule in enumerate(descriptors)}),
    )
    return Sarif(schema_uri=_SCHEMA, runs=[run])


def _results(report: Report, rule_indexes: dict[str, int]) -> list[Result]:
    accepted: list[tuple[Finding, str | None]] = [(finding, None) for finding in report.findings]
    accepted += [(one.finding, one.reason) for one in report.suppressed]
    seen: Counter[str] = Counter()
    results: list[Result] = []
    for finding, reason in accepted:
        content = _hash(report, finding)
        seen[content] += 1
        result = _result(report, finding, reason)
        result.rule_index = rule_indexes[finding.rule]
        result.partial_fingerprints = {_FINGERPRINT: f"{content}:{seen[content]}"}
        results.append(result)
    return results


def _result(report: Report, finding: Finding, reason: str | None) -> Result:
    accepted = None if reason is None else Suppression(kind="external", justification=encodable(reason))
    return Result(
        rule_id=encodable(finding.rule),
        level=LEVELS[finding.severity],
        message=Message(text=encodable(finding.message)),
        locations=[location(report, finding.place, finding.element)],
        suppressions=[accepted] if accepted else None,
        properties={"gate": encodable(finding.gate), "severity": finding.severity.value},
    )


def _hash(report: Report, finding: Finding) -> str:
    """What makes a finding the same one after lines have moved."""
    parts = [finding.rule, report.shown(finding.place.file), finding.element, finding.message]
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()


def _invocation(report: Report) -> Invocation:
    return Invocation(
        execution_successful=not report.errors,
        exit_code=report.exit_code,
        tool_execution_notifications=[_notification(report, error) for error in report.errors],
    )


def _notification(report: Report, error: GateError) -> Notification:
    return Notification(
        level=Level.ERROR,
        message=Message(text=encodable(f"{error.gate}: {error.message}")),
        locations=[location(report, error.place, None)] if error.place else None,
        properties={"gate": encodable(error.gate)},
    )
