"""The models of the library sarif-pydantic, and what they lack of the standard.

The library says nothing of its types to a checker, so its models are `Any` here, at the tool's edge; pydantic checks
them when they are made. A log must be dumped with `serialize_as_any`, else pydantic leaves out what is added here.
"""

from sarif_pydantic.sarif import (  # type: ignore[import-untyped]  # the library has no py.typed
    ArtifactLocation,
    Level,
    Location,
    LogicalLocation,
    Message,
    Notification,
    PhysicalLocation,
    Region,
    ReportingConfiguration,
    ReportingDescriptor,
    Sarif,
    Suppression,
    Tool,
    ToolDriver,
)
from sarif_pydantic.sarif import Invocation as _Invocation
from sarif_pydantic.sarif import Result as _Result
from sarif_pydantic.sarif import Run as _Run

__all__ = [
    "ArtifactLocation",
    "Invocation",
    "Level",
    "Location",
    "LogicalLocation",
    "Message",
    "Notification",
    "PhysicalLocation",
    "Region",
    "ReportingConfiguration",
    "ReportingDescriptor",
    "Result",
    "Run",
    "Sarif",
    "Suppression",
    "Tool",
    "ToolDriver",
]


class Result(_Result):  # type: ignore[misc]  # the library has no py.typed
    """A result, with the standard's several suppressions (the library knows one)."""

    suppressions: list[Suppression] | None = None


class Invocation(_Invocation):  # type: ignore[misc]  # as above
    """An invocation, with its exit code and what it could not do."""

    exit_code: int | None = None
    tool_execution_notifications: list[Notification] | None = None


class Run(_Run):  # type: ignore[misc]  # as above
    """A run, with what a column counts."""

    column_kind: str = "unicodeCodePoints"
