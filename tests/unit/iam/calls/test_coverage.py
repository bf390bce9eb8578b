"""Whether the operations that are called are known, and whether what tables say of members fits botocore's models."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from cfnproof.emulator.registry import SERVICES
from cfnproof.iam.calls.errors import UnknownOperationError
from cfnproof.iam.calls.kms_use import operations_with_keys
from cfnproof.iam.calls.members import getter, head, paths_of
from cfnproof.iam.calls.model import Asked
from cfnproof.iam.calls.pass_role import operations_with_roles
from cfnproof.iam.calls.plans import plan_of
from cfnproof.iam.calls.requests import requests_of
from cfnproof.iam.calls.services.table import FILES, table_of
from cfnproof.template.tables import read_table
from tests.unit.iam.calls.account import Account, call
from tests.unit.iam.calls.shapes import members_of, names_of, operations_of

_CALLED_FILE: Final = Path(__file__).parent / "called.yaml"
_CALLED: Final[dict[str, list[str]]] = yaml.safe_load(_CALLED_FILE.read_text(encoding="utf-8"))
_EMULATED: Final = {service.name: service.operations for service in SERVICES}
_UNASKED: Final = {"GetCallerIdentity", "GetSessionToken"}


def _asked(service: str, operation: str) -> tuple[Asked, ...] | str:
    """What is asked for a call with all members, or why that is not known."""
    try:
        return requests_of(call(service, operation, members_of(service, operation)), Account())
    except UnknownOperationError as error:
        return str(error)


def _unknown(service: str, operations: Iterable[str]) -> dict[str, str]:
    """By operation, why what it asks for is not known."""
    found = ((operation, _asked(service, operation)) for operation in operations)
    return {operation: asked for operation, asked in found if isinstance(asked, str)}


@pytest.mark.parametrize("service", _EMULATED)
def test_what_is_emulated_is_known(service: str) -> None:
    """Every operation of every emulated service."""
    assert _unknown(service, _EMULATED[service]) == {}


@pytest.mark.parametrize("service", _CALLED)
def test_what_is_called_is_known(service: str) -> None:
    """What the hosts, the handlers of resource types and the tests call."""
    assert _unknown(service, _CALLED[service]) == {}


@pytest.mark.parametrize("service", _CALLED)
def test_what_is_called_is_asked_for(service: str) -> None:
    """Nothing is waved through but what AWS asks no permission for."""
    assert [name for name in _CALLED[service] if not _asked(service, name) and name not in _UNASKED] == []


@pytest.mark.parametrize("service", FILES)
def test_what_is_not_known_is_refused_by_name(service: str) -> None:
    """The message names the operation and the table to extend."""
    unknown = _unknown(service, operations_of(service))
    assert all(operation in why and FILES[service] in why for operation, why in unknown.items())


@pytest.mark.parametrize(
    ("service", "operation"), [("dynamodb", "PutItem"), ("s3", "PutNothing"), ("ssm", "SendCommand")]
)
def test_the_unknown_is_refused(service: str, operation: str) -> None:
    """A service without a table, an operation without an action, and one that no row or rule is for."""
    with pytest.raises(UnknownOperationError, match=service):
        requests_of(call(service, operation, {}), Account())


def test_secrets_that_filters_find_are_not_known() -> None:
    """https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html."""
    filters = {"Filters": [{"Key": "name", "Values": ["app"]}]}
    with pytest.raises(UnknownOperationError, match=r"BatchGetSecretValue .* secretsmanager:GetSecretValue"):
        requests_of(call("secretsmanager", "BatchGetSecretValue", filters), Account())
    named = requests_of(call("secretsmanager", "BatchGetSecretValue", {"SecretIdList": ["password"]}), Account())
    assert [one.action for one in named] == ["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue"]


@pytest.mark.parametrize("service", FILES)
def test_tables_name_operations_that_exist(service: str) -> None:
    """Rows are for operations of the model."""
    table = table_of(service)
    assert {*table.operations, *table.unresolved, *table.whole} <= set(operations_of(service))


@pytest.mark.parametrize("service", FILES)
def test_a_resource_that_must_be_named_has_a_member_for_it(service: str) -> None:
    """An operation of which a rule says what it asks for has a member that the rule means."""
    table = table_of(service)
    by_rule = set(operations_of(service)) - {*table.operations, *_unknown(service, operations_of(service))}
    unnamed = [
        (operation, source.type)
        for operation in sorted(by_rule)
        for source in plan_of(service, operation).asks[0].required
        if not source.arns(members_of(service, operation), call(service, operation, {}), Account())
    ]
    assert unnamed == []


def test_roles_and_keys_are_looked_for_in_operations_that_exist() -> None:
    """The rows of pass_role.yaml and kms_use.yaml are for operations of the models."""
    modelled = {(service, operation) for service in FILES for operation in operations_of(service)}
    assert {*operations_with_roles(), *operations_with_keys()} <= modelled


def _passings() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for service, rows in read_table("cfnproof.iam.calls", "pass_role.yaml").items():
        yield from ((service, operation, row) for row in rows for operation in row["operations"])


@pytest.mark.parametrize(("service", "operation", "row"), list(_passings()))
def test_a_role_that_is_passed_has_a_member(service: str, operation: str, row: dict[str, Any]) -> None:
    """The members in pass_role.yaml exist; an action's configuration in a pipeline has no fixed ones."""
    found = [getter(path)(members_of(service, operation)) for path in paths_of(row["roles"])]
    assert any(found) or "configuration" in row["roles"]


@pytest.mark.parametrize("service", FILES)
def test_paths_begin_with_members_that_exist(service: str) -> None:
    """No path of a table is a slip of the pen."""
    table = table_of(service)
    members = {name for operation in operations_of(service) for name in names_of(service, operation)}
    rows = [row for row in table.sources.values() if row is not None]
    paths = [path for row in rows for path in (*row.name, *(one for paths in row.others.values() for one in paths))]
    paths += [path for key in table.keys.values() for path in key.members]
    assert {name for path in paths if (name := head(path)) is not None} - members == set()
