"""What tests steer, in the process of the host and out of it: the same tests for both."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from cfnproof.emulator.events.model import Undelivered
from cfnproof.emulator.plans import EndpointPlan, TrainingPlan
from cfnproof.hosts.access.ledger import MASK
from cfnproof.hosts.control import Control, HostControl
from cfnproof.hosts.remote_control import RemoteControl
from tests.unit.hosts.control_server import ACCOUNT, control_server
from tests.unit.hosts.ledger_entries import entry

HOUR = timedelta(hours=1)


@dataclass
class Steering:
    """The controls as a test has them, and as the host has them."""

    control: Control
    host: HostControl


@contextmanager
def _in_process() -> Iterator[Steering]:
    host = HostControl()
    yield Steering(host, host)


@contextmanager
def _remote() -> Iterator[Steering]:
    with control_server() as server:
        yield Steering(RemoteControl(server.url, ACCOUNT), server.control)


@pytest.fixture(params=[_in_process, _remote], ids=["in process", "remote"])
def steering(request: pytest.FixtureRequest) -> Iterator[Steering]:
    """Controls of either kind."""
    with ExitStack() as stack:
        yield stack.enter_context(request.param())


def test_the_clock_is_read_and_advanced(steering: Steering) -> None:
    """By an hour and a microsecond."""
    before = steering.control.clock.now()
    steering.control.clock.advance(HOUR + timedelta(microseconds=1))
    assert steering.host.clock.ahead == HOUR + timedelta(microseconds=1)
    after = steering.control.clock.now()
    assert before + HOUR < after < before + HOUR + timedelta(minutes=1)
    assert after.utcoffset() == timedelta()


@pytest.mark.parametrize(
    ("by", "told"), [(-HOUR, "cannot go back by -1 day, 23:00:00"), (timedelta(days=3_000_000), "no date has a year")]
)
def test_the_clock_refuses_what_no_clock_does(steering: Steering, by: timedelta, told: str) -> None:
    """And stays as it was."""
    with pytest.raises(ValueError, match=told):
        steering.control.clock.advance(by)
    assert steering.host.clock.ahead == timedelta()


def test_how_long_answers_are_held(steering: Steering) -> None:
    """A second where nothing else is set."""
    assert steering.control.hold_seconds == 1.0
    steering.control.hold_seconds = 0.25
    assert (steering.control.hold_seconds, steering.host.hold_seconds) == (0.25, 0.25)


def test_each_plan_is_set_alone(steering: Steering) -> None:
    """The others stay as they were; the services have the same plans as before, changed."""
    plans = steering.host.plans
    steering.control.plans.training = TrainingPlan(HOUR, "AlgorithmError: no column 'label'")
    steering.control.plans.endpoints = EndpointPlan(timedelta(milliseconds=1))
    steering.control.plans.source_poll = timedelta(seconds=5)
    assert steering.control.plans.training == plans.training == TrainingPlan(HOUR, "AlgorithmError: no column 'label'")
    assert steering.control.plans.endpoints == plans.endpoints == EndpointPlan(timedelta(milliseconds=1))
    assert steering.control.plans.source_poll == plans.source_poll == timedelta(seconds=5)
    steering.control.plans.training = TrainingPlan()
    assert (plans.training, plans.endpoints.duration) == (TrainingPlan(), timedelta(milliseconds=1))


def test_events_that_were_not_delivered(steering: Steering) -> None:
    """None, then one."""
    assert steering.control.undelivered == []
    lost = Undelivered("arn:rule", "arn:queue", "NO_PERMISSIONS", "denied: ü", datetime(2026, 3, 1, 12, tzinfo=UTC))
    steering.host.undelivered.append(lost)
    assert steering.control.undelivered == [lost]


def test_the_ledger_is_read_and_cleared(steering: Steering) -> None:
    """Entries are the same as on the host, whoever clears it."""
    ledger, on_host = steering.control.ledger, steering.host.ledger
    assert ledger.entries() == ()
    one, two, three, four = entry("a"), entry("b", allowed=False), entry("c"), entry("d")
    on_host.add(one)
    assert ledger.entries() == (one,)
    on_host.add(two)
    assert ledger.entries() == (one, two)
    assert ledger.denials() == (two,)
    ledger.clear()
    assert (ledger.entries(), on_host.entries(), ledger.denials()) == ((), (), ())
    on_host.add(three)
    assert ledger.entries() == (three,)
    on_host.clear()
    on_host.add(four)
    assert ledger.entries() == (four,)
    assert (ledger.entries()[0].role, ledger.entries()[0].session) == (four.role, "run-1")


def test_secrets_leave_the_host_masked(steering: Steering) -> None:
    """In whatever form the entries are written."""
    steering.host.ledger.add(entry("a", context={"sts:externalid": "hush", "aws:tagkeys": ("a", "b")}))
    (found,) = steering.control.ledger.entries()
    assert found.as_json()["context"] == {"sts:externalid": MASK, "aws:tagkeys": ["a", "b"]}
