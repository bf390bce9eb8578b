"""Answers and errors of every operation are such as botocore's model has them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.model import OperationModel, Shape

from cfnproof.emulator.registry import SERVICES
from cfnproof.emulator.shapes import service_model
from cfnproof.hosts.registry import HOSTS
from tests.unit.emulator.operations import (
    cloudformation_requests,
    codecommit_requests,
    codepipeline_requests,
    iam_requests,
    sagemaker_requests,
)
from tests.unit.emulator.operations.requests import Request, Requests
from tests.unit.emulator.operations.workspace import Workspace

_REQUESTS: Final[Mapping[str, Mapping[str, Requests]]] = {
    "cloudformation": cloudformation_requests.REQUESTS,
    "codecommit": codecommit_requests.REQUESTS,
    "codepipeline": codepipeline_requests.REQUESTS,
    "iam": iam_requests.REQUESTS,
    "sagemaker": sagemaker_requests.REQUESTS,
    "sagemaker-runtime": sagemaker_requests.REQUESTS,
}
_COMMON: Final[Mapping[str, frozenset[str]]] = {
    "cloudformation": frozenset({"ValidationError", "AccessDenied", "ChangeSetNotFound"}),
    "codecommit": frozenset({"ValidationException", "SerializationException"}),
    "codepipeline": frozenset({"ValidationException", "SerializationException"}),
    "iam": frozenset({"ValidationError"}),
    "sagemaker": frozenset({"ValidationException", "SerializationException", "ResourceNotFound", "ResourceInUse"}),
    "sagemaker-runtime": frozenset({"ValidationError"}),
}
"""Codes that a service's pages have for all of its operations."""
OPERATIONS: Final = [(kind.name, operation) for kind in SERVICES for operation in kind.operations]


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    """An account for all cases: what one makes, no other names."""
    with HOSTS["moto"]("us-east-1") as host:
        yield Workspace(host)


@pytest.mark.parametrize(("service", "operation"), OPERATIONS, ids=[f"{one}.{two}" for one, two in OPERATIONS])
def test_every_operation(workspace: Workspace, service: str, operation: str) -> None:
    """It answers one request well, refuses one that lacks a member, and spoilt ones with codes that the operation has.

    An answer that the model does not have would come as InternalFailure.
    """
    client = workspace.unchecked(service)
    model = service_model(service).operation_model(operation)
    request = _REQUESTS[service][operation](workspace)
    without = {name: _without(request, name) for name in _required(model)}
    assert [name for name, left in without.items() if refused(client, operation, left) is None] == []
    codes = {refused(client, operation, spoilt) for spoilt in _spoilt(model, request)} - {None}
    allowed = {_code(shape) for shape in model.error_shapes} | _COMMON[service]
    assert codes <= allowed
    assert refused(client, operation, _REQUESTS[service][operation](workspace)) is None


def test_every_operation_of_every_service_is_in_a_table() -> None:
    """And no table has one that is not there."""
    assert {name for table in _REQUESTS.values() for name in table} == {operation for _, operation in OPERATIONS}


def refused(client: Any, operation: str, request: Request) -> str | None:  # noqa: ANN401  # boto3's clients have no types
    """The code with which a request is refused, None where it succeeds."""
    try:
        getattr(client, xform_name(operation))(**request)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return None


def _spoilt(model: OperationModel, request: Request) -> Iterator[Request]:
    """The request without each of its members, and with each of the operation's members spoilt.

    What stands in the address cannot be left out or empty.
    """
    members = model.input_shape.members
    for name in request:
        if members[name].serialization.get("location") == "uri":
            continue
        yield _without(request, name)
    for name, shape in members.items():
        for value in _spoilt_values(shape):
            if not value and shape.serialization.get("location") == "uri":
                continue
            yield {**request, name: value}


def _required(model: OperationModel) -> list[str]:
    """The members that cannot be left out; those in the address are always there."""
    shape = model.input_shape
    required = [name for name in shape.required_members if shape.members[name].serialization.get("location") != "uri"]
    return [name for name in required if (model.name, name) != ("InvokeEndpoint", "Body")]  # nothing is sent as b""


def _without(request: Request, name: str) -> Request:
    return {key: value for key, value in request.items() if key != name}


def _spoilt_values(shape: Shape) -> list[Any]:
    match shape.type_name:
        case "string":
            return ["", "no such thing", "no-such-thing", "x" * 3000]
        case "integer" | "long":
            return [-1, 10**9]
        case "list":
            return [[]]
        case "map":
            return [{}]
        case _:
            return []


def _code(shape: Any) -> str:  # noqa: ANN401  # botocore's shape
    code: str = shape.metadata.get("error", {}).get("code") or shape.name
    return code
