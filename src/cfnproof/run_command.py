"""`cfnproof run`: the project's pipelines, run on a fresh emulated account and shown as they go."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cfnproof.config import Config
from cfnproof.errors import CfnproofError
from cfnproof.findings import GateError, GateResult, Place, Report
from cfnproof.gates.check import TEMPLATES, run_gate, suppress
from cfnproof.gates.gate import Gate, Job
from cfnproof.gates.run.gate import GATE, Settings, prove
from cfnproof.gates.run.watch import Subject
from cfnproof.hosts.pipeline_records import Execution
from cfnproof.hosts.registry import HostChoice
from cfnproof.hosts.stack_requests import OnEvent
from cfnproof.reports import text
from cfnproof.reports.pipelines import Display, Run, display
from cfnproof.reports.summary import verdict
from cfnproof.structural.pipelines.model import PIPELINE
from cfnproof.template.discover import discover
from cfnproof.template.model import Template, load
from cfnproof.template.suggestions import suggest

_ADVICE: Final = "write where the templates are into pyproject.toml: [tool.cfnproof] templates = [PATH, …]"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for. Without `stacks`, the pipelines of all `templates`, which are files and folders.

    `timeout` is in seconds, for each execution. `ledger` is where every decision of IAM is written.
    """

    config: Config
    templates: Sequence[Path]
    stacks: Sequence[str]
    host: HostChoice
    timeout: float
    ledger: Path | None = None


def run(request: Request) -> int:
    """Run; return 0 where all pipelines succeeded, 1 with findings, 2 where something could not be run.

    Raises CfnproofError, before anything is started, for a stack that is not listed, and where nothing has a pipeline.
    """
    job, errors = _job(request)
    with display() as shown:
        settings = Settings(timeout=request.timeout, watch=_Watch(shown), ledger=request.ledger)
        result = run_gate(Gate(GATE.name, GATE.title, lambda asked: prove(asked, settings)), job)
    unread = [GateResult(TEMPLATES, errors=errors)] if errors else []
    report = Report((*unread, *suppress([result], request.config)), request.config.root)
    _show(report)
    return report.exit_code


@dataclass(frozen=True, slots=True)
class _Watch:
    """Hands what the gate tells to a display."""

    display: Display

    def stack(self, name: str, template: Template) -> OnEvent:  # noqa: ARG002  # a gate's line counts its resources
        """Show a stack's events."""
        return lambda event: self.display.stack(name, event)

    def execution(self, subject: Subject, execution: Execution) -> None:
        """Show an execution beside the actions that its template has."""
        planned = tuple((action.stage_name, action.name) for action in subject.actions())
        self.display.run(Run(subject.label, planned, execution))

    def note(self, text: str) -> None:
        """Show it."""
        self.display.note(text)


def _job(request: Request) -> tuple[Job, tuple[GateError, ...]]:
    """The templates with pipelines, and what could not be read."""
    if request.stacks:
        return _checked(Job(tuple(_named(request)), request.config, request.host)), ()
    if not request.config.templates and not any(path.exists() for path in request.templates):
        looked_for = ", ".join(map(str, request.templates))
        raise CfnproofError(f"nothing to run: there is no {looked_for}; {_ADVICE}")
    found = discover(request.templates)
    job = Job(tuple(template.path for template in found.templates), request.config, request.host)
    if found.errors:
        return job, tuple(
            GateError(TEMPLATES, one.message, Place(one.file, one.line or 1) if one.file else None)
            for one in found.errors
        )
    return _checked(job), ()


def _checked(job: Job) -> Job:
    """The job; raises CfnproofError where nothing in it could run."""
    if not any(any(load(path).of_type(PIPELINE)) for path in job.files):
        looked = ", ".join(map(str, job.files)) or "none"
        advice = "" if job.config.templates else f"; {_ADVICE}"
        raise CfnproofError(f"nothing to run: no template has an {PIPELINE}; looked at: {looked}{advice}")
    return job


def _named(request: Request) -> Iterator[Path]:
    """The templates of the stacks that are asked for."""
    known = {entry.name: entry.template for entry in request.config.stacks}
    for name in request.stacks:
        if name not in known:
            raise CfnproofError(f"--stack {name}: no [[tool.cfnproof.stacks]] has this name: {suggest(name, known)}")
        yield known[name]


def _show(report: Report) -> None:
    """The findings and errors, if any, then the verdict."""
    from rich.console import Console  # noqa: PLC0415  # loaded when there is something to show
    from rich.text import Text  # noqa: PLC0415  # as above

    console = Console(highlight=False, file=sys.stdout)
    if report.exit_code:
        text.print_details(report, console)
    line, style = verdict(report)
    console.print(Text(line, style=style), soft_wrap=True)
