"""Policies of queues, topics, functions, keys and buckets that let a service in, and queues that have one."""

import json
from dataclasses import dataclass
from typing import Any

from cfnproof.emulator.context import ClientOf


def statement(service: str, action: str | list[str], resource: str, *, source: str | None = None) -> dict[str, Any]:
    """A service, as `sns.amazonaws.com`, may do something, for one source's ARN or for any.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    allowed = {"Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": resource}
    return allowed | ({"Condition": {"ArnEquals": {"aws:SourceArn": source}}} if source else {})


def policy(*statements: dict[str, Any]) -> str:
    """The text of a policy."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@dataclass(frozen=True)
class Queue:
    """A queue, and what it receives. `client` is its owner's."""

    client: ClientOf
    url: str
    arn: str

    def received(self) -> list[dict[str, Any]]:
        """The messages that have come, ten at most; they are hidden for a while."""
        sqs = self.client("sqs")
        found = sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
        messages: list[dict[str, Any]] = found.get("Messages", [])
        return messages

    def allow(self, service: str, *, source: str | None = None) -> None:
        """Let a service send, and nobody else, for one source's ARN or for any."""
        text = policy(statement(service, "sqs:SendMessage", self.arn, source=source))
        self.client("sqs").set_queue_attributes(QueueUrl=self.url, Attributes={"Policy": text})


def queue(client: ClientOf, name: str, *services: str, **attributes: str) -> Queue:
    """A new queue to which services may send."""
    sqs = client("sqs")
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    made = Queue(client, url, arn)
    for service in services:
        made.allow(service)
    return made
