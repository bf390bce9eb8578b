"""Operations on jobs: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutJobSuccessResult.html."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.codepipeline.executions.artifacts import zipped
from tests.unit.emulator.codepipeline.declarations import action
from tests.unit.emulator.codepipeline.providers.bench import ARTIFACTS, Bench, Run, bench

_UNKNOWN = "00000000-0000-4000-8000-000000000000"
_FAILURE = {"type": "JobFailed", "message": "broken"}


@pytest.fixture(scope="module")
def account() -> Iterator[Bench]:
    """An account with a source."""
    with bench() as opened:
        opened.push(zipped({"a": b"b"}))
        yield opened


def _run(account: Bench) -> tuple[Run, str]:
    """An action that waits, and the id of its job."""
    run = account.run(
        action("Act", "Invoke", "Lambda", configuration={"FunctionName": "check"}, inputArtifacts=[{"name": "Code"}])
    )
    job: str = run.until(lambda found: "externalExecutionId" in found)["externalExecutionId"]
    return run, job


def _code(account: Bench, operation: str, **request: object) -> str:
    """Call; return "Accepted" or the error's code."""
    try:
        getattr(account.codepipeline, operation)(**request)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "Accepted"


def test_the_details_of_a_job(account: Bench) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetJobDetails.html."""
    run, job = _run(account)
    details = account.codepipeline.get_job_details(jobId=job)["jobDetails"]
    assert (details["id"], details["accountId"]) == (job, account.host.account)
    data = details["data"]
    assert data["actionTypeId"] == {"category": "Invoke", "owner": "AWS", "provider": "Lambda", "version": "1"}
    listed = account.codepipeline.list_pipeline_executions(pipelineName=run.name)["pipelineExecutionSummaries"]
    assert data["pipelineContext"] == {
        "pipelineName": run.name,
        "pipelineArn": f"arn:aws:codepipeline:us-east-1:{account.host.account}:{run.name}",
        "pipelineExecutionId": listed[0]["pipelineExecutionId"],
        "stage": {"name": "Next"},
        "action": {"name": "Act", "actionExecutionId": run.action()["actionExecutionId"]},
    }
    assert data["actionConfiguration"] == {"configuration": {"FunctionName": "check"}}
    assert data["inputArtifacts"][0]["location"]["s3Location"]["bucketName"] == ARTIFACTS
    assert (data["outputArtifacts"], "encryptionKey" in data) == ([], False)


def test_refusals_leave_the_job_open(account: Bench) -> None:
    """The errors of the pages; then the right answer, and no further one."""
    run, job = _run(account)
    most = {"name": "x" * (122_880 - len("name"))}
    for operation, request, code in (
        ("get_job_details", {"jobId": _UNKNOWN}, "JobNotFoundException"),
        ("put_job_success_result", {"jobId": _UNKNOWN}, "JobNotFoundException"),
        ("put_job_failure_result", {"jobId": _UNKNOWN, "failureDetails": _FAILURE}, "JobNotFoundException"),
        ("get_job_details", {"jobId": "no-uuid"}, "ValidationException"),
        (
            "put_job_success_result",
            {"jobId": job, "outputVariables": {"a": "b"}, "continuationToken": "more"},
            "ValidationException",
        ),
        (
            "put_job_success_result",
            {"jobId": job, "outputVariables": {**most, "b": ""}},
            "OutputVariablesSizeExceededException",
        ),
    ):
        assert _code(account, operation, **request) == code, request
    assert run.action()["status"] == "InProgress"
    assert _code(account, "put_job_success_result", jobId=job, outputVariables=most) == "Accepted"
    assert _code(account, "put_job_success_result", jobId=job) == "InvalidJobStateException"
    assert _code(account, "put_job_failure_result", jobId=job, failureDetails=_FAILURE) == "InvalidJobStateException"
    assert run.ended()["status"] == "Succeeded"


def test_the_first_of_many_answers_is_the_only_one(account: Bench) -> None:
    """What follows from it is what it said."""
    run, job = _run(account)

    def answer(number: int) -> str:
        if number % 2:
            return _code(account, "put_job_failure_result", jobId=job, failureDetails=_FAILURE)
        return _code(account, "put_job_success_result", jobId=job)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(answer, range(8)))
    assert sorted(answers) == ["Accepted", *["InvalidJobStateException"] * 7]
    assert run.ended()["status"] == ("Failed" if answers.index("Accepted") % 2 else "Succeeded")


def test_a_job_of_an_abandoned_action_takes_no_answer(account: Bench) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-stop.html."""
    run, job = _run(account)
    listed = account.codepipeline.list_pipeline_executions(pipelineName=run.name)["pipelineExecutionSummaries"]
    execution = listed[0]["pipelineExecutionId"]
    account.codepipeline.stop_pipeline_execution(pipelineName=run.name, pipelineExecutionId=execution, abandon=True)
    assert _code(account, "put_job_success_result", jobId=job) == "InvalidJobStateException"
