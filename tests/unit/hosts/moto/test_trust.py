"""Who may assume a role: its trust policy decides, for services, accounts, users and roles.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage-assume.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.errors import ServiceError
from cfnproof.hosts.moto.host import MotoHost, moto_host
from tests.unit.hosts.moto.test_refusals import Client, user

ASSUME = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
RULE = "arn:aws:events:us-east-1:123456789012:rule/push"


@pytest.fixture
def host() -> Iterator[MotoHost]:
    """The account of AWS's examples."""
    with moto_host(account="123456789012") as started:
        yield started


def trusting(host: MotoHost, principal: Any, condition: dict[str, Any] | None = None) -> str:  # noqa: ANN401  # JSON's
    """The ARN of a role, under a path, that trusts a principal under a condition."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    if condition:
        statement["Condition"] = condition
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    made = host.client("iam").create_role(Path="/ops/", RoleName="ops", AssumeRolePolicyDocument=trust)
    arn: str = made["Role"]["Arn"]
    return arn


def assumes(client: Client, role: str, **members: str) -> bool:
    """Whether a principal may assume a role; a refusal has AWS's words."""
    sts = client("sts")
    try:
        sts.assume_role(RoleArn=role, RoleSessionName="day", **members)
    except ClientError as error:
        refusal = error.response["Error"]
    else:
        return True
    assert refusal["Code"] == "AccessDenied"
    assert refusal["Message"].endswith(f"is not authorized to perform: sts:AssumeRole on resource: {role}")
    return False


def test_an_account_is_trusted_with_what_its_identity_policies_allow(host: MotoHost) -> None:
    """Trust in the account alone is not enough, nor is the user's policy alone."""
    role = trusting(host, {"AWS": host.account})
    assert assumes(user(host, "allowed", ASSUME), role)
    assert not assumes(user(host, "bare"), role)
    host.client("iam").update_assume_role_policy(
        RoleName="ops",
        PolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
                ],
            }
        ),
    )
    assert not assumes(user(host, "later", ASSUME), role)


def test_a_user_that_is_named_needs_no_policy(host: MotoHost) -> None:
    """In its own account."""
    joe = user(host, "joe")
    role = trusting(host, {"AWS": f"arn:aws:iam::{host.account}:user/joe"})
    assert assumes(joe, role)
    assert not assumes(user(host, "ann"), role)


def test_an_external_id_must_be_given(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html ."""
    role = trusting(host, {"AWS": host.account}, {"StringEquals": {"sts:ExternalId": "unique"}})
    joe = user(host, "joe", ASSUME)
    assert assumes(joe, role, ExternalId="unique")
    assert not assumes(joe, role, ExternalId="another")
    assert not assumes(joe, role)
    for entry in host.control.ledger.entries():
        assert "unique" not in json.dumps(entry.as_json())


def test_a_role_that_does_not_exist_cannot_be_assumed(host: MotoHost) -> None:
    """Nor can one whose path is left out."""
    trusting(host, {"AWS": host.account})
    joe = user(host, "joe", ASSUME)
    assert not assumes(joe, f"arn:aws:iam::{host.account}:role/none")
    assert not assumes(joe, f"arn:aws:iam::{host.account}:role/ops")


def test_a_session_acts_as_its_role_with_the_role_s_path(host: MotoHost) -> None:
    """A bucket's policy that names the role lets the session in, whose own ARN has no path."""
    role = trusting(host, {"AWS": host.account})
    host.client("s3").create_bucket(Bucket="data")
    allow = {"Effect": "Allow", "Principal": {"AWS": role}, "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::data"}
    host.client("s3").put_bucket_policy(
        Bucket="data", Policy=json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    )
    given = user(host, "joe", ASSUME)("sts").assume_role(RoleArn=role, RoleSessionName="day")
    key = given["Credentials"]["AccessKeyId"]
    assert given["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{host.account}:assumed-role/ops/day"
    assert host.client("s3", access_key=key).list_objects_v2(Bucket="data")["KeyCount"] == 0


TRUSTED = [
    ("events.amazonaws.com", None, None),
    ("events.amazonaws.com", {"ArnLike": {"aws:SourceArn": RULE}}, RULE),
    ("events.amazonaws.com", {"StringEquals": {"aws:SourceAccount": "123456789012"}}, RULE),
    ("events.amazonaws.com", {"StringEqualsIfExists": {"aws:SourceAccount": "210987654321"}}, None),
]
NOT_TRUSTED = [
    ("states.amazonaws.com", None, None),
    ("events.amazonaws.com", {"ArnLike": {"aws:SourceArn": RULE}}, f"{RULE}-other"),
    ("events.amazonaws.com", {"ArnLike": {"aws:SourceArn": RULE}}, None),
    ("events.amazonaws.com", {"StringEquals": {"aws:SourceAccount": "210987654321"}}, RULE),
]
"""Whom a role trusts, under which condition, and the rule for which EventBridge asks for it."""


@pytest.mark.parametrize(("service", "condition", "source"), TRUSTED)
def test_a_service_that_is_trusted(
    service: str, condition: dict[str, Any] | None, source: str | None, host: MotoHost
) -> None:
    """By its principal, for the account and the resource that the condition names."""
    role = trusting(host, {"Service": service}, condition)
    clients = host.service_clients("events.amazonaws.com", "us-east-1").role(role, "session", source_arn=source)
    assert clients("sts").get_caller_identity()["Arn"].startswith(f"arn:aws:sts::{host.account}:assumed-role/ops/")


@pytest.mark.parametrize(("service", "condition", "source"), NOT_TRUSTED)
def test_a_service_that_is_not_trusted(
    service: str, condition: dict[str, Any] | None, source: str | None, host: MotoHost
) -> None:
    """Another principal, account or resource."""
    role = trusting(host, {"Service": service}, condition)
    with pytest.raises(ServiceError) as caught:
        host.service_clients("events.amazonaws.com", "us-east-1").role(role, "session", source_arn=source)
    assert caught.value.code == "AccessDenied"
