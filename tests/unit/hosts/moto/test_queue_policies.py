"""Queues keep their policies.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
"""

import json

from cfnproof.hosts.moto.host import moto_host

STATEMENT = {"Effect": "Deny", "Principal": "*", "Action": "sqs:PurgeQueue", "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [STATEMENT]})


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
