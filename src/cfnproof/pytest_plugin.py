"""Collects each template as pytest items, one a static gate: `cfn/mlpipeline.yaml::lint`; loads the fixtures.

It collects what `[tool.cfnproof] templates` names in the pyproject.toml of pytest's root folder. Without that table it
does nothing, and imports nothing heavy.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from cfnproof import config as settings
from cfnproof.errors import ConfigError

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr

    from cfnproof.findings import Report
    from cfnproof.gates.gate import Gate

pytest_plugins = ("cfnproof.pytest_fixtures",)

_CONFIG: Final = pytest.StashKey[settings.Config]()


def pytest_configure(config: pytest.Config) -> None:
    """Read the project's settings; a table that does not follow the schema is a usage error."""
    file = config.rootpath / settings.FILE
    if not file.is_file():
        return
    try:
        found = settings.read(file)
    except ConfigError as error:
        raise pytest.UsageError(str(error)) from error
    for path in found.templates:
        if not path.exists():
            raise pytest.UsageError(f"{file}: templates names {str(path)!r}, which does not exist: correct the path")
    config.stash[_CONFIG] = found


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a file that lies under one of the configured paths."""
    found = parent.config.stash.get(_CONFIG, None)
    if found is None or not any(file_path.is_relative_to(path) for path in found.templates):
        return None
    from cfnproof.template.discover import SUFFIXES  # noqa: PLC0415  # only a project with templates pays for it

    named = file_path in found.templates
    return TemplateFile.from_parent(parent, path=file_path) if named or file_path.suffix.lower() in SUFFIXES else None


class TemplateFile(pytest.File):
    """A file that may be a template."""

    def collect(self) -> "Iterator[GateItem]":
        """Yield an item for each static gate; a file that cannot be read is a collection error."""
        from cfnproof.errors import TemplateError  # noqa: PLC0415  # as above
        from cfnproof.gates.registry import STATIC_GATES  # noqa: PLC0415  # as above
        from cfnproof.template.discover import look  # noqa: PLC0415  # as above

        found = look(self.path)
        if isinstance(found, TemplateError):
            raise self.CollectError(str(found))
        if found is not None:
            for gate in STATIC_GATES.values():
                yield GateItem.from_parent(self, name=gate.name, gate=gate)


class GateFailedError(Exception):
    """A gate reported something about a template; `report` is what."""

    def __init__(self, report: "Report") -> None:
        super().__init__()
        self.report = report


class GateItem(pytest.Item):
    """One gate on one template."""

    def __init__(self, *, gate: "Gate", **named: object) -> None:
        super().__init__(**named)  # type: ignore[arg-type]  # what from_parent passes on
        self._gate = gate

    def runtest(self) -> None:
        """Run the gate.

        Raises GateFailedError for findings and for what could not be checked.
        """
        from cfnproof.gates.check import check_file  # noqa: PLC0415  # as above

        report = check_file(self.path, self.config.stash[_CONFIG], self._gate)
        if report.exit_code:
            raise GateFailedError(report)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> "str | TerminalRepr":
        """Show the gate's report, not a traceback."""
        if not isinstance(excinfo.value, GateFailedError):
            return super().repr_failure(excinfo, style)  # type: ignore[arg-type]  # pytest's own literal types
        from cfnproof.reports import text  # noqa: PLC0415  # as above

        return text.render(excinfo.value.report)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands, and its name in summaries."""
        return self.path, 0, self.name
