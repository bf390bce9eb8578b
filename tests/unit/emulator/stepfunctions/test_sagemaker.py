"""What Step Functions asks of SageMaker, and what states see of the answers.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
"""

import datetime as dt
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.stepfunctions.sagemaker import TaskError, TrainingTask, request
from tests.unit.emulator.account import Told

EXECUTION = "arn:aws:states:eu-west-1:111122223333:execution:train:run-1"
JOB = "arn:aws:sagemaker:eu-west-1:111122223333:training-job/run-1"
STARTED = dt.datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=dt.UTC)
MARKS = {"AWS_STEP_FUNCTIONS_EXECUTION_ARN": EXECUTION, "MANAGED_BY_AWS": "STARTED_BY_STEP_FUNCTIONS"}


class _Refusing:
    """A client whose every request is refused with a code."""

    def __init__(self, code: str) -> None:
        self._code = code

    def __getattr__(self, method: str) -> Any:  # noqa: ANN401  # as boto3
        """A method that is refused."""

        def call(**_: object) -> None:
            meta = {"HTTPStatusCode": 400, "RequestId": "req-1"}
            error = {"Code": self._code, "Message": "No."}
            raise ClientError({"Error": error, "ResponseMetadata": meta}, method)

        return call


def _task(status: str, asked: list[Any] | None = None) -> TrainingTask:
    described = {
        "TrainingJobName": "run-1",
        "TrainingJobArn": JOB,
        "TrainingJobStatus": status,
        "CreationTime": STARTED,
        "ResponseMetadata": {"RequestId": "req-1"},
    }
    tags = {"Tags": [{"Key": key, "Value": value} for key, value in MARKS.items()]}
    answers = {"create_training_job": {"TrainingJobArn": JOB}, "describe_training_job": described, "list_tags": tags}
    return TrainingTask(Told("role", answers, asked if asked is not None else []), EXECUTION)


def test_a_job_is_tagged_with_its_execution() -> None:
    """Behind the tags that the state gives."""
    asked: list[Any] = []
    answer = _task("InProgress", asked).start({"TrainingJobName": "run-1", "Tags": [{"Key": "Project", "Value": "p"}]})
    assert answer == {"TrainingJobArn": JOB}
    ((_, _, members),) = asked
    assert {tag["Key"]: tag["Value"] for tag in members["Tags"]} == {"Project": "p", **MARKS}


def test_the_result_is_the_jobs_description() -> None:
    """Times are milliseconds, tags a map, and a job that runs has none."""
    assert _task("InProgress").result("run-1") is None
    assert _task("Completed").result("run-1") == {
        "TrainingJobName": "run-1",
        "TrainingJobArn": JOB,
        "TrainingJobStatus": "Completed",
        "CreationTime": 1767323045678,
        "Tags": MARKS,
    }


@pytest.mark.parametrize("status", ["Failed", "Stopped"])
def test_a_job_that_does_not_complete_fails_the_task(status: str) -> None:
    """With its description as the cause."""
    with pytest.raises(TaskError) as caught:
        _task(status).result("run-1")
    assert caught.value.error == "States.TaskFailed"
    assert json.loads(caught.value.cause)["TrainingJobStatus"] == status


@pytest.mark.parametrize(
    ("code", "error"),
    [
        # https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html names these two in its example
        ("ResourceLimitExceeded", "SageMaker.ResourceLimitExceededException"),
        ("ThrottlingException", "SageMaker.AmazonSageMakerException"),
        ("ResourceInUse", "SageMaker.ResourceInUseException"),
        ("ConflictException", "SageMaker.ConflictException"),
        ("ValidationException", "SageMaker.AmazonSageMakerException"),
        ("AccessDeniedException", "SageMaker.AmazonSageMakerException"),
    ],
)
def test_an_error_of_the_api_has_the_name_that_states_know(code: str, error: str) -> None:
    """Errors of the API's model have names of their own, all others share one."""
    cause = f"No. (Service: AmazonSageMaker; Status Code: 400; Error Code: {code}; Request ID: req-1; Proxy: null)"
    with pytest.raises(TaskError) as caught:
        request(_Refusing(code), "createModel", {"ModelName": "m"})
    assert (caught.value.error, caught.value.cause) == (error, cause)
    with pytest.raises(TaskError) as caught:
        TrainingTask(_Refusing(code), EXECUTION).result("run-1")
    assert (caught.value.error, caught.value.cause) == (error, cause)


def test_stopping_a_job_is_an_attempt() -> None:
    """https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync."""
    asked: list[Any] = []
    task = TrainingTask(Told("role", {"stop_training_job": {}}, asked), EXECUTION)
    task.abort("run-1")
    assert asked == [("role", "stop_training_job", {"TrainingJobName": "run-1"})]
    TrainingTask(_Refusing("AccessDeniedException"), EXECUTION).abort("run-1")
