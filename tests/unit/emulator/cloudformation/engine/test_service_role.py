"""Stacks with a service role: every call on resources is made as that role."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cfnproof.hosts.control import ServiceRequest
from cfnproof.hosts.host import Host
from tests.in_process import control_of
from tests.roles import role, user
from tests.unit.emulator.cloudformation.engine.life import (
    NAME,
    create,
    delete,
    described,
    of,
    reason,
    template,
    update,
)

BODY = template({"Topic": of("SNS::Topic")})
CHANGED = template({"Topic": of("SNS::Topic", {"DisplayName": "news"})})


def _deployer(host: Host, name: str = "deployer") -> str:
    """A role that CloudFormation may assume."""
    return role(host.client, name, "cloudformation.amazonaws.com")


def _signers(host: Host) -> list[str]:
    """Fills with the ARN of whoever makes each of the engine's requests, from now on; it assumes roles as itself."""
    found: list[str] = []

    def see(request: ServiceRequest) -> None:
        if request.service != "sts":
            client = host.client("sts", access_key=request.access_key)
            found.append(client.get_caller_identity()["Arn"])

    control_of(host).before_request = see
    return found


def test_caller_without_deployer(host: Host) -> None:
    """Without a service role CloudFormation works with the caller's permissions.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
    """
    key = user(host.client, "engineer")
    signers = _signers(host)
    host.client("cloudformation", access_key=key).create_stack(StackName=NAME, TemplateBody=BODY)
    assert set(signers) == {f"arn:aws:iam::{host.account}:user/engineer"}


def test_calls_are_the_roles(host: Host) -> None:
    """With a service role all calls are its, with CloudFormation's session name.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
    """
    arn = _deployer(host)
    signers = _signers(host)
    create(host, BODY, RoleARN=arn)
    assert set(signers) == {f"arn:aws:sts::{host.account}:assumed-role/deployer/AWSCloudFormation"}
    assert described(host)["RoleARN"] == arn


@pytest.mark.parametrize("operation", ["update", "delete"])
def test_role_is_kept(host: Host, operation: str) -> None:
    """Later operations use the role that the stack was given.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
    """
    stack_id = create(host, BODY, RoleARN=_deployer(host))
    signers = _signers(host)
    if operation == "update":
        update(host, CHANGED)
    else:
        delete(host, stack_id)
    assert set(signers) == {f"arn:aws:sts::{host.account}:assumed-role/deployer/AWSCloudFormation"}


@pytest.mark.parametrize("operation", ["update", "delete"])
def test_other_deployer(host: Host, operation: str) -> None:
    """An operation may be given another role.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
    """
    stack_id = create(host, BODY, RoleARN=_deployer(host))
    other = _deployer(host, "other")
    signers = _signers(host)
    if operation == "update":
        update(host, CHANGED, RoleARN=other)
        assert described(host)["RoleARN"] == other
    else:
        delete(host, stack_id, RoleARN=other)
    assert set(signers) == {f"arn:aws:sts::{host.account}:assumed-role/other/AWSCloudFormation"}


@pytest.mark.parametrize("fault", ["missing", "not-trusting"])
def test_role_that_cannot_be_assumed(host: Host, fault: str) -> None:
    """A role that is not there or does not trust CloudFormation is refused, and no stack is made.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
    """
    nobody = f"arn:aws:iam::{host.account}:role/nobody"
    arn = role(host.client, "machine", "states.amazonaws.com") if fault == "not-trusting" else nobody
    cloudformation = host.client("cloudformation")
    with pytest.raises(cloudformation.exceptions.ClientError) as caught:
        cloudformation.create_stack(StackName=NAME, TemplateBody=BODY, RoleARN=arn)
    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"]) == ("ValidationError", f"Role {arn} is invalid or cannot be assumed")
    assert cloudformation.describe_stacks()["Stacks"] == []


@pytest.mark.parametrize("operation", ["update", "delete"])
def test_role_that_has_gone(host: Host, operation: str) -> None:
    """A stack whose role was deleted can be neither updated nor deleted until it is given another.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
    """
    arn = _deployer(host)
    stack_id = create(host, BODY, RoleARN=arn)
    host.client("iam").delete_role_policy(RoleName="deployer", PolicyName="actions")
    host.client("iam").delete_role(RoleName="deployer")
    cloudformation = host.client("cloudformation")
    request = {"StackName": NAME} if operation == "delete" else {"StackName": NAME, "TemplateBody": CHANGED}
    with pytest.raises(cloudformation.exceptions.ClientError) as caught:
        getattr(cloudformation, f"{operation}_stack")(**request)
    assert caught.value.response["Error"]["Message"] == f"Role {arn} is invalid or cannot be assumed"
    assert described(host)["StackStatus"] == "CREATE_COMPLETE"
    assert delete(host, stack_id, RoleARN=_deployer(host, "other"))["StackStatus"] == "DELETE_COMPLETE"


@contextmanager
def _denying(host: Host, operation: str) -> Iterator[str]:
    """Let the engine be denied one operation of SNS; the words with which it is."""
    said = f"User: deployer is not authorized to perform: SNS:{operation} because no identity-based policy allows it"

    def see(request: ServiceRequest) -> None:
        if (request.service, request.operation) == ("sns", operation):
            answer: Any = {
                "Error": {"Code": "AuthorizationError", "Message": said},
                "ResponseMetadata": {"HTTPStatusCode": 403, "RequestId": "none"},
            }
            raise ClientError(answer, operation)

    control_of(host).before_request = see
    yield said
    control_of(host).before_request = None


DENIED = [("CreateTopic", "CREATE"), ("SetTopicAttributes", "UPDATE"), ("DeleteTopic", "DELETE")]


@pytest.mark.parametrize(("operation", "verb"), DENIED, ids=[verb for _, verb in DENIED])
def test_what_the_role_may_not_do(host: Host, operation: str, verb: str) -> None:
    """The resource that needs it fails with the service's words; to take an update back needs the same permission.

    https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
    """
    arn = _deployer(host)
    if verb != "CREATE":
        create(host, BODY, RoleARN=arn)
    with _denying(host, operation) as said:
        match verb:
            case "CREATE":
                create(host, BODY, RoleARN=arn)
            case "UPDATE":
                update(host, CHANGED)
            case _:
                delete(host, NAME)
    why = reason(host, f"Topic {verb}_FAILED")
    assert why.startswith(f'Resource handler returned message: "{said} (Service: Sns, ')
    assert why.endswith("HandlerErrorCode: AccessDenied)")
    after = {"CREATE": "ROLLBACK_COMPLETE", "UPDATE": "UPDATE_ROLLBACK_FAILED", "DELETE": "DELETE_FAILED"}
    assert described(host)["StackStatus"] == after[verb]


def test_a_deletion_that_was_denied_succeeds_with_another_role(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html."""
    stack_id = create(host, BODY, RoleARN=_deployer(host))
    with _denying(host, "DeleteTopic"):
        assert delete(host, stack_id)["StackStatus"] == "DELETE_FAILED"
    assert delete(host, stack_id, RoleARN=_deployer(host, "other"))["StackStatus"] == "DELETE_COMPLETE"
