"""The project's stacks on one host, deployed one after the other, and what they came to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cfnproof.config import Config, StackEntry
from cfnproof.errors import ConfigError
from cfnproof.findings import Finding, GateError, Place
from cfnproof.gates.deploy.findings import findings_of
from cfnproof.gates.gate import Job
from cfnproof.gates.progress import report_step
from cfnproof.hosts.host import Host
from cfnproof.hosts.stack_records import StackEvent, StackFailedError, StackRefusedError
from cfnproof.hosts.stack_requests import OnEvent
from cfnproof.hosts.stacks import DeployedStack, deploy
from cfnproof.template.model import Template
from cfnproof.template.pushed import placeholders, regional_values
from cfnproof.template.stack_parameters import filled, needed

MODEL: Final = "model"
"""The source of the placeholder that names a model."""
_REGIONAL: Final = frozenset({"aws", "image", "repository"})


@dataclass(slots=True)
class Deployment:
    """The stacks of one run of a gate. `values` are those of placeholders that are known so far.

    `show` gives, for a stack's name and template, what is called with each of its events.
    """

    gate: str
    host: Host
    config: Config
    templates: Mapping[str, Template]
    show: Callable[[str, Template], OnEvent]
    values: dict[str, str] = field(default_factory=dict)
    tried: list[StackEntry] = field(default_factory=list)
    stacks: dict[str, DeployedStack] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    errors: list[GateError] = field(default_factory=list)

    def prepare(self, sources: Iterable[str]) -> None:
        """Know the values that follow from the region, as far as any of these sources of placeholders has them."""
        if _REGIONAL.intersection(sources):
            self.values |= regional_values(self.host.region)

    def add(self, entry: StackEntry) -> None:
        """Deploy one stack, unless one that it needs is missing."""
        without = [name for name in needed(entry, self.config.stacks) if name in self.missing]
        if without:
            self.missing.add(entry.name)
            names = " and ".join(map(repr, without))
            message = f"stack {entry.name!r} was not deployed, because it needs outputs of {names}, not deployed either"
            self.errors.append(GateError(self.gate, message, Place(entry.template)))
            return
        template = self.templates[entry.name]
        try:
            parameters = filled(entry, self.values, self.config)
            self.tried.append(entry)
            on_event = self.show(entry.name, template)
            stack = deploy(self.host.client, entry.name, entry.template, parameters, on_event=on_event)
        except ConfigError as error:
            self.missing.add(entry.name)
            self.errors.append(GateError(self.gate, error.message, Place(self.config.file, error.line or 1)))
        except (StackFailedError, StackRefusedError) as error:
            self.missing.add(entry.name)
            self.findings.extend(findings_of(error, entry.name, template, self.gate))
        else:
            self.stacks[entry.name] = stack
            self.values |= {f"{entry.name}.{name}": value for name, value in stack.outputs.items()}


@dataclass(slots=True)
class Steps:
    """The steps of one stack, as a gate shows them: `foundation: CREATE_COMPLETE Key (7/9)`."""

    gate: str
    stack: str
    template: Template
    complete: set[str] = field(default_factory=set)

    def show(self, event: StackEvent) -> None:
        """Tell of one event."""
        if event.logical_id in self.template.resources and event.status == "CREATE_COMPLETE":
            self.complete.add(event.logical_id)
        count = f"({len(self.complete)}/{len(self.template.resources)})"
        report_step(self.gate, f"{self.stack}: {event.status} {event.logical_id} {count}")


def sources_of(entries: Iterable[StackEntry]) -> set[str]:
    """The sources that the placeholders in parameters of stacks name."""
    return {found.source for entry in entries for value in entry.parameters.values() for found in placeholders(value)}


def stacks_of(path: Path, config: Config) -> list[StackEntry]:
    """The stacks of one template."""
    return [entry for entry in config.stacks if entry.template.resolve() == path.resolve()]


def wanted(job: Job) -> list[StackEntry]:
    """The stacks of the job's templates and those that they need, in the order of the list."""
    names = {entry.name for path in job.files for entry in stacks_of(path, job.config)}
    for entry in reversed(job.config.stacks):
        if entry.name in names:
            names.update(needed(entry, job.config.stacks))
    return [entry for entry in job.config.stacks if entry.name in names]


def unlisted(path: Path, config: Config, gate: str) -> GateError:
    """The error for a template that no stack names."""
    root = config.root.resolve()
    shown = path.resolve().relative_to(root) if path.resolve().is_relative_to(root) else path
    message = (
        f"no stack deploys this template: add [[tool.cfnproof.stacks]] with template = {shown.as_posix()!r} "
        f"to {config.file.name}"
    )
    return GateError(gate, message, Place(path))


def as_named(template: Path, files: Sequence[Path]) -> Path:
    """A stack's template as the job names it, so that all gates count it as one file."""
    return next((path for path in files if path.resolve() == template.resolve()), template)
