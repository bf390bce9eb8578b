"""Shows pipelines while they run: a table of stages and actions on a terminal, a line a change elsewhere.

12:30:05  mlpipeline/Pipeline  1a2b3c4d  Source/SourceAction  Succeeded
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol

from cfnproof.hosts.pipeline_records import FAILED, IN_PROGRESS, SUCCEEDED, ActionExecution, Execution
from cfnproof.hosts.stack_records import StackEvent
from cfnproof.reports.escapes import visible

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

_STYLES: Final = {SUCCEEDED: "green", FAILED: "bold red", IN_PROGRESS: "yellow"}
_ID: Final = 8
_NOT_BEGUN: Final = "-"

Key = tuple[str, str]
"""A stage and an action of it."""


@dataclass(frozen=True, slots=True)
class Run:
    """An execution of a pipeline, which is called `label`; `planned` are the actions that it is to go through."""

    label: str
    planned: Sequence[Key]
    execution: Execution


class Display(Protocol):
    """Shows what happens, as it happens."""

    def stack(self, name: str, event: StackEvent) -> None:
        """An event of a stack."""
        ...

    def run(self, run: Run) -> None:
        """An execution has begun or changed."""
        ...

    def note(self, text: str) -> None:
        """Something that is not AWS's doing."""
        ...


@dataclass(slots=True)
class Lines:
    """A line a change. Of stacks it shows what becomes of them as a whole, and what failed."""

    seen: dict[str, dict[Key, ActionExecution]] = field(default_factory=dict)

    def stack(self, name: str, event: StackEvent) -> None:
        """`12:30:05  stack foundation  CREATE_COMPLETE`."""
        if event.logical_id == name and event.status.endswith("_COMPLETE"):
            _write(event.time, f"stack {name}  {event.status}")
        elif event.failed:
            _write(event.time, f"stack {name}  {event}")

    def run(self, run: Run) -> None:
        """What has changed since the execution was last shown."""
        execution = run.execution
        before = self.seen.get(execution.id, {})
        now = {(one.stage, one.name): one for one in execution.latest()}
        for key, action in now.items():
            if key not in before or before[key].status != action.status:
                head = f"{run.label}  {execution.id[:_ID]}  {action.stage}/{action.name}  {action.status}"
                _write(action.updated, "  ".join(text for text in (head, _why(action)) if text))
        self.seen[execution.id] = now

    def note(self, text: str) -> None:
        """As it is, with the time."""
        _write(datetime.now(UTC), text)


@dataclass(slots=True)
class LiveTable:
    """A row an action, and below them the last thing that happened."""

    last: str = ""
    runs: dict[str, Run] = field(default_factory=dict)

    def stack(self, name: str, event: StackEvent) -> None:
        """Shown until something else happens."""
        self.last = f"stack {name}: {event}"

    def run(self, run: Run) -> None:
        """Shown to the end."""
        self.runs[run.execution.id] = run
        self.last = ""

    def note(self, text: str) -> None:
        """Shown until something else happens."""
        self.last = text

    def __rich__(self) -> "RenderableType":
        """The table, and the last line, as they are now."""
        from rich.console import Group  # noqa: PLC0415  # only a terminal needs rich
        from rich.text import Text  # noqa: PLC0415  # as above

        tables = [self._table(run) for run in tuple(self.runs.values())]
        return Group(*tables, Text(visible(self.last), style="dim", overflow="ellipsis", no_wrap=True))

    def _table(self, run: Run) -> "Table":
        from rich import box  # noqa: PLC0415  # as above
        from rich.table import Table  # noqa: PLC0415  # as above
        from rich.text import Text  # noqa: PLC0415  # as above

        title = Text(visible(f"{run.label}  {run.execution.id[:_ID]}  {run.execution.status}"))
        table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
        for name in ("stage", "action", "status", "seconds", ""):
            table.add_column(name, justify="right" if name == "seconds" else "left")
        began = {(one.stage, one.name): one for one in run.execution.latest()}
        for stage, name in dict.fromkeys((*run.planned, *began)):
            action = began.get((stage, name))
            status = action.status if action else _NOT_BEGUN
            cells = (Text(visible(stage)), Text(visible(name)), Text(status, style=_STYLES.get(status, "")))
            table.add_row(*cells, _seconds(action), Text(visible(_why(action) if action else "")))
        return table


@contextmanager
def display() -> Iterator[Display]:
    """Yield a table that stays up to date where stdout is a terminal, plain lines where it is none."""
    if not sys.stdout.isatty():
        yield Lines()
        return
    from rich.console import Console  # noqa: PLC0415  # as above
    from rich.live import Live  # noqa: PLC0415  # as above

    table = LiveTable()
    with Live(get_renderable=table.__rich__, console=Console(highlight=False), refresh_per_second=8):
        yield table


def _why(action: ActionExecution) -> str:
    """What AWS says of an action, on one line."""
    said = ": ".join(text for text in (action.error_code, action.error_message or action.summary) if text)
    return " ".join(said.split())


def _seconds(action: ActionExecution | None) -> str:
    if action is None:
        return ""
    until = datetime.now(UTC) if action.status == IN_PROGRESS else action.updated
    return f"{max((until - action.started).total_seconds(), 0):.1f}"


def _write(time: datetime, text: str) -> None:
    sys.stdout.write(f"{time.astimezone(UTC):%H:%M:%S}  {visible(text)}\n")
    sys.stdout.flush()
