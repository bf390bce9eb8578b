"""The Lambda action, as https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html has it.

The host runs no function code: a test answers in the function's place.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from moto.awslambda_simple.models import LambdaSimpleBackend

from cfnproof.emulator.codepipeline.executions.artifacts import zipped
from tests.roles import role
from tests.unit.emulator.codepipeline.declarations import action
from tests.unit.emulator.codepipeline.providers.bench import ARTIFACTS, Bench, Run
from tests.waiting import until

Event = dict[str, Any]


@pytest.fixture
def invoked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, Event]]:
    """The invocations: function, invocation type and event."""
    calls: list[tuple[str, str, Event]] = []

    def invoke(_: LambdaSimpleBackend, function: str, *arguments: Any) -> bytes:  # noqa: ANN401  # moto's own signature
        _qualifier, body, headers, _response = arguments
        calls.append((function, headers["X-Amz-Invocation-Type"], json.loads(body)["CodePipeline.job"]))
        return b""

    monkeypatch.setattr(LambdaSimpleBackend, "invoke", invoke)
    return calls


def _run(account: Bench, **members: Any) -> Run:  # noqa: ANN401  # as the API
    settings = {"FunctionName": "check", "UserParameters": "#{Fetched.ObjectKey}"}
    return account.run(
        action("Act", "Invoke", "Lambda", configuration=settings, inputArtifacts=[{"name": "Code"}], **members)
    )


def _job(run: Run, true: Callable[[str], bool] = bool) -> str:
    """The id of the job that the action waits for: its external execution id."""
    found = run.until(lambda one: "externalExecutionId" in one and true(one["externalExecutionId"]))
    job: str = found["externalExecutionId"]
    return job


def _job_invoked(run: Run, invoked: list[tuple[str, str, Event]]) -> Event:
    """The event of the job that the action waits for."""
    job = _job(run)
    (event,) = until(lambda: [one for _, _, one in invoked if one["id"] == job], bool, f"the invocation of job {job}")
    return event


def test_the_function_gets_the_documented_event(account: Bench, invoked: list[tuple[str, str, Event]]) -> None:
    """The page's example: configuration, places of artifacts, credentials of the role. It is invoked as an event."""
    key = account.host.client("kms").create_key()["KeyMetadata"]["Arn"]
    store = {"type": "S3", "location": ARTIFACTS, "encryptionKey": {"id": key, "type": "KMS"}}
    settings = {"FunctionName": "check", "UserParameters": "#{Fetched.ObjectKey}"}
    members = {"inputArtifacts": [{"name": "Code"}], "outputArtifacts": [{"name": "Report"}]}
    run = account.run(action("Act", "Invoke", "Lambda", configuration=settings, **members), artifactStore=store)
    event = _job_invoked(run, invoked)
    assert invoked[-1][:2] == ("check", "Event")
    credentials = event["data"].pop("artifactCredentials")
    (given,), (expected,) = event["data"].pop("inputArtifacts"), event["data"].pop("outputArtifacts")
    assert event == {
        "id": event["id"],
        "accountId": account.host.account,
        "data": {
            "actionConfiguration": {"configuration": {"FunctionName": "check", "UserParameters": "code.zip"}},
            "encryptionKey": {"id": key, "type": "KMS"},
        },
    }
    taken = run.output("Fetch")
    place = taken["outputArtifacts"][0]["s3location"]
    assert given == {
        "name": "Code",
        "revision": taken["outputVariables"]["VersionId"],
        "location": {"type": "S3", "s3Location": {"bucketName": ARTIFACTS, "objectKey": place["key"]}},
    }
    assert (expected["name"], expected["revision"]) == ("Report", None)
    assert expected["location"]["s3Location"]["objectKey"].startswith(f"{run.name}/Report/")
    identity = account.host.client("sts", access_key=credentials["accessKeyId"]).get_caller_identity()["Arn"]
    assert ":assumed-role/worker/" in identity
    assert set(credentials) == {"accessKeyId", "secretAccessKey", "sessionToken"}


