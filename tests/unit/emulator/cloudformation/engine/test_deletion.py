"""Deleting stacks: what goes, what stays, and what cannot go."""

from datetime import timedelta

import pytest

from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.generated_values import document
from tests.unit.emulator.cloudformation.engine.holdings import holdings, kinds
from tests.unit.emulator.cloudformation.engine.life import (
    NAME,
    create,
    delete,
    described,
    events,
    of,
    physical_ids,
    reason,
    refusing,
    story,
    template,
)
from tests.unit.emulator.cloudformation.engine.workload import CAPABILITIES, FIRST

BUCKET = template({"Bucket": of("S3::Bucket"), "Topic": of("SNS::Topic")})
CHAIN = template({"A": of("SNS::Topic"), "B": of("SQS::Queue", DependsOn="A"), "C": of("Logs::LogGroup")})


def test_deletion_story(host: Host) -> None:
    """A resource has an event when its deletion begins and one when it has gone.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
    """
    stack_id = create(host, template({"Topic": of("SNS::Topic")}))
    topic = physical_ids(host)["Topic"]
    before = len(events(host))
    stack = delete(host, stack_id)
    told = [
        (one["LogicalResourceId"], one["PhysicalResourceId"], one["ResourceStatus"], one.get("ResourceStatusReason"))
        for one in events(host, stack_id)[before:]
    ]
    assert told == [
        (NAME, stack_id, "DELETE_IN_PROGRESS", "User Initiated"),
        ("Topic", topic, "DELETE_IN_PROGRESS", None),
        ("Topic", topic, "DELETE_COMPLETE", None),
        (NAME, stack_id, "DELETE_COMPLETE", None),
    ]
    assert stack["DeletionTime"] >= stack["CreationTime"]


def test_nothing_is_left(host: Host) -> None:
    """Deleting a stack deletes all that it made.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
    """
    stack_id = create(host, FIRST, Capabilities=CAPABILITIES)
    assert kinds(holdings(host)) == ["parameter", "queue", "role", "subscription", "topic"]
    delete(host, stack_id)
    assert holdings(host) == {}


def test_deleted_stack_is_known_by_id(host: Host) -> None:
    """A deleted stack is found under its id, not under its name.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
    """
    stack_id = create(host, BUCKET)
    delete(host, stack_id)
    cloudformation = host.client("cloudformation")
    with pytest.raises(cloudformation.exceptions.ClientError, match=f"Stack with id {NAME} does not exist"):
        cloudformation.describe_stacks(StackName=NAME)
    assert described(host, stack_id)["StackStatus"] == "DELETE_COMPLETE"
    assert story(host, stack_id)[-1] == f"{NAME} DELETE_COMPLETE"
    listed = cloudformation.list_stacks(StackStatusFilter=["DELETE_COMPLETE"])["StackSummaries"]
    assert [one["StackId"] for one in listed] == [stack_id]


def test_unknown_stack_is_no_error(host: Host) -> None:
    """Deleting what is not there, or no longer, does nothing.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
    """
    stack_id = create(host, BUCKET)
    delete(host, stack_id)
    before = story(host, stack_id)
    host.client("cloudformation").delete_stack(StackName="never-was")
    host.client("cloudformation").delete_stack(StackName=stack_id)
    host.client("cloudformation").delete_stack(StackName=NAME)
    assert story(host, stack_id) == before


def _filled(host: Host, body: str = BUCKET) -> tuple[str, str]:
    """A stack whose bucket has an object in it, and the bucket's name."""
    stack_id = create(host, body)
    bucket = physical_ids(host)["Bucket"]
    host.client("s3").put_object(Bucket=bucket, Key="model.tar.gz", Body=b"weights")
    return stack_id, bucket


def test_bucket_with_objects_stays(host: Host) -> None:
    """A bucket that is not empty cannot be deleted, and the stack says so; all else goes.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
    """
    stack_id, bucket = _filled(host)
    stack = delete(host, stack_id)
    assert stack["StackStatus"] == "DELETE_FAILED"
    assert stack["StackStatusReason"] == "The following resource(s) failed to delete: [Bucket]. "
    assert "The bucket you tried to delete is not empty" in reason(host, "Bucket DELETE_FAILED")
    assert list(holdings_of_buckets(host)) == [bucket]
    assert "Topic DELETE_COMPLETE" in story(host)


def holdings_of_buckets(host: Host) -> list[str]:
    """The names of all buckets."""
    return [bucket["Name"] for bucket in host.client("s3").list_buckets()["Buckets"]]


def test_emptied_bucket_goes(host: Host) -> None:
    """A stack in DELETE_FAILED can be deleted again once the cause has gone.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
    """
    stack_id, bucket = _filled(host)
    delete(host, stack_id)
    host.client("s3").delete_object(Bucket=bucket, Key="model.tar.gz")
    before = len(events(host))
    assert delete(host, stack_id)["StackStatus"] == "DELETE_COMPLETE"
    told = story(host, stack_id, before)
    assert told == [
        f"{NAME} DELETE_IN_PROGRESS",
        "Bucket DELETE_IN_PROGRESS",
        "Bucket DELETE_COMPLETE",
        f"{NAME} DELETE_COMPLETE",
    ]
    assert holdings_of_buckets(host) == []


