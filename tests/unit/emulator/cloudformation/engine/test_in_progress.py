"""Stacks while they work: what can be seen and asked meanwhile, and what ends the work."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from cfnproof.hosts.control import ServiceRequest
from cfnproof.hosts.host import Host
from cfnproof.hosts.moto.guard import HostClosedError
from cfnproof.hosts.moto.host import moto_host
from tests.in_process import control_of
from tests.unit.emulator.cloudformation.engine.holdings import holdings, kinds
from tests.unit.emulator.cloudformation.engine.life import (
    NAME,
    create,
    delete,
    described,
    of,
    physical_ids,
    recording,
    settled,
    story,
    template,
    update,
)

BODY = template({"Topic": of("SNS::Topic"), "Queue": of("SQS::Queue", DependsOn="Topic")})
CHANGED = template({"Topic": of("SNS::Topic", {"DisplayName": "new"}), "Queue": of("SQS::Queue", DependsOn="Topic")})


class Gate:
    """Holds the engine's requests of one kind until it is opened."""

    def __init__(self, host: Host, operation: str) -> None:
        self._operation = operation
        self._open = threading.Event()
        self.reached = threading.Event()
        host.control.hold_seconds = 0
        control_of(host).before_request = self._see

    def _see(self, request: ServiceRequest) -> None:
        if request.operation == self._operation:
            self.reached.set()
            assert self._open.wait(10), f"nobody opened the gate before {self._operation}"

    def open(self) -> None:
        """Let everything pass."""
        self._open.set()

    def await_reached(self) -> None:
        """Wait until a request is held."""
        assert self.reached.wait(10), f"no {self._operation} was asked for"


def test_creation_in_progress(host: Host) -> None:
    """A stack that is being created shows what is done and what is under way.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
    """
    gate = Gate(host, "CreateQueue")
    host.client("cloudformation").create_stack(StackName=NAME, TemplateBody=BODY)
    gate.await_reached()
    assert described(host)["StackStatus"] == "CREATE_IN_PROGRESS"
    found = host.client("cloudformation").describe_stack_resources(StackName=NAME)["StackResources"]
    assert {one["LogicalResourceId"]: one["ResourceStatus"] for one in found} == {
        "Topic": "CREATE_COMPLETE",
        "Queue": "CREATE_IN_PROGRESS",
    }
    assert story(host)[-1] == "Queue CREATE_IN_PROGRESS"
    gate.open()
    assert settled(host)["StackStatus"] == "CREATE_COMPLETE"


def _ask_update(host: Host) -> None:
    host.client("cloudformation").update_stack(StackName=NAME, TemplateBody=BODY)


def _ask_change_set(host: Host) -> None:
    host.client("cloudformation").create_change_set(StackName=NAME, ChangeSetName="c", TemplateBody=BODY)


def _ask_creation(host: Host) -> None:
    host.client("cloudformation").create_stack(StackName=NAME, TemplateBody=BODY)


def _ask_deletion(host: Host) -> None:
    host.client("cloudformation").delete_stack(StackName=NAME)


def _ask_continuation(host: Host) -> None:
    host.client("cloudformation").continue_update_rollback(StackName=NAME)


@pytest.mark.parametrize(
    ("working", "ask", "answer"),
    [
        pytest.param("create", _ask_update, "is in CREATE_IN_PROGRESS state and can not be updated", id="update"),
        pytest.param("create", _ask_creation, rf"Stack \[{NAME}\] already exists", id="create"),
        pytest.param("create", _ask_continuation, "is in CREATE_IN_PROGRESS state", id="continue"),
        pytest.param("update", _ask_update, "is in UPDATE_IN_PROGRESS state and can not be updated", id="update-twice"),
        pytest.param("update", _ask_deletion, "cannot be deleted while in status UPDATE_IN_PROGRESS", id="delete"),
        pytest.param("update", _ask_change_set, "is in UPDATE_IN_PROGRESS state", id="change-set"),
    ],
)
def test_refused_meanwhile(host: Host, working: str, ask: Callable[[Host], None], answer: str) -> None:
    """A stack at work takes no other operation.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
    """
    if working == "update":
        create(host, BODY)
    gate = Gate(host, "CreateQueue" if working == "create" else "SetTopicAttributes")
    body = BODY if working == "create" else CHANGED
    getattr(host.client("cloudformation"), f"{working}_stack")(StackName=NAME, TemplateBody=body)
    gate.await_reached()
    with pytest.raises(host.client("cloudformation").exceptions.ClientError, match=answer):
        ask(host)
    gate.open()
    assert settled(host)["StackStatus"] == f"{working.upper()}_COMPLETE"


