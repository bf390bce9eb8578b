"""Lines that show a deployment: its events as they come, then the stack's outputs.

12:30:05  CREATE_COMPLETE     Key     Resource creation initiated
"""

from collections.abc import Iterator, Mapping
from typing import Final

from cfnproof.hosts.stack_records import StackEvent
from cfnproof.reports.escapes import visible

_STATUS: Final = len("ROLLBACK_IN_PROGRESS")


def event_line(event: StackEvent, width: int) -> str:
    """Time of day in UTC, status, logical id in `width` columns, reason."""
    clock, reason = f"{event.time:%H:%M:%S}", " ".join(event.reason.splitlines())
    return visible(f"{clock}  {event.status:<{_STATUS}}  {event.logical_id:<{width}}  {reason}".rstrip())


def output_lines(outputs: Mapping[str, str]) -> Iterator[str]:
    """A line an output, aligned."""
    width = max(map(len, outputs), default=0)
    for name, value in outputs.items():
        yield visible(f"output {name:<{width}} = {value}")
