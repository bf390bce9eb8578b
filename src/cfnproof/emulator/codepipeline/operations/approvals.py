"""The operation on approvals.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html
"""

from typing import Final

from cfnproof.emulator.codepipeline.declaration.model import Action
from cfnproof.emulator.codepipeline.executions.model import ActionExecution, Approval, Decision
from cfnproof.emulator.codepipeline.operations.lookup import action_named, pipeline_named, stage_named
from cfnproof.emulator.codepipeline.state import CodePipelineContext, Pipeline
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.service import Answer, Request

_APPROVED: Final = "Approved"


class ApprovalOperations:
    """Answer approvals."""

    def put_approval_result(self, context: CodePipelineContext, request: Request) -> Answer:
        """Approve or reject; the first answer to an approval is the only one."""
        pipeline = pipeline_named(context, request["pipelineName"])
        action = action_named(pipeline, stage_named(pipeline, request["stageName"]), request["actionName"])
        result, by = request["result"], context.caller.arn
        with context.state.lock:
            now = context.clock.now()
            run, approval = _asked(pipeline, action, request["token"])
            if approval.decision is not None:
                raise ServiceError(
                    "ApprovalAlreadyCompletedException",
                    f"The approval action '{action.name}' has already been approved or rejected",
                )
            if not run.running or now >= approval.expires:
                raise _invalid(action)
            approval.decision = Decision(result["status"] == _APPROVED, result["summary"], by)
            run.updated_by, run.updated = by, now
            run.wake.set()
        return {"approvedAt": now}


def _asked(pipeline: Pipeline, action: Action, token: str) -> tuple[ActionExecution, Approval]:
    """The approval that has a token, or ServiceError InvalidApprovalTokenException."""
    for run in reversed(pipeline.actions):
        approval = run.approval
        if approval is not None and approval.token == token and _same(run.action, action):
            return run, approval
    raise _invalid(action)


def _same(one: Action, other: Action) -> bool:
    return (one.stage, one.name) == (other.stage, other.name)


def _invalid(action: Action) -> ServiceError:
    return ServiceError(
        "InvalidApprovalTokenException",
        f"The token is not that of an open approval of action '{action.name}' in stage '{action.stage}': "
        "GetPipelineState shows it",
    )
