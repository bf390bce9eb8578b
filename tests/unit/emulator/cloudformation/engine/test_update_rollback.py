"""Updates that fail, at every request that they make: nothing of the stack is lost."""

from typing import Final

import pytest

from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.holdings import holdings
from tests.unit.emulator.cloudformation.engine.life import (
    NAME,
    Request,
    create,
    delete,
    described,
    of,
    outputs,
    physical_ids,
    reason,
    recording,
    refusing,
    settled,
    story,
    tags,
    template,
    update,
)
from tests.unit.emulator.cloudformation.engine.workload import CAPABILITIES, FIRST, SECOND

REQUESTS: Final[tuple[tuple[str, Request], ...]] = (
    ("Topic", ("sns", "ListSubscriptionsByTopic")),
    ("Topic", ("sns", "GetTopicAttributes")),
    ("Topic", ("sns", "SetTopicAttributes")),
    ("Topic", ("sns", "TagResource")),
    ("Topic", ("sns", "GetTopicAttributes")),
    ("Queue", ("sqs", "GetQueueUrl")),
    ("Queue", ("sqs", "CreateQueue")),
    ("Queue", ("sqs", "GetQueueAttributes")),
    ("Subscription", ("sns", "Subscribe")),
    ("Subscription", ("sns", "GetSubscriptionAttributes")),
    ("Role", ("iam", "GetRole")),
    ("Role", ("iam", "PutRolePolicy")),
    ("Role", ("iam", "TagRole")),
    ("Role", ("iam", "GetRole")),
    ("Logs", ("logs", "CreateLogGroup")),
    ("Logs", ("logs", "PutRetentionPolicy")),
)
"""Every request of the workload's update before its clean-up, and the resource that it is made for."""
CLEAN_UP: Final[tuple[Request, ...]] = (
    ("ssm", "DeleteParameter"),
    ("sns", "GetSubscriptionAttributes"),
    ("sns", "Unsubscribe"),
    ("sqs", "DeleteQueue"),
)


def test_requests_are_all_tried(host: Host) -> None:
    """The tables of requests are what an update makes."""
    create(host, FIRST, Capabilities=CAPABILITIES, Tags=tags(Team="ml"))
    with recording(host) as found:
        update(host, SECOND, Capabilities=CAPABILITIES, Tags=tags(Team="data"))
    assert found == [*(request for _, request in REQUESTS), *CLEAN_UP]


@pytest.mark.parametrize(
    "index",
    range(len(REQUESTS)),
    ids=[f"{number}-{logical_id}-{request[1]}" for number, (logical_id, request) in enumerate(REQUESTS)],
)
def test_failure_rolls_back(host: Host, index: int) -> None:
    """An update that fails brings everything back as it was: resources, settings, tags, outputs, physical ids.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-continueupdaterollback.html
    """
    logical_id = REQUESTS[index][0]
    create(host, FIRST, Capabilities=CAPABILITIES, Tags=tags(Team="ml"))
    before = holdings(host), outputs(host), physical_ids(host)
    with recording(host, fail_at=index):
        stack = update(host, SECOND, Capabilities=CAPABILITIES, Tags=tags(Team="data"))
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert (holdings(host), outputs(host), physical_ids(host)) == before
    assert stack["Tags"] == tags(Team="ml")
    done = "create" if logical_id == "Logs" else "update"
    line = f"{logical_id} {done.upper()}_FAILED"
    assert "injected" in reason(host, line)
    begun = f"{NAME} UPDATE_ROLLBACK_IN_PROGRESS"
    assert reason(host, begun) == f"The following resource(s) failed to {done}: [{logical_id}]. "
    lines = story(host)
    order = [line, begun, f"{NAME} UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", f"{NAME} UPDATE_ROLLBACK_COMPLETE"]
    assert [lines.index(one) for one in order] == sorted(lines.index(one) for one in order)


@pytest.mark.parametrize("index", [0, 3, 6, 9, 11, 15])
def test_rolled_back_stack_goes_on(host: Host, index: int) -> None:
    """A stack in UPDATE_ROLLBACK_COMPLETE takes the same update again, and can be deleted with nothing left.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
    """
    stack_id = create(host, FIRST, Capabilities=CAPABILITIES, Tags=tags(Team="ml"))
    with recording(host, fail_at=index):
        update(host, SECOND, Capabilities=CAPABILITIES, Tags=tags(Team="data"))
    stack = update(host, SECOND, Capabilities=CAPABILITIES, Tags=tags(Team="data"))
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert _changed_settings(host) == ("second", "renamed", "sns:*")
    delete(host, stack_id)
    assert holdings(host) == {}


def _changed_settings(host: Host) -> tuple[str, str, str]:
    """The topic's title, the queue's name, the role's action: what the update changes, as the account has it."""
    found = physical_ids(host)
    topic = host.client("sns").get_topic_attributes(TopicArn=found["Topic"])["Attributes"]
    (url,) = host.client("sqs").list_queues()["QueueUrls"]
    policy = host.client("iam").get_role_policy(RoleName=found["Role"], PolicyName="publish")["PolicyDocument"]
    return topic["DisplayName"], url.rpartition("/")[2], policy["Statement"][0]["Action"]


