"""The findings of the least-privilege gate as a checkov check: all that its `policy.py` needs."""

from functools import cache
from pathlib import Path

from cfnproof.gates.policy.file_check import file_check
from cfnproof.least_privilege.examine import examine
from cfnproof.least_privilege.rules import GATE, HELP, TITLE, TYPES
from cfnproof.template.model import load


def least_privilege_check() -> object:
    """Return the check."""
    return file_check(GATE, TITLE, TYPES, HELP, _broken)


@cache
def _broken(path: Path) -> frozenset[str]:
    """The roles, policies and keys with a finding."""
    return frozenset(finding.element for finding in examine(load(path)) if finding.element)
