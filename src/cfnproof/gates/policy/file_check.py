"""A check of whole files as a checkov check, which fails the resources that something was found in."""

import logging
import os
import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Final

from cfnproof.errors import CfnproofError

_LOG: Final = logging.getLogger(__name__)

_FILES: Final[dict[str, Path]] = {}
"""The file behind each name that checkov shows, learnt from the resources that have properties."""


def file_check(
    check_id: str, title: str, types: Collection[str], page: str, broken: Callable[[Path], Collection[str]]
) -> object:
    """Return a checkov check of the raw file, in which no default is filled in.

    `broken` gives the logical ids with a finding; what it raises counts as failed, as the file was not looked at.
    """
    from checkov.cloudformation.checks.resource.base_resource_check import BaseResourceCheck  # noqa: PLC0415  # slow
    from checkov.common.models.enums import CheckCategories, CheckResult  # noqa: PLC0415  # as above

    class FileCheck(BaseResourceCheck):  # type: ignore[misc]  # checkov is read without its types
        def scan_resource_conf(self, conf: Mapping[str, Any]) -> object:
            """Fail where something is found in this resource, or the file could not be looked at."""
            logical_id = str(self.entity_path.rsplit(":", 1)[1])
            shown = str(self.entity_path.removesuffix(f":{self.entity_type}:{logical_id}"))
            try:
                failed = logical_id in broken(_file(shown, conf))
            except Exception:  # noqa: BLE001  # what was not looked at must not pass: checkov would swallow this
                _LOG.exception("%s could not look at %s: it counts as failed", check_id, shown)
                failed = True
            return CheckResult.FAILED if failed else CheckResult.PASSED

    return FileCheck(title, check_id, [CheckCategories.CONVENTION], list(types), page)


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
