"""AWS::SQS::Queue and AWS::SQS::QueuePolicy against SQS's own answers.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import moto
import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers import sqs
from cfnproof.emulator.cloudformation.handlers.table import TableHandler
from cfnproof.emulator.cloudformation.handlers.target import HandlerError
from tests.unit.emulator.cloudformation.handlers.driver import Driver, Recorder, clients
from tests.unit.emulator.cloudformation.handlers.targets import ACCOUNT

QUEUE, POLICY = (TableHandler(row) for row in sqs.ROWS)
DEAD = {"deadLetterTargetArn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:dead", "maxReceiveCount": 3}
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"


@pytest.fixture
def queue() -> Iterator[Driver]:
    """A driver of a queue, beside a dead-letter queue."""
    with moto.mock_aws():
        driver = Driver(QUEUE, clients())
        driver.target.clients("sqs").create_queue(QueueName="dead")
        yield driver


def _attributes(driver: Driver, url: str = "") -> Mapping[str, str]:
    answer = driver.target.clients("sqs").get_queue_attributes(
        QueueUrl=url or driver.physical_id, AttributeNames=["All"]
    )
    found: Mapping[str, str] = answer["Attributes"]
    return found


def test_ref_is_the_url(queue: Driver) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html."""
    url = f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/tasks"
    assert queue.create({"QueueName": "tasks"}) == url
    arn = f"arn:aws:sqs:us-east-1:{ACCOUNT}:tasks"
    assert queue.attributes() == {"Arn": arn, "QueueName": "tasks", "QueueUrl": url}


@pytest.mark.parametrize(
    ("properties", "pattern"),
    [
        ({}, r"stack-Thing-[A-Za-z0-9]{12}"),
        ({"FifoQueue": False}, r"stack-Thing-[A-Za-z0-9]{12}"),
        ({"FifoQueue": True}, r"stack-Thing-[A-Za-z0-9]{12}\.fifo"),
    ],
)
def test_generated_name(queue: Driver, properties: dict[str, Any], pattern: str) -> None:
    """A FIFO queue has `.fifo` at the end of its name."""
    queue.create(properties)
    assert re.fullmatch(pattern, str(queue.attributes()["QueueName"]))


