"""The policy gate: checkov's built-in CloudFormation policies as a library, offline, the project's own, and our rules.

Our structural rules are called directly, for their exact lines; their checkov policies are loaded all the same, so that
one that plain checkov could not load is an error here. https://www.checkov.io/
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

from cfnproof.errors import MissingToolError
from cfnproof.findings import Finding, GateError, GateResult, Place
from cfnproof.gates.checkov_severities import severity_of
from cfnproof.gates.gate import INSTALL, Gate, Job
from cfnproof.gates.inline_skips import policy_skips
from cfnproof.gates.policy_folders import Policies, policies
from cfnproof.locations import shipped_policies
from cfnproof.structural.examine import GATE as NAME
from cfnproof.structural.examine import SAMPLED, examine, sampled
from cfnproof.structural.registry import RULES
from cfnproof.template.model import Template, load
from cfnproof.template.nodes import Mark, Object

_UNKNOWN: Final = {"result": "UNKNOWN"}
"""The result of a check that did not look: checkov counts it as neither passed nor failed."""

_INDEX: Final = "https://www.checkov.io/5.Policy%20Index/cloudformation.html"


def run(job: Job) -> GateResult:
    """Check each file of the job against every policy.

    Raises MissingToolError where checkov is not installed.
    """
    started = time.perf_counter()
    templates = {str(path.resolve()): load(path) for path in job.files}
    own = policies([shipped_policies(), job.config.policies], NAME)
    checkov = _checkov(own)
    said = [*checkov.scan(templates), *_examine(templates.values())]
    errors = [*own.errors, *checkov.errors, *(one for one in said if isinstance(one, GateError))]
    blind = {error.place.file for error in errors if error.place}
    return GateResult(
        NAME,
        tuple(path for path in job.files if path not in blind),
        tuple(one for one in said if isinstance(one, Finding)),
        tuple(errors),
        rules=checkov.rules | RULES.keys() | {SAMPLED},
        seconds=time.perf_counter() - started,
    )


def structural_check(rule_id: str) -> object:
    """Return a checkov check that calls a structural rule on the raw file: all that a folder's `policy.py` needs."""
    from checkov.cloudformation.checks.resource.base_resource_check import BaseResourceCheck  # noqa: PLC0415  # slow
    from checkov.common.models.enums import CheckCategories, CheckResult  # noqa: PLC0415  # as above

    rule = RULES[rule_id]

    class StructuralCheck(BaseResourceCheck):  # type: ignore[misc]  # checkov ships no types
        def scan_resource_conf(self, conf: Mapping[str, Any]) -> object:
            """Fail where the rule finds something in this resource of the file as it is written."""
            logical_id = self.entity_path.rsplit(":", 1)[1]
            failed = logical_id in _broken(rule_id, Path(str(conf["__file__"])))
            return CheckResult.FAILED if failed else CheckResult.PASSED

    return StructuralCheck(rule.title, rule.id, [CheckCategories.CONVENTION], list(rule.resource_types), rule.help)


@cache
def _broken(rule_id: str, path: Path) -> frozenset[str]:
    """The resources with a finding; one that belongs to no resource counts for the template's first."""
    template = load(path)
    first = next(iter(template.resources))
    elements = (finding.element for finding in examine(template, RULES[rule_id]))
    return frozenset(element if element and element in template.resources else first for element in elements)


def _examine(templates: Iterable[Template]) -> Iterator[Finding | GateError]:
    """What our own rules say; a rule that crashes has not looked."""
    for template in templates:
        yield from policy_skips(template, NAME)
        yield from sampled(template)
        for rule in RULES.values():
            try:
                yield from list(examine(template, rule))
            except Exception as error:  # noqa: BLE001  # whatever the rule raises, the file was not looked at
                reason = f"policy {rule.id!r} crashed: {type(error).__name__}: {error}"
                yield GateError(NAME, reason, Place(template.path))


@cache
def _checkov(own: Policies) -> "_Checkov":
    """The one engine of this process: checkov's registries are global, and slow to fill."""
    return _Checkov(own)


