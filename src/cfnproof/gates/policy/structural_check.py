"""A structural rule as a checkov check: all that the `policy.py` of a policy folder needs."""

import logging
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from cfnproof.errors import CfnproofError
from cfnproof.structural.examine import examine
from cfnproof.structural.registry import RULES
from cfnproof.template.model import load

_LOG: Final = logging.getLogger(__name__)

_FILES: Final[dict[str, Path]] = {}
"""The file behind each name that checkov shows, learnt from the resources that have properties."""


def structural_check(rule_id: str) -> object:
    """Return a checkov check that calls a structural rule on the raw file, in which no default is filled in."""
    from checkov.cloudformation.checks.resource.base_resource_check import BaseResourceCheck  # noqa: PLC0415  # slow
    from checkov.common.models.enums import CheckCategories, CheckResult  # noqa: PLC0415  # as above

    rule = RULES[rule_id]

    class StructuralCheck(BaseResourceCheck):  # type: ignore[misc]  # checkov is read without its types
        def scan_resource_conf(self, conf: Mapping[str, Any]) -> object:
            """Fail where the rule finds something in this resource, or cannot look."""
            logical_id = str(self.entity_path.rsplit(":", 1)[1])
            shown = str(self.entity_path.removesuffix(f":{self.entity_type}:{logical_id}"))
            try:
                failed = logical_id in _broken(rule_id, _file(shown, conf))
            except Exception:  # noqa: BLE001  # what was not looked at must not pass: checkov would swallow this
                _LOG.exception("%s could not look at %s: it counts as failed", rule_id, shown)
                failed = True
            return CheckResult.FAILED if failed else CheckResult.PASSED

    return StructuralCheck(rule.title, rule.id, [CheckCategories.CONVENTION], list(rule.resource_types), rule.help)


def _file(shown: str, conf: Mapping[str, Any]) -> Path:
    """The file that a resource is in: checkov gives it with the properties, and not for a resource without any."""
    given = (conf.get("Properties") or {}).get("__file__")
    if given:
        _FILES[shown] = Path(given)
    elif shown not in _FILES:
        folders = (os.getcwd(), *sys.argv)  # noqa: PTH109  # joined as text: an argument may be no path at all
        candidates = [os.path.join(folder, shown.lstrip("/")) for folder in folders]  # noqa: PTH118  # as above
        found = next((path for path in candidates if os.path.isfile(path)), None)  # noqa: PTH113  # as above
        if found is None:
            raise CfnproofError(f"the file that checkov calls {shown!r} is not found: run checkov from the project")
        _FILES[shown] = Path(found)
    return _FILES[shown]


@cache
def _broken(rule_id: str, path: Path) -> frozenset[str]:
    """The resources with a finding; one that belongs to no resource counts for the template's first."""
    template = load(path)
    first = next(iter(template.resources))
    elements = (finding.element for finding in examine(template, RULES[rule_id]))
    return frozenset(element if element and element in template.resources else first for element in elements)
