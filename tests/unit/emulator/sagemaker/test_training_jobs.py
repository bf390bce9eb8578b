"""The life of a training job.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html
"""

import queue
import threading
from datetime import timedelta

import pytest

from cfnproof.emulator.errors import ServiceError, WorkStoppedError
from cfnproof.emulator.plans import TrainingPlan
from tests.unit.emulator.account import Emulated
from tests.unit.emulator.sagemaker.conftest import arn
from tests.unit.emulator.sagemaker.jobs import (
    KEY,
    TRAINER,
    Pages,
    asked,
    described,
    ended,
    job,
    reached,
    statuses,
)

_FULL_LIFE = ["Starting", "Downloading", "Training", "Uploading"]
_ARN = arn("training-job", "job")


@pytest.fixture
def slow(trainer: Emulated) -> Emulated:
    """SageMaker with a job that trains for a minute."""
    trainer.plans.training = TrainingPlan(timedelta(seconds=60))
    trainer.call("CreateTrainingJob", **job())
    reached(trainer, lambda found: found["SecondaryStatus"] == "Training")
    return trainer


def listed(trainer: Emulated, **request: str) -> list[str]:
    """The names that ListTrainingJobs gives."""
    summaries = trainer.call("ListTrainingJobs", **request)["TrainingJobSummaries"]
    return [summary["TrainingJobName"] for summary in summaries]


def test_a_job_whose_plan_takes_no_time_is_complete_at_the_first_look(trainer: Emulated) -> None:
    """With all that Describe documents of it."""
    request = job(HyperParameters={"epochs": "3"}, Tags=[{"Key": "Team", "Value": "ml"}])
    assert trainer.call("CreateTrainingJob", **request) == {"TrainingJobArn": _ARN}
    found, now = described(trainer), trainer.clock.now()
    transitions = found.pop("SecondaryStatusTransitions")
    assert [one["Status"] for one in transitions] == [*_FULL_LIFE, "Completed"]
    assert {(one["StartTime"], one["EndTime"]) for one in transitions} == {(now, now)}
    assert transitions[-1]["StatusMessage"] == "Training job completed"
    del request["Tags"]
    assert found == {
        **request,
        "EnableNetworkIsolation": False,
        "EnableInterContainerTrafficEncryption": False,
        "EnableManagedSpotTraining": False,
        "TrainingJobArn": _ARN,
        "TrainingJobStatus": "Completed",
        "SecondaryStatus": "Completed",
        "ModelArtifacts": {"S3ModelArtifacts": "s3://data/models/Job/output/model.tar.gz"},
        "CreationTime": now,
        "LastModifiedTime": now,
        "TrainingStartTime": now,
        "TrainingEndTime": now,
        "TrainingTimeInSeconds": 1,
        "BillableTimeInSeconds": 1,
    }
    assert trainer.call("ListTags", ResourceArn=_ARN)["Tags"] == [{"Key": "Team", "Value": "ml"}]


def test_a_job_trains_as_long_as_planned(slow: Emulated) -> None:
    """By the host's clock, and as planned when it was created."""
    slow.plans.training = TrainingPlan(failure="AlgorithmError: planned too late")
    slow.clock.advance(59)
    assert described(slow)["TrainingJobStatus"] == "InProgress"
    assert "TrainingEndTime" not in described(slow)
    slow.clock.advance(1)
    found = ended(slow)
    assert (found["TrainingJobStatus"], found["TrainingTimeInSeconds"]) == ("Completed", 60)
    assert found["TrainingEndTime"] == slow.clock.now()


def test_a_job_that_fails_says_why_and_keeps_its_name(trainer: Emulated) -> None:
    """AWS never frees the name: https://github.com/aws/amazon-sagemaker-examples/pull/3108."""
    trainer.plans.training = TrainingPlan(failure="AlgorithmError: " + "loss is NaN, " * 100)
    trainer.call("CreateTrainingJob", **job())
    found = described(trainer)
    assert (found["TrainingJobStatus"], found["SecondaryStatus"]) == ("Failed", "Failed")
    assert found["FailureReason"] == ("AlgorithmError: " + "loss is NaN, " * 100)[:1024]
    assert asked(trainer, "put_object") == []
    trainer.plans.training = TrainingPlan()
    with pytest.raises(ServiceError) as error:
        trainer.call("CreateTrainingJob", **job("JOB"))
    assert (error.value.code, error.value.message) == (
        "ResourceInUse",
        (
            "Training job names must be unique within an AWS account and region, and a training job with this name "
            f"already exists ({_ARN})"
        ),
    )


