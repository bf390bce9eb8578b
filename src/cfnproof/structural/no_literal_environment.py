"""No account id, region or partition is written into a template: it deploys in any account, region and partition.

A literal one works for whoever wrote it. Elsewhere the deployment fails, or reaches into another account or region.
Mappings are the place for what differs by region, partition or account, and may hold such text.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
"""

import re
from collections.abc import Iterator
from typing import Final

from cfnproof.findings import Severity
from cfnproof.structural.rule import Rule, Violation
from cfnproof.structural.texts.environment_literals import around, literals
from cfnproof.structural.texts.runs import Run, runs
from cfnproof.template.model import Template
from cfnproof.template.nodes import Node, entries

_PROSE: Final = frozenset({"Description"})
_NOT_PROPERTIES: Final = frozenset({"Metadata", "Type"})
_ACCOUNT_KEY: Final = re.compile(r"account|principal|owner|^aws$", re.IGNORECASE)
"""Keys under which a number of twelve digits is an account id, not a size or a time."""


def check(template: Template) -> Iterator[Violation]:
    """Yield each account id, region, partition or DNS suffix written out."""
    for element, node in _looked_at(template):
        for run in runs(node, skip=_PROSE):
            yield from _violations(run, element, template)


def _looked_at(template: Template) -> Iterator[tuple[str, Node]]:
    """The places that count, each with the element that it belongs to."""
    for parameter in template.parameters.values():
        default = parameter.body.get("Default")
        if default is not None:
            yield parameter.name, default
    for condition in template.whole.section("Conditions"):
        yield condition.key, condition.value
    for resource in template.resources.values():
        for entry in resource.body.entries:
            if entry.key not in _NOT_PROPERTIES:
                yield resource.logical_id, entry.value
    for output in template.section("Outputs"):
        for entry in entries(output.value):
            if entry.key not in _PROSE:
                yield output.key, entry.value


def _violations(run: Run, element: str, template: Template) -> Iterator[Violation]:
    text = run.text
    for found in literals(text):
        if run.number and run.key and not _ACCOUNT_KEY.search(run.key):
            continue
        context = around(text, found.position)
        where = "" if context == found.value else f" in {context!r}"
        message = f"{element!r} has the literal {found.kind} {found.value!r}{where}: {found.advice}"
        yield Violation(message, run.mark(found.position, template), element)


RULE = Rule(
    id="no_literal_environment",
    title="No account id, region or partition is written into the template",
    severity=Severity.MEDIUM,
    help="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html",
    resource_types=("*",),
    check=check,
)
