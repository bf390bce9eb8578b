"""Operations that run a stage once more: as it was, or with what an earlier execution had.

https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html
"""

from typing import Final

from cfnproof.emulator.codepipeline.declaration.model import Action, Mode, Stage
from cfnproof.emulator.codepipeline.executions import flow
from cfnproof.emulator.codepipeline.executions.model import (
    ActionStatus,
    Execution,
    ExecutionStatus,
    StageExecution,
    StageStatus,
    Trigger,
)
from cfnproof.emulator.codepipeline.executions.worker import drive
from cfnproof.emulator.codepipeline.operations.lookup import execution_of, pipeline_named, stage_named
from cfnproof.emulator.codepipeline.state import CodePipelineContext, Pipeline
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.service import Answer, Request

_ALL: Final = "ALL_ACTIONS"
_OVER: Final = (StageStatus.FAILED, StageStatus.STOPPED)


class RetryOperations:
    """Retry a stage, and roll one back."""

    def retry_stage_execution(self, context: CodePipelineContext, request: Request) -> Answer:
        """Run the failed actions of a stage again, or all of them, in the same execution."""
        pipeline = pipeline_named(context, request["pipelineName"])
        stage = stage_named(pipeline, request["stageName"])
        with context.state.lock:
            entered = _latest(pipeline, stage, request["pipelineExecutionId"])
            actions = _again(pipeline, entered, all_of_them=request["retryMode"] == _ALL)
            drive(context, pipeline, lambda: flow.retry(context, pipeline, entered, actions))
        return {"pipelineExecutionId": entered.execution.id}

    def rollback_stage(self, context: CodePipelineContext, request: Request) -> Answer:
        """Run a stage with the artifacts and variables of an execution that succeeded in it."""
        pipeline = pipeline_named(context, request["pipelineName"])
        stage = stage_named(pipeline, request["stageName"])
        with context.state.lock:
            target = execution_of(pipeline, request["targetPipelineExecutionId"])
            _check_target(pipeline, stage, target)
            execution = _rollback(context, pipeline, target)
            drive(context, pipeline, lambda: flow.start(context, pipeline, execution, stage))
        return {"pipelineExecutionId": execution.id}


def _latest(pipeline: Pipeline, stage: Stage, execution_id: str) -> StageExecution:
    """What an execution did in a stage, which no other has entered since."""
    execution = next((one for one in pipeline.executions if one.id == execution_id), None)
    entered = execution.stages.get(stage.name) if execution else None
    newest = pipeline.stage(stage.name).latest
    if execution is None or (newest is not entered and execution.declaration.mode is not Mode.PARALLEL):
        latest = f"'{newest.execution.id}' is" if newest else "there is none"
        raise ServiceError(
            "NotLatestPipelineExecutionException",
            f"'{execution_id}' is not the latest execution in stage '{stage.name}' of pipeline '{pipeline.name}': "
            f"{latest}",
        )
    if entered is None:
        raise _not_retryable(pipeline, stage, "the execution has not entered it")
    return entered


def _again(pipeline: Pipeline, entered: StageExecution, *, all_of_them: bool) -> list[Action]:
    """The actions to run again."""
    stage, failed = entered.stage, entered.with_status(ActionStatus.FAILED, ActionStatus.ABANDONED)
    if entered.execution.version != len(pipeline.versions):
        raise _not_retryable(pipeline, stage, "the pipeline has been changed since")
    if entered.execution.status is ExecutionStatus.STOPPING:
        raise _not_retryable(pipeline, stage, "its execution is stopping")
    if entered.status not in _OVER and not failed:
        raise _not_retryable(pipeline, stage, f"it is {entered.status}, and none of its actions has failed")
    if all_of_them and entered.with_status(ActionStatus.IN_PROGRESS):
        raise _not_retryable(pipeline, stage, "some of its actions are still in progress")
    return list(stage.actions) if all_of_them else [run.action for run in failed]


def _not_retryable(pipeline: Pipeline, stage: Stage, why: str) -> ServiceError:
    return ServiceError(
        "StageNotRetryableException", f"Stage '{stage.name}' of pipeline '{pipeline.name}' cannot be retried: {why}"
    )


def _check_target(pipeline: Pipeline, stage: Stage, target: Execution) -> None:
    if target.version != len(pipeline.versions):
        raise ServiceError(
            "PipelineExecutionOutdatedException",
            f"Execution '{target.id}' was started in version {target.version} of pipeline '{pipeline.name}', "
            f"which is at version {len(pipeline.versions)}",
        )
    declaration, entered = pipeline.declaration, target.stages.get(stage.name)
    faults = {
        "the pipeline is not of type V2": declaration.type != "V2",
        "the pipeline is in PARALLEL mode": declaration.mode is Mode.PARALLEL,
        "a source stage cannot be rolled back": stage == declaration.stages[0],
        f"execution '{target.id}' is a rollback itself": target.target is not None,
        f"execution '{target.id}' did not succeed in it": entered is None
        or entered.status is not StageStatus.SUCCEEDED,
    }
    if why := next((fault for fault, there in faults.items() if there), None):
        raise ServiceError(
            "UnableToRollbackStageException",
            f"Stage '{stage.name}' of pipeline '{pipeline.name}' cannot be rolled back: {why}",
        )


def _rollback(context: CodePipelineContext, pipeline: Pipeline, target: Execution) -> Execution:
    now = context.clock.now()
    return Execution(
        context.ids.uuid(),
        len(pipeline.executions) + 1,
        target.version,
        target.declaration,
        Trigger("ManualRollback", context.caller.arn),
        now,
        now,
        target.variables,
        target=target.id,
        artifacts=dict(target.artifacts),
        revisions=dict(target.revisions),
        namespaces=dict(target.namespaces),
    )
