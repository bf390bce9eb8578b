"""The invoke action of Lambda: gives a function a job, and waits until the job is answered.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from cfnproof.emulator.codepipeline.executions import artifacts
from cfnproof.emulator.codepipeline.executions.model import Artifact, JobResult
from cfnproof.emulator.codepipeline.providers.action import TIMED_OUT, ActionFailedError, RunningAction
from cfnproof.emulator.codepipeline.providers.console import function_page
from cfnproof.emulator.codepipeline.providers.lambda_job import data_of, event_of
from cfnproof.emulator.codepipeline.state import Job

_SILENCE: Final = timedelta(minutes=20)
"""How long a function may say nothing: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html"""
_AGAIN: Final = timedelta(seconds=1)
"""After which time a job is continued, by the host's clock: AWS does not say."""


def execute(running: RunningAction) -> Mapping[str, str]:
    """Invoke the function, again as long as it asks to be continued; return the variables that it answers."""
    outputs = tuple(
        artifacts.place(running.pipeline.name, name, running.store, running.context.ids)
        for name in running.action.outputs
    )
    result = _run(running, outputs, None)
    while result.continuation is not None:
        _pause(running, result)
        result = _run(running, outputs, result.continuation)
    running.run.outputs = outputs
    return result.variables


def _run(running: RunningAction, outputs: tuple[Artifact, ...], continuation: str | None) -> JobResult:
    """One job: what the function answers, ActionFailedError where that is a failure."""
    job = _invoke(running, outputs, continuation)
    result = _answer(running, job)
    if result.failure is not None:
        raise ActionFailedError(result.failure.code, result.failure.message)
    return result


def _invoke(running: RunningAction, outputs: tuple[Artifact, ...], continuation: str | None) -> Job:
    context, function = running.context, running.configuration["FunctionName"]
    data = data_of(running, outputs, continuation)
    expires = min(running.deadline, context.clock.now() + _SILENCE)
    job = Job(context.ids.uuid(), running.run, data, expires)
    with context.state.lock:
        context.state.jobs[job.id] = job
        running.report(external_id=job.id, url=function_page(context, function))
    client: Any = running.clients("lambda")  # boto3's clients have no types
    event = json.dumps(event_of(job, context.account)).encode()
    client.invoke(FunctionName=function, InvocationType="Event", Payload=event)
    return job


def _answer(running: RunningAction, job: Job) -> JobResult:
    def look() -> JobResult | None:
        if job.result is None and running.context.clock.now() >= job.expires:
            raise _silent(running)
        return job.result

    try:
        return running.wait_for(look)
    except ActionFailedError:
        with running.context.state.lock:  # what was answered in time counts, even where it is seen too late
            if job.result is None:
                raise
            return job.result


def _silent(running: RunningAction) -> ActionFailedError:
    function = running.configuration["FunctionName"]
    return ActionFailedError(
        TIMED_OUT,
        f"The AWS Lambda function {function} failed to return a result. Check the function to verify that it has "
        "permission to call the PutJobSuccessResult action and that it made a call to PutJobSuccessResult.",
    )


def _pause(running: RunningAction, result: JobResult) -> None:
    """Let some time go by, and invoke nothing more once the action's own is over."""
    clock, due = running.context.clock, result.given + _AGAIN
    running.wait_for(lambda: True if due <= clock.now() < running.deadline else None)
