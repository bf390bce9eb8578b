"""The run gate: the pipelines of the project's stacks, run on a fresh emulated account."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cfnproof.config import StackEntry
from cfnproof.findings import GateResult
from cfnproof.gates.deploy.deployment import (
    MODEL,
    Deployment,
    as_named,
    sources_of,
    stacks_of,
    unlisted,
    wanted,
)
from cfnproof.gates.gate import Gate, Job
from cfnproof.gates.run.decisions import Decisions
from cfnproof.gates.run.findings import RULES, distinct
from cfnproof.gates.run.proof import Proof
from cfnproof.gates.run.supply import Supply, check_objects
from cfnproof.gates.run.watch import NAME, GateSteps, Watch
from cfnproof.hosts.pipelines import TIMEOUT
from cfnproof.structural.pipelines.model import PIPELINE
from cfnproof.template.model import load
from cfnproof.template.stack_parameters import check_stacks, needed


@dataclass(frozen=True, slots=True)
class Settings:
    """How pipelines are run. Seconds: `timeout` for each execution, `start_timeout` until a push starts one.

    `ledger` is the file that every decision of IAM is written to, if any.
    """

    timeout: float = TIMEOUT
    start_timeout: float = 5.0
    watch: Watch = field(default_factory=GateSteps)
    ledger: Path | None = None


def run(job: Job) -> GateResult:
    """Run the pipelines of the job's templates.

    Raises ConfigError for settings that do not fit the templates, MissingToolError where the host is not installed.
    """
    return prove(job, Settings())


def prove(job: Job, settings: Settings) -> GateResult:
    """Run the pipelines of the job's templates; raises as `run` does.

    Stacks that need `${model.name}` are deployed after the pipelines of the others have run, with the model that these
    made.
    """
    started = time.perf_counter()
    job = Job(tuple(path for path in job.files if any(load(path).of_type(PIPELINE))), job.config, job.host)
    if not job.files:
        return GateResult(NAME, seconds=time.perf_counter() - started)
    templates = {entry.name: load(entry.template) for entry in job.config.stacks}
    check_stacks(job.config, templates)
    check_objects(job.config, templates)
    left_out = tuple(unlisted(path, job.config, NAME) for path in job.files if not stacks_of(path, job.config))
    with job.host.start(job.config.region) as host:
        host.control.hold_seconds = 0.0
        settings.watch.note(f"account {host.account}, administrator: {host.administrator}")
        deployment = Deployment(NAME, host, job.config, templates, settings.watch.stack)
        proof = Proof(
            deployment,
            Supply(host.client, job.config),
            settings.watch,
            settings.timeout,
            settings.start_timeout,
        )
        _prove(proof, wanted(job))
        decisions = Decisions(deployment, host.control.ledger.entries())
        unwritten = decisions.write(settings.ledger)
        denials, decided = tuple(decisions.findings()), decisions.note(enforced=job.host.enforce_iam)
        settings.watch.note(decided)
    return GateResult(
        NAME,
        _looked_at(deployment, job),
        (*deployment.findings, *distinct(proof.findings), *denials),
        (*left_out, *deployment.errors, *proof.errors, *unwritten),
        rules=RULES,
        seconds=time.perf_counter() - started,
        notes=(*proof.notes(), decided),
    )


def _prove(proof: Proof, entries: Sequence[StackEntry]) -> None:
    deployment = proof.deployment
    deployment.prepare(sources_of(entries) | proof.supply.sources())
    waiting = _needing_model(entries)
    first, second = [one for one in entries if one not in waiting], [one for one in entries if one in waiting]
    _deploy_and_prove(proof, first)
    if second:
        proof.model()
        _deploy_and_prove(proof, second)
    proof.finish()


def _deploy_and_prove(proof: Proof, entries: Sequence[StackEntry]) -> None:
    for entry in entries:
        proof.deployment.add(entry)
    proof.prove([entry.name for entry in entries if entry.name in proof.deployment.stacks])


def _needing_model(entries: Sequence[StackEntry]) -> list[StackEntry]:
    """The stacks that need a model's name, or outputs of a stack that does."""
    found: list[StackEntry] = []
    for entry in entries:
        if MODEL in sources_of([entry]) or set(needed(entry, entries)) & {one.name for one in found}:
            found.append(entry)
    return found


def _looked_at(deployment: Deployment, job: Job) -> tuple[Path, ...]:
    """The job's templates that were deployed, or tried."""
    tried = (as_named(entry.template, job.files) for entry in deployment.tried)
    return tuple(dict.fromkeys(path for path in tried if path in job.files))


GATE: Final = Gate(NAME, "the project's pipelines, run on an emulated account", run)
