"""The service CodePipeline."""

from cfnproof.emulator.codepipeline.operations.approvals import ApprovalOperations
from cfnproof.emulator.codepipeline.operations.executions import ExecutionOperations
from cfnproof.emulator.codepipeline.operations.history import HistoryOperations
from cfnproof.emulator.codepipeline.operations.jobs import JobOperations
from cfnproof.emulator.codepipeline.operations.pipelines import PipelineOperations
from cfnproof.emulator.codepipeline.operations.retries import RetryOperations
from cfnproof.emulator.codepipeline.operations.stages import StageOperations
from cfnproof.emulator.codepipeline.operations.tags import TagOperations
from cfnproof.emulator.codepipeline.state import CodePipelineState
from cfnproof.emulator.service import Service


class CodePipeline(
    PipelineOperations,
    ExecutionOperations,
    RetryOperations,
    StageOperations,
    HistoryOperations,
    ApprovalOperations,
    JobOperations,
    TagOperations,
    Service[CodePipelineState],
):
    """Pipelines of an account and region, and their executions."""

    name = "codepipeline"
    operations = (
        "CreatePipeline",
        "DeletePipeline",
        "DisableStageTransition",
        "EnableStageTransition",
        "GetJobDetails",
        "GetPipeline",
        "GetPipelineExecution",
        "GetPipelineState",
        "ListActionExecutions",
        "ListPipelineExecutions",
        "ListPipelines",
        "ListTagsForResource",
        "PutApprovalResult",
        "PutJobFailureResult",
        "PutJobSuccessResult",
        "RetryStageExecution",
        "RollbackStage",
        "StartPipelineExecution",
        "StopPipelineExecution",
        "TagResource",
        "UntagResource",
        "UpdatePipeline",
    )

    def new_state(self) -> CodePipelineState:
        """No pipelines."""
        return CodePipelineState()
