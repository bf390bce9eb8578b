"""Requests that emulated services are about to make, held until a test lets them go on, in whatever process it runs."""

import itertools
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, Self

from cfnproof.emulator.errors import WorkStoppedError
from cfnproof.errors import CfnproofError

HELD_SECONDS: Final = 30.0
"""How long a request is held where nothing else is asked."""
LONGEST_SECONDS: Final = 600.0
"""How long one can be held."""


class State(Enum):
    """How far an interruption is."""

    AWAITED = "awaited"
    """No service has come to the operation."""
    HELD = "held"
    RELEASED = "released"
    LAPSED = "lapsed"
    """The request was held as long as it could be, and went on by itself."""
    STOPPED = "stopped"
    """The host has left, and the work with it."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a look shows: how far it is, and which operations were asked for since it was set."""

    state: State
    asked: frozenset[str] = frozenset()


class Interruption(ABC):
    """The next request for an operation is held. Leaving its context lets it go on."""

    def __init__(self, operation: str) -> None:
        self.operation = operation

    @abstractmethod
    def look(self, seconds: float) -> Sight:
        """How far it is, as soon as it is awaited no longer, after `seconds` in any case."""

    @abstractmethod
    def let_go(self) -> State:
        """Let the request go on, and the next ones pass; how far it was until then."""

    def wait(self, seconds: float) -> None:
        """Return when a service is about to make the request, which is held from then on.

        Raises CfnproofError where none comes to it in time, and where it is held no longer.
        """
        seen = self.look(seconds)
        if seen.state is State.AWAITED:
            asked = ", ".join(sorted(seen.asked)) or "nothing"
            raise CfnproofError(
                f"no emulated service was about to ask for {self.operation!r} in {seconds:g} s; asked for was: {asked}"
            )
        if seen.state is not State.HELD:
            raise CfnproofError(f"the request for {self.operation!r} is not held: {_REASONS[seen.state]}")

    def release(self) -> None:
        """Let it go on; what was never reached will not be held.

        Raises CfnproofError, once, where it has gone on by itself: what was done meanwhile was not done in time.
        """
        if self.let_go() is State.LAPSED:
            raise CfnproofError(f"the request for {self.operation!r} was not held until now: {_REASONS[State.LAPSED]}")

    def __enter__(self) -> Self:
        """The interruption itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release it."""
        self.release()


_REASONS: Final[Mapping[State, str]] = {
    State.RELEASED: "it was released before",
    State.LAPSED: "it went on when its time was over; release it earlier, or interrupt for more seconds",
    State.STOPPED: "the host has stopped",
}


def check_interruption(operation: str, seconds: float) -> None:
    """Raise ValueError for what is no operation's name and for seconds for which no request is held."""
    if not operation:
        raise ValueError("no operation is named: give the name of an API operation, such as 'GetObject'")
    if not 0 < seconds <= LONGEST_SECONDS:
        raise ValueError(f"a request cannot be held for {seconds!r} s: give more than 0, at most {LONGEST_SECONDS:g}")


class HeldRequest(Interruption):
    """An interruption in the process of the services."""

    def __init__(self, operation: str, seconds: float) -> None:
        super().__init__(operation)
        self.seconds = seconds
        self._state = State.AWAITED
        self._asked: set[str] = set()
        self._changed = threading.Condition()

    @property
    def is_awaited(self) -> bool:
        """Whether no service has come to it."""
        return self._state is State.AWAITED

    def look(self, seconds: float) -> Sight:
        """As told by the interface."""
        with self._changed:
            self._changed.wait_for(lambda: self._state is not State.AWAITED, seconds)
            return Sight(self._state, frozenset(self._asked))

    def let_go(self) -> State:
        """As told by the interface."""
        return self._end(State.RELEASED)

    def stop(self) -> None:
        """End the work that is held."""
        self._end(State.STOPPED)

    def see(self, operation: str) -> bool:
        """Hold the thread that is about to ask for this operation; whether it was held.

        Raises WorkStoppedError where the host has left meanwhile.
        """
        with self._changed:
            if self._state is not State.AWAITED:
                return False
            self._asked.add(operation)
            if operation != self.operation:
                return False
            self._state = State.HELD
            self._changed.notify_all()
            if not self._changed.wait_for(lambda: self._state is not State.HELD, self.seconds):
                self._state = State.LAPSED
            if self._state is State.STOPPED:
                raise WorkStoppedError
            return True

    def _end(self, state: State) -> State:
        with self._changed:
            before, self._state = self._state, state
            self._changed.notify_all()
            return before


class Interruptions:
    """Those of one host, by number from 1."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._set: dict[str, HeldRequest] = {}
        self._lock = threading.Lock()

    def add(self, operation: str, seconds: float) -> tuple[str, HeldRequest]:
        """Interrupt the next request for an operation: the interruption's number, and itself. Raises ValueError."""
        check_interruption(operation, seconds)
        held = HeldRequest(operation, seconds)
        with self._lock:
            number = str(next(self._numbers))
            self._set[number] = held
        return number, held

    def remove(self, number: str) -> None:
        """Forget one."""
        with self._lock:
            self._set.pop(number, None)

    def all(self) -> Mapping[str, HeldRequest]:
        """Those that were added and not removed."""
        with self._lock:
            return dict(self._set)

    def are_awaited(self) -> bool:
        """Whether there is any that a request can come to."""
        return any(held.is_awaited for held in self.all().values())

    def see(self, operation: str) -> None:
        """Hold a request for the oldest interruption that awaits it. Raises WorkStoppedError where the host leaves."""
        any(held.see(operation) for held in self.all().values())

    def stop(self) -> None:
        """End all work that is held."""
        for held in self.all().values():
            held.stop()
