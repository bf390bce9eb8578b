"""What tests steer on any host: the clock, how long answers are held, and requests that shall fail."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cfnproof.emulator.events.model import Undelivered
from cfnproof.emulator.plans import Plans
from cfnproof.hosts.access.ledger import Ledger


@dataclass(slots=True)
class HostClock:
    """The system's time, which tests can move on."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return datetime.now(UTC) + self.ahead

    def advance(self, by: timedelta) -> None:
        """Move on, never back."""
        if by < timedelta():
            raise ValueError(f"the clock cannot go back by {by}")
        self.ahead += by


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """A request that an emulated service makes: `by` is its principal, `service` and `operation` what it asks for."""

    by: str
    service: str
    operation: str
    access_key: str


@dataclass(slots=True)
class Control:
    """One host's controls.

    `hold_seconds` is how long an answer waits for the work that it started: 0 in tests that look at states on the way.
    `plans` says how long training jobs and changes of endpoints take, and how they end.
    `undelivered` lists the events that targets of rules did not get, and why, oldest first.
    `ledger` has every decision of IAM, oldest first.
    `before_request` sees each request of an emulated service before it is made; what it raises, the service gets.
    """

    clock: HostClock = field(default_factory=HostClock)
    hold_seconds: float = 1.0
    plans: Plans = field(default_factory=Plans)
    undelivered: list[Undelivered] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    before_request: Callable[[ServiceRequest], None] | None = None
