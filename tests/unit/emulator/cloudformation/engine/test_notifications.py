"""What NotificationARNs receive."""

import json

from cfnproof.hosts.host import Host
from tests.pipelines.queues import queue_for
from tests.unit.emulator.cloudformation.engine.life import create, described, events, of, refusing, template, update
from tests.unit.emulator.cloudformation.engine.refusals import TOPIC

FIELDS = [
    "StackId",
    "Timestamp",
    "EventId",
    "LogicalResourceId",
    "Namespace",
    "PhysicalResourceId",
    "PrincipalId",
    "ResourceProperties",
    "ResourceStatus",
    "ResourceStatusReason",
    "ResourceType",
    "StackName",
    "ClientRequestToken",
]
BARE = template({"Handle": of("CloudFormation::WaitConditionHandle")})


def listening(host: Host) -> tuple[str, str]:
    """A topic and the queue that receives what is published to it."""
    topic = host.client("sns").create_topic(Name="events")["TopicArn"]
    queue = queue_for(host, "sns.amazonaws.com")
    host.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)
    return topic, queue.url


def received(host: Host, queue: str) -> list[dict[str, str]]:
    """The messages of a queue, each as its fields, in the order in which they were published."""
    found = []
    while messages := host.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            envelope = json.loads(message["Body"])
            assert envelope["Subject"] == "AWS CloudFormation Notification"
            lines = (line.partition("=") for line in envelope["Message"].removesuffix("\n").split("\n"))
            found.append({name: value.removeprefix("'").removesuffix("'") for name, _, value in lines})
            host.client("sqs").delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return found


def test_a_topic_receives_every_event_in_the_documented_form(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackEvent.html."""
    topic, queue = listening(host)
    stack_id = create(host, BARE, NotificationARNs=[topic], ClientRequestToken="t-1")
    assert described(host)["NotificationARNs"] == [topic]
    found = received(host, queue)
    assert all(list(message) == FIELDS for message in found)
    told = [(one["LogicalResourceId"], one["ResourceStatus"], one["EventId"]) for one in found]
    assert sorted(told) == sorted(
        (one["LogicalResourceId"], one["ResourceStatus"], one["EventId"]) for one in events(host)
    )
    done = next(
        one for one in found if (one["LogicalResourceId"], one["ResourceStatus"]) == ("demo", "CREATE_COMPLETE")
    )
    expected = {
        "StackId": stack_id,
        "PhysicalResourceId": stack_id,
        "Namespace": host.account,
        "ResourceType": "AWS::CloudFormation::Stack",
        "ResourceProperties": "null",
        "ResourceStatusReason": "",
        "StackName": "demo",
        "ClientRequestToken": "t-1",
    }
    assert {name: done[name] for name in expected} == expected


def test_an_update_that_names_no_topics_keeps_them_and_an_empty_list_takes_them_off(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html: NotificationARNs."""
    topic, queue = listening(host)
    create(host, TOPIC, NotificationARNs=[topic])
    update(host, template({"Topic": of("SNS::Topic", {"DisplayName": "a"})}))
    assert "UPDATE_COMPLETE" in {one["ResourceStatus"] for one in received(host, queue)}
    update(host, template({"Topic": of("SNS::Topic", {"DisplayName": "b"})}), NotificationARNs=[])
    assert described(host)["NotificationARNs"] == []
    assert "UPDATE_COMPLETE" not in {one["ResourceStatus"] for one in received(host, queue)}


def test_a_topic_that_refuses_does_not_stop_the_stack(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html: NotificationARNs."""
    topic, queue = listening(host)
    with refusing(host, ("sns", "Publish")):
        create(host, BARE, NotificationARNs=[topic])
    assert described(host)["StackStatus"] == "CREATE_COMPLETE"
    assert received(host, queue) == []
