"""Work on threads that a host stops and joins."""

import threading
import time

import pytest

from cfnproof.emulator.errors import WorkStoppedError
from cfnproof.emulator.work import Work


def wait_for(event: threading.Event) -> None:
    """Work that ends when the test says so."""
    event.wait(10)


def test_holding_waits_for_work_that_settles() -> None:
    """A waiter's first poll then finds it done."""
    work = Work()
    done: list[str] = []
    work.hold(work.start("quick", lambda: done.append("done")))
    assert done == ["done"]


def test_holding_ends_when_the_time_is_up() -> None:
    """The answer comes while the work goes on."""
    work = Work(hold_seconds=0.05)
    release = threading.Event()
    started = time.perf_counter()
    task = work.start("long", lambda: wait_for(release))
    work.hold(task)
    assert time.perf_counter() - started < 5
    assert not task.done.is_set()
    release.set()
    assert work.stop() == ()


def test_stopping_ends_what_waits() -> None:
    """A pause of a minute ends at once."""
    work = Work(hold_seconds=0)
    task = work.start("waiting", lambda: work.pause(60))
    assert work.stop() == ()
    assert task.done.is_set()
    assert isinstance(task.error, WorkStoppedError)


def test_nothing_starts_after_stopping() -> None:
    """A thread that outlives its host would call the real AWS."""
    work = Work()
    work.stop()
    with pytest.raises(WorkStoppedError):
        work.start("late", lambda: None)


def test_work_that_does_not_end_is_named() -> None:
    """The host can say which thread it could not stop."""
    work = Work(hold_seconds=0)
    release = threading.Event()
    work.start("deaf", lambda: wait_for(release))
    assert work.stop(timeout=0.05) == ("deaf",)
    release.set()
