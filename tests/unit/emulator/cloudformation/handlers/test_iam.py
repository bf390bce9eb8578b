"""Roles and managed policies are made, changed and deleted through IAM."""

import json
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers.iam import HANDLERS
from cfnproof.emulator.cloudformation.handlers.target import HandlerError
from tests.unit.emulator.cloudformation.handlers.targets import ACCOUNT, Account, account, changed, made

ROLE, POLICY, MANAGED = HANDLERS
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
OTHER_TRUST = json.loads(json.dumps(TRUST).replace("events.", "states."))


def document(action: str) -> dict[str, object]:
    """A policy that allows one action."""
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}


@pytest.fixture
def aws() -> Iterator[Account]:
    """An account with a role `worker`, a user `ann`, a group `ops` and a managed policy `boundary`."""
    with account() as one:
        iam = one.client("iam")
        iam.create_role(RoleName="worker", AssumeRolePolicyDocument=json.dumps(TRUST))
        iam.create_user(UserName="ann")
        iam.create_group(GroupName="ops")
        iam.create_policy(PolicyName="boundary", PolicyDocument=json.dumps(document("s3:*")))
        yield one


def test_a_role_is_made_with_everything_that_it_is_given(aws: Account) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html."""
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/boundary"
    target = aws.target(
        ROLE,
        {
            "AssumeRolePolicyDocument": TRUST,
            "Description": "runs",
            "MaxSessionDuration": "7200",
            "Path": "/jobs/",
            "PermissionsBoundary": boundary,
            "Policies": [{"PolicyName": "read", "PolicyDocument": document("s3:GetObject")}],
            "ManagedPolicyArns": [boundary],
            "Tags": [{"Key": "own", "Value": "1"}],
        },
    )
    name = made(ROLE, target)
    role = aws.client("iam").get_role(RoleName=name)["Role"]
    assert name.startswith("shop-Thing-")
    assert role["Description"] == "runs"
    assert role["MaxSessionDuration"] == 7200
    assert role["Path"] == "/jobs/"
    assert role["AssumeRolePolicyDocument"] == TRUST
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
    assert {tag["Key"]: tag["Value"] for tag in role["Tags"]} == {"team": "ml", "own": "1"}
    read = aws.client("iam").get_role_policy(RoleName=name, PolicyName="read")
    assert read["PolicyDocument"] == document("s3:GetObject")
    assert [one["PolicyArn"] for one in attached(aws, name)] == [boundary]
    assert ROLE.read(target, name) == {"Arn": f"arn:aws:iam::{ACCOUNT}:role/jobs/{name}", "RoleId": role["RoleId"]}


def test_each_property_of_a_role_changes(aws: Account) -> None:
    """Trust, description, session, boundary, policies, attachments and tags differ after one update."""
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/boundary"
    target = aws.target(
        ROLE,
        {
            "AssumeRolePolicyDocument": TRUST,
            "Description": "runs",
            "Policies": [
                {"PolicyName": "stays", "PolicyDocument": document("s3:GetObject")},
                {"PolicyName": "goes", "PolicyDocument": document("s3:PutObject")},
            ],
            "Tags": [{"Key": "own", "Value": "1"}],
        },
    )
    name = made(ROLE, target)
    aws.calls.clear()
    changed(
        ROLE,
        target,
        name,
        {
            "AssumeRolePolicyDocument": OTHER_TRUST,
            "Description": "walks",
            "MaxSessionDuration": 7200,
            "PermissionsBoundary": boundary,
            "Policies": [
                {"PolicyName": "stays", "PolicyDocument": document("s3:GetObject")},
                {"PolicyName": "comes", "PolicyDocument": document("s3:DeleteObject")},
            ],
            "ManagedPolicyArns": [boundary],
            "Tags": [{"Key": "other", "Value": "2"}],
        },
    )
    iam = aws.client("iam")
    role = iam.get_role(RoleName=name)["Role"]
    assert role["AssumeRolePolicyDocument"] == OTHER_TRUST
    assert (role["Description"], role["MaxSessionDuration"]) == ("walks", 7200)
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
    assert sorted(iam.list_role_policies(RoleName=name)["PolicyNames"]) == ["comes", "stays"]
    assert [one["PolicyArn"] for one in attached(aws, name)] == [boundary]
    assert {tag["Key"]: tag["Value"] for tag in role["Tags"]} == {"team": "ml", "other": "2"}
    assert aws.calls.count("PutRolePolicy") == 1, "the policy that is the same is not put again"


def test_what_a_role_no_longer_states_is_unset(aws: Account) -> None:
    """Description, session duration, boundary, policies and attachments go with their properties."""
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/boundary"
    bare = {"AssumeRolePolicyDocument": TRUST}
    target = aws.target(
        ROLE,
        bare
        | {
            "Description": "runs",
            "MaxSessionDuration": 7200,
            "PermissionsBoundary": boundary,
            "Policies": [{"PolicyName": "goes", "PolicyDocument": document("s3:PutObject")}],
            "ManagedPolicyArns": [boundary],
        },
    )
    name = made(ROLE, target)
    changed(ROLE, target, name, bare)
    role = aws.client("iam").get_role(RoleName=name)["Role"]
    assert not role.get("Description")
    assert role["MaxSessionDuration"] == 3600
    assert "PermissionsBoundary" not in role
    assert aws.client("iam").list_role_policies(RoleName=name)["PolicyNames"] == []
    assert attached(aws, name) == []


def test_a_role_goes_with_the_policies_of_its_template(aws: Account) -> None:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html: policies must go first."""
    arn = f"arn:aws:iam::{ACCOUNT}:policy/boundary"
    policies = [{"PolicyName": "read", "PolicyDocument": document("s3:GetObject")}]
    given = {"AssumeRolePolicyDocument": TRUST, "Policies": policies, "ManagedPolicyArns": [arn]}
    target = aws.target(ROLE, given)
    name = made(ROLE, target)
    ROLE.delete(target, name)
    assert ROLE.gone(target, name)
    assert name not in {role["RoleName"] for role in aws.client("iam").list_roles()["Roles"]}
    ROLE.delete(target, name)


