"""A pipeline's source starts it in exactly one way: by an event rule, or by hand where the template says so.

A source that neither polls nor has a rule is never noticed; one that polls and has a rule starts the pipeline twice for
one push; polling alone is what AWS advises against, and stops after 30 days without a run. A pipeline that is started
by hand says so: `Metadata: {cfnproof: {trigger: manual}}`. A rule under a condition counts: the switch is a decision.
https://docs.aws.amazon.com/codepipeline/latest/userguide/change-detection-methods.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cfnproof.findings import Severity
from cfnproof.structural.pipelines.cfnproof_metadata import mark_of, stated
from cfnproof.structural.pipelines.event_rules import EventRule, event_rules
from cfnproof.structural.pipelines.model import PIPELINE, Action, Pipeline, pipelines
from cfnproof.structural.rule import Rule, Violation
from cfnproof.template.expressions import Reference, parts, text
from cfnproof.template.forms import forms
from cfnproof.template.model import Template
from cfnproof.template.suggestions import suggest

_KEY: Final = "trigger"
_MANUAL: Final = "manual"
_WEBHOOK: Final = "AWS::CodePipeline::Webhook"
_POLL: Final = "PollForSourceChanges"
_DETECT: Final = "DetectChanges"


@dataclass(frozen=True, slots=True)
class _Source:
    """How sources of a provider notice changes.

    `switch` is the Configuration key that turns the source's own watching on, which is its default; None where it has
    none. `polls` says that this watching is polling. `service` is the source of its events, None where AWS sends none.
    """

    switch: str | None
    polls: bool
    service: str | None


_SOURCES: Final = {
    ("AWS", "CodeCommit"): _Source(_POLL, polls=True, service="aws.codecommit"),
    ("AWS", "S3"): _Source(_POLL, polls=True, service="aws.s3"),
    ("AWS", "ECR"): _Source(None, polls=False, service="aws.ecr"),
    ("AWS", "CodeStarSourceConnection"): _Source(_DETECT, polls=False, service=None),
    ("ThirdParty", "GitHub"): _Source(_POLL, polls=True, service=None),
}


def check(template: Template) -> Iterator[Violation]:
    """Yield the sources that start their pipeline never, twice, or by polling."""
    for pipeline in pipelines(template):
        rules = [rule for rule in _starting(template) if list(rule.targets_of(pipeline))]
        yield from _manual(pipeline, rules, template)
        for action in pipeline.actions:
            source = _SOURCES.get((action.owner or "", action.provider or ""))
            if source and action.category == "Source":
                message = _fault(action, source, pipeline, rules)
                if message:
                    place = action.mark_of(source.switch) if source.switch else action.mark
                    yield pipeline.violation(action, message, place)


def _starting(template: Template) -> Iterator[EventRule]:
    return (rule for rule in event_rules(template) if not rule.disabled)


def _manual(pipeline: Pipeline, rules: list[EventRule], template: Template) -> Iterator[Violation]:
    """What is wrong with the pipeline's own word on how it is started."""
    words = stated(pipeline.resource, _KEY, template)
    place = mark_of(pipeline.resource, _KEY)
    for word in words:
        if word != _MANUAL:
            yield Violation(
                f"Metadata names the unknown trigger {word!r}: {suggest(word, [_MANUAL])}", place, pipeline.id
            )
    if _MANUAL in words and rules:
        message = f"Metadata says that the pipeline is started by hand, and rule {rules[0].id!r} starts it: remove one"
        yield Violation(message, place, pipeline.id)


def _fault(action: Action, source: _Source, pipeline: Pipeline, rules: list[EventRule]) -> str | None:
    """The rest of the message, None where the source starts the pipeline in one way."""
    watching = _watches(action, source)
    manual = _MANUAL in stated(pipeline.resource, _KEY, action.template)
    if watching is None:
        value = text(action.value(source.switch or ""))
        return f"has a {source.switch} that only the deployment knows, {value!r}: write false, and let a rule start it"
    if watching:
        return _watching_fault(source, rules, manual=manual)
    if rules or manual or _started_otherwise(pipeline, action) or _started_in_another_form(pipeline):
        return None
    if stated(pipeline.resource, _KEY, action.template):
        return None
    return (
        f"does not watch for changes, and nothing starts the pipeline: add an AWS::Events::Rule whose target is "
        f"{pipeline.id!r}, or say `Metadata: {{cfnproof: {{{_KEY}: {_MANUAL}}}}}`"
    )


def _watching_fault(source: _Source, rules: list[EventRule], *, manual: bool) -> str | None:
    off = f"set {source.switch}: false"
    twice = next((rule for rule in rules if source.service in rule.services), None)
    watches = "polls" if source.polls else "watches for changes"
    if manual:
        return f"{watches}, and Metadata says that the pipeline is started by hand: {off}"
    if twice:
        return f"{watches}, and rule {twice.id!r} starts the pipeline too, so each push starts it twice: {off}"
    if source.polls:
        return f"polls, which AWS advises against: {off}, and let an AWS::Events::Rule start the pipeline"
    return None


def _watches(action: Action, source: _Source) -> bool | None:
    """Whether the source watches for changes by itself; None where only the deployment knows."""
    if source.switch is None:
        return False
    if not action.value(source.switch):
        return True
    possible = action.possible(source.switch)
    return None if possible is None or len(possible) > 1 else "false" not in possible


def _started_otherwise(pipeline: Pipeline, action: Action) -> bool:
    """Whether a webhook starts the pipeline, or its own Triggers do."""
    template = action.template
    webhooks = template.of_type(_WEBHOOK)
    hooked = any(parts(hook.property("TargetPipeline"), template) == (Reference(pipeline.id),) for hook in webhooks)
    triggers = pipeline.resource.property("Triggers") is not None and action.provider == "CodeStarSourceConnection"
    return (hooked and action.provider == "GitHub") or triggers


def _started_in_another_form(pipeline: Pipeline) -> bool:
    """Whether a rule starts the pipeline when the template's conditions come out otherwise."""
    template = next(iter(pipeline.actions)).template
    return any(
        list(rule.targets_of(pipeline)) for form in forms(template.whole).forms for rule in _starting(form.template)
    )


RULE = Rule(
    id="source_trigger",
    title="A pipeline's source starts it in one way: by an event rule, or by hand where the template says so",
    severity=Severity.MEDIUM,
    help="https://docs.aws.amazon.com/codepipeline/latest/userguide/change-detection-methods.html",
    resource_types=(PIPELINE,),
    check=check,
)
