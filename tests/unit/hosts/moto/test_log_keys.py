"""The key of a log group: its policy must let CloudWatch Logs use it, and it can be changed after the creation.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_AssociateKmsKey.html
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cfnproof.hosts.moto.host import MotoHost, moto_host

CONTEXT = "kms:EncryptionContext:aws:logs:arn"


@pytest.fixture
def host() -> Iterator[MotoHost]:
    """An empty account."""
    with moto_host() as started:
        yield started


def key(host: MotoHost, groups: str = "*", service: str = "logs.us-east-1.amazonaws.com") -> str:
    """A key that a service may use for log groups, as CloudWatch Logs' page has it."""
    statements: list[dict[str, Any]] = [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{host.account}:root"},
            "Action": "kms:*",
            "Resource": "*",
        },
        {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
            "Resource": "*",
            "Condition": {"ArnLike": {CONTEXT: f"arn:aws:logs:us-east-1:{host.account}:log-group:{groups}"}},
        },
    ]
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    arn: str = host.client("kms").create_key(Policy=policy)["KeyMetadata"]["Arn"]
    return arn


def keys(host: MotoHost) -> list[str | None]:
    """The keys that DescribeLogGroups shows."""
    return [one.get("kmsKeyId") for one in host.client("logs").describe_log_groups()["logGroups"]]


def test_a_key_is_associated_and_disassociated(host: MotoHost) -> None:
    """DescribeLogGroups shows it."""
    logs, arn = host.client("logs"), key(host)
    logs.create_log_group(logGroupName="/app")
    logs.associate_kms_key(logGroupName="/app", kmsKeyId=arn)
    assert keys(host) == [arn]
    logs.disassociate_kms_key(logGroupName="/app")
    assert keys(host) == [None]


def test_a_group_that_is_not_there(host: MotoHost) -> None:
    """Is refused."""
    logs = host.client("logs")
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.associate_kms_key(logGroupName="/app", kmsKeyId="arn:aws:kms:us-east-1:123456789012:key/k")


@pytest.mark.parametrize(
    "made", [{"groups": "/other/*"}, {"service": "logs.eu-west-1.amazonaws.com"}, {"service": "s3.amazonaws.com"}, None]
)
def test_a_key_that_logs_may_not_use(made: dict[str, str] | None, host: MotoHost) -> None:
    """For other groups, for Logs in another region, for another service, or a key that does not exist."""
    logs = host.client("logs")
    arn = f"arn:aws:kms:us-east-1:{host.account}:key/k" if made is None else key(host, **made)
    logs.create_log_group(logGroupName="/plain")
    group = f"arn:aws:logs:us-east-1:{host.account}:log-group:"
    for operation, name in (("create_log_group", "/app"), ("associate_kms_key", "/plain")):
        with pytest.raises(ClientError) as caught:
            getattr(logs, operation)(logGroupName=name, kmsKeyId=arn)
        assert caught.value.response["Error"] == {
            "Code": "AccessDeniedException",
            "Message": f"The specified KMS key does not exist or is not allowed to be used with Arn '{group}{name}'",
        }
    assert keys(host) == [None]


def test_a_key_that_logs_may_use_on_creation(host: MotoHost) -> None:
    """The ledger has both uses, in the context of the group."""
    arn = key(host, "/app")
    host.control.ledger.clear()
    host.client("logs").create_log_group(logGroupName="/app", kmsKeyId=arn)
    assert keys(host) == [arn]
    uses = [one.request for one in host.control.ledger.entries() if one.request.action.startswith("kms:")]
    assert [(one.action, one.principal.name) for one in uses] == [
        ("kms:GenerateDataKey", "logs.us-east-1.amazonaws.com"),
        ("kms:Decrypt", "logs.us-east-1.amazonaws.com"),
    ]
    assert {one.context[CONTEXT.lower()] for one in uses} == {f"arn:aws:logs:us-east-1:{host.account}:log-group:/app"}


@pytest.mark.filterwarnings("ignore::cfnproof.hosts.host.UnenforcedWarning")
def test_nobody_is_asked_where_iam_is_off() -> None:
    """Any key will do."""
    with moto_host(enforce_iam=False) as host:
        arn = host.client("kms").create_key()["KeyMetadata"]["Arn"]
        host.client("logs").create_log_group(logGroupName="/app", kmsKeyId=arn)
        assert keys(host) == [arn]