def test_deletion_while_creating(host: Host) -> None:
    """A stack can be deleted while it is created: the creation ends, and nothing is left.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
    """
    gate = Gate(host, "CreateQueue")
    stack_id = host.client("cloudformation").create_stack(StackName=NAME, TemplateBody=BODY)["StackId"]
    gate.await_reached()
    host.client("cloudformation").delete_stack(StackName=NAME)
    assert described(host, stack_id)["StackStatus"] == "DELETE_IN_PROGRESS"
    host.client("cloudformation").delete_stack(StackName=NAME)  # once more changes nothing
    gate.open()
    assert settled(host, stack_id)["StackStatus"] == "DELETE_COMPLETE"
    assert f"{NAME} CREATE_COMPLETE" not in story(host, stack_id)
    assert holdings(host) == {}


def test_two_stacks_at_once(host: Host) -> None:
    """One stack does not wait for another.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacks.html
    """
    gate = Gate(host, "CreateQueue")
    host.client("cloudformation").create_stack(StackName="slow", TemplateBody=BODY)
    gate.await_reached()
    create(host, template({"Topic": of("SNS::Topic")}), "quick")
    assert described(host, "quick")["StackStatus"] == "CREATE_COMPLETE"
    assert described(host, "slow")["StackStatus"] == "CREATE_IN_PROGRESS"
    gate.open()
    assert settled(host, "slow")["StackStatus"] == "CREATE_COMPLETE"
    assert not set(physical_ids(host, "slow").values()) & set(physical_ids(host, "quick").values())


def test_many_stacks_at_once(host: Host) -> None:
    """Stacks that are created together, of the same template, all get resources of their own."""
    names = [f"stack-{number}" for number in range(6)]
    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(lambda name: create(host, BODY, name), names))
    assert {described(host, name)["StackStatus"] for name in names} == {"CREATE_COMPLETE"}
    assert kinds(holdings(host)) == ["queue"] * 6 + ["topic"] * 6


def test_hosts_do_not_see_each_other() -> None:
    """Two accounts in threads of one process each have their own stack of the same name."""
    together = threading.Barrier(2, timeout=10)

    def live() -> tuple[str, list[str]]:
        with moto_host() as host:
            together.wait()
            stack_id = create(host, BODY)
            together.wait()
            found = [one["StackId"] for one in host.client("cloudformation").describe_stacks()["Stacks"]]
            made = kinds(holdings(host))
            together.wait()
            delete(host, stack_id)
            return stack_id, [*found, *made]

    with ThreadPoolExecutor(2) as pool:
        first, second = (future.result() for future in [pool.submit(live), pool.submit(live)])
    assert first[0] != second[0]
    for stack_id, found in (first, second):
        assert found == [stack_id, "queue", "topic"]


def test_leaving_joins_the_work() -> None:
    """A host that is left in the middle of a stack stops its work, and its clients refuse from then on."""
    begun = threading.Event()
    with moto_host() as host:
        host.control.hold_seconds = 0

        def see(request: ServiceRequest) -> None:
            begun.set()
            time.sleep(0.005)
            assert request.by == "cloudformation.amazonaws.com"

        host.control.before_request = see
        chain = {f"T{number}": of("SNS::Topic", DependsOn=f"T{number - 1}") for number in range(1, 200)}
        body = template({"T0": of("SNS::Topic"), **chain})
        host.client("cloudformation").create_stack(StackName=NAME, TemplateBody=body)
        assert begun.wait(10)
        client = host.client("cloudformation")
    assert not [one.name for one in threading.enumerate() if one.name.startswith("cloudformation ")]
    with pytest.raises(HostClosedError):
        client.describe_stacks()


@pytest.mark.parametrize(
    "waiter", ["stack_exists", "stack_create_complete", "stack_update_complete", "stack_rollback_complete"]
)
def test_waiters_return_at_once(host: Host, waiter: str) -> None:
    """Answers are held until the work has settled, so that a waiter's first poll finds it.

    https://docs.aws.amazon.com/boto3/latest/reference/services/cloudformation.html
    """
    create(host, BODY)
    if waiter == "stack_update_complete":
        update(host, CHANGED)
    if waiter == "stack_rollback_complete":
        with recording(host, fail_at=0):
            update(host, CHANGED)
    before = time.monotonic()
    host.client("cloudformation").get_waiter(waiter).wait(StackName=NAME)
    assert time.monotonic() - before < 2


def test_deletion_waiter(host: Host) -> None:
    """As above, for a deletion by name.

    https://docs.aws.amazon.com/boto3/latest/reference/services/cloudformation.html
    """
    create(host, BODY)
    host.client("cloudformation").delete_stack(StackName=NAME)
    before = time.monotonic()
    host.client("cloudformation").get_waiter("stack_delete_complete").wait(StackName=NAME)
    assert time.monotonic() - before < 2
