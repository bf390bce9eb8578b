"""Creations that fail, at every request that they make, and what is left of them."""

from datetime import timedelta
from typing import Any, Final

import pytest

from cfnproof.hosts.control import ServiceRequest
from cfnproof.hosts.host import Host
from tests.in_process import control_of
from tests.unit.emulator.cloudformation.engine.holdings import holdings, kinds
from tests.unit.emulator.cloudformation.engine.life import (
    NAME,
    Request,
    create,
    delete,
    described,
    events,
    of,
    outputs,
    physical_ids,
    reached,
    reason,
    recording,
    refusing,
    story,
    template,
)
from tests.unit.emulator.cloudformation.engine.refusals import Report, report
from tests.unit.emulator.cloudformation.engine.workload import CAPABILITIES, FIRST

REQUESTS: Final[tuple[tuple[str, Request], ...]] = (
    ("Topic", ("sns", "CreateTopic")),
    ("Topic", ("sns", "GetTopicAttributes")),
    ("Queue", ("sqs", "CreateQueue")),
    ("Queue", ("sqs", "GetQueueAttributes")),
    ("Subscription", ("sns", "Subscribe")),
    ("Subscription", ("sns", "GetSubscriptionAttributes")),
    ("Role", ("iam", "CreateRole")),
    ("Role", ("iam", "PutRolePolicy")),
    ("Role", ("iam", "GetRole")),
    ("Parameter", ("ssm", "PutParameter")),
    ("Parameter", ("ssm", "GetParameters")),
)
"""Every request of a creation of the workload, and the resource that it is made for."""
ORDER: Final = ("Topic", "Queue", "Subscription", "Role", "Parameter")
NOT_MADE: Final = {0, 2, 4, 6, 9}
"""The requests without which the resource is not there."""
BROKEN: Final = of("SQS::Queue", {"QueueName": "no such name"}, DependsOn="Topic")
"""A queue whose name SQS refuses."""


def test_requests_are_all_tried(host: Host) -> None:
    """The table of requests is what a creation makes."""
    with recording(host) as found:
        create(host, FIRST, Capabilities=CAPABILITIES)
    assert found == [request for _, request in REQUESTS]


def _ids() -> list[str]:
    return [f"{logical_id}-{operation}" for logical_id, (_, operation) in REQUESTS]


@pytest.mark.parametrize("index", range(len(REQUESTS)), ids=_ids())
def test_failure_rolls_back(host: Host, index: int) -> None:
    """A resource that fails takes the stack back: what was made goes in reverse order, nothing is left.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
    """
    logical_id = REQUESTS[index][0]
    with recording(host, fail_at=index):
        create(host, FIRST, Capabilities=CAPABILITIES)
    made = ORDER[: ORDER.index(logical_id)]
    told = story(host)
    begun = told.index(f"{NAME} ROLLBACK_IN_PROGRESS")
    assert told[begun - 1] == f"{logical_id} CREATE_FAILED"
    deleted = [line for name in reversed(made) for line in (f"{name} DELETE_IN_PROGRESS", f"{name} DELETE_COMPLETE")]
    own = [f"{logical_id} DELETE_COMPLETE"]
    if index not in NOT_MADE:
        own.insert(0, f"{logical_id} DELETE_IN_PROGRESS")
    assert told[begun + 1 :] == [*own, *deleted, f"{NAME} ROLLBACK_COMPLETE"]
    assert holdings(host) == {}
    assert outputs(host) == {}


@pytest.mark.parametrize("index", range(len(REQUESTS)), ids=_ids())
def test_failure_says_why(host: Host, index: int) -> None:
    """The failed resource tells what its service answered, the stack which resource it was.

    https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
    """
    logical_id, (service, _) = REQUESTS[index]
    with recording(host, fail_at=index):
        create(host, FIRST, Capabilities=CAPABILITIES)
    told = report(reason(host, f"{logical_id} CREATE_FAILED"))
    assert told == Report("injected", service.capitalize(), 503, "GeneralServiceException")
    stack = f"The following resource(s) failed to create: [{logical_id}]. Rollback requested by user."
    assert reason(host, f"{NAME} ROLLBACK_IN_PROGRESS") == stack


