"""The container of a training job: its image, its code, its log and its metrics.

https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createtrainingjob-perms
"""

import json
from datetime import timedelta
from typing import Any

import pytest

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.plans import TrainingPlan
from cfnproof.emulator.sagemaker.images import Repository, repository_of
from tests.unit.emulator.account import Emulated
from tests.unit.emulator.sagemaker.jobs import (
    REPOSITORY,
    TRAINER,
    TRAINING_IMAGE,
    asked,
    described,
    ended,
    job,
    reached,
)

_CODE = "s3://data/source/sourcedir.tar.gz"
_DLC = "763104351884.dkr.ecr.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("image", "partition", "arn"),
    [
        (f"{_DLC}/train", "aws", "arn:aws:ecr:eu-west-1:763104351884:repository/train"),
        (f"{_DLC}/team/train:2.8-cpu", "aws", "arn:aws:ecr:eu-west-1:763104351884:repository/team/train"),
        (f"{_DLC}/train@sha256:{'0' * 64}", "aws", "arn:aws:ecr:eu-west-1:763104351884:repository/train"),
        (
            "727897471807.dkr.ecr.cn-north-1.amazonaws.com.cn/train:1",
            "aws-cn",
            "arn:aws-cn:ecr:cn-north-1:727897471807:repository/train",
        ),
        ("registry.example.com/train:1", "aws", None),
        ("train:1", "aws", None),
    ],
)
def test_the_repository_of_an_image(image: str, partition: str, arn: str | None) -> None:
    """https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html ."""
    found = repository_of(image, partition)
    assert (found.arn if found else None) == arn


def test_the_parts_of_a_repository() -> None:
    """As SageMaker's refusals name them."""
    assert repository_of(TRAINING_IMAGE, "aws") == Repository("763104351884", "pytorch-training", REPOSITORY)


@pytest.mark.parametrize("action", ["BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"])
def test_a_repository_that_the_role_may_not_pull_from(trainer: Emulated, action: str) -> None:
    """SageMaker's words: https://github.com/wpilibsuite/DetectCoral/issues/37 ."""
    trainer.clients.answers[f"authorize ecr:{action}"] = "AccessDeniedException"
    with pytest.raises(ServiceError) as error:
        trainer.call("CreateTrainingJob", **job())
    assert (error.value.code, error.value.message) == (
        "ValidationException",
        (
            "Access denied for repository: pytorch-training in registry ID: 763104351884. Please check if your ECR "
            f"repository and image exist and role {TRAINER} has proper pull permissions for SageMaker: "
            "ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer"
        ),
    )
    assert asked(trainer, f"authorize ecr:{action}") == [(TRAINER, {"resource": REPOSITORY, "context": {}})]
    assert trainer.call("ListTrainingJobs")["TrainingJobSummaries"] == []


def test_a_role_that_may_not_sign_in_to_ecr(trainer: Emulated) -> None:
    """Nothing has run then, and there is no log.

    https://docs.aws.amazon.com/sagemaker/latest/dg/common-info-all-sagemaker-models-logs.html
    """
    trainer.clients.answers["authorize ecr:GetAuthorizationToken"] = "AccessDeniedException"
    trainer.call("CreateTrainingJob", **job())
    assert ended(trainer)["FailureReason"] == (
        "ClientError: Cannot pull algorithm container. Either the image does not exist or its permissions are "
        "incorrect."
    )
    assert asked(trainer, "put_log_events") == []
    assert asked(trainer, "authorize ecr:GetAuthorizationToken") == [(TRAINER, {"resource": "*", "context": {}})]


def test_an_image_outside_ecr(trainer: Emulated) -> None:
    """It is pulled through the VPC, with no permission of the role's."""
    algorithm = {"TrainingImage": "registry.example.com/train:1", "TrainingInputMode": "File"}
    trainer.call("CreateTrainingJob", **job(AlgorithmSpecification=algorithm))
    assert ended(trainer)["TrainingJobStatus"] == "Completed"
    assert not [method for _, method, _ in trainer.clients.asked if method.startswith("authorize")]


