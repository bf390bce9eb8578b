"""What gates say while they run: each runs in a process of its own, and its steps come back over a queue."""

from typing import Any, Protocol


class Progress(Protocol):
    """Who looks on while gates run."""

    @property
    def wanted(self) -> bool:
        """Whether anybody looks: without, no steps are sent."""
        ...

    def started(self, gate: str) -> None:
        """A gate begins."""
        ...

    def step(self, gate: str, text: str) -> None:
        """A gate has done a step."""
        ...

    def done(self, gate: str) -> None:
        """A gate has ended."""
        ...


class Silent:
    """Nobody looks on."""

    wanted = False

    def started(self, gate: str) -> None:
        """Say nothing."""

    def step(self, gate: str, text: str) -> None:
        """Say nothing."""

    def done(self, gate: str) -> None:
        """Say nothing."""


_queues: list[Any] = []
"""This process's way to its parent, if it has one: a multiprocessing queue, whose class has no static type."""


def connect(queue: Any) -> None:  # noqa: ANN401  # as above
    """Send this process's steps there: called once, as the process starts."""
    _queues.append(queue)


def report_step(gate: str, text: str) -> None:
    """Tell who looks on what a gate has just done; nothing happens where nobody does."""
    for queue in _queues:
        queue.put((gate, text))
