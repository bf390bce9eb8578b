"""What pipelines that did not run as they should come to: findings with their places in the templates.

https://docs.aws.amazon.com/codepipeline/latest/userguide/troubleshooting.html
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from cfnproof.emulator.codepipeline.providers.action import NOT_EMULATED
from cfnproof.emulator.events.delivery import NOT_EMULATED as TARGET_NOT_EMULATED
from cfnproof.emulator.events.model import Undelivered
from cfnproof.findings import Finding, GateError, Place, Severity
from cfnproof.gates.deploy.findings import RULES as STACK_RULES
from cfnproof.gates.run.sources import Source, Starter
from cfnproof.gates.run.watch import NAME, Subject
from cfnproof.hosts.pipeline_records import IN_PROGRESS, SUCCEEDED, SUPERSEDED, ActionExecution, Execution
from cfnproof.template.model import Resource, Template

ACTION: Final = "pipeline-action"
ENDED: Final = "pipeline-ended"
STUCK: Final = "pipeline-stuck"
NOT_STARTED: Final = "pipeline-not-started"
UNDELIVERED: Final = "event-undelivered"
DENIED: Final = "permission-denied"
RULES: Final = frozenset({ACTION, ENDED, STUCK, NOT_STARTED, UNDELIVERED, DENIED}) | STACK_RULES

_GUIDE: Final = "https://docs.aws.amazon.com/codepipeline/latest/userguide"
_HELP: Final = {
    ACTION: f"{_GUIDE}/troubleshooting.html",
    ENDED: f"{_GUIDE}/concepts-how-it-works.html",
    STUCK: f"{_GUIDE}/concepts-how-it-works.html",
    NOT_STARTED: f"{_GUIDE}/triggering.html",
    UNDELIVERED: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html",
    DENIED: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
}
_LOOK_AT: Final[Mapping[str, str]] = {
    "CodeCommit": "the repository and branch, and the pipeline's role",
    "S3": "the bucket and key, and the pipeline's role",
    "StepFunctions": "the state machine, its input, and its role",
    "CloudFormation": "the template and its configuration, and the action's RoleArn",
    "Lambda": "the function, its role, and whether it answers the job",
    "Manual": "the topic, and the pipeline's role",
}
"""What a failure of a provider's action is mostly due to."""


def execution_findings(subject: Subject, execution: Execution) -> Iterator[Finding]:
    """The findings of an execution that is no longer followed: none where it succeeded or a newer one took over.

    An action that is not emulated is none: it is an error, see `execution_errors`.
    """
    if not execution.ended:
        yield _stuck(subject, execution)
    elif execution.failures:
        for action in execution.failures:
            if action.error_code != NOT_EMULATED:
                yield _action(subject, action)
    elif execution.status not in {SUCCEEDED, SUPERSEDED}:
        why = f": {execution.summary}" if execution.summary else ", though none of its actions failed"
        yield _of_pipeline(ENDED, subject, f"execution {execution.id} ended {execution.status}{why}")


def execution_errors(subject: Subject, execution: Execution) -> Iterator[GateError]:
    """The actions of an execution that could not be tried, because what they do is not emulated."""
    for action in execution.failures:
        if action.error_code == NOT_EMULATED:
            place = _place(subject, action) or Place(subject.template.path, subject.resource.mark.line)
            message = f"action {action.name!r} of stage {action.stage!r} of {subject.label} was not run"
            yield GateError(NAME, f"{message}: {action.error_message}", place)


def not_started(subject: Subject, source: Source, starter: Starter, rule: Resource | None, seconds: float) -> Finding:
    """A change that no execution followed, though a rule or polling should start one; `rule` is the stack's own."""
    what = "its State, its EventPattern and its target's role" if starter.rule else "the source action's configuration"
    message = (
        f"a push to {source} started no execution of pipeline {subject.label} within {seconds:g} s, though {starter} "
        f"should start it; look at {what}"
    )
    return _finding(NOT_STARTED, subject.template, rule or subject.resource, message)


def undelivered(
    lost: Undelivered, rules: Mapping[str, tuple[Template, Resource]], fallback: Subject
) -> Finding | GateError:
    """An event that a target did not get, an error where the target is not emulated.

    `rules` are those of the stacks by their names at AWS.
    """
    name = lost.rule_arn.rpartition("/")[2]
    template, resource = rules.get(name, (fallback.template, fallback.resource))
    if lost.code == TARGET_NOT_EMULATED:
        place = Place(template.path, resource.mark.line, resource.mark.column)
        return GateError(NAME, f"rule {name!r} was not seen to deliver to {lost.target_arn}: {lost.message}", place)
    message = (
        f"rule {name!r} could not deliver an event to {lost.target_arn}: {lost.code}: {lost.message}; "
        "look at the target's ARN and role"
    )
    return _finding(UNDELIVERED, template, resource, message)


def denied(template: Template, role: Resource, decision: str) -> Finding:
    """A request that IAM did not let through, of a role or for one; `decision` says which, why, and what to do."""
    return _finding(DENIED, template, role, f"role {role.logical_id!r} {decision}")


def distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings without those that say of one place what another has said of it: executions fail alike."""
    return tuple({(one.rule, one.place, one.element): one for one in reversed(tuple(findings))}.values())[::-1]


def _action(subject: Subject, action: ActionExecution) -> Finding:
    code = f"{action.error_code}: " if action.error_code else ""
    said = " ".join((action.error_message or action.summary or "AWS gives no reason").split())
    external = f" (external execution {action.external_id})" if action.external_id else ""
    look = _LOOK_AT.get(action.provider, "the action's configuration, and the pipeline's role")
    message = f"action {action.name!r} of stage {action.stage!r} failed{external}: {code}{said}; look at {look}"
    return _of_pipeline(ACTION, subject, message, _place(subject, action))


def _stuck(subject: Subject, execution: Execution) -> Finding:
    waiting = [action for action in execution.latest() if action.status == IN_PROGRESS]
    place = _place(subject, waiting[0]) if waiting else None
    where = " and ".join(f"action {one.name!r} of stage {one.stage!r}" for one in waiting)
    message = (
        f"execution {execution.id} is still {execution.status}: {where or 'no action runs'}"
        f"{' has not ended' if waiting else ', a transition may be disabled'}; look at what it waits for, or give it "
        "more time with cfnproof run --timeout"
    )
    return _of_pipeline(STUCK, subject, message, place)


def _place(subject: Subject, action: ActionExecution) -> Place | None:
    """Where an action stands in the template, None where the template does not settle its name."""
    keys = (action.stage, action.name)
    found = (one.mark for one in subject.actions() if (one.stage_name, one.name) == keys)
    mark = next(found, None)
    return Place(subject.template.path, mark.line, mark.column) if mark else None


def _finding(rule: str, template: Template, resource: Resource, message: str, place: Place | None = None) -> Finding:
    place = place or Place(template.path, resource.mark.line, resource.mark.column)
    return Finding(rule, NAME, Severity.HIGH, message, place, resource.logical_id, _HELP[rule])


def _of_pipeline(rule: str, subject: Subject, message: str, place: Place | None = None) -> Finding:
    return _finding(rule, subject.template, subject.resource, message, place)
