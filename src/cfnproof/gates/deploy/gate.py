"""The deploy gate: the stacks of `[[tool.cfnproof.stacks]]`, one after the other, on a fresh emulated account."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cfnproof.config import Config, StackEntry
from cfnproof.errors import ConfigError
from cfnproof.findings import Finding, GateError, GateResult, Place
from cfnproof.gates.deploy.findings import NAME, RULES, findings_of
from cfnproof.gates.deploy.model import make_model
from cfnproof.gates.gate import Gate, Job
from cfnproof.gates.progress import report_step
from cfnproof.hosts.host import Host
from cfnproof.hosts.registry import DEFAULT_HOST, HOSTS
from cfnproof.hosts.stack_records import StackEvent, StackFailedError, StackRefusedError
from cfnproof.hosts.stacks import deploy
from cfnproof.template.model import Template, load
from cfnproof.template.pushed import placeholders, regional_values
from cfnproof.template.stack_parameters import check_stacks, filled, needed

_MODEL: Final = "model"


def run(job: Job) -> GateResult:
    """Deploy the stacks of the job's templates, and those whose outputs they need.

    Raises ConfigError for a list of stacks that does not fit its templates, MissingToolError where the host is not
    installed.
    """
    started = time.perf_counter()
    templates = {entry.name: load(entry.template) for entry in job.config.stacks}
    check_stacks(job.config, templates)
    entries = _wanted(job)
    unlisted = tuple(_unlisted(path, job.config) for path in job.files if not _stacks_of(path, job.config))
    unlisted += tuple(_astray(entry, job.config) for entry in job.config.stacks if _is_astray(entry, job.config))
    if not entries:
        return GateResult(NAME, errors=unlisted, seconds=time.perf_counter() - started)
    with HOSTS[DEFAULT_HOST](job.config.region) as host:
        host.control.hold_seconds = 0.0
        deployment = _Deployment(host, job.config, templates)
        deployment.prepare(entries)
        for entry in entries:
            deployment.add(entry)
    return GateResult(
        NAME,
        tuple(dict.fromkeys(_shown(entry.template, job.files) for entry in deployment.tried)),
        tuple(deployment.findings),
        (*unlisted, *deployment.errors),
        rules=RULES,
        seconds=time.perf_counter() - started,
    )


@dataclass(slots=True)
class _Deployment:
    """The stacks of one run, and what they came to."""

    host: Host
    config: Config
    templates: Mapping[str, Template]
    values: dict[str, str] = field(default_factory=dict)
    tried: list[StackEntry] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    errors: list[GateError] = field(default_factory=list)

    def prepare(self, entries: Sequence[StackEntry]) -> None:
        """Know the values that come from no stack, as far as any parameter has them."""
        sources = {
            found.source for entry in entries for value in entry.parameters.values() for found in placeholders(value)
        }
        if sources & {"aws", "image", "repository"}:
            self.values |= regional_values(self.host.region)
        if _MODEL in sources:
            self.values["model.name"] = make_model(self.host)

    def add(self, entry: StackEntry) -> None:
        """Deploy one stack, unless one that it needs is missing."""
        without = [name for name in needed(entry, self.config.stacks) if name in self.missing]
        if without:
            self.missing.add(entry.name)
            names = " and ".join(map(repr, without))
            message = f"stack {entry.name!r} was not deployed, because it needs outputs of {names}, not deployed either"
            self.errors.append(GateError(NAME, message, Place(entry.template)))
            return
        template = self.templates[entry.name]
        try:
            parameters = filled(entry, self.values, self.config)
            self.tried.append(entry)
            stack = deploy(
                self.host.client, entry.name, entry.template, parameters, on_event=_Steps(entry.name, template).show
            )
        except ConfigError as error:
            self.missing.add(entry.name)
            self.errors.append(GateError(NAME, error.message, Place(self.config.file, error.line or 1)))
        except (StackFailedError, StackRefusedError) as error:
            self.missing.add(entry.name)
            self.findings.extend(findings_of(error, entry.name, template))
        else:
            self.values |= {f"{entry.name}.{name}": value for name, value in stack.outputs.items()}


@dataclass(slots=True)
class _Steps:
    """The steps of one stack, as they are shown: `foundation: CREATE_COMPLETE Key (7/9)`."""

    stack: str
    template: Template
    complete: set[str] = field(default_factory=set)

    def show(self, event: StackEvent) -> None:
        """Tell of one event."""
        if event.logical_id in self.template.resources and event.status == "CREATE_COMPLETE":
            self.complete.add(event.logical_id)
        count = f"({len(self.complete)}/{len(self.template.resources)})"
        report_step(NAME, f"{self.stack}: {event.status} {event.logical_id} {count}")


def _stacks_of(path: Path, config: Config) -> list[StackEntry]:
    """The stacks of one template."""
    return [entry for entry in config.stacks if entry.template.resolve() == path.resolve()]


def _wanted(job: Job) -> list[StackEntry]:
    """The stacks of the job's templates and those that they need, in the order of the list."""
    names = {entry.name for path in job.files for entry in _stacks_of(path, job.config)}
    for entry in reversed(job.config.stacks):
        if entry.name in names:
            names.update(needed(entry, job.config.stacks))
    return [entry for entry in job.config.stacks if entry.name in names]


def _unlisted(path: Path, config: Config) -> GateError:
    root = config.root.resolve()
    shown = path.resolve().relative_to(root) if path.resolve().is_relative_to(root) else path
    message = (
        f"no stack deploys this template: add [[tool.cfnproof.stacks]] with template = {shown.as_posix()!r} "
        f"to {config.file.name}"
    )
    return GateError(NAME, message, Place(path))


def _is_astray(entry: StackEntry, config: Config) -> bool:
    """Whether no run would ever deploy a stack: its template is none of the project's, and no stack needs it."""
    roots = [root.resolve() for root in config.templates]
    if not roots or any(entry.template.resolve().is_relative_to(root) for root in roots):
        return False
    return all(entry.name not in needed(other, config.stacks) for other in config.stacks)


def _astray(entry: StackEntry, config: Config) -> GateError:
    message = (
        f"stack {entry.name!r} is never deployed: its template {entry.template.name} is not among `templates`, and no "
        "other stack needs its outputs; add the file or its folder to `templates`, or remove the stack"
    )
    return GateError(NAME, message, Place(config.file, entry.line))


def _shown(template: Path, files: Sequence[Path]) -> Path:
    """A stack's template as the job names it, so that all gates count it as one file."""
    return next((path for path in files if path.resolve() == template.resolve()), template)


GATE: Final = Gate(NAME, "the project's stacks, deployed on an emulated account", run)
