"""A structural rule as a checkov check: all that the `policy.py` of a policy folder needs."""

from functools import cache
from pathlib import Path

from cfnproof.gates.policy.file_check import file_check
from cfnproof.structural.examine import examine
from cfnproof.structural.registry import RULES
from cfnproof.template.model import load


def structural_check(rule_id: str) -> object:
    """Return a checkov check that calls a structural rule."""
    rule = RULES[rule_id]
    return file_check(rule.id, rule.title, rule.resource_types, rule.help, lambda path: _broken(rule_id, path))


@cache
def _broken(rule_id: str, path: Path) -> frozenset[str]:
    """The resources with a finding; one that belongs to no resource counts for the template's first."""
    template = load(path)
    first = next(iter(template.resources))
    elements = (finding.element for finding in examine(template, RULES[rule_id]))
    return frozenset(element if element and element in template.resources else first for element in elements)