@pytest.mark.parametrize("value", [_CODE, json.dumps(_CODE)], ids=["plain", "as the SDK writes it"])
def test_the_code_is_loaded(trainer: Emulated, value: str) -> None:
    """As the framework's containers do."""
    trainer.call("CreateTrainingJob", **job(HyperParameters={"sagemaker_submit_directory": value}))
    assert ended(trainer)["TrainingJobStatus"] == "Completed"
    assert (TRAINER, {"Bucket": "data", "Key": "source/sourcedir.tar.gz"}) in asked(trainer, "get_object")
    assert logged(trainer) == [f"Loaded the code of {_CODE}", "Reporting training SUCCESS"]


@pytest.mark.parametrize("value", ["/opt/ml/code", "3", ""])
def test_code_that_is_in_the_image(trainer: Emulated, value: str) -> None:
    """Nothing is read for it."""
    trainer.call("CreateTrainingJob", **job(HyperParameters={"sagemaker_submit_directory": value}))
    assert ended(trainer)["TrainingJobStatus"] == "Completed"
    assert [members["Key"] for _, members in asked(trainer, "get_object")] == ["training/a.csv"]


def test_code_that_the_role_cannot_read(trainer: Emulated) -> None:
    """The container has started, so its log says why."""
    trainer.clients.answers["get_object"] = "AccessDenied"
    request = job(HyperParameters={"sagemaker_submit_directory": _CODE})
    del request["InputDataConfig"]
    trainer.call("CreateTrainingJob", **request)
    reason = ended(trainer)["FailureReason"]
    assert reason.startswith("AlgorithmError: framework error: \nAn error occurred (AccessDenied) when calling the ")
    assert logged(trainer) == [f"Reporting training FAILURE: {reason}"]
    assert asked(trainer, "put_object") == []


def test_the_log_and_the_metrics(trainer: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html ."""
    trainer.plans.training = TrainingPlan(failure="AlgorithmError: loss is NaN")
    trainer.call("CreateTrainingJob", **job())
    ((_, group),) = asked(trainer, "create_log_group")
    ((_, stream),) = asked(trainer, "create_log_stream")
    assert group == {"logGroupName": "/aws/sagemaker/TrainingJobs"}
    name = f"Job/algo-1-{int(trainer.clock.now().timestamp())}"
    assert stream == {"logGroupName": "/aws/sagemaker/TrainingJobs", "logStreamName": name}
    assert logged(trainer) == ["Reporting training FAILURE: AlgorithmError: loss is NaN"]
    ((_, metrics),) = asked(trainer, "put_metric_data")
    assert metrics["Namespace"] == "/aws/sagemaker/TrainingJobs"
    assert {str(one["Dimensions"]) for one in metrics["MetricData"]} == {"[{'Name': 'Host', 'Value': 'Job/algo-1'}]"}


def test_the_log_of_a_job_that_is_stopped(trainer: Emulated) -> None:
    """It ends without a report."""
    trainer.plans.training = TrainingPlan(timedelta(seconds=60))
    trainer.call("CreateTrainingJob", **job())
    reached(trainer, lambda found: found["SecondaryStatus"] == "Training")
    trainer.call("StopTrainingJob", TrainingJobName="Job")
    ended(trainer)
    assert logged(trainer) == ["Stopped"]


@pytest.mark.parametrize(
    ("method", "written"),
    [
        ("create_log_group", True),
        ("describe_log_streams", False),
        ("create_log_stream", False),
        ("put_log_events", True),
        ("put_metric_data", True),
    ],
)
def test_a_job_goes_on_without_its_log(trainer: Emulated, method: str, written: bool) -> None:  # noqa: FBT001  # a case's column
    """Of the steps to the log, each needs the one before; only the group may have been there."""
    trainer.clients.answers[method] = "AccessDeniedException"
    trainer.call("CreateTrainingJob", **job())
    assert described(trainer)["TrainingJobStatus"] == "Completed"
    assert bool(asked(trainer, "put_log_events")) is written
    assert asked(trainer, "put_metric_data") != []


def logged(trainer: Emulated) -> list[Any]:
    """The lines of the one log that was written."""
    ((_, written),) = asked(trainer, "put_log_events")
    return [event["message"] for event in written["logEvents"]]
