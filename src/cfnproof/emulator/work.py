"""Work that outlives the request that started it, on threads that the host stops and joins."""

import contextvars
import threading
from collections.abc import Callable
from typing import Final

from cfnproof.emulator.errors import WorkStoppedError

HOLD_SECONDS: Final = 1.0
"""How long an answer is held for the work that it started, so that a waiter's first poll finds it settled."""


class Task:
    """One piece of work; `error` is what it ended with where it should not have."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.error: BaseException | None = None


class Work:
    """The threads of one host."""

    def __init__(self, hold_seconds: float = HOLD_SECONDS) -> None:
        self.hold_seconds = hold_seconds
        self._stopping = threading.Event()
        self._threads: set[threading.Thread] = set()
        self._lock = threading.Lock()

    def start(self, name: str, run: Callable[[], None]) -> Task:
        """Run something on a thread of its own, in the course of what this thread does.

        Raises WorkStoppedError where the host is leaving.
        """
        task = Task()
        course = contextvars.copy_context()
        thread = threading.Thread(target=course.run, args=(self._run, task, run), name=name, daemon=True)
        with self._lock:
            if self._stopping.is_set():
                raise WorkStoppedError
            self._threads.add(thread)
            thread.start()
        return task

    def hold(self, task: Task) -> None:
        """Wait until the task has settled, `hold_seconds` at most."""
        task.done.wait(self.hold_seconds)

    def pause(self, seconds: float) -> None:
        """Wait between two looks at something.

        Raises WorkStoppedError where the host is leaving.
        """
        if self._stopping.wait(seconds):
            raise WorkStoppedError

    def check(self) -> None:
        """Raise WorkStoppedError where the host is leaving."""
        if self._stopping.is_set():
            raise WorkStoppedError

    def stop(self, timeout: float = 30.0) -> tuple[str, ...]:
        """Stop and join all work; return the names of the threads that did not end within `timeout` seconds each."""
        with self._lock:
            self._stopping.set()
            threads = tuple(self._threads)
        for thread in threads:
            thread.join(timeout)
        return tuple(thread.name for thread in threads if thread.is_alive())

    def _run(self, task: Task, run: Callable[[], None]) -> None:
        try:
            run()
        except WorkStoppedError as error:
            task.error = error
        except BaseException as error:
            task.error = error
            raise
        finally:
            task.done.set()
            with self._lock:
                self._threads.discard(threading.current_thread())
