"""Queues keep their policies.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
"""

import json

import pytest
from botocore.exceptions import ClientError

from cfnproof.hosts.moto.host import moto_host

STATEMENT = {"Effect": "Deny", "Principal": "*", "Action": "sqs:PurgeQueue", "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [STATEMENT]})


def test_permissions_are_for_accounts() -> None:
    """A policy with another principal could not be read again."""
    with moto_host() as host:
        sqs = host.client("sqs")
        url = sqs.create_queue(QueueName="models")["QueueUrl"]
        for account in ("", "me", "\u0661" * 12):
            with pytest.raises(ClientError, match="PrincipalId is invalid") as caught:
                sqs.add_permission(QueueUrl=url, Label="l", AWSAccountIds=[account], Actions=["SendMessage"])
            assert caught.value.response["Error"]["Code"] == "InvalidParameterValue"
        sqs.add_permission(QueueUrl=url, Label="l", AWSAccountIds=["111122223333"], Actions=["SendMessage"])
        assert (
            "111122223333" in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"]
        )


def test_other_attributes_leave_the_policy() -> None:
    """And an empty text takes it away."""
    with moto_host() as host:
        sqs = host.client("sqs")
        url = sqs.create_queue(QueueName="models", Attributes={"Policy": POLICY})["QueueUrl"]
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "5"})
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert (found["Policy"], found["DelaySeconds"]) == (POLICY, "5")
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
        assert "Policy" not in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
