"""checkov as a library: its registries with the given policies loaded, and a scan that says what it did not look at.

checkov swallows a check that crashes, passes over a file that it cannot parse and a resource without lines of its own,
and drops what a condition switches off by default. Here each of these is an error, or is looked at another way.
https://www.checkov.io/
"""

import logging
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from cfnproof.errors import MissingToolError
from cfnproof.findings import Finding, GateError, Place
from cfnproof.gates.gate import INSTALL
from cfnproof.gates.policy.folders import Policies
from cfnproof.gates.policy.parser_table import one_parser_table
from cfnproof.gates.policy.severities import severity_of
from cfnproof.gates.policy.views import View, views
from cfnproof.least_privilege.rules import GATE as LEAST_PRIVILEGE
from cfnproof.structural.examine import GATE
from cfnproof.structural.registry import RULES
from cfnproof.template.model import Template
from cfnproof.template.nodes import Mark, Object

_UNKNOWN: Final = {"result": "UNKNOWN"}
"""The result of a check that did not look: checkov counts it as neither passed nor failed."""

_INDEX: Final = "https://www.checkov.io/5.Policy%20Index/cloudformation.html"


@cache
def checkov(own: Policies) -> "Checkov":
    """Return the engine with these policies: checkov's registries are global to the process, and slow to fill.

    Raises MissingToolError where checkov is not installed.
    """
    return Checkov(own)


@dataclass(slots=True)
class _Seen:
    """What happened during a scan: the resources that were looked at, as (file, logical id), and what crashed."""

    resources: set[tuple[str, str]] = field(default_factory=set)
    crashes: list[str] = field(default_factory=list)


class Checkov:
    """`rules` are the ids that checkov knows; `errors` says which policies of ours it did not load."""

    def __init__(self, own: Policies) -> None:
        try:
            from checkov.cloudformation.cfn_utils import create_definitions  # noqa: PLC0415  # takes seconds
            from checkov.cloudformation.checks.resource.registry import cfn_registry  # noqa: PLC0415  # takes seconds
            from checkov.cloudformation.runner import Runner  # noqa: PLC0415  # as above
            from checkov.runner_filter import RunnerFilter  # noqa: PLC0415  # as above
        except ImportError as error:
            raise MissingToolError(f"the policy gate needs checkov ({error}): {INSTALL}") from error
        self._parse = create_definitions
        self._new_runner = Runner
        self._registry = cfn_registry
        self._graph_registry = Runner().graph_registry
        self._graph_registry.load_checks()
        self._filter = RunnerFilter(
            framework=["cloudformation"], skip_checks=[*RULES, LEAST_PRIVILEGE], show_progress_bar=False
        )
        self.errors = tuple(self._load(own))
        self.rules = frozenset(self._ids())

    def scan(self, templates: Sequence[Template]) -> Iterator[Finding | GateError]:
        """What checkov's policies say of the templates' forms, and what they could not look at."""
        with tempfile.TemporaryDirectory(prefix="cfnproof-") as folder:
            shown: dict[str, View] = {}
            for number, template in enumerate(templates):
                below = Path(os.path.realpath(folder), str(number))
                below.mkdir()
                shown |= {str(view.file): view for view in views(template, below)}
            try:
                said = list(self._scan(templates, shown))
            except Exception as error:  # noqa: BLE001  # whatever checkov raises, nothing was looked at
                if len(templates) == 1:
                    reason = f"checkov failed: {type(error).__name__}: {error}"
                    said = [GateError(GATE, reason, Place(templates[0].path))]
                else:  # the others are still looked at
                    said = [one for template in templates for one in self.scan([template])]
            yield from dict.fromkeys(said)

    def _scan(self, templates: Sequence[Template], shown: Mapping[str, View]) -> Iterator[Finding | GateError]:
        files = {os.path.realpath(template.path): template for template in templates}
        with _logged(logging.ERROR) as problems, self._watched() as seen, one_parser_table():
            parsed, _ = self._parse(None, list(files), self._filter)
            report = self._new_runner().run(None, files=list(shown), runner_filter=self._filter)
        unparsed = [template for file, template in files.items() if file not in parsed]
        for template in unparsed:
            yield GateError(GATE, "checkov could not parse the template", Place(template.path))
        yield from (GateError(GATE, f"checkov: {problem}") for problem in (*seen.crashes, *problems))
        told = {file: view for file, view in shown.items() if view.template not in unparsed}
        yield from _unseen(told, seen.resources)
        yield from (_finding(record, shown[record.file_abs_path].template) for record in report.failed_checks)

    def _load(self, own: Policies) -> Iterator[GateError]:
        builtin = self._ids()
        with _logged(logging.WARNING) as problems:
            for root in own.roots:
                self._registry.load_external_checks(str(root))
                self._graph_registry.load_external_checks(str(root))
        loaded = self._ids()
        for folder in own.folders:
            if folder.id in builtin:
                reason = f"policy {folder.id!r} has the id of one of checkov's own: rename it"
                yield GateError(GATE, reason, Place(folder.file))
            elif folder.id not in loaded:
                said = "; ".join(problems) or "nothing there registers that id"
                yield GateError(GATE, f"checkov did not load policy {folder.id!r}: {said}", Place(folder.file))

    def _ids(self) -> set[str]:
        return {check.id for _, check in self._registry.all_checks()} | {one.id for one in self._graph_registry.checks}

    @contextmanager
    def _watched(self) -> Iterator[_Seen]:
        """Note each resource that is scanned, and the exceptions of checks, which checkov itself swallows."""
        seen = _Seen()
        scan, run_graph_check = self._registry.scan, self._graph_registry.run_check_parallel
        run_check = self._registry.run_check

        def noting(file: str, entity: Mapping[str, object], *arguments: object) -> object:
            seen.resources.update((file, logical_id) for logical_id in entity)
            return scan(file, entity, *arguments)

        def reporting(run: Callable[..., object], check: Any, *arguments: object) -> object:  # noqa: ANN401  # no types
            try:
                return run(*arguments)
            except Exception as error:  # noqa: BLE001  # whatever a check raises, it did not look
                seen.crashes.append(f"{check.id} crashed: {type(error).__name__}: {error}")
                return _UNKNOWN

        self._registry.scan = noting
        self._registry.run_check = lambda check, conf, name, kind, file, skip: reporting(
            check.run, check, file, conf, name, kind, skip
        )
        self._graph_registry.run_check_parallel = lambda check, *rest: reporting(run_graph_check, check, check, *rest)
        try:
            yield seen
        finally:
            self._registry.scan, self._registry.run_check = scan, run_check
            self._graph_registry.run_check_parallel = run_graph_check