@pytest.mark.parametrize("index", range(len(REQUESTS)), ids=_ids())
def test_rolled_back_stack_can_only_go(host: Host, index: int) -> None:
    """A stack in ROLLBACK_COMPLETE cannot be updated; it is deleted, and its name is free again.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
    """
    with recording(host, fail_at=index):
        stack_id = create(host, FIRST, Capabilities=CAPABILITIES)
    cloudformation = host.client("cloudformation")
    with pytest.raises(cloudformation.exceptions.ClientError, match="is in ROLLBACK_COMPLETE state and can not be upd"):
        cloudformation.update_stack(StackName=NAME, TemplateBody=FIRST, Capabilities=CAPABILITIES)
    with pytest.raises(cloudformation.exceptions.AlreadyExistsException):
        cloudformation.create_stack(StackName=NAME, TemplateBody=FIRST, Capabilities=CAPABILITIES)
    assert delete(host, stack_id)["StackStatus"] == "DELETE_COMPLETE"
    create(host, FIRST, Capabilities=CAPABILITIES)
    assert described(host)["StackStatus"] == "CREATE_COMPLETE"


@pytest.mark.parametrize(
    ("members", "status", "left"),
    [
        pytest.param({}, "ROLLBACK_COMPLETE", [], id="default"),
        pytest.param({"OnFailure": "ROLLBACK"}, "ROLLBACK_COMPLETE", [], id="rollback"),
        pytest.param({"OnFailure": "DO_NOTHING"}, "CREATE_FAILED", ["topic"], id="do-nothing"),
        pytest.param({"OnFailure": "DELETE"}, "DELETE_COMPLETE", [], id="delete"),
        pytest.param({"DisableRollback": True}, "CREATE_FAILED", ["topic"], id="disable-rollback"),
        pytest.param({"DisableRollback": False}, "ROLLBACK_COMPLETE", [], id="rollback-enabled"),
    ],
)
def test_on_failure(host: Host, members: dict[str, Any], status: str, left: list[str]) -> None:
    """What becomes of a stack that cannot be created is what the request says.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
    """
    stack_id = create(host, template({"Topic": of("SNS::Topic"), "Queue": BROKEN}), **members)
    assert described(host, stack_id)["StackStatus"] == status
    assert kinds(holdings(host)) == left


def test_failed_stack_goes_on(host: Host) -> None:
    """A creation that failed and was not rolled back is finished by an update.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
    """
    create(host, template({"Topic": of("SNS::Topic"), "Queue": BROKEN}), DisableRollback=True)
    topic = physical_ids(host)["Topic"]
    mended = template({"Topic": of("SNS::Topic"), "Queue": of("SQS::Queue", DependsOn="Topic")})
    host.client("cloudformation").update_stack(StackName=NAME, TemplateBody=mended)
    assert described(host)["StackStatus"] == "UPDATE_COMPLETE"
    assert physical_ids(host)["Topic"] == topic
    assert kinds(holdings(host)) == ["queue", "topic"]


@pytest.mark.parametrize(
    ("policy", "left", "line"),
    [
        pytest.param("Delete", [], "Topic DELETE_COMPLETE", id="delete"),
        pytest.param("Retain", ["topic"], "Topic DELETE_SKIPPED", id="retain"),
        pytest.param("RetainExceptOnCreate", [], "Topic DELETE_COMPLETE", id="retain-except-on-create"),
    ],
)
def test_deletion_policy_in_rollback(host: Host, policy: str, left: list[str], line: str) -> None:
    """Retain keeps what a failed creation made, RetainExceptOnCreate does not.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    """
    create(host, template({"Topic": of("SNS::Topic", DeletionPolicy=policy), "Queue": BROKEN}))
    assert described(host)["StackStatus"] == "ROLLBACK_COMPLETE"
    assert kinds(holdings(host)) == left
    assert line in story(host)


