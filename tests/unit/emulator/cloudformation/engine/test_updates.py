"""Updates that succeed: what is changed in place, what is replaced, and what is cleaned up afterwards."""

from typing import Any

import pytest

from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.holdings import holdings, kinds
from tests.unit.emulator.cloudformation.engine.life import (
    NAME,
    create,
    delete,
    events,
    of,
    outputs,
    physical_ids,
    reason,
    refusing,
    story,
    template,
    update,
    values,
)
from tests.unit.emulator.cloudformation.engine.workload import CAPABILITIES, FIRST, SECOND

REPLACING = "Requested update requires the creation of a new physical resource; hence creating one."


def _queue(delay: int, **beside: object) -> dict[str, Any]:
    return of("SQS::Queue", {"DelaySeconds": delay}, **beside)


def _named(name: str, **beside: object) -> str:
    """A queue of a name, and a parameter that follows it."""
    return template(
        {
            "Queue": of("SQS::Queue", {"QueueName": name}, **beside),
            "Follower": of("SSM::Parameter", {"Type": "String", "Value": {"Ref": "Queue"}}),
        },
        Outputs={"Url": {"Value": {"Ref": "Queue"}}},
    )


def test_update_in_place(host: Host) -> None:
    """An update without interruption keeps the physical id; its events tell both ends.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
    """
    stack_id = create(host, template({"Queue": _queue(1), "Topic": of("SNS::Topic")}))
    queue, before = physical_ids(host)["Queue"], len(events(host))
    stack = update(host, template({"Queue": _queue(2), "Topic": of("SNS::Topic")}))
    told = [
        (one["LogicalResourceId"], one["PhysicalResourceId"], one["ResourceStatus"], one.get("ResourceStatusReason"))
        for one in events(host)[before:]
    ]
    assert told == [
        (NAME, stack_id, "UPDATE_IN_PROGRESS", "User Initiated"),
        ("Queue", queue, "UPDATE_IN_PROGRESS", None),
        ("Queue", queue, "UPDATE_COMPLETE", None),
        (NAME, stack_id, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", None),
        (NAME, stack_id, "UPDATE_COMPLETE", None),
    ]
    assert stack["LastUpdatedTime"] >= stack["CreationTime"]
    found = host.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["DelaySeconds"])["Attributes"]
    assert found == {"DelaySeconds": "2"}


def test_replacement_story(host: Host) -> None:
    """The new resource is made before the old one goes, and what refers to it follows.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
    """
    create(host, _named("one"))
    old, before = physical_ids(host)["Queue"], len(events(host))
    update(host, _named("two"))
    new = physical_ids(host)["Queue"]
    told = [
        (one["ResourceStatus"], one["PhysicalResourceId"], one.get("ResourceStatusReason"))
        for one in events(host)[before:]
        if one["LogicalResourceId"] == "Queue"
    ]
    assert told == [
        ("UPDATE_IN_PROGRESS", old, REPLACING),
        ("UPDATE_IN_PROGRESS", new, "Resource creation Initiated"),
        ("UPDATE_COMPLETE", new, None),
        ("DELETE_IN_PROGRESS", old, None),
        ("DELETE_COMPLETE", old, None),
    ]
    lines = story(host, after=before)
    assert lines.index("Follower UPDATE_COMPLETE") < lines.index("Queue DELETE_IN_PROGRESS")
    assert outputs(host) == {"Url": new}
    assert host.client("ssm").get_parameter(Name=physical_ids(host)["Follower"])["Parameter"]["Value"] == new
    assert host.client("sqs").list_queues()["QueueUrls"] == [new]


@pytest.mark.parametrize(
    ("policy", "status", "left"),
    [
        pytest.param("Delete", "Queue DELETE_COMPLETE", ["two"], id="delete"),
        pytest.param("Retain", "Queue DELETE_SKIPPED", ["one", "two"], id="retain"),
    ],
)
def test_update_replace_policy(host: Host, policy: str, status: str, left: list[str]) -> None:
    """UpdateReplacePolicy says whether the old resource of a replacement stays, at the time of the update.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
    """
    create(host, _named("one"))
    update(host, _named("two", UpdateReplacePolicy=policy))
    assert status in story(host)
    assert [url.rpartition("/")[2] for url in host.client("sqs").list_queues()["QueueUrls"]] == left


def test_deletion_policy_is_no_replace_policy(host: Host) -> None:
    """DeletionPolicy Retain does not keep the old resource of a replacement.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
    """
    create(host, _named("one", DeletionPolicy="Retain"))
    update(host, _named("two", DeletionPolicy="Retain"))
    assert [url.rpartition("/")[2] for url in host.client("sqs").list_queues()["QueueUrls"]] == ["two"]


