"""AWS's action types, read from the table `action_types.yaml` beside this module.

https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-action-artifacts.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from cfnproof.template.tables import read_table

_TABLE: Final = "action_types.yaml"


@dataclass(frozen=True, slots=True)
class Count:
    """How many artifacts an action may have."""

    least: int
    most: int

    def __contains__(self, number: int) -> bool:
        """Whether `number` artifacts are allowed."""
        return self.least <= number <= self.most

    def __str__(self) -> str:
        """As a message says it."""
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"


@dataclass(frozen=True, slots=True)
class RequiredWhen:
    """`keys` must be there where the Configuration key `key` has `value`."""

    key: str
    value: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActionType:
    """One row. The key tuples and mappings are about the action's Configuration.

    `values` are the allowed values of a key, `lists` those of each element of a comma-separated key. `artifact_paths`
    hold `Artifact::file`, `artifact_names` the name of an input artifact. `more_keys` says that AWS's page does not
    list every key.
    """

    category: str
    owner: str
    provider: str
    version: str
    inputs: Count
    outputs: Count
    required: tuple[str, ...]
    optional: tuple[str, ...]
    more_keys: bool
    values: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, tuple[str, ...]]
    required_when: tuple[RequiredWhen, ...]
    artifact_paths: tuple[str, ...]
    artifact_names: tuple[str, ...]
    page: str

    @property
    def keys(self) -> tuple[str, ...]:
        """Every known Configuration key."""
        return (*self.required, *self.optional)


@dataclass(frozen=True, slots=True)
class ActionTypes:
    """The whole table. `unlisted` are categories and owners of which AWS does not say how providers are spelt."""

    categories: tuple[str, ...]
    owners: tuple[str, ...]
    custom_inputs: Count
    custom_outputs: Count
    unlisted: frozenset[tuple[str, str]]
    rows: tuple[ActionType, ...]

    def find(self, category: str | None, owner: str | None, provider: str | None) -> ActionType | None:
        """The row of an action, None where there is none."""
        wanted = (category, owner, provider)
        return next((row for row in self.rows if (row.category, row.owner, row.provider) == wanted), None)

    def providers(self, category: str, owner: str) -> tuple[str, ...]:
        """The providers of a category and owner."""
        return tuple(row.provider for row in self.rows if (row.category, row.owner) == (category, owner))

    def counts(self, category: str | None, owner: str | None, provider: str | None) -> tuple[Count, Count] | None:
        """How many input and output artifacts an action may have, None where it is of no known type."""
        if owner == "Custom":
            return self.custom_inputs, self.custom_outputs
        row = self.find(category, owner, provider)
        return (row.inputs, row.outputs) if row else None


@cache
def action_types() -> ActionTypes:
    """Return AWS's action types."""
    table = read_table(__package__, _TABLE)
    return ActionTypes(
        categories=tuple(table["categories"]),
        owners=tuple(table["owners"]),
        custom_inputs=Count(*table["custom"]["inputs"]),
        custom_outputs=Count(*table["custom"]["outputs"]),
        unlisted=frozenset((row["category"], row["owner"]) for row in table["unlisted"]),
        rows=tuple(_row(row) for row in table["action_types"]),
    )


def _row(row: Mapping[str, Any]) -> ActionType:
    when = row.get("required_when", ())
    return ActionType(
        category=row["category"],
        owner=row["owner"],
        provider=row["provider"],
        version=row["version"],
        inputs=Count(*row["inputs"]),
        outputs=Count(*row["outputs"]),
        required=tuple(row["required"]),
        optional=tuple(row["optional"]),
        more_keys=row.get("more_keys", False),
        values={key: tuple(values) for key, values in row.get("values", {}).items()},
        lists={key: tuple(values) for key, values in row.get("lists", {}).items()},
        required_when=tuple(RequiredWhen(item["key"], item["value"], tuple(item["keys"])) for item in when),
        artifact_paths=tuple(row.get("artifact_paths", ())),
        artifact_names=tuple(row.get("artifact_names", ())),
        page=row["page"],
    )
