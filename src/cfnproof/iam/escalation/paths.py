"""The documented paths to more privileges, and the condition keys that close them: the tables beside this module.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
https://pathfinding.cloud/paths/
https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from cfnproof.iam.escalation.model import Path
from cfnproof.template.tables import read_table

TABLES: Final = ("paths_identities.yaml", "paths_passing.yaml", "paths_delegating.yaml", "paths_running.yaml")
CLOSING_KEYS: Final = "closing_keys.yaml"


@dataclass(frozen=True, slots=True)
class ClosingKey:
    """A row of closing_keys.yaml: the values of the key that a request on the path has, None for a request without."""

    values: tuple[str | None, ...]
    page: str


@cache
def all_paths() -> tuple[Path, ...]:
    """The rows of all tables, in their order."""
    return tuple(_path(row) for table in TABLES for row in read_table(__package__, table)["paths"])


@cache
def closing_keys() -> Mapping[str, ClosingKey]:
    """The condition keys that can close a path, by their name in lower case."""
    rows = read_table(__package__, CLOSING_KEYS)
    return {name.lower(): _closing_key(row) for name, row in rows.items()}


def _path(row: Mapping[str, Any]) -> Path:
    return Path(
        id=row["id"],
        title=row["title"],
        actions=tuple((each,) if isinstance(each, str) else tuple(each) for each in row["actions"]),
        passes=tuple(row.get("passes", ())),
        types=frozenset(row.get("types", ())),
        others=row.get("others", False),
        wide=row.get("wide", False),
        closes=frozenset(key.lower() for key in row.get("closes", ())),
        severity=row["severity"],
        page=row["page"],
    )


def _closing_key(row: Mapping[str, Any]) -> ClosingKey:
    return ClosingKey((*((None,) if row["absent"] else ()), *row["values"]), row["page"])
