"""The tables of paths against the Service Authorization Reference."""

import re
from collections import Counter
from pathlib import Path as File
from typing import Any, Final

import pytest

from cfnproof.iam import escalation
from cfnproof.iam.calls.reference import Action, reference_of
from cfnproof.iam.escalation import Path, all_paths
from cfnproof.iam.escalation.paths import CLOSING_KEYS, TABLES, closing_keys
from cfnproof.template.tables import read_table
from tests.unit.iam.escalation.policies import all_of

_ROWS: Final = [row for table in TABLES for row in read_table("cfnproof.iam.escalation", table)["paths"]]
_FIELDS: Final = {"id", "title", "actions", "passes", "types", "others", "wide", "closes", "severity", "page"}
_PAGES: Final = (
    "https://docs.aws.amazon.com/",
    "https://pathfinding.cloud/paths/",
    "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/",
)


def _named(value: Path | dict[str, Any]) -> str:
    return str(value["id"] if isinstance(value, dict) else value.id)


def _actions(path: Path) -> list[Action]:
    found = []
    for action in all_of(path):
        prefix, _, name = action.partition(":")
        reference = reference_of(prefix)
        known = None if reference is None else reference.action(name)
        assert known is not None, action
        found.append(known)
    return found


def test_each_table_is_read() -> None:
    """No table lies about unread."""
    files = File(next(iter(escalation.__path__))).glob("*.yaml")
    assert sorted(file.name for file in files) == sorted((*TABLES, CLOSING_KEYS))


def test_each_id_is_of_one_path() -> None:
    """And in kebab case."""
    assert [name for name, times in Counter(path.id for path in all_paths()).items() if times > 1] == []
    assert [path.id for path in all_paths() if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.id)] == []


@pytest.mark.parametrize("row", _ROWS, ids=_named)
def test_each_row_has_its_fields(row: dict[str, Any]) -> None:
    """And no others; a page among them."""
    assert {"id", "title", "actions", "severity", "page"} <= set(row) <= _FIELDS
    assert row["severity"] in {"high", "medium"}
    assert row["page"].startswith(_PAGES)


@pytest.mark.parametrize("path", all_paths(), ids=_named)
def test_each_action_exists(path: Path) -> None:
    """As the reference writes it."""
    assert [action.name for action in _actions(path)] == all_of(path)


@pytest.mark.parametrize("path", all_paths(), ids=_named)
def test_a_path_says_to_whom_it_passes_a_role(path: Path) -> None:
    """If it passes one, and only then."""
    assert bool(path.passes) is (("iam:PassRole",) in path.actions)
    assert [
        service for service in path.passes if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com", service)
    ] == []


@pytest.mark.parametrize("path", all_paths(), ids=_named)
def test_types_and_keys_belong_to_an_action(path: Path) -> None:
    """Those that say where the path is, and what closes it."""
    actions = _actions(path)
    assert path.types <= {name for action in actions for name in action.types}
    assert path.closes <= {key for action in actions for key in action.keys}
    assert path.closes <= closing_keys().keys()


def test_no_path_adds_only_actions_to_another_one() -> None:
    """Unless it reaches further: with a role that is passed, where the other has what is there."""
    paths = all_paths()
    adding = [
        (path.id, other.id)
        for path in paths
        for other in paths
        if path is not other
        and bool(path.passes) is bool(other.passes)
        and all(any(set(theirs) >= set(ours) for ours in path.actions) for theirs in other.actions)
    ]
    assert adding == []


def test_each_closing_key_has_its_page_and_a_path() -> None:
    """A key that no path has closes nothing."""
    assert all(key.page.startswith(_PAGES) for key in closing_keys().values())
    assert set(closing_keys()) == {key for path in all_paths() for key in path.closes}
