"""Parameters that a simulation cannot have, and results in pages.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
"""

from typing import Any

import pytest

from tests.unit.emulator.iam.account import OBJECT, Account, policy, refusal, statement

_ALL = policy(statement("*"))
_IMAGE, _DISK = "arn:aws:ec2:us-east-1::image/ami-1", "arn:aws:ec2:us-east-1:123456789012:volume/vol-1"


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"PolicyInputList": ["no policy"]}, "PolicyInputList.1: Syntax errors in policy."),
        ({"PolicyInputList": [policy()]}, "PolicyInputList.1: Syntax errors in policy."),
        ({"ActionNames": ["s3:GetObjects"]}, "Invalid Action Name: s3:GetObjects is no action"),
        ({"ActionNames": ["s3:Get*"]}, "Invalid Action Name: s3:Get* is no action"),
        ({"ActionNames": ["GetObject"]}, "Invalid Action Name: GetObject is no action"),
        ({"ResourceArns": ["data"]}, "ResourceNames are not in a valid ARN format: data."),
        ({"ResourceArns": [OBJECT, "*"]}, "ResourceNames are not in a valid ARN format: *."),
        ({"ResourceOwner": "123456789012"}, "'123456789012' is not a valid as a Resource Owner."),
        ({"PermissionsBoundaryPolicyInputList": [_ALL, _ALL]}, "PermissionsBoundaryPolicyInputList can have one"),
        ({"PermissionsBoundaryPolicyInputList": ["{}"]}, "PermissionsBoundaryPolicyInputList.1: Syntax errors"),
        ({"ResourceHandlingOption": "EC2-Classic-EBS"}, "Invalid ResourceHandlingOption: EC2-Classic-EBS is none of"),
        (
            {"ResourceHandlingOption": "EC2-VPC-EBS", "ResourceArns": [_IMAGE, _DISK]},
            "ResourceHandlingOption EC2-VPC-EBS needs resources of the types instance, security-group, network-inter",
        ),
        ({"Marker": "next"}, "Invalid Marker: next"),
    ],
)
def test_refusals(account: Account, members: dict[str, Any], message: str) -> None:
    """All are InvalidInput."""
    request = {"PolicyInputList": [_ALL], "ActionNames": ["s3:GetObject"], **members}
    code, found = refusal(account.iam.simulate_custom_policy, **request)
    assert code == "InvalidInput"
    assert found.startswith(message)


@pytest.mark.parametrize(
    ("resource", "text", "message"),
    [
        (None, policy(statement("s3:*", Principal="*")), "Invalid Entity Arn: * does not clearly define entity type"),
        (OBJECT, policy(statement("s3:*")), "ResourcePolicy: Missing required field Principal"),
        (OBJECT, policy(statement("s3:*", "arn:aws:s3:::b/*", Principal="*")), "Invalid ResourcePolicy: it is not app"),
    ],
)
def test_resource_policies_that_are_none(account: Account, resource: str | None, text: str, message: str) -> None:
    """One must be well formed and about every resource."""
    request: dict[str, Any] = {"PolicyInputList": [_ALL], "ActionNames": ["s3:GetObject"], "ResourcePolicy": text}
    request["CallerArn"] = "arn:aws:iam::123456789012:user/ana"
    if resource:
        request["ResourceArns"] = [resource]
    code, found = refusal(account.iam.simulate_custom_policy, **request)
    assert code == "InvalidInput"
    assert found.startswith(message)


def test_a_scenario_with_its_resources(account: Account) -> None:
    """It changes nothing else."""
    arns = [f"arn:aws:ec2:us-east-1:123456789012:{kind}/1" for kind in ("instance", "security-group")]
    arns += [_IMAGE, _DISK, "arn:aws:ec2:us-east-1:123456789012:network-interface/1"]
    result = account.custom(_ALL, "ec2:RunInstances", *arns, ResourceHandlingOption="EC2-VPC-EBS")
    assert result["EvalDecision"] == "allowed"


def test_pages(account: Account) -> None:
    """Each action has one result; the marker leads to the next ones."""
    actions = ["s3:GetObject", "s3:PutObject", "sqs:SendMessage"]
    request = {"PolicyInputList": [_ALL], "ActionNames": actions, "MaxItems": 2}
    first = account.iam.simulate_custom_policy(**request)
    assert first["IsTruncated"]
    last = account.iam.simulate_custom_policy(**request, Marker=first["Marker"])
    assert not last["IsTruncated"]
    assert "Marker" not in last
    results = [*first["EvaluationResults"], *last["EvaluationResults"]]
    assert [each["EvalActionName"] for each in results] == actions


def test_the_format_of_arns(account: Account) -> None:
    """Of several resource types, that of the resource."""
    for action, resource, wanted in (
        ("codecommit:ListRepositories", None, "*"),
        ("sqs:SendMessage", None, "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}"),
        (
            "ec2:CreateTags",
            "arn:aws:ec2:us-east-1:123456789012:subnet/1",
            "arn:${Partition}:ec2:${Region}:${Account}:subnet/${SubnetId}",
        ),
    ):
        found = account.custom(_ALL, action, *((resource,) if resource else ()))
        assert found["EvalResourceName"] == wanted
