"""Operations on executions.

https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-start.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-stop.html
"""

from collections.abc import Iterator
from typing import Any, Final

from cfnproof.emulator.codepipeline.executions import flow
from cfnproof.emulator.codepipeline.executions.model import (
    Execution,
    ExecutionStatus,
    SourceRevision,
    StageStatus,
    Trigger,
)
from cfnproof.emulator.codepipeline.executions.starting import Start, begin
from cfnproof.emulator.codepipeline.executions.worker import drive
from cfnproof.emulator.codepipeline.operations.lookup import execution_of, paged, pipeline_named
from cfnproof.emulator.codepipeline.state import CodePipelineContext, Pipeline
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.service import Answer, Request
from cfnproof.emulator.shapes import present

_PAGE: Final = 100
_EVENTBRIDGE: Final = "events.amazonaws.com"


class ExecutionOperations:
    """Start, stop, describe and list executions."""

    def start_pipeline_execution(self, context: CodePipelineContext, request: Request) -> Answer:
        """Start an execution; the same client request token starts none again."""
        pipeline, token = pipeline_named(context, request["name"]), request.get("clientRequestToken")
        variables = {one["name"]: one["value"] for one in request.get("variables") or ()}
        start = Start(_trigger(context), variables, _overrides(pipeline, request))
        with context.state.lock:
            if token in pipeline.tokens:
                return {"pipelineExecutionId": pipeline.tokens[token]}
            execution = begin(context, pipeline, start)
            if token:
                pipeline.tokens[token] = execution.id
        return {"pipelineExecutionId": execution.id}

    def stop_pipeline_execution(self, context: CodePipelineContext, request: Request) -> Answer:
        """Stop an execution, when its running actions have ended or at once."""
        pipeline, abandon = pipeline_named(context, request["pipelineName"]), bool(request.get("abandon"))
        with context.state.lock:
            execution = _stoppable(pipeline, request["pipelineExecutionId"], abandon=abandon)
            execution.stop_reason = request.get("reason")
            drive(context, pipeline, lambda: flow.stop(context, pipeline, execution, abandon=abandon))
        return {"pipelineExecutionId": execution.id}

    def get_pipeline_execution(self, context: CodePipelineContext, request: Request) -> Answer:
        """Describe an execution."""
        pipeline = pipeline_named(context, request["pipelineName"])
        with context.state.lock:
            execution = execution_of(pipeline, request["pipelineExecutionId"])
            members = _common(execution) | {
                "pipelineName": pipeline.name,
                "pipelineVersion": execution.version,
                "artifactRevisions": [_artifact_revision(one) for one in execution.revisions.values()],
                "variables": [{"name": name, "resolvedValue": value} for name, value in execution.variables.items()],
            }
        return {"pipelineExecution": present(members)}

    def list_pipeline_executions(self, context: CodePipelineContext, request: Request) -> Answer:
        """A summary of executions, the newest first."""
        pipeline = pipeline_named(context, request["pipelineName"])
        wanted = (request.get("filter") or {}).get("succeededInStage", {}).get("stageName")
        with context.state.lock:
            found = [one for one in reversed(pipeline.executions) if wanted is None or _succeeded_in(one, wanted)]
            size = request.get("maxResults", _PAGE)
            part = paged("ListPipelineExecutions", found, request.get("nextToken"), size)
            summaries = [_summary(execution) for execution in part.items]
        return {"pipelineExecutionSummaries": summaries} | ({"nextToken": part.next_token} if part.next_token else {})


def _trigger(context: CodePipelineContext) -> Trigger:
    if context.caller.service == _EVENTBRIDGE:
        return Trigger("CloudWatchEvent", context.caller.source_arn or context.caller.arn)
    return Trigger("StartPipelineExecution", context.caller.arn)


def _overrides(pipeline: Pipeline, request: Request) -> dict[str, dict[str, str]]:
    """The revisions that source actions shall take."""
    sources = {action.name: action.provider for action in pipeline.declaration.stages[0].actions}
    overrides: dict[str, dict[str, str]] = {}
    for one in request.get("sourceRevisions") or ():
        name, kind = one["actionName"], one["revisionType"]
        if name not in sources:
            known = ", ".join(sources)
            raise ServiceError(
                "ValidationException", f"Pipeline {pipeline.name} has no source action {name!r}; it has {known}"
            )
        allowed = _REVISIONS.get(sources[name], ())
        if kind not in allowed:
            raise ServiceError(
                "ValidationException",
                f"Source action {name!r} ({sources[name]}) takes no revision of type {kind}; "
                f"it takes {', '.join(allowed) or 'none'}",
            )
        overrides.setdefault(name, {})[kind] = one["revisionValue"]
    return overrides


_REVISIONS: Final = {"CodeCommit": ("COMMIT_ID",), "S3": ("S3_OBJECT_VERSION_ID", "S3_OBJECT_KEY")}
"""https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_SourceRevisionOverride.html"""


def _stoppable(pipeline: Pipeline, execution_id: str, *, abandon: bool) -> Execution:
    execution = execution_of(pipeline, execution_id)
    if not execution.under_way:
        raise ServiceError(
            "PipelineExecutionNotStoppableException",
            f"Execution '{execution.id}' of pipeline '{pipeline.name}' cannot be stopped: it is {execution.status}",
        )
    if execution.status is ExecutionStatus.STOPPING and not abandon:
        raise ServiceError(
            "DuplicatedStopRequestException",
            f"Execution '{execution.id}' of pipeline '{pipeline.name}' is already stopping: it can be abandoned",
        )
    return execution


def _succeeded_in(execution: Execution, stage: str) -> bool:
    entered = execution.stages.get(stage)
    return entered is not None and entered.status is StageStatus.SUCCEEDED


def _summary(execution: Execution) -> dict[str, Any]:
    stopped = {"reason": execution.stop_reason} if execution.stop_reason else None
    members = _common(execution) | {
        "startTime": execution.started,
        "lastUpdateTime": execution.updated,
        "sourceRevisions": list(_source_revisions(execution)),
        "stopTrigger": stopped,
    }
    return present(members)


def _common(execution: Execution) -> dict[str, Any]:
    """What both descriptions of an execution have."""
    target = {"rollbackTargetPipelineExecutionId": execution.target} if execution.target else None
    return {
        "pipelineExecutionId": execution.id,
        "status": execution.status,
        "trigger": {"triggerType": execution.trigger.type, "triggerDetail": execution.trigger.detail},
        "executionMode": execution.declaration.mode,
        "executionType": execution.type,
        "rollbackMetadata": target,
    }


def _source_revisions(execution: Execution) -> Iterator[dict[str, Any]]:
    for one in execution.revisions.values():
        yield present(
            {
                "actionName": one.action,
                "revisionId": one.id,
                "revisionSummary": one.summary or None,
                "revisionUrl": one.url or None,
            }
        )


def _artifact_revision(one: SourceRevision) -> dict[str, Any]:
    return present(
        {
            "name": one.artifact,
            "revisionId": one.id,
            "revisionSummary": one.summary or None,
            "revisionUrl": one.url or None,
        }
    )
