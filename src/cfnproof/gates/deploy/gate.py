"""The deploy gate: the stacks of `[[tool.cfnproof.stacks]]`, one after the other, on a fresh emulated account."""

import time
from typing import Final

from cfnproof.config import Config, StackEntry
from cfnproof.findings import GateError, GateResult, Place
from cfnproof.gates.deploy.deployment import MODEL, Deployment, Steps, as_named, sources_of, stacks_of, unlisted, wanted
from cfnproof.gates.deploy.findings import NAME, RULES
from cfnproof.gates.deploy.model import make_model
from cfnproof.gates.gate import Gate, Job
from cfnproof.template.model import load
from cfnproof.template.stack_parameters import check_stacks, needed


def run(job: Job) -> GateResult:
    """Deploy the stacks of the job's templates, and those whose outputs they need.

    Raises ConfigError for a list of stacks that does not fit its templates, MissingToolError where the host is not
    installed.
    """
    started = time.perf_counter()
    templates = {entry.name: load(entry.template) for entry in job.config.stacks}
    check_stacks(job.config, templates)
    entries = wanted(job)
    left_out = tuple(unlisted(path, job.config, NAME) for path in job.files if not stacks_of(path, job.config))
    left_out += tuple(_astray(entry, job.config) for entry in job.config.stacks if _is_astray(entry, job.config))
    if not entries:
        return GateResult(NAME, errors=left_out, seconds=time.perf_counter() - started)
    with job.host.start(job.config.region) as host:
        host.control.hold_seconds = 0.0
        deployment = Deployment(
            NAME, host, job.config, templates, lambda stack, template: Steps(NAME, stack, template).show
        )
        sources = sources_of(entries)
        deployment.prepare(sources)
        if MODEL in sources:
            deployment.values["model.name"] = make_model(host)
        for entry in entries:
            deployment.add(entry)
    return GateResult(
        NAME,
        tuple(dict.fromkeys(as_named(entry.template, job.files) for entry in deployment.tried)),
        tuple(deployment.findings),
        (*left_out, *deployment.errors),
        rules=RULES,
        seconds=time.perf_counter() - started,
    )


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


GATE: Final = Gate(NAME, "the project's stacks, deployed on an emulated account", run)