def test_rollback_that_fails(host: Host) -> None:
    """What cannot be deleted makes the stack ROLLBACK_FAILED; deleting it again finishes.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
    """
    with refusing(host, ("sns", "DeleteTopic")):
        stack_id = create(host, template({"Topic": of("SNS::Topic"), "Queue": BROKEN}))
    assert described(host)["StackStatus"] == "ROLLBACK_FAILED"
    assert described(host)["StackStatusReason"] == "The following resource(s) failed to delete: [Topic]. "
    assert "injected" in reason(host, "Topic DELETE_FAILED")
    assert kinds(holdings(host)) == ["topic"]
    assert delete(host, stack_id)["StackStatus"] == "DELETE_COMPLETE"
    assert holdings(host) == {}


def test_export_that_is_taken(host: Host) -> None:
    """An export that another stack has fails the stack after its resources are made, and it is rolled back.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
    """
    body = template({"Topic": of("SNS::Topic")}, Outputs={"Topic": {"Value": "x", "Export": {"Name": "news"}}})
    create(host, body, "owner")
    before = holdings(host)
    create(host, body)
    assert described(host)["StackStatus"] == "ROLLBACK_COMPLETE"
    assert "Export with name news is already exported by stack owner" in reason(host, f"{NAME} ROLLBACK_IN_PROGRESS")
    assert holdings(host) == before


def _delayed(host: Host, minutes: int) -> None:
    """Let that many minutes pass with the queue's creation."""

    def see(request: ServiceRequest) -> None:
        if request.operation == "CreateQueue":
            host.control.clock.advance(timedelta(minutes=minutes))

    control_of(host).before_request = see


@pytest.mark.parametrize(
    ("limit", "minutes", "status"),
    [
        pytest.param(5, 4, "CREATE_COMPLETE", id="in-time"),
        pytest.param(5, 6, "ROLLBACK_COMPLETE", id="late"),
        pytest.param(None, 600, "CREATE_COMPLETE", id="no-limit"),
    ],
)
def test_timeout(host: Host, limit: int | None, minutes: int, status: str) -> None:
    """A stack that is not created after TimeoutInMinutes is rolled back.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
    """
    _delayed(host, minutes)
    body = template({"Queue": of("SQS::Queue"), "Topic": of("SNS::Topic", DependsOn="Queue")})
    members: dict[str, Any] = {"TimeoutInMinutes": limit} if limit else {}
    create(host, body, **members)
    assert described(host)["StackStatus"] == status
    assert kinds(holdings(host)) == (["queue", "topic"] if status == "CREATE_COMPLETE" else [])


def test_timeout_says_so(host: Host) -> None:
    """The stack's reason is the time that has passed, and nothing more is begun.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
    """
    _delayed(host, 6)
    create(
        host, template({"Queue": of("SQS::Queue"), "Topic": of("SNS::Topic", DependsOn="Queue")}), TimeoutInMinutes=5
    )
    late = "Stack creation time exceeded the specified timeout. Rollback requested by user."
    assert reason(host, f"{NAME} ROLLBACK_IN_PROGRESS") == late
    assert not [one for one in events(host) if one["LogicalResourceId"] == "Topic"]


def test_first_failure_ends_creation(host: Host) -> None:
    """Nothing is begun after a resource has failed.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
    """
    body = template({"Topic": of("SNS::Topic"), "Queue": BROKEN, "Last": of("SNS::Topic", DependsOn="Queue")})
    create(host, body)
    reached(host, NAME, lambda status: status == "ROLLBACK_COMPLETE")
    assert not [one for one in events(host) if one["LogicalResourceId"] == "Last"]
