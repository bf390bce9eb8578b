"""Requests to CodePipeline that succeed."""

from collections.abc import Mapping
from typing import Any, Final

from tests.unit.emulator.codepipeline.declarations import action
from tests.unit.emulator.operations.requests import Request, Requests
from tests.unit.emulator.operations.workspace import BUCKET, Workspace
from tests.waiting import until

_FETCH: Final = action(
    "Fetch",
    "Source",
    "S3",
    configuration={"S3Bucket": BUCKET, "S3ObjectKey": "code.zip", "PollForSourceChanges": "false"},
    outputArtifacts=[{"name": "Code"}],
)
_APPROVE: Final = action("Approve", "Approval", "Manual")
_CHECK: Final = action("Check", "Invoke", "Lambda", configuration={"FunctionName": "check"})
_SHIP: Final = action(
    "Ship",
    "Deploy",
    "S3",
    configuration={"BucketName": BUCKET, "ObjectKey": "out.zip", "Extract": "false"},
    inputArtifacts=[{"name": "Code"}],
)


def _declaration(workspace: Workspace, following: Request) -> Request:
    return {
        "name": workspace.name("release"),
        "roleArn": workspace.role,
        "artifactStore": {"type": "S3", "location": BUCKET},
        "pipelineType": "V2",
        "stages": [{"name": "Source", "actions": [_FETCH]}, {"name": "Next", "actions": [following]}],
    }


def _pipeline(workspace: Workspace, following: Request = _APPROVE) -> str:
    """A pipeline of a source and one more action."""
    declared = _declaration(workspace, following)
    workspace.client("codepipeline").create_pipeline(pipeline=declared)
    name: str = declared["name"]
    return name


def _next_action(workspace: Workspace, name: str, status: str, member: str = "status") -> Request:
    """The second stage, once its action has a status and a member."""

    def look() -> Request:
        stage: Request = workspace.client("codepipeline").get_pipeline_state(name=name)["stageStates"][1]
        return stage

    def reached(stage: Request) -> bool:
        run = stage["actionStates"][0].get("latestExecution", {})
        return run.get("status") == status and member in run

    return until(look, reached, f"{name} with an action {status}")


def _execution(workspace: Workspace, following: Request = _APPROVE, status: str = "InProgress", **more: str) -> Request:
    """A pipeline and its execution, whose second stage has a status."""
    name = _pipeline(workspace, following)
    stage = _next_action(workspace, name, status)
    return {"pipelineName": name, "pipelineExecutionId": stage["latestExecution"]["pipelineExecutionId"], **more}


def _approval(workspace: Workspace) -> Request:
    name = _pipeline(workspace)
    run = _next_action(workspace, name, "InProgress", "token")["actionStates"][0]["latestExecution"]
    return {
        "pipelineName": name,
        "stageName": "Next",
        "actionName": "Approve",
        "token": run["token"],
        "result": {"status": "Approved", "summary": "looks right"},
    }


def _job(workspace: Workspace, **members: Any) -> Request:  # noqa: ANN401  # as the API
    name = _pipeline(workspace, _CHECK)
    run = _next_action(workspace, name, "InProgress", "externalExecutionId")["actionStates"][0]["latestExecution"]
    return {"jobId": run["externalExecutionId"], **members}


def _rejected(workspace: Workspace) -> Request:
    """A pipeline whose second stage failed."""
    request = _approval(workspace)
    refusal = {"status": "Rejected", "summary": "not yet"}
    workspace.client("codepipeline").put_approval_result(**{**request, "result": refusal})
    stage = _next_action(workspace, request["pipelineName"], "Failed")
    return {
        "pipelineName": request["pipelineName"],
        "stageName": "Next",
        "pipelineExecutionId": stage["latestExecution"]["pipelineExecutionId"],
        "retryMode": "FAILED_ACTIONS",
    }


def _shipped(workspace: Workspace) -> Request:
    request = _execution(workspace, _SHIP, "Succeeded")
    target = request.pop("pipelineExecutionId")
    return {**request, "stageName": "Next", "targetPipelineExecutionId": target}


def _transition(workspace: Workspace, **members: str) -> Request:
    return {"pipelineName": _pipeline(workspace), "stageName": "Next", "transitionType": "Inbound", **members}


def _arn(workspace: Workspace, **members: Any) -> Request:  # noqa: ANN401  # as the API
    return {"resourceArn": workspace.arn("codepipeline", _pipeline(workspace)), **members}


def _update(workspace: Workspace) -> Request:
    declared = _declaration(workspace, _APPROVE)
    workspace.client("codepipeline").create_pipeline(pipeline=declared)
    return {"pipeline": declared}


REQUESTS: Final[Mapping[str, Requests]] = {
    "CreatePipeline": lambda workspace: {"pipeline": _declaration(workspace, _APPROVE)},
    "DeletePipeline": lambda workspace: {"name": _pipeline(workspace)},
    "DisableStageTransition": lambda workspace: _transition(workspace, reason="freeze"),
    "EnableStageTransition": _transition,
    "GetJobDetails": _job,
    "GetPipeline": lambda workspace: {"name": _pipeline(workspace), "version": 1},
    "GetPipelineExecution": _execution,
    "GetPipelineState": lambda workspace: {"name": _pipeline(workspace)},
    "ListActionExecutions": lambda workspace: {"pipelineName": _pipeline(workspace)},
    "ListPipelineExecutions": lambda workspace: {"pipelineName": _pipeline(workspace)},
    "ListPipelines": lambda _: {},
    "ListTagsForResource": _arn,
    "PutApprovalResult": _approval,
    "PutJobFailureResult": lambda workspace: _job(workspace, failureDetails={"type": "JobFailed", "message": "no"}),
    "PutJobSuccessResult": lambda workspace: _job(workspace, outputVariables={"Score": "1"}),
    "RetryStageExecution": _rejected,
    "RollbackStage": _shipped,
    "StartPipelineExecution": lambda workspace: {"name": _pipeline(workspace)},
    "StopPipelineExecution": lambda workspace: _execution(workspace, reason="freeze"),
    "TagResource": lambda workspace: _arn(workspace, tags=[{"key": "Team", "value": "ml"}]),
    "UntagResource": lambda workspace: _arn(workspace, tagKeys=["Team"]),
    "UpdatePipeline": _update,
}