def test_the_credentials_are_those_of_the_actions_own_role(
    account: Bench, invoked: list[tuple[str, str, Event]]
) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html."""
    own = role(account.host.client, "own", roles=[account.role])
    key = _job_invoked(_run(account, roleArn=own), invoked)["data"]["artifactCredentials"]["accessKeyId"]
    assert ":assumed-role/own/" in account.host.client("sts", access_key=key).get_caller_identity()["Arn"]


def test_success_with_variables_details_and_an_artifact(account: Bench, invoked: list[tuple[str, str, Event]]) -> None:
    """The function writes the artifact at the place that it was given."""
    run = _run(account, outputArtifacts=[{"name": "Report"}])
    event = _job_invoked(run, invoked)
    assert run.action()["status"] == "InProgress"
    place = event["data"]["outputArtifacts"][0]["location"]["s3Location"]
    account.s3.put_object(Bucket=place["bucketName"], Key=place["objectKey"], Body=zipped({"report": b"fine"}))
    account.codepipeline.put_job_success_result(
        jobId=event["id"],
        outputVariables={"testRunId": "7"},
        executionDetails={"summary": "Tests passed", "externalExecutionId": "run-7", "percentComplete": 100},
    )
    ended = run.ended()
    assert (ended["status"], ended["summary"], ended["percentComplete"]) == ("Succeeded", "Tests passed", 100)
    assert ended["externalExecutionId"] == "run-7"
    assert run.output()["outputVariables"] == {"testRunId": "7"}
    assert run.files() == {"report": "fine"}


def test_failure(account: Bench) -> None:
    """The type of the failure is the code of the action's error."""
    run = _run(account)
    details = {"type": "ConfigurationError", "message": "no such page", "externalExecutionId": "run-8"}
    account.codepipeline.put_job_failure_result(jobId=_job(run), failureDetails=details)
    assert run.failure() == ("ConfigurationError", "no such page")
    assert run.action()["externalExecutionId"] == "run-8"


def test_a_continued_job_is_invoked_again_with_its_token(account: Bench, invoked: list[tuple[str, str, Event]]) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html."""
    run = _run(account, outputArtifacts=[{"name": "Report"}])
    first = _job_invoked(run, invoked)
    assert "continuationToken" not in first["data"]
    account.codepipeline.put_job_success_result(
        jobId=first["id"], continuationToken="stack-1", executionDetails={"percentComplete": 50}
    )
    account.host.control.clock.advance(timedelta(seconds=2))
    second = _job(run, lambda job: job != first["id"])
    assert run.action()["percentComplete"] == 50
    event = until(lambda: invoked, lambda calls: len(calls) == 2, "the second invocation")[1][2]
    assert (event["id"], event["data"]["continuationToken"]) == (second, "stack-1")
    assert event["data"]["outputArtifacts"] == first["data"]["outputArtifacts"]
    account.codepipeline.put_job_success_result(jobId=second)
    assert run.ended()["status"] == "Succeeded"


def test_a_function_that_says_nothing(account: Bench) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html: 20 minutes after it was last asked."""
    run = _run(account)
    first = _job(run)
    account.host.control.clock.advance(timedelta(minutes=19))
    account.codepipeline.put_job_success_result(jobId=first, continuationToken="more")
    account.host.control.clock.advance(timedelta(seconds=2))
    second = _job(run, lambda job: job != first)
    account.host.control.clock.advance(timedelta(minutes=19))
    assert run.action()["status"] == "InProgress"
    account.host.control.clock.advance(timedelta(minutes=1))
    code, message = run.failure()
    assert code == "JobTimedOut"
    assert message.startswith("The AWS Lambda function check failed to return a result. Check the function to verify")
    with pytest.raises(account.codepipeline.exceptions.InvalidJobStateException):
        account.codepipeline.put_job_success_result(jobId=second)


def test_an_action_has_24_hours(account: Bench, invoked: list[tuple[str, str, Event]]) -> None:
    """As above: however often its function asks to be continued."""
    run = _run(account)
    first = _job(run)
    account.codepipeline.put_job_success_result(jobId=first, continuationToken="more")
    account.host.control.clock.advance(timedelta(hours=23))
    second = _job(run, lambda job: job != first)
    account.codepipeline.put_job_success_result(jobId=second, continuationToken="more")
    account.host.control.clock.advance(timedelta(hours=1))
    assert run.failure()[0] == "JobTimedOut"
    assert [event["id"] for _, _, event in invoked] == [first, second]
