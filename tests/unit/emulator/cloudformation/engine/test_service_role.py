"""Stacks with a service role: every call on resources is made as that role."""

import pytest

from cfnproof.hosts.control import ServiceRequest
from cfnproof.hosts.host import Host
from tests.roles import role
from tests.unit.emulator.cloudformation.engine.life import (
    NAME,
    create,
    delete,
    described,
    of,
    template,
    update,
)

BODY = template({"Topic": of("SNS::Topic")})
CHANGED = template({"Topic": of("SNS::Topic", {"DisplayName": "news"})})


def _deployer(host: Host, name: str = "deployer") -> str:
    """A role that CloudFormation may assume."""
    return role(host.client, name, "cloudformation.amazonaws.com")


def _signers(host: Host) -> list[str]:
    """Fills with the ARN of whoever makes each of the engine's requests, from now on."""
    found: list[str] = []

    def see(request: ServiceRequest) -> None:
        client = host.client("sts", access_key=request.access_key)
        found.append(client.get_caller_identity()["Arn"])

    host.control.before_request = see
    return found


def test_caller_without_deployer(host: Host) -> None:
    """Without a service role CloudFormation works with the caller's permissions.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
    """
    host.client("iam").create_user(UserName="engineer")
    key = host.client("iam").create_access_key(UserName="engineer")["AccessKey"]["AccessKeyId"]
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
    host.client("iam").delete_role(RoleName="deployer")
    cloudformation = host.client("cloudformation")
    request = {"StackName": NAME} if operation == "delete" else {"StackName": NAME, "TemplateBody": CHANGED}
    with pytest.raises(cloudformation.exceptions.ClientError) as caught:
        getattr(cloudformation, f"{operation}_stack")(**request)
    assert caught.value.response["Error"]["Message"] == f"Role {arn} is invalid or cannot be assumed"
    assert described(host)["StackStatus"] == "CREATE_COMPLETE"
    assert delete(host, stack_id, RoleARN=_deployer(host, "other"))["StackStatus"] == "DELETE_COMPLETE"
