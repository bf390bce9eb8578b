"""Runs the pipelines of deployed stacks: brings them what they read, follows their executions, answers approvals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from cfnproof.findings import Finding, GateError, Place
from cfnproof.gates.deploy.deployment import MODEL, Deployment
from cfnproof.gates.deploy.model import NAME as STAND_IN
from cfnproof.gates.deploy.model import make_model
from cfnproof.gates.run.findings import execution_errors, execution_findings, not_started, undelivered
from cfnproof.gates.run.sources import Declared, Source, Starter, declared
from cfnproof.gates.run.supply import Supply
from cfnproof.gates.run.watch import NAME, Subject, Watch
from cfnproof.hosts.pipelines import Pipelines
from cfnproof.hosts.polling import poll
from cfnproof.iam.arn import Arn
from cfnproof.structural.pipelines.event_rules import RULE
from cfnproof.structural.pipelines.model import PIPELINE
from cfnproof.template.model import Resource, Template

MODEL_NAME: Final = f"{MODEL}.name"
_APPROVED: Final = "Approved by cfnproof's run gate"


@dataclass(slots=True)
class Proof:
    """The pipelines of one run of the gate.

    `timeout` is in seconds, for each execution; `start_timeout` is how long a push may take to start one. `followed`
    are the executions, by id, that need not be looked at any more; `stuck` the names of pipelines that do not get on;
    `ends` how the executions of each pipeline ended, by its label.
    """

    deployment: Deployment
    supply: Supply
    watch: Watch
    timeout: float
    start_timeout: float
    subjects: list[Subject] = field(default_factory=list)
    followed: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)
    ends: dict[str, list[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    errors: list[GateError] = field(default_factory=list)

    @property
    def pipelines(self) -> Pipelines:
        """The host's pipelines."""
        return Pipelines(self.deployment.host.client)

    def prove(self, stacks: Sequence[str]) -> None:
        """Run the pipelines of stacks that have just been deployed, in the order of the stacks and their templates."""
        self.supply.changed.clear()  # what was brought before these pipelines were there started none of them
        subjects = [subject for stack in stacks for subject in self._of_stack(stack)]
        for subject in subjects:
            self._let_first_executions_end(subject)
        plans = [(subject, self._declared(subject)) for subject in subjects]
        sources = frozenset(source for _, plan in plans for source in plan.sources)
        self.supply.upload(self.deployment.values, sources)
        self._learn_model()
        for subject, plan in plans:
            self.subjects.append(subject)
            self._run(subject, plan)
            self._learn_model()

    def finish(self) -> None:
        """Follow what later pushes have started, and see which events were lost."""
        for subject in self.subjects:
            for execution_id in self._new_executions(subject):
                self._follow(subject, execution_id)
        rules = {name: found for stack in self.deployment.stacks for name, found in self._rules(stack)}
        if self.subjects:
            lost = self.deployment.host.control.undelivered
            told = [undelivered(one, rules, self.subjects[0]) for one in lost]
            self.findings += [one for one in told if isinstance(one, Finding)]
            self.errors += [one for one in told if isinstance(one, GateError)]

    def model(self) -> str:
        """The name of the model that was made last, of a stand-in where the run has made none."""
        if MODEL_NAME not in self.deployment.values:
            self.watch.note(f"no pipeline has made a model: model {STAND_IN!r} stands in")
            self.deployment.values[MODEL_NAME] = make_model(self.deployment.host)
        return self.deployment.values[MODEL_NAME]

    def notes(self) -> tuple[str, ...]:
        """`mlpipeline/Pipeline: Succeeded` for each pipeline that was run, with each way in which it ended."""
        return tuple(f"{label}: {', '.join(dict.fromkeys(ends))}" for label, ends in self.ends.items())

    def _of_stack(self, stack: str) -> tuple[Subject, ...]:
        template = self.deployment.templates[stack]
        subjects = tuple(self._subjects(stack))
        if not subjects and any(template.of_type(PIPELINE)):
            message = f"stack {stack!r} has none of its template's pipelines with these parameters: none was run"
            self.errors.append(GateError(NAME, message, Place(template.path)))
        return subjects

    def _subjects(self, stack: str) -> Iterator[Subject]:
        host, template = self.deployment.host, self.deployment.templates[stack]
        deployed = self.deployment.stacks[stack]
        partition = Arn.known(deployed.id).partition
        resources = deployed.resources()
        for resource in template.of_type(PIPELINE):
            if resource.logical_id in resources:  # it is not where its condition left it out
                name = resources[resource.logical_id].physical_id
                arn = f"arn:{partition}:codepipeline:{host.region}:{host.account}:{name}"
                yield Subject(name, arn, stack, resource.logical_id, template)

    def _declared(self, subject: Subject) -> Declared:
        return declared(self.deployment.host.client, subject.name, subject.arn)

    def _rules(self, stack: str) -> Iterator[tuple[str, tuple[Template, Resource]]]:
        """The EventBridge rules of a stack, by their names at AWS."""
        template = self.deployment.templates[stack]
        for resource in self.deployment.stacks[stack].resources().values():
            if resource.type == RULE and resource.logical_id in template.resources:
                yield resource.physical_id.rpartition("|")[2], (template, template.resources[resource.logical_id])

    def _let_first_executions_end(self, subject: Subject) -> None:
        """A new pipeline runs once by itself, before anything was brought: how that ends says nothing."""
        for execution_id in self._new_executions(subject):
            self.followed.add(execution_id)
            seen, _ = self.pipelines.pause(subject.name, execution_id, timeout=self.timeout)
            self.watch.note(f"{subject.label}: a new pipeline runs once, before anything is brought: {seen.status}")
            if not seen.ended:
                self.pipelines.stop(subject.name, execution_id, abandon=True, reason="nothing was brought yet")

    def _run(self, subject: Subject, plan: Declared) -> None:
        named = [path for path in self.supply.config.artifacts if plan.names(path)]
        if any(self.supply.needs(path, MODEL) for path in named):
            self.model()
        for path in named:
            fault = self.supply.fault(path, self.deployment.values)
            if fault is not None:
                place = Place(fault.file, fault.line or 1) if fault.file else None
                message = f"pipeline {subject.label} was not run, because it reads {path!r}: {fault.message}"
                self.errors.append(GateError(NAME, message, place))
                return
        for source in plan.sources:
            self.supply.bring(source, self.deployment.values)
        for execution_id in self._started(subject, plan):
            self._follow(subject, execution_id)

    def _started(self, subject: Subject, plan: Declared) -> list[str]:
        """The executions that what was brought has started; where nothing should start one, one is started here."""
        expected = next(_expected(plan, self.supply.changed), None)
        wait = self.start_timeout if expected else 0.0
        started = poll(lambda: self._new_executions(subject), bool, wait)
        if started:
            return started
        if expected is not None:
            source, starter = expected
            rules = dict(self._rules(subject.stack))
            _, resource = rules.get(starter.rule, (None, None))
            self.findings.append(not_started(subject, source, starter, resource, wait))
        elif plan.starters:
            self.watch.note(f"{subject.label}: nothing new to push, so what starts it was not tried")
        self.watch.note(f"{subject.label}: started by the gate")
        return [self.pipelines.start(subject.name)]

    def _new_executions(self, subject: Subject) -> list[str]:
        """The executions that were not followed, the oldest first."""
        listed = reversed(self.pipelines.executions(subject.name))
        return [one.id for one in listed if one.id not in self.followed]

    def _follow(self, subject: Subject, execution_id: str) -> None:
        """Follow an execution to its end, and approve what it asks for."""
        self.followed.add(execution_id)
        if subject.name in self.stuck:
            return
        while True:
            seen, approval = self.pipelines.pause(
                subject.name,
                execution_id,
                timeout=self.timeout,
                on_change=lambda execution: self.watch.execution(subject, execution),
            )
            if approval is None:
                break
            self.pipelines.approve(approval, _APPROVED)
            self.watch.note(f"{subject.label}: {approval.stage}/{approval.action} approved by the gate")
        if not seen.ended:
            self.stuck.add(subject.name)
        self.ends.setdefault(subject.label, []).append(seen.status)
        self.findings += execution_findings(subject, seen)
        self.errors += execution_errors(subject, seen)

    def _learn_model(self) -> None:
        """Know the model that was made last, but no stand-in."""
        sagemaker = self.deployment.host.client("sagemaker")
        models = sagemaker.list_models(SortBy="CreationTime", SortOrder="Descending")["Models"]
        made = next((one["ModelName"] for one in models if one["ModelName"] != STAND_IN), None)
        if made is not None:
            self.deployment.values[MODEL_NAME] = made


def _expected(plan: Declared, changed: set[Source]) -> Iterator[tuple[Source, Starter]]:
    """The sources that have got something, with what should have started the pipeline then."""
    for source in plan.sources:
        for starter in plan.starters:
            if source in changed and starter.provider == source.provider:
                yield source, starter
