"""Looking again until something has settled."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

Seen = TypeVar("Seen")

_FIRST_PAUSE: Final = 0.02
_LONGEST_PAUSE: Final = 2.0
_GROWTH: Final = 1.25
"""From one pause to the next: what is seen late is late by a quarter of the time that it took."""


def poll(look: Callable[[], Seen], settled: Callable[[Seen], bool], timeout: float) -> Seen:
    """What a look shows when it has settled, or when `timeout` seconds are over: the pauses between grow to two."""
    deadline, pause = time.monotonic() + timeout, _FIRST_PAUSE
    while True:
        seen = look()
        left = deadline - time.monotonic()
        if settled(seen) or left <= 0:
            return seen
        time.sleep(min(pause, left))
        pause = min(_GROWTH * pause, _LONGEST_PAUSE)
