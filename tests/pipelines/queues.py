"""Queues that show what a service sends."""

import json
from dataclasses import dataclass

from cfnproof.hosts.host import Host
from tests.pipelines.workshop import SECONDS
from tests.waiting import until


@dataclass(frozen=True, slots=True)
class Queue:
    """An SQS queue to which a service may send."""

    host: Host
    url: str
    arn: str

    def received_until(self, text: str) -> list[str]:
        """All messages that have come when the one has that contains a text; fails where it does not come."""
        sqs = self.host.client("sqs")
        received: list[str] = []

        def look() -> list[str]:
            answer = sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10)
            for message in answer.get("Messages", ()):
                sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
                received.append(message["Body"])
            return received

        return until(look, lambda bodies: any(text in body for body in bodies), f"a message with {text!r}", SECONDS)


def queue_for(host: Host, service: str) -> Queue:
    """A new queue whose policy lets a service send: `sns.amazonaws.com`.

    https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
    """
    sqs = host.client("sqs")
    url = sqs.create_queue(QueueName=service.partition(".")[0])["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"StringEquals": {"aws:SourceAccount": host.account}},
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    return Queue(host, url, arn)
