"""A request of a service is held until a test releases it, and no thread for ever."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import pytest

from cfnproof.emulator.errors import WorkStoppedError
from cfnproof.errors import CfnproofError
from cfnproof.hosts.control import Control, HostControl, ServiceRequest
from cfnproof.hosts.interruptions import State
from cfnproof.hosts.moto.host import moto_host
from cfnproof.hosts.remote_control import RemoteControl
from tests.unit.hosts.control_server import ACCOUNT, control_server
from tests.waiting import until

TOPIC = '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}'
SECONDS = 10.0


class Services:
    """A host's controls, and services that make requests on threads of their own."""

    def __init__(self, host: HostControl, control: Control) -> None:
        self.host, self.control = host, control
        self.passed: list[str] = []
        self.stopped: list[str] = []
        self._threads: list[threading.Thread] = []

    def ask(self, operation: str) -> None:
        """Begin a request."""
        self._threads.append(threading.Thread(target=self._ask, args=(operation,)))
        self._threads[-1].start()

    def join(self) -> None:
        """Wait until all have ended."""
        for thread in self._threads:
            thread.join(SECONDS)
        assert not [thread for thread in self._threads if thread.is_alive()]

    def _ask(self, operation: str) -> None:
        try:
            self.host.see(ServiceRequest("codepipeline.amazonaws.com", "codecommit", operation, "-"))
            self.passed.append(operation)
        except WorkStoppedError:
            self.stopped.append(operation)


@contextmanager
def _in_process() -> Iterator[Services]:
    host = HostControl()
    yield Services(host, host)
    host.stop()


@contextmanager
def _remote() -> Iterator[Services]:
    with control_server() as server:
        yield Services(server.control, RemoteControl(server.url, ACCOUNT))


@pytest.fixture(params=[_in_process, _remote], ids=["in process", "remote"])
def services(request: pytest.FixtureRequest) -> Iterator[Services]:
    """Services whose controls are of either kind; none is held when the test has ended."""
    start: Callable[[], AbstractContextManager[Services]] = request.param
    with ExitStack() as stack:
        made = stack.enter_context(start())
        stack.callback(made.join)
        stack.callback(made.host.stop)
        yield made


def test_a_request_is_held_until_it_is_released(services: Services) -> None:
    """Another one passes meanwhile."""
    held = services.control.interrupt("GetBranch")
    assert services.host.watches()
    services.ask("GetBranch")
    held.wait(SECONDS)
    services.ask("GetCommit")
    until(lambda: services.passed, lambda passed: passed == ["GetCommit"], "the other request")
    assert held.look(0).state is State.HELD
    held.release()
    services.join()
    assert services.passed == ["GetCommit", "GetBranch"]
    assert not services.host.watches()


def test_only_the_next_request_is_held(services: Services) -> None:
    """And with two interruptions the next two, in turn."""
    first, second = services.control.interrupt("GetBranch"), services.control.interrupt("GetBranch")
    for held in (first, second):
        services.ask("GetBranch")
        held.wait(SECONDS)
    services.ask("GetBranch")
    until(lambda: services.passed, lambda passed: passed == ["GetBranch"], "the third request")
    second.release()
    first.release()
    services.join()
    assert services.passed == ["GetBranch"] * 3


def test_what_is_left_is_released(services: Services) -> None:
    """The context says where; released once more, nothing happens."""
    with services.control.interrupt("GetBranch") as held:
        services.ask("GetBranch")
        held.wait(SECONDS)
    services.join()
    assert services.passed == ["GetBranch"]
    held.release()
    with pytest.raises(CfnproofError, match="'GetBranch' is not held: it was released before"):
        held.wait(0)


def test_a_request_that_never_comes_is_told(services: Services) -> None:
    """With what came instead. What is released then is not held later."""
    held = services.control.interrupt("GetBranches")
    services.ask("GetBranch")
    services.join()
    with pytest.raises(CfnproofError, match=r"'GetBranches' in 0\.05 s; asked for was: GetBranch"):
        held.wait(0.05)
    held.release()
    services.ask("GetBranches")
    services.join()
    assert services.passed == ["GetBranch", "GetBranches"]


def test_a_request_is_held_no_longer_than_asked(services: Services) -> None:
    """It goes on by itself, and who releases it too late is told, once."""
    held = services.control.interrupt("GetBranch", 0.05)
    services.ask("GetBranch")
    services.join()
    assert services.passed == ["GetBranch"]
    with pytest.raises(CfnproofError, match="is not held: it went on when its time was over"):
        held.wait(SECONDS)
    with pytest.raises(CfnproofError, match="was not held until now"):
        held.release()
    held.release()


def test_work_that_is_held_ends_with_its_host(services: Services) -> None:
    """What was not reached holds nothing any more."""
    held, awaited = services.control.interrupt("GetBranch"), services.control.interrupt("GetCommit")
    services.ask("GetBranch")
    held.wait(SECONDS)
    services.host.stop()
    services.ask("GetCommit")
    services.join()
    assert (services.stopped, services.passed) == (["GetBranch"], ["GetCommit"])
    with pytest.raises(CfnproofError, match="is not held: the host has stopped"):
        held.wait(SECONDS)
    for one in (held, awaited):
        one.release()


@pytest.mark.parametrize(
    ("operation", "seconds", "told"),
    [
        ("", 1.0, "no operation is named"),
        ("GetBranch", 0.0, r"held for 0\.0 s: give more than 0, at most 600"),
        ("GetBranch", 601.0, r"held for 601\.0 s"),
        ("GetBranch", float("nan"), "held for nan s"),
    ],
)
def test_what_cannot_be_interrupted(services: Services, operation: str, seconds: float, told: str) -> None:
    """A name that is none, and seconds that are too few or too many."""
    with pytest.raises(ValueError, match=told):
        services.control.interrupt(operation, seconds)
    assert not services.host.watches()


def test_a_host_ends_while_a_request_is_held() -> None:
    """Its work is joined in time."""
    with moto_host() as host:
        host.control.hold_seconds = 0
        held = host.control.interrupt("CreateTopic")
        host.client("cloudformation").create_stack(StackName="topic", TemplateBody=TOPIC)
        held.wait(SECONDS)
        assert host.client("sns").list_topics()["Topics"] == []
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("cloudformation")] == []


def test_a_stack_goes_on_when_its_request_is_released() -> None:
    """The topic is made then."""
    with moto_host() as host:
        host.control.hold_seconds = 0
        client = host.client("cloudformation")
        with host.control.interrupt("CreateTopic") as held:
            client.create_stack(StackName="topic", TemplateBody=TOPIC)
            held.wait(SECONDS)
            assert client.describe_stacks()["Stacks"][0]["StackStatus"] == "CREATE_IN_PROGRESS"
        client.get_waiter("stack_create_complete").wait(StackName="topic", WaiterConfig={"Delay": 1})
        assert len(host.client("sns").list_topics()["Topics"]) == 1