def test_a_stopped_job_uploads_what_there_is(slow: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StoppingCondition.html."""
    slow.clock.advance(10)
    slow.call("StopTrainingJob", TrainingJobName="Job")
    assert described(slow)["TrainingJobStatus"] in ("Stopping", "Stopped")
    found = ended(slow)
    assert (found["TrainingJobStatus"], found["SecondaryStatus"]) == ("Stopped", "Stopped")
    assert statuses(found) == ["Starting", "Downloading", "Training", "Stopping", "Uploading", "Stopped"]
    assert (found["TrainingTimeInSeconds"], len(asked(slow, "put_object"))) == (10, 1)


def test_a_job_stops_at_its_longest_time(slow: Emulated) -> None:
    """MaxRuntimeExceeded is a secondary status of Stopped."""
    slow.plans.training = TrainingPlan(timedelta(seconds=60), "AlgorithmError: it would have failed later")
    slow.call("CreateTrainingJob", **job("Short", StoppingCondition={"MaxRuntimeInSeconds": 30}))
    slow.clock.advance(30)
    found = ended(slow, "Short")
    assert (found["TrainingJobStatus"], found["SecondaryStatus"]) == ("Stopped", "MaxRuntimeExceeded")
    assert "FailureReason" not in found
    assert listed(slow, StatusEquals="Stopped") == ["Short"]
    assert listed(slow, SortBy="Name", SortOrder="Ascending") == ["Job", "Short"]
    assert listed(slow, WarmPoolStatusEquals="Available") == []


def test_a_job_that_has_ended_cannot_be_stopped(trainer: Emulated) -> None:
    """SageMaker's words: https://github.com/awslabs/benchmark-ai/issues/928."""
    trainer.call("CreateTrainingJob", **job())
    with pytest.raises(ServiceError) as error:
        trainer.call("StopTrainingJob", TrainingJobName="Job")
    assert (error.value.code, error.value.message) == (
        "ValidationException",
        "The request was rejected because the training job is in status Completed.",
    )


@pytest.mark.parametrize("operation", ["DescribeTrainingJob", "StopTrainingJob"])
def test_an_unknown_job(trainer: Emulated, operation: str) -> None:
    """Not the documented ResourceNotFound: https://github.com/boto/boto3/issues/2808."""
    with pytest.raises(ServiceError) as error:
        trainer.call(operation, TrainingJobName="Gone")
    assert (error.value.code, error.value.message) == ("ValidationException", "Requested resource not found.")


def test_the_role_reads_and_writes_and_the_keys_are_asked_for(trainer: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createtrainingjob-perms."""
    resources = {**job()["ResourceConfig"], "VolumeKmsKeyId": KEY}
    output = {"S3OutputPath": "s3://data/models/", "KmsKeyId": KEY, "CompressionType": "NONE"}
    trainer.call("CreateTrainingJob", **job(ResourceConfig=resources, OutputDataConfig=output))
    assert described(trainer)["ModelArtifacts"] == {"S3ModelArtifacts": "s3://data/models/Job/output/model/"}
    assert trainer.clients.assumed == [(TRAINER, _ARN)]
    who = [(name, method) for name, method, _ in trainer.clients.asked]
    repository = [
        (TRAINER, "authorize ecr:BatchCheckLayerAvailability"),
        (TRAINER, "authorize ecr:GetDownloadUrlForLayer"),
        (TRAINER, "authorize ecr:BatchGetImage"),
    ]
    assert who == [
        *repository,
        (TRAINER, "list_objects_v2"),
        ("inside", "describe_key"),
        ("caller", "create_grant"),
        (TRAINER, "get_paginator"),
        (TRAINER, "get_object"),
        (TRAINER, "authorize ecr:GetAuthorizationToken"),
        *repository,
        (TRAINER, "create_log_group"),
        (TRAINER, "describe_log_streams"),
        (TRAINER, "create_log_stream"),
        (TRAINER, "put_log_events"),
        (TRAINER, "put_metric_data"),
        (TRAINER, "encrypt"),
        (TRAINER, "put_object"),
        ("inside", "revoke_grant"),
    ]
    ((_, put),) = asked(trainer, "put_object")
    assert (put["Key"], put["ServerSideEncryption"], put["SSEKMSKeyId"]) == (
        "models/Job/output/model/model.json",
        "aws:kms",
        KEY,
    )


@pytest.mark.parametrize(
    ("method", "answer", "reason"),
    [
        (
            "get_object",
            "AccessDenied",
            (
                "ClientError: Data download failed:Unable to download object s3://data/training/a.csv "
                "(AccessDenied: told to refuse get_object)"
            ),
        ),
        ("get_paginator", Pages("training//a.csv"), "s3://data/training//a.csv has an illegal char sub-sequence '//'"),
        ("get_paginator", "NoSuchBucket", "ClientError: Data download failed:Unable to list objects under s3://data/"),
        (
            "put_object",
            "AccessDenied",
            (
                "ClientError: Artifact upload failed:Unable to upload file to s3://data/models/Job/output/model.tar.gz "
                "(AccessDenied: told to refuse put_object)"
            ),
        ),
    ],
    ids=["object", "slashes", "listing", "upload"],
)
def test_what_the_role_may_not_do_fails_the_job(trainer: Emulated, method: str, answer: object, reason: str) -> None:
    """SageMaker's words: https://github.com/aws/amazon-sagemaker-examples/issues/4384."""
    trainer.clients.answers[method] = answer
    trainer.call("CreateTrainingJob", **job())
    found = described(trainer)
    assert (found["TrainingJobStatus"], reason in found["FailureReason"]) == ("Failed", True), found


def test_a_fault_of_the_emulation_ends_the_job(trainer: Emulated, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not stay in progress for ever, and the fault is not hidden."""
    raised: queue.SimpleQueue[threading.ExceptHookArgs] = queue.SimpleQueue()
    monkeypatch.setattr(threading, "excepthook", raised.put)
    trainer.clients.answers["get_object"] = {}
    trainer.call("CreateTrainingJob", **job())
    assert raised.get(timeout=10).exc_type is KeyError
    assert described(trainer)["FailureReason"].startswith("InternalServerError: ")


def test_work_ends_quietly_with_the_host(slow: Emulated) -> None:
    """A job that trains is left as it is, and no new one begins."""
    assert slow.work.stop() == ()
    assert described(slow)["SecondaryStatus"] == "Training"
    with pytest.raises(WorkStoppedError):
        slow.call("CreateTrainingJob", **job("Next"))
