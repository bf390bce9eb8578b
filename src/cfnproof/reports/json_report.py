r"""The format for programs: one JSON object, whose shape is kept while `version` is 1.

```
{
  "version": 1,
  "tool": {"name": "cfnproof", "version": string},
  "exit_code": 0 | 1 | 2,              0 clean, 1 findings, 2 something could not be checked
  "gates": [{                          in the order in which they ran
    "gate": string,
    "files": [string],                 what the gate looked at
    "rules": [string],                 the ids of the rules that ran, sorted
    "findings": int, "errors": int, "suppressed": int,
    "seconds": number                  wall time
  }],
  "findings": [FINDING],               by file, line, severity and rule
  "errors": [{
    "gate": string, "message": string,
    "file": string | null, "line": int | null, "column": int | null
  }],
  "suppressed": [FINDING with "reason": string]
}

FINDING = {
  "rule": string, "gate": string,
  "severity": "high" | "medium" | "low" | "info",
  "message": string,
  "file": string, "line": int, "column": int,   counted from 1
  "element": string | null,            a logical id, null for the template itself
  "help": string                       an address, possibly empty
}
```

Files are relative to the root, with forward slashes; a file outside the root is as it was given. A byte of a file name
that is not UTF-8 is written as `\udc80`. New keys may be added; a key that changes or goes makes `version` 2.
The output is ASCII, so that no encoding on its way can break it.
"""

import json
from typing import Final

from cfnproof import __version__
from cfnproof.findings import Finding, GateError, GateResult, Report
from cfnproof.reports.escapes import encodable

VERSION: Final = 1


def render(report: Report) -> str:
    """Write the report as indented JSON, with a line end."""
    log = {
        "version": VERSION,
        "tool": {"name": "cfnproof", "version": __version__},
        "exit_code": report.exit_code,
        "gates": [_gate(report, result) for result in report.results],
        "findings": [_finding(report, finding) for finding in report.findings],
        "errors": [_error(report, error) for error in report.errors],
        "suppressed": [{**_finding(report, one.finding), "reason": encodable(one.reason)} for one in report.suppressed],
    }
    return json.dumps(log, indent=2, allow_nan=False) + "\n"


def _gate(report: Report, result: GateResult) -> dict[str, object]:
    return {
        "gate": encodable(result.gate),
        "files": [encodable(report.shown(file)) for file in result.files],
        "rules": sorted(map(encodable, result.rules)),
        "findings": len(result.findings),
        "errors": len(result.errors),
        "suppressed": len(result.suppressed),
        "seconds": round(result.seconds, 3),
    }


def _finding(report: Report, finding: Finding) -> dict[str, object]:
    return {
        "rule": encodable(finding.rule),
        "gate": encodable(finding.gate),
        "severity": finding.severity.value,
        "message": encodable(finding.message),
        "file": encodable(report.shown(finding.place.file)),
        "line": finding.place.line,
        "column": finding.place.column,
        "element": None if finding.element is None else encodable(finding.element),
        "help": encodable(finding.help),
    }


def _error(report: Report, error: GateError) -> dict[str, object]:
    place = error.place
    return {
        "gate": encodable(error.gate),
        "message": encodable(error.message),
        "file": encodable(report.shown(place.file)) if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }
