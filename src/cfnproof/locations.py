"""Where shipped files are: beside the sources in a checkout or editable install, inside the package in a wheel."""

from pathlib import Path
from typing import Final

from cfnproof.errors import CfnproofError

_PACKAGE: Final = Path(__file__).parent


def shipped_policies() -> Path:
    """Return the folder with the shipped checkov policies, one folder each.

    Raises CfnproofError where the installation lacks it.
    """
    return _shipped("checkov", "policies")


def shipped_requirements() -> Path:
    """Return the folder with the shipped tables of what workloads need of their roles.

    Raises CfnproofError where the installation lacks it.
    """
    return _shipped("requirements", "tables of requirements")


def _shipped(name: str, what: str) -> Path:
    candidates = (_PACKAGE / "policies" / name, _PACKAGE.parents[1] / "policies" / name)
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise CfnproofError(
        f"the shipped {what} are missing, looked in {', '.join(map(str, candidates))}: install cfnproof again"
    )
