"""Operations on the stages of a pipeline: what is in them, and who may enter.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineState.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/transitions.html
"""

from typing import Any, Final

from cfnproof.emulator.codepipeline.declaration.model import Action, Stage
from cfnproof.emulator.codepipeline.executions import flow
from cfnproof.emulator.codepipeline.executions.model import ActionExecution, Execution, SourceRevision, StageExecution
from cfnproof.emulator.codepipeline.executions.worker import drive
from cfnproof.emulator.codepipeline.operations.lookup import pipeline_named, stage_named
from cfnproof.emulator.codepipeline.state import CodePipelineContext, Pipeline, StageState, Transition
from cfnproof.emulator.service import Answer, Request
from cfnproof.emulator.shapes import present

_INBOUND: Final = "Inbound"
_WAITS: Final = "InProgress"


class StageOperations:
    """Describe the state of stages, and enable and disable the transitions between them."""

    def get_pipeline_state(self, context: CodePipelineContext, request: Request) -> Answer:
        """What each stage holds, and what its actions did last."""
        pipeline = pipeline_named(context, request["name"])
        with context.state.lock:
            states = [_stage(pipeline, stage) for stage in pipeline.declaration.stages]
        return {
            "pipelineName": pipeline.name,
            "pipelineVersion": len(pipeline.versions),
            "stageStates": states,
            "created": pipeline.created,
            "updated": pipeline.updated,
        }

    def enable_stage_transition(self, context: CodePipelineContext, request: Request) -> Answer:
        """Let executions pass; the one that waits enters."""
        return _change(context, request, enabled=True)

    def disable_stage_transition(self, context: CodePipelineContext, request: Request) -> Answer:
        """Let executions wait."""
        return _change(context, request, enabled=False)


def _change(context: CodePipelineContext, request: Request, *, enabled: bool) -> Answer:
    pipeline = pipeline_named(context, request["pipelineName"])
    stage = stage_named(pipeline, request["stageName"])
    changed = Transition(enabled, request.get("reason"), context.caller.arn, context.clock.now())
    with context.state.lock:
        state = pipeline.stage(stage.name)
        if request["transitionType"] == _INBOUND:
            state.inbound = changed
        else:
            state.outbound = changed
        drive(context, pipeline, lambda: flow.admit(context, pipeline))
    return {}


def _stage(pipeline: Pipeline, stage: Stage) -> dict[str, Any]:
    state = pipeline.stage(stage.name)
    waiting = [_reference(execution, _WAITS) for execution in state.waiting]
    latest = state.latest
    members = {
        "stageName": stage.name,
        "inboundExecution": waiting[-1] if waiting else None,
        "inboundExecutions": waiting,
        "inboundTransitionState": _transition(state),
        "actionStates": [_action(action, _last(latest, action)) for action in stage.actions],
        "latestExecution": _reference(latest.execution, latest.status) if latest else None,
        "retryStageMetadata": _retries(latest),
    }
    return present(members)


def _reference(execution: Execution, status: str) -> dict[str, Any]:
    return {"pipelineExecutionId": execution.id, "status": status, "type": execution.type}


def _transition(state: StageState) -> dict[str, Any]:
    inbound = state.inbound
    return present(
        {
            "enabled": inbound.enabled,
            "disabledReason": inbound.reason,
            "lastChangedBy": inbound.changed_by,
            "lastChangedAt": inbound.changed,
        }
    )


def _retries(latest: StageExecution | None) -> dict[str, Any] | None:
    if latest is None or not latest.retries:
        return None
    return {"manualStageRetryAttempt": latest.retries, "latestRetryTrigger": "ManualStageRetry"}


def _last(latest: StageExecution | None, action: Action) -> ActionExecution | None:
    return latest.actions.get(action.name) if latest else None


def _action(action: Action, run: ActionExecution | None) -> dict[str, Any]:
    if run is None:
        return {"actionName": action.name}
    taken = run.execution.revisions.get(action.name)
    members = {
        "actionName": action.name,
        "currentRevision": _revision(run, taken) if taken else None,
        "latestExecution": _latest(run),
        "revisionUrl": taken.url or None if taken else None,
    }
    return present(members)


def _revision(run: ActionExecution, taken: SourceRevision) -> dict[str, Any]:
    return {"revisionId": taken.id, "revisionChangeId": taken.id, "created": run.updated}


def _latest(run: ActionExecution) -> dict[str, Any]:
    approval = run.approval if run.running else None
    token = approval.token if approval and approval.told and approval.decision is None else None
    failure = {"code": run.failure.code, "message": run.failure.message} if run.failure else None
    members = {
        "actionExecutionId": run.id,
        "status": run.status,
        "summary": run.summary,
        "lastStatusChange": run.updated,
        "token": token,
        "lastUpdatedBy": run.updated_by if run.approval and run.approval.decision else None,
        "externalExecutionId": run.external_id,
        "externalExecutionUrl": run.external_url,
        "percentComplete": run.percent,
        "errorDetails": failure,
    }
    return present(members)
