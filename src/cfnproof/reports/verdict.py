"""What a report comes to, in words and counts."""

from collections import Counter

from cfnproof.findings import Report, Severity


def counted(number: int, noun: str) -> str:
    """`1 finding`, `2 findings`, `no findings`."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def tally(report: Report) -> str:
    """`5 templates, 2 gates: 3 findings (1 high, 2 low), 1 suppressed`; a gate counts that looked at something."""
    gates = sum(bool(result.files) for result in report.results)
    looked_at = f"{counted(len(report.files), 'template')}, {counted(gates, 'gate')}"
    severities = Counter(finding.severity for finding in report.findings)
    shares = ", ".join(f"{severities[one]} {one}" for one in Severity if severities[one])
    found = counted(len(report.findings), "finding") + (f" ({shares})" if shares else "")
    suppressed = f", {len(report.suppressed)} suppressed" if report.suppressed else ""
    return f"{looked_at}: {found}{suppressed}"


def unchecked(report: Report) -> str | None:
    """Why the report proves nothing: its errors, or that no gate looked at anything. None where it was all checked."""
    if report.errors:
        return counted(len(report.errors), "error")
    return None if report.files else "no template was looked at"
