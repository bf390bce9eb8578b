"""What a terminal shows while gates run: a spinner and the time a gate, gone when all are done."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def live_progress() -> Iterator[Callable[[str, bool], None]]:
    """Yield what `check` calls when a gate starts and is done; it does nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _gate, _done: None
        return
    from rich.console import Console  # noqa: PLC0415  # only a terminal needs rich
    from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn  # noqa: PLC0415  # as above

    columns = (SpinnerColumn(finished_text="done"), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        tasks: dict[str, TaskID] = {}

        def show(gate: str, done: bool) -> None:  # noqa: FBT001  # the callback's own protocol
            if done:
                display.update(tasks[gate], completed=1)
            else:
                tasks[gate] = display.add_task(gate, total=1)

        yield show