def test_bucket_is_retained(host: Host) -> None:
    """A stack in DELETE_FAILED can leave resources behind when it is deleted again.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
    """
    stack_id, bucket = _filled(host)
    delete(host, stack_id)
    before = len(events(host))
    stack = delete(host, stack_id, RetainResources=["Bucket"])
    assert stack["StackStatus"] == "DELETE_COMPLETE"
    told = story(host, stack_id, before)
    assert told == [f"{NAME} DELETE_IN_PROGRESS", "Bucket DELETE_SKIPPED", f"{NAME} DELETE_COMPLETE"]
    assert holdings_of_buckets(host) == [bucket]


def test_retaining_needs_a_failure(host: Host) -> None:
    """RetainResources is for stacks in DELETE_FAILED.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
    """
    create(host, BUCKET)
    cloudformation = host.client("cloudformation")
    with pytest.raises(cloudformation.exceptions.ClientError, match="only when the stack is in the DELETE_FAILED"):
        cloudformation.delete_stack(StackName=NAME, RetainResources=["Bucket"])
    assert described(host)["StackStatus"] == "CREATE_COMPLETE"


def test_failed_deletion_cannot_be_updated(host: Host) -> None:
    """A stack in DELETE_FAILED is not updatable.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
    """
    stack_id, _ = _filled(host)
    delete(host, stack_id)
    cloudformation = host.client("cloudformation")
    with pytest.raises(cloudformation.exceptions.ClientError, match="is in DELETE_FAILED state and can not be updated"):
        cloudformation.update_stack(StackName=NAME, TemplateBody=CHAIN)


@pytest.mark.parametrize("policy", ["Retain", "RetainExceptOnCreate"])
def test_deletion_policy(host: Host, policy: str) -> None:
    """A retained resource stays, and its event says that it was skipped.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    """
    stack_id = create(host, template({"Topic": of("SNS::Topic", DeletionPolicy=policy), "Queue": of("SQS::Queue")}))
    topic = physical_ids(host)["Topic"]
    assert delete(host, stack_id)["StackStatus"] == "DELETE_COMPLETE"
    assert list(holdings(host)) == [f"topic {topic}"]
    assert [line for line in story(host, stack_id) if line.startswith("Topic DELETE")] == ["Topic DELETE_SKIPPED"]


@pytest.mark.parametrize(
    ("request_", "failed", "left"),
    [
        pytest.param(("sns", "DeleteTopic"), "A", ["topic"], id="last-of-chain"),
        pytest.param(("sqs", "DeleteQueue"), "B", ["queue", "topic"], id="first-of-chain"),
        pytest.param(("logs", "DeleteLogGroup"), "C", ["log-group"], id="alone"),
    ],
)
def test_failure_keeps_what_is_needed(host: Host, request_: tuple[str, str], failed: str, left: list[str]) -> None:
    """A resource that cannot be deleted keeps what it depends on; all else goes, and a second deletion finishes.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
    """
    stack_id = create(host, CHAIN)
    with refusing(host, request_):
        stack = delete(host, stack_id)
    assert (stack["StackStatus"], stack["StackStatusReason"]) == (
        "DELETE_FAILED",
        f"The following resource(s) failed to delete: [{failed}]. ",
    )
    assert "injected" in reason(host, f"{failed} DELETE_FAILED")
    assert kinds(holdings(host)) == left
    assert delete(host, stack_id)["StackStatus"] == "DELETE_COMPLETE"
    assert holdings(host) == {}


def test_gone_already(host: Host) -> None:
    """A resource that somebody has deleted is no obstacle.

    https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract.html
    """
    stack_id = create(host, CHAIN)
    host.client("sqs").delete_queue(QueueUrl=physical_ids(host)["B"])
    assert delete(host, stack_id)["StackStatus"] == "DELETE_COMPLETE"
    assert holdings(host) == {}


def test_key_is_scheduled(host: Host) -> None:
    """A key's deletion is scheduled, it stays pending for as long as the template says.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
    """
    policy = document("kms:*", "*", Principal={"AWS": "*"})
    stack_id = create(host, template({"Key": of("KMS::Key", {"KeyPolicy": policy, "PendingWindowInDays": 7})}))
    key = physical_ids(host)["Key"]
    assert delete(host, stack_id)["StackStatus"] == "DELETE_COMPLETE"
    found = host.client("kms").describe_key(KeyId=key)["KeyMetadata"]
    assert found["KeyState"] == "PendingDeletion"
    assert timedelta(days=6) < found["DeletionDate"] - host.control.clock.now() <= timedelta(days=7)


def test_name_is_free_again(host: Host) -> None:
    """A stack of the same name is another stack, with other resources.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-view-stack-data-resources.html
    """
    first = create(host, CHAIN)
    before = physical_ids(host)
    delete(host, first)
    second = create(host, CHAIN)
    assert second != first
    assert not set(before.values()) & set(physical_ids(host).values())
    assert described(host)["StackId"] == second
