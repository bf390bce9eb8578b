"""Ways to switch a rule off inside a template: each is a finding, unless a row of the suppression file covers it.

checkov reads comments (`checkov:skip=ID:reason`) and `Metadata: checkov: skip`, cfn-lint `Metadata: cfn-lint: config`.
"""

import re
from collections.abc import Iterator
from typing import Final

from cfnproof.findings import Finding, Place, Severity
from cfnproof.template.model import Template, scalar_text
from cfnproof.template.nodes import Mark, Node, dig, items
from cfnproof.template.text import read_text

_HELP: Final = (
    "https://github.com/bridgecrewio/checkov/blob/main/docs/2.Basics/Suppressing%20and%20Skipping%20Policies.md"
)
_COMMENT: Final = re.compile(r"(?:checkov|bridgecrew|cortex):skip=\s*([\w,-]*)")
_EVERY_RULE: Final = "inline_skip"


def lint_skips(template: Template, gate: str) -> Iterator[Finding]:
    """Return a finding for each rule that the template's Metadata tells cfn-lint to ignore."""
    for element, body in _with_metadata(template):
        for rule in items(dig(body, "Metadata", "cfn-lint", "config", "ignore_checks")):
            yield _finding(template, gate, scalar_text(rule), rule.mark, element)


def policy_skips(template: Template, gate: str) -> Iterator[Finding]:
    """Return a finding for each rule that a comment or the template's Metadata tells checkov to skip."""
    for element, body in _with_metadata(template):
        for tool in ("checkov", "bridgecrew"):
            for row in items(dig(body, "Metadata", tool, "skip")):
                yield _finding(template, gate, scalar_text(dig(row, "id")), row.mark, element)
    for number, line in enumerate(read_text(template.path).splitlines(), 1):
        for match in _COMMENT.finditer(line):
            for rule in match[1].split(","):
                mark = Mark(number, match.start() + 1)
                yield _finding(template, gate, rule or None, mark, _element_at(template, number))


def _with_metadata(template: Template) -> Iterator[tuple[str | None, Node]]:
    yield None, template.root
    for resource in template.resources.values():
        yield resource.logical_id, resource.body


def _element_at(template: Template, line: int) -> str | None:
    """The resource whose body holds a line: the last one that begins at or above it."""
    above = [resource for resource in template.resources.values() if resource.mark.line <= line]
    return max(above, key=lambda resource: resource.mark.line).logical_id if above else None


def _finding(template: Template, gate: str, rule: str | None, mark: Mark, element: str | None) -> Finding:
    named = rule or _EVERY_RULE
    return Finding(
        rule=named,
        gate=gate,
        severity=Severity.MEDIUM,
        message=f"{rule or 'every rule'} is skipped inline, where nobody is asked for a reason or an end: "
        f"mend the cause, or move it to a row of the suppression file",
        place=Place(template.path, mark.line, mark.column),
        element=element,
        help=_HELP,
    )
