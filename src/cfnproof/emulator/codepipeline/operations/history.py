"""The history of action executions.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListActionExecutions.html
"""

from collections.abc import Iterable
from typing import Any, Final

from cfnproof.emulator.codepipeline.executions.model import ActionExecution, Artifact
from cfnproof.emulator.codepipeline.operations.lookup import execution_of, paged, pipeline_named
from cfnproof.emulator.codepipeline.state import CodePipelineContext, Pipeline
from cfnproof.emulator.service import Answer, Request
from cfnproof.emulator.shapes import present

_PAGE: Final = 100


class HistoryOperations:
    """List what actions did."""

    def list_action_executions(self, context: CodePipelineContext, request: Request) -> Answer:
        """All action executions of a pipeline or of one execution, the newest first."""
        pipeline = pipeline_named(context, request["pipelineName"])
        with context.state.lock:
            found = _wanted(pipeline, request.get("filter") or {})
            size = request.get("maxResults", _PAGE)
            part = paged("ListActionExecutions", found, request.get("nextToken"), size)
            details = [_detail(context, run) for run in part.items]
        return {"actionExecutionDetails": details} | ({"nextToken": part.next_token} if part.next_token else {})


def _wanted(pipeline: Pipeline, filters: Request) -> list[ActionExecution]:
    latest = filters.get("latestInPipelineExecution") or {}
    execution_id = filters.get("pipelineExecutionId") or latest.get("pipelineExecutionId")
    found = list(reversed(pipeline.actions))
    if execution_id is None:
        return found
    execution = execution_of(pipeline, execution_id)
    of_execution = [run for run in found if run.execution is execution]
    if latest.get("startTimeRange") != "Latest":
        return of_execution
    return [run for run in of_execution if execution.stages[run.action.stage].actions.get(run.action.name) is run]


def _detail(context: CodePipelineContext, run: ActionExecution) -> dict[str, Any]:
    members = {
        "pipelineExecutionId": run.execution.id,
        "actionExecutionId": run.id,
        "pipelineVersion": run.execution.version,
        "stageName": run.action.stage,
        "actionName": run.action.name,
        "startTime": run.started,
        "lastUpdateTime": run.updated,
        "updatedBy": run.updated_by,
        "status": run.status,
        "input": _input(context, run),
        "output": _output(run),
    }
    return present(members)


def _input(context: CodePipelineContext, run: ActionExecution) -> dict[str, Any]:
    action = run.action
    members = {
        "actionTypeId": action.type_id,
        "configuration": dict(action.configuration),
        "resolvedConfiguration": dict(run.configuration),
        "roleArn": action.role,
        "region": action.region or context.region,
        "inputArtifacts": _artifacts(run.inputs),
        "namespace": action.namespace,
    }
    return present(members)


def _output(run: ActionExecution) -> dict[str, Any]:
    failure = {"code": run.failure.code, "message": run.failure.message} if run.failure else None
    result = {
        "externalExecutionId": run.external_id,
        "externalExecutionSummary": run.summary,
        "externalExecutionUrl": run.external_url,
        "errorDetails": failure,
    }
    return {
        "outputArtifacts": _artifacts(run.outputs),
        "executionResult": present(result),
        "outputVariables": dict(run.variables),
    }


def _artifacts(artifacts: Iterable[Artifact]) -> list[dict[str, Any]]:
    return [{"name": one.name, "s3location": {"bucket": one.bucket, "key": one.key}} for one in artifacts]
