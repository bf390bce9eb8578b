"""Waiting for what comes true by itself."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

Seen = TypeVar("Seen")

_FIRST_PAUSE: Final = 0.001
_LONGEST_PAUSE: Final = 0.05
_GROWTH: Final = 1.25


def until(look: Callable[[], Seen], settled: Callable[[Seen], bool], what: str, seconds: float = 10.0) -> Seen:
    """What a look shows once it is settled; an AssertionError where it is not in `seconds`, with what was seen last."""
    deadline, pause = time.monotonic() + seconds, _FIRST_PAUSE
    while not settled(seen := look()):
        assert time.monotonic() < deadline, f"waited {seconds:g} s in vain for: {what}; seen last: {seen!r}"
        time.sleep(pause)
        pause = min(_GROWTH * pause, _LONGEST_PAUSE)
    return seen