def test_update_kept_as_it_is(host: Host) -> None:
    """With DisableRollback a failed update stays UPDATE_FAILED, and another one finishes it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
    """
    create(host, FIRST, Capabilities=CAPABILITIES)
    with refusing(host, ("iam", "PutRolePolicy")):
        stack = update(host, SECOND, Capabilities=CAPABILITIES, DisableRollback=True)
    assert stack["StackStatus"] == "UPDATE_FAILED"
    assert physical_ids(host)["Queue"].endswith("/renamed")
    assert update(host, SECOND, Capabilities=CAPABILITIES)["StackStatus"] == "UPDATE_COMPLETE"
    assert _changed_settings(host) == ("second", "renamed", "sns:*")
    assert [one for one in holdings(host) if one.startswith("queue ")] == [f"queue {physical_ids(host)['Queue']}"]


def test_two_failures_go_back_to_the_start(host: Host) -> None:
    """A rollback after an update that was kept as it failed goes back to the last stable state.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
    """
    create(host, FIRST, Capabilities=CAPABILITIES)
    before = holdings(host), outputs(host), physical_ids(host)
    with refusing(host, ("iam", "PutRolePolicy")):
        update(host, SECOND, Capabilities=CAPABILITIES, DisableRollback=True)
    third = SECOND.replace("renamed", "renamed-again")
    with refusing(host, ("logs", "CreateLogGroup")):
        stack = update(host, third, Capabilities=CAPABILITIES)
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert (holdings(host), outputs(host), physical_ids(host)) == before


def _stuck(host: Host) -> None:
    """A stack whose role fails to be updated and to be rolled back."""
    create(host, FIRST, Capabilities=CAPABILITIES)
    with refusing(host, ("iam", "PutRolePolicy")):
        stack = update(host, SECOND, Capabilities=CAPABILITIES)
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_FAILED"


def test_rollback_that_fails(host: Host) -> None:
    """A rollback that fails names the resources; the stack can then not be updated.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-continueupdaterollback.html
    """
    _stuck(host)
    assert described(host)["StackStatusReason"] == "The following resource(s) failed to update: [Role]. "
    assert "injected" in reason(host, "Role UPDATE_FAILED")
    cloudformation = host.client("cloudformation")
    with pytest.raises(cloudformation.exceptions.ClientError, match="is in UPDATE_ROLLBACK_FAILED state and can not"):
        cloudformation.update_stack(StackName=NAME, TemplateBody=SECOND, Capabilities=CAPABILITIES)


def test_rollback_continues(host: Host) -> None:
    """ContinueUpdateRollback takes up what failed, and the stack is as it was before the update.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
    """
    _stuck(host)
    host.client("cloudformation").continue_update_rollback(StackName=NAME)
    assert settled(host)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert outputs(host)["Queue"].startswith("demo-Queue-")
    assert [one for one in holdings(host) if one.startswith("queue ")] == [f"queue {physical_ids(host)['Queue']}"]
    assert update(host, SECOND, Capabilities=CAPABILITIES)["StackStatus"] == "UPDATE_COMPLETE"
    assert _changed_settings(host) == ("second", "renamed", "sns:*")


def test_rollback_continues_without(host: Host) -> None:
    """A resource that is skipped is taken as it is, and called UPDATE_COMPLETE.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
    """
    _stuck(host)
    with refusing(host, ("iam", "PutRolePolicy")):
        host.client("cloudformation").continue_update_rollback(StackName=NAME, ResourcesToSkip=["Role"])
        assert settled(host)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    lines = story(host)
    assert lines[lines.index(f"{NAME} UPDATE_ROLLBACK_FAILED") + 1 :][:2] == [
        f"{NAME} UPDATE_ROLLBACK_IN_PROGRESS",
        "Role UPDATE_COMPLETE",
    ]


def test_rollback_fails_again(host: Host) -> None:
    """A rollback that is continued and fails again is UPDATE_ROLLBACK_FAILED as before.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
    """
    _stuck(host)
    with refusing(host, ("iam", "PutRolePolicy")):
        host.client("cloudformation").continue_update_rollback(StackName=NAME)
        assert settled(host)["StackStatus"] == "UPDATE_ROLLBACK_FAILED"


@pytest.mark.parametrize("skipped", ["Topic", "Nothing"])
def test_only_failed_resources_are_skipped(host: Host, skipped: str) -> None:
    """ResourcesToSkip takes resources in UPDATE_FAILED only.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
    """
    _stuck(host)
    cloudformation = host.client("cloudformation")
    with pytest.raises(cloudformation.exceptions.ClientError, match=skipped):
        cloudformation.continue_update_rollback(StackName=NAME, ResourcesToSkip=[skipped])
    assert described(host)["StackStatus"] == "UPDATE_ROLLBACK_FAILED"


def test_nothing_to_continue(host: Host) -> None:
    """ContinueUpdateRollback is for stacks in UPDATE_ROLLBACK_FAILED.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
    """
    create(host, template({"Topic": of("SNS::Topic")}))
    cloudformation = host.client("cloudformation")
    with pytest.raises(cloudformation.exceptions.ClientError, match="is in CREATE_COMPLETE state"):
        cloudformation.continue_update_rollback(StackName=NAME)


def test_stuck_stack_can_be_deleted(host: Host) -> None:
    """A stack in UPDATE_ROLLBACK_FAILED can be deleted, and what its update had made goes too.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
    """
    _stuck(host)
    stack_id = described(host)["StackId"]
    assert delete(host, stack_id)["StackStatus"] == "DELETE_COMPLETE"
    assert holdings(host) == {}
