"""The threads on which moto's interpreter runs executions: a host knows its own, ends and joins them.

moto starts a thread for each execution, and for the execution's program, tasks, branches and iterations.
"""

import contextvars
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

from cfnproof.emulator.context import ClientOf, Clients, Clock
from cfnproof.hosts.moto.guard import HostClosedError

if TYPE_CHECKING:
    from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker

PAUSE_SECONDS: Final = 0.02
"""Between two looks at whether a wait is over."""


class Running(Protocol):
    """What an execution needs of its host."""

    def service_clients(self, principal: str, region: str) -> Clients:
        """The clients of a service in a region."""
        ...


class Execution:
    """A running execution: moto's worker, and the sessions of the roles that it has assumed."""

    def __init__(self, owner: "Executions", host: Running, worker: "ExecutionWorker") -> None:
        self.owner, self.host, self.worker = owner, host, worker
        self.sessions: dict[tuple[str, str], ClientOf] = {}

    @property
    def arn(self) -> str:
        """The execution's ARN."""
        return str(self.worker._evaluation_details.execution_details.arn)  # noqa: SLF001  # moto keeps it there

    @property
    def machine_arn(self) -> str:
        """The state machine's ARN."""
        return str(self.worker._evaluation_details.state_machine_details.arn)  # noqa: SLF001  # as above

    @property
    def role_arn(self) -> str:
        """The state machine's role."""
        return str(self.worker._evaluation_details.aws_execution_details.role_arn)  # noqa: SLF001  # as above

    def stop(self, stop_date: datetime, error: str | None, cause: str | None) -> None:
        """Stop the program and wake what it waits for, once it has begun."""
        env = self.worker.env
        if env is None:
            return
        env.set_stop(stop_date=stop_date, error=error, cause=cause)
        for waiting in tuple(env.callback_pool_manager._pool.values()):  # noqa: SLF001  # moto keeps them there
            waiting.interrupt_all()


class ExecutionThread(threading.Thread):
    """A thread of an execution; what it starts belongs to the same execution."""

    def __init__(self, *arguments: Any, execution: Execution | None = None, **named: Any) -> None:  # noqa: ANN401  # Thread's
        super().__init__(*arguments, **named)
        self.execution = execution or current()
        self._course = contextvars.copy_context()

    def start(self) -> None:
        """Start it, known to its host."""
        if self.execution is not None:
            self.execution.owner.add(self)
        super().start()

    def run(self) -> None:
        """Run it; when its host has gone, so have its clients, and it ends."""
        try:
            self._course.run(super().run)
        except HostClosedError:
            return
        finally:
            if self.execution is not None:
                self.execution.owner.discard(self)


def current() -> Execution | None:
    """The execution that this thread runs, None for other threads."""
    return getattr(threading.current_thread(), "execution", None)


class Executions:
    """The executions of one host."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.closing = threading.Event()
        self._threads: dict[ExecutionThread, Execution] = {}
        self._lock = threading.Lock()

    def start(self, host: Running, worker: "ExecutionWorker") -> None:
        """Run an execution."""
        execution = Execution(self, host, worker)
        ExecutionThread(
            target=worker._execution_logic,  # noqa: SLF001  # what moto's own start runs
            name=execution.arn,
            daemon=True,
            execution=execution,
        ).start()

    def add(self, thread: ExecutionThread) -> None:
        """A thread is about to start."""
        if thread.execution is None:
            raise ValueError(f"thread {thread.name} belongs to no execution")
        with self._lock:
            self._threads[thread] = thread.execution

    def discard(self, thread: ExecutionThread) -> None:
        """A thread has ended."""
        with self._lock:
            self._threads.pop(thread, None)

    def stop_one(self, worker: "ExecutionWorker", stop: Callable[[Execution], None], seconds: float) -> None:
        """Stop an execution, and wait at most so long until it has ended."""
        self._stop(lambda execution: execution.worker is worker, stop, seconds)

    def stop(self, seconds: float = 10.0) -> tuple[str, ...]:
        """Stop everything; return the names of the threads that did not end in time."""
        self.closing.set()
        now = datetime.now(UTC)
        return self._stop(lambda _: True, lambda execution: execution.stop(now, None, None), seconds)

    def _stop(
        self, wanted: Callable[[Execution], bool], stop: Callable[[Execution], None], seconds: float
    ) -> tuple[str, ...]:
        """Stop again until all has ended: a program that is still being parsed does not hear it."""
        deadline = time.monotonic() + seconds
        while True:
            with self._lock:
                left = {thread: execution for thread, execution in self._threads.items() if wanted(execution)}
            if not left or time.monotonic() > deadline:
                return tuple(thread.name for thread in left)
            for execution in set(left.values()):
                stop(execution)
            next(iter(left)).join(PAUSE_SECONDS)


def pause(env: Any, seconds: float, clock: Clock) -> None:  # noqa: ANN401  # moto's environment
    """Wait, by the host's clock, until the time has come or the execution has ended."""
    until = clock.now() + timedelta(seconds=seconds)
    while env.is_running():
        left = (until - clock.now()).total_seconds()
        if left <= 0:
            return
        env.program_state_event.wait(min(left, PAUSE_SECONDS))
