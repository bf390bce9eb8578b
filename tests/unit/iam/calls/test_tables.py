"""The tables against the Service Authorization Reference."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from cfnproof.iam.calls import services
from cfnproof.iam.calls.errors import CallTableError
from cfnproof.iam.calls.kms_use import keys_used
from cfnproof.iam.calls.members import getter
from cfnproof.iam.calls.reference import Reference, reference_of
from cfnproof.iam.calls.resources import compile_source
from cfnproof.iam.calls.services.table import FILES, AskRow, ServiceTable, SourceRow, table_of
from cfnproof.template.tables import read_table
from tests.unit.iam.calls.account import Account, call

_FOLDER: Final = Path(services.__file__).parent
_RAW: Final = {name: read_table("cfnproof.iam.calls.services", file) for name, file in FILES.items()}
_PAGES: Final = "https://docs.aws.amazon.com/"

_ADDED_BY_CODE: Final = (  # calls/via.py, pass_role.py and kms_use.py put them in
    "iam:AssociatedResourceArn",
    "iam:PassedToService",
    "kms:CallerAccount",
    "kms:EncryptionContext:${EncryptionContextKey}",
    "kms:EncryptionContextKeys",
    "kms:GrantIsForAWSResource",
    "kms:ViaService",
)


def _asks(table: ServiceTable) -> Iterator[AskRow]:
    for row in table.operations.values():
        yield from row.asks


def _prefix(action: str, table: ServiceTable) -> str:
    """The prefix of an action: the table's, where its name has none."""
    return action.rpartition(":")[0] or table.prefix


def _reference(prefix: str) -> Reference:
    found = reference_of(prefix)
    assert found is not None
    return found


def test_each_service_has_a_table_and_each_table_a_service() -> None:
    """No table lies about unread."""
    assert sorted(FILES.values()) == sorted(path.name for path in _FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("service", FILES)
def test_actions_exist(service: str) -> None:
    """Every action that a table names, or that an operation without a name in its row has."""
    table = table_of(service)
    actions = [ask.action for ask in _asks(table) if ask.action] + [row.action for row in table.tagging]
    actions += [name for name, row in table.operations.items() if any(ask.action is None for ask in row.asks)]
    found = {name: _reference(_prefix(name, table)).action(name.rpartition(":")[2]) for name in actions}
    assert [name for name, action in found.items() if action is None] == []


@pytest.mark.parametrize("service", FILES)
def test_resource_types_exist(service: str) -> None:
    """Every resource type that a table names."""
    table = table_of(service)
    assert set(table.sources) <= set(_reference(table.prefix).types)
    for ask in _asks(table):
        assert {*ask.sources, *(ask.types or ())} - {"*"} <= set(_reference(_prefix(ask.action or "", table)).types)


@pytest.mark.parametrize("service", FILES)
def test_condition_keys_exist(service: str) -> None:
    """Every condition key that a table names."""
    table = table_of(service)
    keys = {*table.keys}.union(*(ask.keys for ask in _asks(table)), *(row.keys for row in table.tagging))
    known = _reference(table.prefix).multivalued
    assert [key for key in keys if key.lower() not in known] == []


@pytest.mark.parametrize("service", FILES)
def test_condition_keys_belong_to_an_action(service: str) -> None:
    """A key that no action has would never be sent."""
    table = table_of(service)
    used = {key for action in _reference(table.prefix).actions.values() for key in action.keys}
    assert [name for name, row in table.keys.items() if (row.beside or name).lower() not in used] == []


@pytest.mark.parametrize("key", _ADDED_BY_CODE)
def test_condition_keys_that_code_adds_exist(key: str) -> None:
    """The keys that stand in no table of a service."""
    assert key.lower() in _reference(key.partition(":")[0]).multivalued


@pytest.mark.parametrize("service", FILES)
def test_each_row_has_its_page(service: str) -> None:
    """The pages of AWS's documentation that the rows follow."""
    raw = _RAW[service]
    rows = [raw, *raw.get("operations", {}).values(), *raw.get("tagging", ())]
    assert all(row["page"].startswith(_PAGES) for row in rows)


def test_each_row_of_roles_and_keys_has_its_page() -> None:
    """As above, for the tables beside those of the services."""
    roles = [row for rows in read_table("cfnproof.iam.calls", "pass_role.yaml").values() for row in rows]
    keys = [row for table in read_table("cfnproof.iam.calls", "kms_use.yaml").values() for row in table["uses"]]
    via = list(read_table("cfnproof.iam.calls", "via.yaml").values())
    assert all(row["page"].startswith(_PAGES) for row in (*roles, *keys, *via))


def test_actions_of_keys_exist() -> None:
    """The actions of KMS in kms_use.yaml."""
    rows = [row for table in read_table("cfnproof.iam.calls", "kms_use.yaml").values() for row in table["uses"]]
    assert all(_reference("kms").action(action) for row in rows for action in row["actions"])


def test_services_without_a_use_of_keys_use_none() -> None:
    """An operation that no row is for."""
    assert list(keys_used(call("events", "PutRule", {"Name": "r"}), Account())) == []


def test_a_transform_that_does_not_exist_is_refused() -> None:
    """When the path is compiled."""
    with pytest.raises(CallTableError, match="no transform nothing"):
        getter("Name|nothing")


@pytest.mark.parametrize(
    ("type_name", "row"),
    [
        ("nothing", SourceRow(("Name",))),
        ("object", SourceRow(("Key",))),
        ("bucket", SourceRow(("Bucket",), resolve="nothing")),
        ("bucket", SourceRow()),
    ],
)
def test_a_row_that_does_not_fit_the_reference_is_refused(type_name: str, row: SourceRow) -> None:
    """An unknown type, two open variables, an unknown resolver, no member at all."""
    with pytest.raises(CallTableError):
        compile_source(_reference("s3"), type_name, row)


@pytest.mark.parametrize("service", FILES)
def test_no_row_stands_twice(service: str) -> None:
    """YAML would keep the last of two without a word."""
    loader = type("Loader", (yaml.SafeLoader,), {"construct_mapping": _once})
    assert yaml.load((_FOLDER / FILES[service]).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  # a safe one


def _once(loader: yaml.SafeLoader, node: yaml.MappingNode, *, deep: bool = False) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    assert len(keys) == len(set(map(str, keys)))
    found: dict[Any, Any] = yaml.SafeLoader.construct_mapping(loader, node, deep=deep)
    return found
