"""A user has a permissions boundary, which is shown and limits what the user may do.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

import json
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from moto.iam.models import User
from moto.iam.responses import IamResponse

from cfnproof.hosts.moto.host import MotoHost, moto_host
from tests.roles import user

READING = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
EVERYTHING = "arn:aws:iam::aws:policy/AdministratorAccess"


@pytest.fixture
def host() -> Iterator[MotoHost]:
    """An account with a user who may do everything."""
    with moto_host() as started:
        user(started.client, "alice")
        yield started


def _key(host: MotoHost, name: str) -> str:
    return str(host.client("iam").create_access_key(UserName=name)["AccessKey"]["AccessKeyId"])


def _bounded(host: MotoHost, key: str) -> None:
    """What the boundary does not allow is refused, with AWS's reason."""
    with pytest.raises(ClientError, match="because no permissions boundary allows the sqs:listqueues action"):
        host.client("sqs", access_key=key).list_queues()


def test_a_boundary_is_put_and_deleted(host: MotoHost) -> None:
    """GetUser shows it while it is there, and the user may do no more than it allows."""
    iam, key = host.client("iam"), _key(host, "alice")
    assert "PermissionsBoundary" not in iam.get_user(UserName="alice")["User"]
    host.client("sqs", access_key=key).list_queues()
    iam.put_user_permissions_boundary(UserName="alice", PermissionsBoundary=READING)
    shown = {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": READING}
    assert iam.get_user(UserName="alice")["User"]["PermissionsBoundary"] == shown
    assert all("PermissionsBoundary" not in one for one in iam.list_users()["Users"])
    _bounded(host, key)
    assert host.client("s3", access_key=key).list_buckets()["Buckets"] == []
    iam.delete_user_permissions_boundary(UserName="alice")
    assert "PermissionsBoundary" not in iam.get_user(UserName="alice")["User"]
    host.client("sqs", access_key=key).list_queues()


def test_a_user_is_made_with_a_boundary(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html ."""
    iam = host.client("iam")
    made = iam.create_user(UserName="bob", PermissionsBoundary=READING)["User"]
    assert made["PermissionsBoundary"]["PermissionsBoundaryArn"] == READING
    iam.attach_user_policy(UserName="bob", PolicyArn=EVERYTHING)
    _bounded(host, _key(host, "bob"))


def test_the_key_of_the_boundary_is_sent(host: MotoHost) -> None:
    """Who may set only one boundary cannot set another, nor act on users who have another.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_PermissionsBoundary
    """
    iam = host.client("iam")
    statement = {
        "Effect": "Allow",
        "Action": ["iam:PutUserPolicy", "iam:PutUserPermissionsBoundary"],
        "Resource": "*",
        "Condition": {"StringEquals": {"iam:PermissionsBoundary": READING}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    iam.create_user(UserName="delegate")
    iam.put_user_policy(UserName="delegate", PolicyName="p", PolicyDocument=document)
    delegate = host.client("iam", access_key=_key(host, "delegate"))
    for call, members in (
        (delegate.put_user_policy, {"PolicyName": "q", "PolicyDocument": document}),
        (delegate.put_user_permissions_boundary, {"PermissionsBoundary": EVERYTHING}),
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            call(UserName="alice", **members)
    delegate.put_user_permissions_boundary(UserName="alice", PermissionsBoundary=READING)
    delegate.put_user_policy(UserName="alice", PolicyName="q", PolicyDocument=document)


@pytest.mark.parametrize(
    ("user_name", "boundary", "code"),
    [
        ("nobody", READING, "NoSuchEntity"),
        ("alice", "arn:aws:iam::123456789012:policy/none", "NoSuchEntity"),
        ("alice", "arn:aws:iam::123456789012:role/none", "InvalidInput"),
    ],
)
def test_what_is_no_boundary_is_refused(host: MotoHost, user_name: str, boundary: str, code: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html: Errors."""
    with pytest.raises(ClientError) as refused:
        host.client("iam").put_user_permissions_boundary(UserName=user_name, PermissionsBoundary=boundary)
    assert refused.value.response["Error"]["Code"] == code


def test_a_user_with_a_boundary_that_does_not_exist_is_not_made(host: MotoHost) -> None:
    """The request is refused as a whole."""
    iam = host.client("iam")
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.create_user(UserName="carol", PermissionsBoundary="arn:aws:iam::123456789012:policy/none")
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_user(UserName="carol")


def test_moto_is_left_as_it_was() -> None:
    """Once no host is there."""
    with moto_host():
        assert hasattr(User, "permissions_boundary")
    assert not hasattr(User, "permissions_boundary")
    assert not hasattr(IamResponse, "put_user_permissions_boundary")