@pytest.mark.parametrize("properties", [{}, {"FifoQueue": True}])
def test_generated_name_of_long_ids_is_80_characters(properties: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html."""
    with moto.mock_aws():
        driver = Driver(QUEUE, clients(), stack_name="s" * 100, logical_id="L" * 100)
        driver.create(properties)
        assert len(str(driver.attributes()["QueueName"])) == 80


STANDARD = {
    "DelaySeconds": (5, "5", "0"),
    "KmsDataKeyReusePeriodSeconds": (600, "600", "300"),
    "KmsMasterKeyId": (KEY, KEY, ""),
    "MaximumMessageSize": (2048, "2048", "1048576"),
    "MessageRetentionPeriod": (600, "600", "345600"),
    "ReceiveMessageWaitTimeSeconds": (20, "20", "0"),
    "RedriveAllowPolicy": ({"redrivePermission": "denyAll"}, '{"redrivePermission": "denyAll"}', ""),
    "RedrivePolicy": (DEAD, json.dumps(DEAD), ""),
    "SqsManagedSseEnabled": (False, "false", "true"),
    "VisibilityTimeout": (60, "60", "30"),
}
FIFO = {
    "ContentBasedDeduplication": (True, "true", "false"),
    "DeduplicationScope": ("messageGroup", "messageGroup", "queue"),
    "FifoThroughputLimit": ("perMessageGroupId", "perMessageGroupId", "perQueue"),
}
CASES = [
    *((name, {}, case) for name, case in STANDARD.items()),
    *((name, {"FifoQueue": True}, case) for name, case in FIFO.items()),
]


@pytest.mark.parametrize(("name", "base", "case"), CASES, ids=[case[0] for case in CASES])
def test_attribute_goes_with_the_create_and_changes_alone(
    name: str, base: dict[str, Any], case: tuple[object, str, str]
) -> None:
    """https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html."""
    value, text, default = case
    recorder = Recorder({"sqs.create_queue": {"QueueUrl": "url"}})
    driver = Driver(QUEUE, recorder)
    driver.create({**base, name: value})
    driver.update(base)
    driver.update({**base, name: value})
    created = {"FifoQueue": "true"} if base else {}
    assert dict(recorder.calls)["sqs.create_queue"]["Attributes"] == {**created, name: text}
    sent = [request["Attributes"] for call, request in recorder.calls if call == "sqs.set_queue_attributes"]
    assert sent == [{name: default}, {name: text}]


def test_changes_reach_the_queue(queue: Driver) -> None:
    """What was set is what the queue has, and what went is the queue's no more."""
    queue.create({"DelaySeconds": 5, "RedrivePolicy": DEAD})
    found = _attributes(queue)
    assert (found["DelaySeconds"], json.loads(found["RedrivePolicy"])) == ("5", DEAD)
    queue.update({"DelaySeconds": 7, "VisibilityTimeout": 60})
    found = _attributes(queue)
    assert (found["DelaySeconds"], found["VisibilityTimeout"]) == ("7", "60")
    assert "RedrivePolicy" not in found


def test_kms_key_takes_the_place_of_the_queues_own_encryption() -> None:
    """https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html."""
    recorder = Recorder({"sqs.create_queue": {"QueueUrl": "url"}})
    driver = Driver(QUEUE, recorder)
    driver.create({"SqsManagedSseEnabled": True})
    driver.update({"KmsMasterKeyId": KEY})
    assert dict(recorder.calls)["sqs.set_queue_attributes"]["Attributes"] == {"KmsMasterKeyId": KEY}


def test_fifo_queue_that_is_false_is_not_sent() -> None:
    """https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html."""
    recorder = Recorder({"sqs.create_queue": {"QueueUrl": "url"}}, {"sqs.get_queue_url": "QueueDoesNotExist"})
    Driver(QUEUE, recorder).create({"QueueName": "tasks", "FifoQueue": False})
    assert dict(recorder.calls)["sqs.create_queue"] == {"QueueName": "tasks"}


def test_tags(queue: Driver) -> None:
    """The stack's and the queue's own tags are added, changed and removed."""

    def tags() -> Mapping[str, str]:
        found: Mapping[str, str] = queue.target.clients("sqs").list_queue_tags(QueueUrl=queue.physical_id)["Tags"]
        return found

    queue.create({"Tags": [{"Key": "kind", "Value": "task"}]}, {"team": "ml"})
    assert tags() == {"kind": "task", "team": "ml"}
    queue.update({"Tags": [{"Key": "kind", "Value": "event"}]}, {"stage": "test"})
    assert tags() == {"kind": "event", "stage": "test"}


def test_taken_name(queue: Driver) -> None:
    """SQS itself would answer with the queue that is there: AWS's handler looks first."""
    with pytest.raises(HandlerError, match="dead already exists") as caught:
        queue.create({"QueueName": "dead"})
    assert (caught.value.code, queue.physical_id) == ("AlreadyExists", "")


def test_delete_and_delete_again(queue: Driver) -> None:
    """A queue that has gone already is no error."""
    queue.create({"QueueName": "tasks"})
    queue.delete()
    with pytest.raises(ClientError, match="NonExistentQueue"):
        queue.target.clients("sqs").get_queue_url(QueueName="tasks")
    queue.delete()


def _document(sid: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Sid": sid, "Effect": "Deny", "Principal": "*", "Action": "*"}]}


def _policy(driver: Driver, url: str) -> str | None:
    policy = _attributes(driver, url).get("Policy")
    return json.loads(policy)["Statement"][0]["Sid"] if policy else None


def test_queue_policy(queue: Driver) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queuepolicy.html."""
    sqs_client = queue.target.clients("sqs")
    one, two = (sqs_client.create_queue(QueueName=name)["QueueUrl"] for name in ("one", "two"))
    policy = Driver(POLICY, queue.target.clients)
    assert re.fullmatch(
        r"stack-Thing-[A-Za-z0-9]{12}", policy.create({"Queues": [one], "PolicyDocument": _document("A")})
    )
    assert policy.attributes() == {"Id": policy.physical_id}
    assert (_policy(policy, one), _policy(policy, two)) == ("A", None)
    policy.update({"Queues": [one, two], "PolicyDocument": _document("B")})
    assert (_policy(policy, one), _policy(policy, two)) == ("B", "B")
    policy.update({"Queues": [two], "PolicyDocument": _document("B")})
    assert (_policy(policy, one), _policy(policy, two)) == (None, "B")
    policy.delete()
    assert _policy(policy, two) is None
    sqs_client.delete_queue(QueueUrl=two)
    policy.delete()


def test_queue_policy_touches_only_queues_that_are_new() -> None:
    """A queue whose policy stays is not called."""
    recorder = Recorder()
    policy = Driver(POLICY, recorder)
    policy.create({"Queues": ["one"], "PolicyDocument": _document("A")})
    recorder.calls.clear()
    policy.update({"Queues": ["one", "two"], "PolicyDocument": _document("A")})
    assert [request["QueueUrl"] for _, request in recorder.calls] == ["two"]