def test_a_role_with_a_policy_that_its_template_does_not_know_stays(aws: Account) -> None:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html: DeleteConflict."""
    target = aws.target(ROLE, {"AssumeRolePolicyDocument": TRUST})
    name = made(ROLE, target)
    foreign = json.dumps(document("s3:*"))
    aws.client("iam").put_role_policy(RoleName=name, PolicyName="foreign", PolicyDocument=foreign)
    with pytest.raises(ClientError, match="DeleteConflict"):
        ROLE.delete(target, name)


def test_a_role_name_that_is_taken_is_refused(aws: Account) -> None:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html: EntityAlreadyExists."""
    target = aws.target(ROLE, {"AssumeRolePolicyDocument": TRUST, "RoleName": "worker"})
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        made(ROLE, target)


def test_an_inline_policy_stands_on_each_holder(aws: Account) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html."""
    given = {"PolicyName": "read", "PolicyDocument": document("s3:GetObject")}
    holders = {"Roles": ["worker"], "Users": ["ann"], "Groups": ["ops"]}
    target = aws.target(POLICY, given | holders)
    physical_id = made(POLICY, target)
    iam = aws.client("iam")
    wanted = document("s3:GetObject")
    assert physical_id.startswith("shop-Thing-")
    assert POLICY.read(target, physical_id) == {"Id": physical_id}
    assert iam.get_role_policy(RoleName="worker", PolicyName="read")["PolicyDocument"] == wanted
    assert iam.get_user_policy(UserName="ann", PolicyName="read")["PolicyDocument"] == wanted
    assert iam.get_group_policy(GroupName="ops", PolicyName="read")["PolicyDocument"] == wanted


def test_an_inline_policy_changes_document_name_and_holders(aws: Account) -> None:
    """A new document is put, a new name replaces the old, a holder that is left out loses the policy."""
    given = {"PolicyName": "read", "PolicyDocument": document("s3:GetObject")}
    target = aws.target(POLICY, given | {"Roles": ["worker"], "Users": ["ann"]})
    physical_id = made(POLICY, target)
    put = {"PolicyName": "read", "PolicyDocument": document("s3:PutObject"), "Roles": ["worker"]}
    target = changed(POLICY, target, physical_id, put)
    iam = aws.client("iam")
    assert iam.get_role_policy(RoleName="worker", PolicyName="read")["PolicyDocument"] == document("s3:PutObject")
    assert iam.list_user_policies(UserName="ann")["PolicyNames"] == []
    target = changed(POLICY, target, physical_id, put | {"PolicyName": "write"})
    assert iam.list_role_policies(RoleName="worker")["PolicyNames"] == ["write"]
    POLICY.delete(target, physical_id)
    assert iam.list_role_policies(RoleName="worker")["PolicyNames"] == []
    POLICY.delete(target, physical_id)


def test_an_inline_policy_without_a_holder_is_refused(aws: Account) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html."""
    target = aws.target(POLICY, {"PolicyName": "read", "PolicyDocument": document("s3:GetObject")})
    with pytest.raises(HandlerError, match=r"At least one of \[Groups,Roles,Users\] must be non-empty"):
        made(POLICY, target)


