"""Looks for changes in the sources of pipelines that poll.

A change is a revision other than the one that an execution took last. Those are kept with the pipeline, so that none is
missed between the end of one watch and the beginning of the next.

https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-about-starting.html#change-detection-methods
"""

from collections.abc import Iterator, Sequence
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from cfnproof.emulator.codepipeline.declaration.model import Action
from cfnproof.emulator.codepipeline.executions.model import StageStatus, Trigger
from cfnproof.emulator.codepipeline.executions.roles import clients_of
from cfnproof.emulator.codepipeline.executions.starting import TOO_MANY, Start, begin, starts_alone
from cfnproof.emulator.codepipeline.providers.registry import PROVIDERS
from cfnproof.emulator.codepipeline.state import CodePipelineContext, Pipeline, source_key
from cfnproof.emulator.errors import ServiceError

Looked = tuple[Action, str | None]
"""A source and its newest revision, None where there is none to see."""

_LOOK_SECONDS: Final = 0.05
"""How often the clock is looked at."""


def watch(context: CodePipelineContext, pipeline: Pipeline) -> None:
    """Poll the sources of a pipeline's newest version, as long as it is the newest."""
    version = len(pipeline.versions)
    polled = tuple(action for action in pipeline.declaration.stages[0].actions if _polls(action))
    if polled and starts_alone(pipeline.declaration):
        context.work.start(f"polling of {pipeline.name}", lambda: _watch(context, pipeline, version, polled))


def _polls(action: Action) -> bool:
    """Whether a source is polled; left out means that it is."""
    provider = PROVIDERS.get((action.category, action.owner, action.provider))
    polls = action.configuration.get("PollForSourceChanges", "true").lower() == "true"
    return polls and provider is not None and provider.newest is not None


def _watch(context: CodePipelineContext, pipeline: Pipeline, version: int, polled: tuple[Action, ...]) -> None:
    looked = context.clock.now()
    while _is_newest(context, pipeline, version):
        context.work.pause(_LOOK_SECONDS)
        if context.clock.now() - looked < context.plans.source_poll:
            continue
        looked = context.clock.now()
        found = [(action, _newest(context, pipeline, action)) for action in polled]
        with context.state.lock:
            if _is_newest(context, pipeline, version) and not _takes_its_source(pipeline):
                _start(context, pipeline, found)


def _is_newest(context: CodePipelineContext, pipeline: Pipeline, version: int) -> bool:
    return context.state.pipelines.get(pipeline.name) is pipeline and len(pipeline.versions) == version


def _takes_its_source(pipeline: Pipeline) -> bool:
    """Whether an execution is about to take what there is: what it takes is no change."""
    source = pipeline.declaration.stages[0].name
    standard = (one for one in pipeline.executions if one.under_way and one.target is None)
    return any(source not in one.stages or one.stages[source].status is StageStatus.IN_PROGRESS for one in standard)


def _start(context: CodePipelineContext, pipeline: Pipeline, found: Sequence[Looked]) -> None:
    """Start an execution for what has changed; it takes all changes, because every source action runs again.

    Where too many executions are under way, the next look tries again.
    """
    changed = list(_changed(pipeline, found))
    if not changed:
        return
    try:
        begin(context, pipeline, Start(Trigger("PollForSourceChanges", changed[0][0].name)))
    except ServiceError as error:
        if error.code != TOO_MANY:
            raise
        return
    pipeline.taken |= {source_key(action): revision for action, revision in changed}


def _changed(pipeline: Pipeline, found: Sequence[Looked]) -> Iterator[Looked]:
    """The sources with another revision than was taken; one that was never looked at before has not changed."""
    for action, revision in found:
        taken = pipeline.taken.setdefault(source_key(action), revision)
        if revision is not None and revision != taken:
            yield action, revision


def _newest(context: CodePipelineContext, pipeline: Pipeline, action: Action) -> str | None:
    """The newest revision of a source, None where there is none to see: the next execution will say why."""
    newest = PROVIDERS[action.category, action.owner, action.provider].newest
    try:
        return newest(clients_of(context, pipeline.declaration, action), action.configuration) if newest else None
    except (BotoCoreError, ClientError, ServiceError):
        return None
