"""What a terminal shows while gates run: a spinner, the time and the last step a gate, gone when all are done."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cfnproof.reports.escapes import visible

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


class Live:
    """A line a gate."""

    wanted = True

    def __init__(self, bars: "Bars") -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def started(self, gate: str) -> None:
        """Add its line."""
        self._tasks[gate] = self._bars.add_task(gate, total=1)

    def step(self, gate: str, text: str) -> None:
        """Put the step behind its name."""
        self._bars.update(self._tasks[gate], description=visible(f"{gate}  {text}"))

    def done(self, gate: str) -> None:
        """Stop its clock."""
        self._bars.update(self._tasks[gate], description=gate, completed=1)


@contextmanager
def live_progress() -> Iterator[Live | None]:
    """Yield what `check` tells how far its gates are, None where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415  # only a terminal needs rich
    from rich.progress import Progress as Bars  # noqa: PLC0415  # as above
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415  # as above

    text = TextColumn("{task.description}", markup=False)
    columns = (SpinnerColumn(finished_text="done"), TimeElapsedColumn(), text)
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        yield Live(bars)