def test_a_managed_policy_is_made_and_attached(aws: Account) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html."""
    given = {"PolicyDocument": document("s3:GetObject"), "Description": "reads", "Path": "/data/"}
    target = aws.target(MANAGED, given | {"Roles": ["worker"], "Users": ["ann"], "Groups": ["ops"]})
    arn = made(MANAGED, target)
    policy = aws.client("iam").get_policy(PolicyArn=arn)["Policy"]
    found = MANAGED.read(target, arn)
    assert arn.startswith(f"arn:aws:iam::{ACCOUNT}:policy/data/shop-Thing-")
    assert (policy["Description"], policy["AttachmentCount"]) == ("reads", 3)
    assert (found["PolicyArn"], found["PolicyId"]) == (arn, policy["PolicyId"])
    assert (found["AttachmentCount"], found["DefaultVersionId"], found["IsAttachable"]) == (3, "v1", True)
    assert found["PermissionsBoundaryUsageCount"] == 0
    assert found["CreateDate"] == policy["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_managed_policy_changes_by_a_new_version(aws: Account) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html: at most five."""
    given = {"PolicyDocument": document("s3:GetObject"), "Roles": ["worker"]}
    target = aws.target(MANAGED, given)
    arn = made(MANAGED, target)
    iam = aws.client("iam")
    for _ in range(4):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(document("s3:*")))
    target = changed(MANAGED, target, arn, {"PolicyDocument": document("s3:PutObject"), "Users": ["ann"]})
    versions = {
        one["VersionId"]: one["IsDefaultVersion"] for one in iam.list_policy_versions(PolicyArn=arn)["Versions"]
    }
    assert versions == {"v6": True, "v5": False, "v4": False, "v3": False}, "v2 made room, v1 was the default"
    version = iam.get_policy_version(PolicyArn=arn, VersionId="v6")["PolicyVersion"]
    assert version["Document"] == document("s3:PutObject")
    assert attached(aws, "worker") == []
    users = iam.list_attached_user_policies(UserName="ann")["AttachedPolicies"]
    assert [one["PolicyArn"] for one in users] == [arn]
    MANAGED.delete(target, arn)
    assert arn not in {one["Arn"] for one in iam.list_policies(Scope="Local")["Policies"]}
    MANAGED.delete(target, arn)


def attached(aws: Account, role: str) -> list[dict[str, str]]:
    """The managed policies of a role."""
    found: list[dict[str, str]] = aws.client("iam").list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    return found
