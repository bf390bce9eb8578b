"""How executions go through the stages of a pipeline: locks, run order, and what one does when another overtakes it.

Everything here is called with the state's lock held, waits for nothing, and returns the actions that are to run now.

https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
"""

from collections.abc import Iterator
from typing import Final

from cfnproof.emulator.codepipeline.declaration.model import Action, Mode, Stage
from cfnproof.emulator.codepipeline.executions.model import (
    ActionExecution,
    ActionStatus,
    Execution,
    ExecutionStatus,
    StageExecution,
    StageStatus,
)
from cfnproof.emulator.codepipeline.state import CodePipelineContext, Pipeline, StageState

Begun = list[ActionExecution]
"""The actions that are to run now."""

_ACTIVE: Final = (StageStatus.IN_PROGRESS, StageStatus.STOPPING)
_UNFINISHED: Final = (ActionStatus.FAILED, ActionStatus.ABANDONED)


def start(context: CodePipelineContext, pipeline: Pipeline, execution: Execution, stage: Stage) -> Begun:
    """Let a new execution wait for its first stage: the pipeline's, or the one that a rollback runs."""
    pipeline.executions.append(execution)
    return _arrive(context, pipeline, execution, stage)


def ended(context: CodePipelineContext, pipeline: Pipeline, run: ActionExecution) -> Begun:
    """Go on after an action has succeeded or failed."""
    return _proceed(context, pipeline, run.execution.stages[run.action.stage])


def admit(context: CodePipelineContext, pipeline: Pipeline) -> Begun:
    """Let executions enter the stages that are free, the last stage first."""
    begun: Begun = []
    for name, before in _entrances(pipeline):
        state = pipeline.stage(name)
        while state.waiting and _open(state, before):
            begun += _enter(context, pipeline, state.waiting.pop(0), name)
    return begun


def _entrances(pipeline: Pipeline) -> list[tuple[str, StageState | None]]:
    """All stages, the last first, each with the state of the one before it.

    Those that the newest declaration has no more come too: executions in PARALLEL mode go on to them.
    """
    names = [stage.name for stage in pipeline.declaration.stages]
    gone = [name for name in pipeline.stages if name not in names]
    before = [None, *map(pipeline.stage, names[:-1])]
    return [(name, None) for name in gone] + list(zip(names, before, strict=True))[::-1]


def retry(context: CodePipelineContext, pipeline: Pipeline, stage: StageExecution, actions: list[Action]) -> Begun:
    """Run actions of a stage once more, beside those that still run; what comes after them follows."""
    execution = stage.execution
    _set(context, execution, ExecutionStatus.IN_PROGRESS)
    execution.stop_reason = None
    stage.status, stage.retries = StageStatus.IN_PROGRESS, stage.retries + 1
    if execution.declaration.mode is not Mode.PARALLEL:
        pipeline.stage(stage.stage.name).holder = stage
    for action in actions:
        stage.actions.pop(action.name, None)
    if stage.with_status(ActionStatus.IN_PROGRESS):
        return [_begin(context, pipeline, stage, action) for action in actions]
    return _proceed(context, pipeline, stage)


def stop(context: CodePipelineContext, pipeline: Pipeline, execution: Execution, *, abandon: bool) -> Begun:
    """Begin nothing more for an execution, and abandon its actions where that is asked for."""
    _set(context, execution, ExecutionStatus.STOPPING)
    if abandon:
        give_up(context, execution)
    for state in pipeline.stages.values():
        if execution in state.waiting:
            state.waiting.remove(execution)
    active = next((one for one in execution.stages.values() if one.status in _ACTIVE), None)
    if active is None:
        _set(context, execution, ExecutionStatus.STOPPED)
        return admit(context, pipeline)
    active.status = StageStatus.STOPPING
    return _proceed(context, pipeline, active)


def give_up(context: CodePipelineContext, execution: Execution) -> None:
    """Abandon the running actions of an execution: their providers go on, and nobody waits for them."""
    for run in tuple(execution.running()):
        run.status, run.updated = ActionStatus.ABANDONED, context.clock.now()
        run.wake.set()


def outdate(context: CodePipelineContext, pipeline: Pipeline) -> Begun:
    """Cancel the executions of a pipeline that has been changed, once their running actions have ended.

    https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineExecution.html
    """
    for execution in pipeline.executions:
        if execution.under_way and execution.declaration.mode is not Mode.PARALLEL:
            execution.outdated = True
    for state in pipeline.stages.values():
        for execution in [one for one in state.waiting if one.outdated]:
            state.waiting.remove(execution)
            _set(context, execution, ExecutionStatus.CANCELLED)
    return admit(context, pipeline)


