"""Looks for changes in the sources of pipelines that poll.

https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-about-starting.html#change-detection-methods
"""

from collections.abc import Mapping
from typing import Final

from botocore.exceptions import ClientError

from cfnproof.emulator.codepipeline.declaration.model import Action
from cfnproof.emulator.codepipeline.executions.model import Trigger
from cfnproof.emulator.codepipeline.executions.roles import clients_of
from cfnproof.emulator.codepipeline.executions.starting import Start, begin
from cfnproof.emulator.codepipeline.providers.registry import PROVIDERS
from cfnproof.emulator.codepipeline.state import CodePipelineContext, Pipeline
from cfnproof.emulator.errors import ServiceError

_LOOK_SECONDS: Final = 0.05
"""How often the clock is looked at."""


def watch(context: CodePipelineContext, pipeline: Pipeline) -> None:
    """Poll the sources of a pipeline's newest version, as long as it is the newest."""
    version = len(pipeline.versions)
    polled = tuple(action for action in pipeline.declaration.stages[0].actions if _polls(action))
    if polled:
        context.work.start(f"polling of {pipeline.name}", lambda: _watch(context, pipeline, version, polled))


def _polls(action: Action) -> bool:
    """Whether a source is polled; left out means that it is."""
    provider = PROVIDERS.get((action.category, action.owner, action.provider))
    polls = action.configuration.get("PollForSourceChanges", "true").lower() == "true"
    return polls and provider is not None and provider.newest is not None


def _watch(context: CodePipelineContext, pipeline: Pipeline, version: int, polled: tuple[Action, ...]) -> None:
    seen = {action.name: _newest(context, pipeline, action) for action in polled}
    looked = context.clock.now()
    while context.state.pipelines.get(pipeline.name) is pipeline and len(pipeline.versions) == version:
        context.work.pause(_LOOK_SECONDS)
        if context.clock.now() - looked < context.plans.source_poll:
            continue
        looked = context.clock.now()
        found = {action.name: _newest(context, pipeline, action) for action in polled}
        changed = _changed(seen, found)
        if changed and _started(context, pipeline, changed[0]):  # one takes all changes: every source action runs again
            seen |= {name: revision for name, revision in found.items() if revision is not None}


def _started(context: CodePipelineContext, pipeline: Pipeline, source: str) -> bool:
    """Whether an execution could be started: where there are too many, the next look tries again."""
    try:
        begin(context, pipeline, Start(Trigger("PollForSourceChanges", source)))
    except ServiceError:
        return False
    return True


def _changed(seen: Mapping[str, str | None], found: Mapping[str, str | None]) -> list[str]:
    return [name for name, revision in found.items() if revision is not None and revision != seen[name]]


def _newest(context: CodePipelineContext, pipeline: Pipeline, action: Action) -> str | None:
    """The newest revision of a source, None where there is none to see: the next execution will say why."""
    newest = PROVIDERS[action.category, action.owner, action.provider].newest
    try:
        return newest(clients_of(context, pipeline.declaration, action), action.configuration) if newest else None
    except (ClientError, ServiceError):
        return None