def _unseen(shown: Mapping[str, View], scanned: set[tuple[str, str]]) -> Iterator[GateError]:
    """The resources of a form that checkov passed over."""
    for file, view in shown.items():
        name = f"/{os.path.relpath(file)}"  # as checkov shows a file without a root folder
        for logical_id in sorted(view.resources):
            if (name, logical_id) not in scanned:
                mark = view.template.resources[logical_id].mark
                reason = f"checkov passed over resource {logical_id!r}: look at its name and its Type"
                yield GateError(GATE, reason, Place(view.template.path, mark.line, mark.column))


@contextmanager
def _logged(level: int) -> Iterator[list[str]]:
    """Collect what checkov logs at `level` or above, its only word on much that goes wrong."""
    lines: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage() + (f": {record.exc_info[1]}" if record.exc_info else ""))

    root = logging.getLogger()
    handlers, root.handlers = root.handlers, [Collector(level)]
    try:
        yield lines
    finally:
        root.handlers = handlers


def _finding(record: Any, template: Template) -> Finding:  # noqa: ANN401  # checkov ships no types
    logical_id = record.resource.rsplit(".", 1)[-1]
    keys = record.check_result.get("evaluated_keys") or []
    mark = _place(template, logical_id, keys)
    looked_at = f" (looked at {', '.join(keys)})" if keys else ""
    return Finding(
        rule=record.check_id,
        gate=GATE,
        severity=severity_of(record.check_id),
        message=f"{record.check_name}{looked_at}",
        place=Place(template.path, mark.line, mark.column),
        element=logical_id,
        help=record.guideline or _INDEX,
    )


def _place(template: Template, logical_id: str, keys: Iterable[str]) -> Mark:
    """The deepest place that exists on the first path that checkov looked at."""
    resource = template.resources[logical_id]
    mark, node = resource.mark, resource.body
    for step in next(iter(keys), "").split("/"):
        value = node.get(step)
        if value is None:
            break
        mark = node.mark_of(step)
        if not isinstance(value, Object):
            break
        node = value
    return mark
