"""What tests steer on any host, in its process or out of it: the clock, plans, and what is held for how long."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from cfnproof.emulator.events.model import Undelivered
from cfnproof.emulator.plans import EndpointPlan, Plans, TrainingPlan
from cfnproof.hosts.access.ledger import Entry, Ledger
from cfnproof.hosts.interruptions import HELD_SECONDS, Interruption, Interruptions


class SteeredClock(Protocol):
    """The host's time."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        ...

    def advance(self, by: timedelta) -> None:
        """Move on, never back. Raises ValueError."""
        ...


class SteeredPlans(Protocol):
    """How work goes that takes AWS minutes, as in `plans.Plans`."""

    endpoints: EndpointPlan
    training: TrainingPlan
    source_poll: timedelta


class Decisions(Protocol):
    """The ledger, secrets masked where it has come from another process."""

    def entries(self) -> tuple[Entry, ...]:
        """All decisions until now, the oldest first."""
        ...

    def denials(self) -> tuple[Entry, ...]:
        """Those that let nothing pass."""
        ...

    def clear(self) -> None:
        """Begin anew."""
        ...


class Control(Protocol):
    """One account's controls.

    `hold_seconds` is how long an answer waits for the work that it started: 0 in tests that look at states on the way.
    """

    hold_seconds: float

    @property
    def clock(self) -> SteeredClock:
        """The host's time, which tests can move on."""
        ...

    @property
    def plans(self) -> SteeredPlans:
        """How long training jobs and changes of endpoints take, and how they end."""
        ...

    @property
    def undelivered(self) -> Sequence[Undelivered]:
        """The events that targets of rules did not get, and why, oldest first."""
        ...

    @property
    def ledger(self) -> Decisions:
        """Every decision of IAM, oldest first."""
        ...

    def interrupt(self, operation: str, seconds: float = HELD_SECONDS) -> Interruption:
        """Hold the next request of an emulated service for an operation, until it is released, `seconds` at most.

        Raises ValueError for what is no operation's name, and for seconds that are 0 or less, or too many.
        """
        ...


def check_forward(now: datetime, by: timedelta) -> None:
    """Raise ValueError where a clock cannot be advanced so."""
    if by < timedelta():
        raise ValueError(f"the clock cannot go back by {by}")
    try:
        now + by
    except OverflowError as error:
        raise ValueError(f"the clock cannot go ahead by {by}: no date has a year after 9999") from error


@dataclass(slots=True)
class HostClock:
    """The system's time, which tests can move on."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return datetime.now(UTC) + self.ahead

    def advance(self, by: timedelta) -> None:
        """Move on. Raises ValueError for what would lead back, or past the last year that a date can have."""
        check_forward(self.now(), by)
        self.ahead += by


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """A request that an emulated service makes: `by` is its principal, `service` and `operation` what it asks for."""

    by: str
    service: str
    operation: str
    access_key: str


@dataclass(slots=True)
class HostControl:
    """The controls in the process of the host, see `Control`.

    `before_request` sees each request of an emulated service before it is made; what it raises, the service gets.
    `interruptions` hold such requests.
    """

    clock: HostClock = field(default_factory=HostClock)
    hold_seconds: float = 1.0
    plans: Plans = field(default_factory=Plans)
    undelivered: list[Undelivered] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    before_request: Callable[[ServiceRequest], None] | None = None
    interruptions: Interruptions = field(default_factory=Interruptions)

    def interrupt(self, operation: str, seconds: float = HELD_SECONDS) -> Interruption:
        """Hold the next request of an emulated service for an operation. Raises ValueError."""
        return self.interruptions.add(operation, seconds)[1]

    def watches(self) -> bool:
        """Whether anything wants to see requests of services: else they need not be told."""
        return self.before_request is not None or self.interruptions.are_awaited()

    def see(self, request: ServiceRequest) -> None:
        """A service is about to make a request: let it pass, refuse or hold it.

        Raises what `before_request` does, and WorkStoppedError where the host leaves while the request is held.
        """
        if self.before_request is not None:
            self.before_request(request)
        self.interruptions.see(request.operation)

    def stop(self) -> None:
        """End the work that is held: the host is leaving."""
        self.interruptions.stop()