@pytest.mark.parametrize(
    ("policy", "status", "left"),
    [
        pytest.param("Delete", "Queue DELETE_COMPLETE", ["topic"], id="delete"),
        pytest.param("Retain", "Queue DELETE_SKIPPED", ["queue", "topic"], id="retain"),
        pytest.param("RetainExceptOnCreate", "Queue DELETE_SKIPPED", ["queue", "topic"], id="retain-except-on-create"),
    ],
)
def test_removed_resource(host: Host, policy: str, status: str, left: list[str]) -> None:
    """What a template no longer has is deleted in the clean-up, or stays as its deletion policy says.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    """
    create(host, template({"Topic": of("SNS::Topic"), "Queue": of("SQS::Queue", DeletionPolicy=policy)}))
    before = len(events(host))
    update(host, template({"Topic": of("SNS::Topic")}))
    lines = story(host, after=before)
    assert lines.index(f"{NAME} UPDATE_COMPLETE_CLEANUP_IN_PROGRESS") < lines.index(status)
    assert kinds(holdings(host)) == left
    assert list(physical_ids(host)) == ["Topic"]


def test_added_resource(host: Host) -> None:
    """A new resource of an update has the events of a creation.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
    """
    create(host, template({"Topic": of("SNS::Topic")}))
    before = len(events(host))
    update(host, template({"Topic": of("SNS::Topic"), "Queue": of("SQS::Queue")}))
    assert [line for line in story(host, after=before) if line.startswith("Queue")] == [
        "Queue CREATE_IN_PROGRESS",
        "Queue CREATE_IN_PROGRESS",
        "Queue CREATE_COMPLETE",
    ]


@pytest.mark.parametrize(
    ("first", "second"), [pytest.param("yes", "no", id="switched-off"), pytest.param("no", "yes", id="switched-on")]
)
def test_condition_switches(host: Host, first: str, second: str) -> None:
    """A parameter that switches a condition makes and deletes the resources and outputs under it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
    """
    body = template(
        {"Topic": of("SNS::Topic"), "Queue": of("SQS::Queue", Condition="Wanted")},
        Parameters={"Want": {"Type": "String"}},
        Conditions={"Wanted": {"Fn::Equals": [{"Ref": "Want"}, "yes"]}},
        Outputs={"Url": {"Condition": "Wanted", "Value": {"Ref": "Queue"}}},
    )
    create(host, body, Parameters=values(Want=first))
    assert ("Queue" in physical_ids(host), "Url" in outputs(host)) == (first == "yes", first == "yes")
    update(host, body, Parameters=values(Want=second))
    assert ("Queue" in physical_ids(host), "Url" in outputs(host)) == (second == "yes", second == "yes")
    assert kinds(holdings(host)) == (["queue", "topic"] if second == "yes" else ["topic"])


def test_every_kind_of_change(host: Host) -> None:
    """One update may change, replace, add and remove; deleting the stack then leaves nothing.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
    """
    stack_id = create(host, FIRST, Capabilities=CAPABILITIES)
    old = physical_ids(host)
    assert update(host, SECOND, Capabilities=CAPABILITIES)["StackStatus"] == "UPDATE_COMPLETE"
    new = physical_ids(host)
    assert {name for name in old if new.get(name) == old[name]} == {"Topic", "Role"}
    assert {name for name in old if new.get(name) not in {None, old[name]}} == {"Queue", "Subscription"}
    assert kinds(holdings(host)) == ["log-group", "queue", "role", "subscription", "topic"]
    assert outputs(host)["Queue"] == "renamed"
    delete(host, stack_id)
    assert holdings(host) == {}


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        pytest.param(("sqs", "DeleteQueue"), "queue", id="replaced"),
        pytest.param(("ssm", "DeleteParameter"), "parameter", id="removed"),
    ],
)
def test_clean_up_fails(host: Host, request_: tuple[str, str], name: str) -> None:
    """An update whose clean-up fails is complete, says so, and what it left is the stack's no more.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
    """
    stack_id = create(host, FIRST, Capabilities=CAPABILITIES)
    old = next(one for one in holdings(host) if one.startswith(f"{name} "))
    with refusing(host, request_):
        stack = update(host, SECOND, Capabilities=CAPABILITIES)
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert stack["StackStatusReason"] == "Update successful. One or more resources could not be deleted."
    assert old in holdings(host)
    assert old.partition(" ")[2] not in physical_ids(host).values()
    assert "injected" in reason(host, f"{'Queue' if name == 'queue' else 'Parameter'} DELETE_FAILED")
    delete(host, stack_id)
    assert list(holdings(host)) == [old]


def test_a_rule_moves_to_another_event_bus(host: Host) -> None:
    """It is made there before it goes here.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
    """
    events_client = host.client("events")
    for bus in ("first", "second"):
        events_client.create_event_bus(Name=bus)

    def rule(bus: str) -> str:
        return template({"Rule": of("Events::Rule", {"EventBusName": bus, "EventPattern": {"source": ["a"]}})})

    create(host, rule("first"))
    update(host, rule("second"))
    assert physical_ids(host)["Rule"].startswith("second|")
    assert events_client.list_rules(EventBusName="first")["Rules"] == []
    assert len(events_client.list_rules(EventBusName="second")["Rules"]) == 1
