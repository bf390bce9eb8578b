"""Operations on jobs: how the functions of Lambda actions answer.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutJobSuccessResult.html
https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutJobFailureResult.html
https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetJobDetails.html
"""

from collections.abc import Mapping
from typing import Final

from cfnproof.emulator.codepipeline.executions.model import ActionExecution, Failure, JobResult
from cfnproof.emulator.codepipeline.state import CodePipelineContext, Job
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.service import Answer, Request

_MOST_BYTES: Final = 122_880
"""Of all output variables of an action: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html"""


class JobOperations:
    """Describe jobs, and answer them."""

    def get_job_details(self, context: CodePipelineContext, request: Request) -> Answer:
        """What the function of a job was given."""
        job = _found(context, request["jobId"])
        return {"jobDetails": {"id": job.id, "accountId": context.account, "data": dict(job.data)}}

    def put_job_success_result(self, context: CodePipelineContext, request: Request) -> Answer:
        """End a job with variables, or have its function invoked again with a continuation token."""
        variables, continuation = request.get("outputVariables") or {}, request.get("continuationToken")
        job = _found(context, request["jobId"])
        if variables and continuation is not None:
            raise ServiceError(
                "ValidationException", "outputVariables can be included only when there is no continuationToken"
            )
        _check_size(variables)
        details = request.get("executionDetails") or {}
        result = JobResult(context.clock.now(), dict(variables), continuation)
        _answer(context, job, result, details)
        return {}

    def put_job_failure_result(self, context: CodePipelineContext, request: Request) -> Answer:
        """End a job with a failure, which is the action's."""
        details = request["failureDetails"]
        result = JobResult(context.clock.now(), failure=Failure(details["type"], details["message"]))
        _answer(context, _found(context, request["jobId"]), result, details)
        return {}


def _found(context: CodePipelineContext, job_id: str) -> Job:
    found = context.state.jobs.get(job_id)
    if found is None:
        raise ServiceError(
            "JobNotFoundException", f"Account '{context.account}' does not have a job with id '{job_id}'"
        )
    return found


def _check_size(variables: Mapping[str, str]) -> None:
    size = sum(len(name.encode()) + len(value.encode()) for name, value in variables.items())
    if size > _MOST_BYTES:
        raise ServiceError(
            "OutputVariablesSizeExceededException",
            f"The output variables have {size} bytes: those of an action can have {_MOST_BYTES}",
        )


def _answer(context: CodePipelineContext, job: Job, result: JobResult, details: Request) -> None:
    """Record the one answer that a job can have."""
    with context.state.lock:
        now = context.clock.now()
        if job.result is not None:
            raise _closed(job, "it has been answered")
        if not job.run.running or now >= job.expires:
            raise _closed(job, "its action does not wait for it any more")
        job.result = result
        job.run.updated, job.run.updated_by = now, context.caller.arn
        _show(job.run, details)
        job.run.wake.set()


def _show(run: ActionExecution, details: Request) -> None:
    """Show the details of an execution that an answer carries."""
    run.external_id = details.get("externalExecutionId") or run.external_id
    run.summary = details.get("summary") or run.summary
    run.percent = details.get("percentComplete", run.percent)


def _closed(job: Job, why: str) -> ServiceError:
    return ServiceError("InvalidJobStateException", f"Job '{job.id}' takes no result: {why}")