class _Checkov:
    """checkov's registries with the given policies loaded; `errors` says which did not load."""

    def __init__(self, own: Policies) -> None:
        try:
            from checkov.cloudformation.checks.resource.registry import cfn_registry  # noqa: PLC0415  # takes seconds
            from checkov.cloudformation.runner import Runner  # noqa: PLC0415  # as above
            from checkov.runner_filter import RunnerFilter  # noqa: PLC0415  # as above
        except ImportError as error:
            raise MissingToolError(f"the policy gate needs checkov ({error}): {INSTALL}") from error
        self._new_runner = Runner
        self._registry = cfn_registry
        self._graph_registry = Runner().graph_registry
        self._graph_registry.load_checks()
        self._filter = RunnerFilter(framework=["cloudformation"], skip_checks=list(RULES), show_progress_bar=False)
        self.errors = tuple(self._load(own))
        self.rules = frozenset(self._ids())

    def scan(self, templates: Mapping[str, Template]) -> Iterator[Finding | GateError]:
        """What checkov says of the templates, which are given by absolute path."""
        runner = self._new_runner()
        with _logged(logging.ERROR) as problems, self._crashes() as crashes:
            try:
                report = runner.run(None, files=list(templates), runner_filter=self._filter)
            except Exception as error:  # noqa: BLE001  # whatever checkov raises, nothing was looked at
                reason = f"checkov failed: {type(error).__name__}: {error}"
                yield from (GateError(NAME, reason, Place(template.path)) for template in templates.values())
                return
        for path, template in templates.items():
            if path not in runner.definitions:
                yield GateError(NAME, "checkov could not parse the template", Place(template.path))
        yield from (GateError(NAME, f"checkov: {problem}") for problem in (*crashes, *problems))
        yield from (_finding(record, templates[record.file_abs_path]) for record in report.failed_checks)

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
                yield GateError(NAME, reason, Place(folder.file))
            elif folder.id not in loaded:
                said = "; ".join(problems) or "nothing there registers that id"
                yield GateError(NAME, f"checkov did not load policy {folder.id!r}: {said}", Place(folder.file))

    def _ids(self) -> set[str]:
        return {check.id for _, check in self._registry.all_checks()} | {one.id for one in self._graph_registry.checks}

    @contextmanager
    def _crashes(self) -> Iterator[list[str]]:
        """Collect the exceptions of checks; checkov itself swallows them and reports nothing."""
        crashes: list[str] = []
        run_check, run_graph_check = self._registry.run_check, self._graph_registry.run_check_parallel

        def reporting(run: Callable[..., object], check: Any, *arguments: Any) -> object:  # noqa: ANN401  # no types
            try:
                return run(*arguments)
            except Exception as error:  # noqa: BLE001  # whatever a check raises, it did not look
                crashes.append(f"{check.id} crashed: {type(error).__name__}: {error}")
                return _UNKNOWN

        self._registry.run_check = lambda check, conf, name, kind, file, skip: reporting(
            check.run, check, file, conf, name, kind, skip
        )
        self._graph_registry.run_check_parallel = lambda check, *rest: reporting(run_graph_check, check, check, *rest)
        try:
            yield crashes
        finally:
            self._registry.run_check, self._graph_registry.run_check_parallel = run_check, run_graph_check


@contextmanager
def _logged(level: int) -> Iterator[list[str]]:
    """Collect what checkov logs at `level` or above, its only word on much that goes wrong."""
    lines: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage() + (f": {record.exc_info[1]}" if record.exc_info else ""))

    handler = Collector(level)
    logging.getLogger().addHandler(handler)
    try:
        yield lines
    finally:
        logging.getLogger().removeHandler(handler)


def _finding(record: Any, template: Template) -> Finding:  # noqa: ANN401  # checkov ships no types
    logical_id = record.resource.rsplit(".", 1)[-1]
    keys = record.check_result.get("evaluated_keys") or []
    mark = _place(template, logical_id, keys)
    looked_at = f" (looked at {', '.join(keys)})" if keys else ""
    return Finding(
        rule=record.check_id,
        gate=NAME,
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


GATE: Final = Gate(NAME, "checkov's policies, the project's own, and the structural rules", run)
