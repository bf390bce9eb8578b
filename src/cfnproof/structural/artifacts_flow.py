"""Artifacts flow through a pipeline: made before they are used, by one action each, in the numbers that AWS takes.

CodePipeline rejects such a pipeline when it is created, at the end of a long deployment; what a Configuration names
beyond the action's inputs it finds out only when the action runs.
https://docs.aws.amazon.com/codepipeline/latest/userguide/pipeline-requirements.html
"""

import re
from collections.abc import Iterator
from typing import Final

from cfnproof.findings import Severity
from cfnproof.structural.pipelines.action_types import Count, action_types
from cfnproof.structural.pipelines.artifact_references import reference_violations
from cfnproof.structural.pipelines.model import PIPELINE, Action, Artifact, Pipeline, Stage, pipelines
from cfnproof.structural.rule import Rule, Violation
from cfnproof.structural.texts.gaps import is_text
from cfnproof.structural.values.parameter_values import may_equal
from cfnproof.template.expressions import literal, text
from cfnproof.template.model import Template

_LEAST_STAGES: Final = 2
_RUN_ORDERS: Final = range(1, 1000)
_NAME: Final = re.compile(r"[a-zA-Z0-9_\-]{1,100}")


def check(template: Template) -> Iterator[Violation]:
    """Yield what keeps a pipeline's stages, actions and artifacts from fitting together."""
    for pipeline in pipelines(template):
        yield from _stages(pipeline)
        for action in pipeline.actions:
            yield from _run_order(action, pipeline)
            yield from _counts(action, pipeline)
            yield from _names(action, pipeline)
            yield from _inputs(action, pipeline)
            yield from reference_violations(action, pipeline)
        yield from _unique(pipeline)


def _stages(pipeline: Pipeline) -> Iterator[Violation]:
    stages = pipeline.stages
    if len(stages) < _LEAST_STAGES:
        message = f"the pipeline has {len(stages)} stages: give it at least {_LEAST_STAGES}, the first with its sources"
        yield Violation(message, pipeline.resource.mark_of("Stages"), pipeline.id)
    for stage in stages:
        for mark in stage.unreadable:
            yield Violation(f"stage {stage.name!r} has an action that is no mapping: write it out", mark, pipeline.id)
        if not stage.actions:
            yield Violation(f"stage {stage.name!r} has no actions: give it at least one", stage.mark, pipeline.id)
        yield from _sources(stage, pipeline)


def _sources(stage: Stage, pipeline: Pipeline) -> Iterator[Violation]:
    for action in stage.actions:
        if action.category is None or (action.category == "Source") is (stage.position == 0):
            continue
        message = (
            f"is of category {action.category!r}: the first stage has only sources, move it to a later one"
            if stage.position == 0
            else f"is a source, and sources stand only in the first stage: move it to {pipeline.stages[0].name!r}"
        )
        yield pipeline.violation(action, message, action.mark_in_type("Category"))


def _run_order(action: Action, pipeline: Pipeline) -> Iterator[Violation]:
    node = action.body.get("RunOrder")
    number = literal(node, action.template)
    if node is not None and not (number and number.isdecimal() and int(number) in _RUN_ORDERS):
        message = f"has the RunOrder {_shown(number)}: write a number from 1 to {_RUN_ORDERS[-1]}"
        yield pipeline.violation(action, message, action.body.mark_of("RunOrder"))


def _shown(number: str | None) -> str:
    return "that only the deployment knows" if number is None else repr(number)


def _counts(action: Action, pipeline: Pipeline) -> Iterator[Violation]:
    counts = action_types().counts(action.category, action.owner, action.provider)
    if counts is None:
        return
    reads_file = (action.provider, action.value("InputType")) == ("StepFunctions", ("FilePath",))
    wanted = (Count(1, 1) if reads_file else counts[0], counts[1])
    for key, artifacts, allowed in zip(
        ("InputArtifacts", "OutputArtifacts"), (action.inputs, action.outputs), wanted, strict=True
    ):
        if len(artifacts) not in allowed:
            why = " with InputType FilePath" if reads_file and key == "InputArtifacts" else ""
            message = f"has {len(artifacts)} {key}, and {action.provider} takes {allowed}{why}: give as many"
            yield pipeline.violation(action, message, action.place_of(key))


def _names(action: Action, pipeline: Pipeline) -> Iterator[Violation]:
    for artifact in (*action.inputs, *action.outputs):
        if not artifact.name:
            yield pipeline.violation(action, "has an artifact without a Name: write `- Name: …`", artifact.mark)
        elif is_text(artifact.name) and not _NAME.fullmatch(text(artifact.name)):
            message = f"has the artifact {text(artifact.name)!r}: write 1 to 100 letters, digits, '_' and '-'"
            yield pipeline.violation(action, message, artifact.mark)


def _inputs(action: Action, pipeline: Pipeline) -> Iterator[Violation]:
    for artifact in action.inputs:
        makers = [maker for maker in pipeline.actions if _makes(maker, artifact)]
        if artifact.name and not any(maker.order < action.order for maker in makers):
            message = f"takes the artifact {text(artifact.name)!r}, which {_why_absent(action, makers)}"
            yield pipeline.violation(action, message, artifact.mark)


def _makes(maker: Action, artifact: Artifact) -> bool:
    return any(may_equal(output.name, artifact.name, maker.template) for output in maker.outputs)


def _why_absent(action: Action, makers: list[Action]) -> str:
    if not makers:
        return "no action makes: name an output of an earlier action"
    maker = makers[0]
    if maker is action:
        return "it makes itself: name an output of an earlier action"
    when = "at the same time" if maker.order == action.order else "later"
    return f"{maker.label} makes {when}: let that run before, by its stage or RunOrder"


def _unique(pipeline: Pipeline) -> Iterator[Violation]:
    seen: list[tuple[Artifact, Action]] = []
    for action in pipeline.actions:
        for artifact in action.outputs:
            first = next((maker for other, maker in seen if other.name == artifact.name), None)
            if artifact.name and first:
                message = f"makes the artifact {text(artifact.name)!r}, as {first.label} does: rename one"
                yield pipeline.violation(action, message, artifact.mark)
            seen.append((artifact, action))


RULE = Rule(
    id="artifacts_flow",
    title="Artifacts are made once, before they are used, in the numbers that each action takes",
    severity=Severity.HIGH,
    help="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipeline-requirements.html",
    resource_types=(PIPELINE,),
    check=check,
)
