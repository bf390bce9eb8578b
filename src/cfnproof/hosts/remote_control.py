"""The controls of an account whose host runs in another process, over HTTP: see `control_resources`."""

import threading
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from cfnproof.emulator.events.model import Undelivered
from cfnproof.emulator.plans import EndpointPlan, Plans, TrainingPlan
from cfnproof.errors import CfnproofError
from cfnproof.hosts.access.ledger import Entry
from cfnproof.hosts.control import check_forward
from cfnproof.hosts.control_exchange import Exchange
from cfnproof.hosts.control_json import entry_of, plan_json, plans_of, sight_of, time_of, undelivered_of
from cfnproof.hosts.interruptions import HELD_SECONDS, Interruption, Sight, State, check_interruption

_PAUSE: Final = 0.02
"""Between two looks at an interruption, in seconds."""


class RemoteClock:
    """The host's time."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return self._exchange.read("/clock", lambda answer: time_of(answer["now"]))

    def advance(self, by: timedelta) -> None:
        """Move on. Raises ValueError for what would lead back, or past the last year that a date can have."""
        check_forward(self.now(), by)
        self._exchange.send("POST", "/clock", {"advance": by.total_seconds()})


class RemotePlans:
    """How work goes that takes AWS minutes, as in `plans.Plans`."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    @property
    def endpoints(self) -> EndpointPlan:
        """How changes of endpoints go."""
        return self._all().endpoints

    @endpoints.setter
    def endpoints(self, plan: EndpointPlan) -> None:
        self._set("endpoints", plan_json(plan))

    @property
    def training(self) -> TrainingPlan:
        """How training jobs go."""
        return self._all().training

    @training.setter
    def training(self, plan: TrainingPlan) -> None:
        self._set("training", plan_json(plan))

    @property
    def source_poll(self) -> timedelta:
        """How often CodePipeline looks at a source that it polls."""
        return self._all().source_poll

    @source_poll.setter
    def source_poll(self, every: timedelta) -> None:
        self._set("sourcePoll", every.total_seconds())

    def _all(self) -> Plans:
        return self._exchange.read("/plans", lambda answer: plans_of(answer, Plans()))

    def _set(self, name: str, value: object) -> None:
        self._exchange.send("PUT", "/plans", {name: value})


class RemoteLedger:
    """The decisions, secrets masked. What has come once is kept: only what is new is asked for."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._id = ""
        self._first = 0
        self._known: list[Entry] = []
        self._lock = threading.Lock()

    def entries(self) -> tuple[Entry, ...]:
        """All decisions until now, the oldest first.

        Raises CfnproofError where the host has begun another ledger since: what was decided before is lost.
        """
        with self._lock:
            self._exchange.read(f"/ledger?after={self._first + len(self._known)}", self._take)
            return tuple(self._known)

    def denials(self) -> tuple[Entry, ...]:
        """Those that let nothing pass."""
        return tuple(entry for entry in self.entries() if not entry.decision.allowed)

    def clear(self) -> None:
        """Begin anew."""
        self._exchange.send("DELETE", "/ledger")

    def _take(self, answer: Mapping[str, Any]) -> None:
        new = [entry_of(members) for members in answer["entries"]]
        if self._id not in ("", answer["ledger"]):
            raise CfnproofError(
                f"{self._exchange.url} has another ledger than before: the host was restarted or reset, and what was "
                "decided until then is lost; run again"
            )
        if answer["lost"] and answer["first"] > self._first + len(self._known):
            raise CfnproofError(
                f"{self._exchange.url} has let go the oldest of its decisions for want of space, before they were "
                "read: clear its ledger, and read it more often"
            )
        start = answer["first"] - answer["lost"]  # the number with which it has begun anew
        self._known = [*self._known[start - self._first :], *new]
        self._id, self._first = answer["ledger"], start


class RemoteInterruption(Interruption):
    """An interruption on the host."""

    def __init__(self, exchange: Exchange, operation: str, number: str) -> None:
        super().__init__(operation)
        self._exchange = exchange
        self._path = f"/interruptions/{number}"
        self._is_released = False

    def look(self, seconds: float) -> Sight:
        """As told by the interface."""
        deadline = time.monotonic() + seconds
        while True:
            seen = Sight(State.RELEASED) if self._is_released else self._exchange.read(self._path, sight_of)
            left = deadline - time.monotonic()
            if seen.state is not State.AWAITED or left <= 0:
                return seen
            time.sleep(min(_PAUSE, left))

    def let_go(self) -> State:
        """As told by the interface."""
        if self._is_released:
            return State.RELEASED
        answer = self._exchange.send("DELETE", self._path)
        self._is_released = True
        return self._exchange.understood(answer, sight_of).state


class RemoteControl:
    """The controls of an account, see `control.Control`.

    Whatever is asked of them raises CfnproofError where the endpoint does not answer, has no such controls or refuses.
    """

    def __init__(self, endpoint_url: str, account: str) -> None:
        self._exchange = Exchange(endpoint_url, account)
        self.clock = RemoteClock(self._exchange)
        self.plans = RemotePlans(self._exchange)
        self.ledger = RemoteLedger(self._exchange)

    @property
    def hold_seconds(self) -> float:
        """How long an answer waits for the work that it started."""
        return self._exchange.read("/hold", lambda answer: float(answer["seconds"]))

    @hold_seconds.setter
    def hold_seconds(self, seconds: float) -> None:
        self._exchange.send("PUT", "/hold", {"seconds": seconds})

    @property
    def undelivered(self) -> Sequence[Undelivered]:
        """The events that targets of rules did not get, and why, oldest first."""
        return self._exchange.read("/undelivered", _undelivered_of)

    def interrupt(self, operation: str, seconds: float = HELD_SECONDS) -> RemoteInterruption:
        """Hold the next request of an emulated service for an operation. Raises ValueError."""
        check_interruption(operation, seconds)
        answer = self._exchange.send("POST", "/interruptions", {"operation": operation, "seconds": seconds})
        number = self._exchange.understood(answer, lambda made: str(made["id"]))
        return RemoteInterruption(self._exchange, operation, number)


def _undelivered_of(answer: Mapping[str, Any]) -> list[Undelivered]:
    return [undelivered_of(members) for members in answer["undelivered"]]