def _arrive(context: CodePipelineContext, pipeline: Pipeline, execution: Execution, stage: Stage) -> Begun:
    """Wait before a stage. Where executions are superseded, only the newest of those that wait stays."""
    state = pipeline.stage(stage.name)
    state.waiting.append(execution)
    if execution.declaration.mode is Mode.SUPERSEDED:
        newest = max(state.waiting, key=lambda one: one.number)
        for older in [one for one in state.waiting if one is not newest]:
            state.waiting.remove(older)
            _set(context, older, ExecutionStatus.SUPERSEDED)
    return admit(context, pipeline)


def _open(state: StageState, before: StageState | None) -> bool:
    """Whether the execution that waits longest can enter: `before` is the stage from which it comes."""
    passes = state.inbound.enabled and (before is None or before.outbound.enabled)
    return passes and (state.holder is None or state.waiting[0].declaration.mode is Mode.PARALLEL)


def _enter(context: CodePipelineContext, pipeline: Pipeline, execution: Execution, name: str) -> Begun:
    stage = next(stage for stage in execution.declaration.stages if stage.name == name)
    entered = execution.stages[name] = StageExecution(execution, stage)
    state = pipeline.stage(name)
    state.latest = entered
    if execution.declaration.mode is not Mode.PARALLEL:
        state.holder = entered
    return _proceed(context, pipeline, entered)


def _proceed(context: CodePipelineContext, pipeline: Pipeline, stage: StageExecution) -> Begun:
    """Begin the next actions of a stage, or end it, once none of its actions is running."""
    if stage.with_status(ActionStatus.IN_PROGRESS):
        return []
    ending = _ending(stage)
    if ending:
        return _close(context, pipeline, stage, *ending)
    following = list(_next_actions(stage))
    if following:
        return [_begin(context, pipeline, stage, action) for action in following]
    after = _stage_after(stage.execution, stage.stage)
    if after is None:
        return _close(context, pipeline, stage, StageStatus.SUCCEEDED, ExecutionStatus.SUCCEEDED)
    begun = _close(context, pipeline, stage, StageStatus.SUCCEEDED, ExecutionStatus.IN_PROGRESS)
    return begun + _arrive(context, pipeline, stage.execution, after)


def _ending(stage: StageExecution) -> tuple[StageStatus, ExecutionStatus] | None:
    """How a stage, and its execution with it, ends before all of its actions have succeeded; None where it goes on."""
    if stage.execution.status is ExecutionStatus.STOPPING:
        return StageStatus.STOPPED, ExecutionStatus.STOPPED
    if stage.with_status(*_UNFINISHED):
        return StageStatus.FAILED, ExecutionStatus.FAILED
    if stage.execution.outdated:
        return StageStatus.CANCELLED, ExecutionStatus.CANCELLED
    return None


def _next_actions(stage: StageExecution) -> Iterator[Action]:
    """The actions of the lowest run order that have not succeeded."""
    left = [action for action in stage.stage.actions if action.name not in stage.actions]
    lowest = min((action.run_order for action in left), default=0)
    return (action for action in left if action.run_order == lowest)


def _begin(context: CodePipelineContext, pipeline: Pipeline, stage: StageExecution, action: Action) -> ActionExecution:
    now = context.clock.now()
    updated_by = context.caller.arn
    run = ActionExecution(context.ids.uuid(), stage.execution, action, now, now, updated_by)
    stage.actions[action.name] = run
    pipeline.actions.append(run)
    return run


def _close(
    context: CodePipelineContext,
    pipeline: Pipeline,
    stage: StageExecution,
    status: StageStatus,
    of_execution: ExecutionStatus,
) -> Begun:
    """End an execution in a stage, and let the next one in."""
    stage.status = status
    _set(context, stage.execution, of_execution)
    state = pipeline.stage(stage.stage.name)
    if state.holder is stage:
        state.holder = None
    return admit(context, pipeline)


def _stage_after(execution: Execution, stage: Stage) -> Stage | None:
    """The stage that follows; none for a rollback, which runs one stage."""
    stages = execution.declaration.stages
    number = stages.index(stage) + 1
    return stages[number] if execution.target is None and number < len(stages) else None


def _set(context: CodePipelineContext, execution: Execution, status: ExecutionStatus) -> None:
    execution.status, execution.updated = status, context.clock.now()
