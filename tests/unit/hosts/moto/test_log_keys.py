"""The key of a log group can be changed after its creation.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_AssociateKmsKey.html
"""

import pytest

from cfnproof.hosts.moto.host import moto_host


def test_a_key_is_associated_and_disassociated() -> None:
    """DescribeLogGroups shows it."""
    with moto_host() as host:
        logs = host.client("logs")
        logs.create_log_group(logGroupName="/app")
        key = host.client("kms").create_key()["KeyMetadata"]["Arn"]
        logs.associate_kms_key(logGroupName="/app", kmsKeyId=key)
        assert [one["kmsKeyId"] for one in logs.describe_log_groups()["logGroups"]] == [key]
        logs.disassociate_kms_key(logGroupName="/app")
        assert ["kmsKeyId" in one for one in logs.describe_log_groups()["logGroups"]] == [False]


def test_a_group_that_is_not_there() -> None:
    """Is refused."""
    with moto_host() as host:
        logs = host.client("logs")
        with pytest.raises(logs.exceptions.ResourceNotFoundException):
            logs.associate_kms_key(logGroupName="/app", kmsKeyId="arn:aws:kms:us-east-1:123456789012:key/k")
