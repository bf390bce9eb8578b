"""What CreateTrainingJob refuses.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html
"""

from typing import Any

import pytest

from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.account import Emulated
from tests.unit.emulator.sagemaker.jobs import KEY, TRAINER, asked, job

_RESOURCES = job()["ResourceConfig"]
_FILES = {
    "FileSystemId": "fs-0123456789abcdef0",
    "FileSystemAccessMode": "ro",
    "FileSystemType": "EFS",
    "DirectoryPath": "/data",
}
REFUSED: list[tuple[dict[str, Any], str]] = [
    (
        job(RoleArn=TRAINER + "-other"),
        (
            f"Could not assume role {TRAINER}-other. Please ensure that the role exists and allows principal "
            f"'sagemaker.amazonaws.com' to assume the role."
        ),
    ),
    (job("under_score"), "Value 'under_score' at 'trainingJobName' failed to satisfy constraint"),
    (job(InputDataConfig=job()["InputDataConfig"] * 2), "training has been used more than once"),
    (job(OutputDataConfig={"S3OutputPath": "https://data/models"}), "write the place as s3://bucket/key"),
    (job(AlgorithmSpecification={"TrainingInputMode": "File"}), "AlgorithmSpecification needs a TrainingImage"),
    (job(ResourceConfig={"VolumeSizeInGB": 1}), "ResourceConfig needs an InstanceType and an InstanceCount"),
    (
        job(ResourceConfig={**_RESOURCES, "InstanceType": "ml.g5.xlarge", "VolumeKmsKeyId": KEY}),
        "ml.g5.xlarge has local storage",
    ),
    (job(EnableManagedSpotTraining=True), "Invalid MaxWaitTimeInSeconds. It must be present"),
    (job(Tags=[{"Key": "aws:x", "Value": ""}]), "reserved for AWS: aws:x"),
    (
        job(ExperimentConfig={}, ResourceConfig={**_RESOURCES, "KeepAlivePeriodInSeconds": 60}),
        "ExperimentConfig, ResourceConfig.KeepAlivePeriodInSeconds are not emulated",
    ),
    (
        job(InputDataConfig=[{"ChannelName": "efs", "DataSource": {"FileSystemDataSource": _FILES}}]),
        "channel efs without an S3DataSource is not emulated",
    ),
]


@pytest.mark.parametrize(("request_", "message"), REFUSED, ids=[message[:40] for _, message in REFUSED])
def test_what_is_refused(trainer: Emulated, request_: dict[str, Any], message: str) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html."""
    with pytest.raises(ServiceError) as error:
        trainer.call("CreateTrainingJob", **request_)
    assert (error.value.code, message in error.value.message) == ("ValidationException", True), error.value
    assert trainer.call("ListTrainingJobs")["TrainingJobSummaries"] == []


@pytest.mark.parametrize("answer", [{}, "NoSuchBucket"], ids=["empty", "no bucket"])
def test_a_channel_without_objects_is_refused(trainer: Emulated, answer: object) -> None:
    """SageMaker's words: https://github.com/aws/amazon-sagemaker-examples/issues/2489."""
    trainer.clients.answers["list_objects_v2"] = answer
    with pytest.raises(ServiceError) as error:
        trainer.call("CreateTrainingJob", **job())
    assert error.value.message == (
        'No S3 objects found under S3 URL "s3://data/training/" given in input data source. Please ensure that the '
        "bucket exists in the selected region (eu-west-1), that objects exist under that S3 prefix, and that the role "
        f'"{TRAINER}" has "s3:ListBucket" permissions on bucket "data".'
    )


@pytest.mark.parametrize(
    ("method", "answer", "code", "askers"),
    [
        ("describe_key", "NotFoundException", "ValidationException", []),
        ("create_grant", "KMSInvalidStateException", "ValidationException", ["caller"]),
        ("create_grant", "AccessDeniedException", "AccessDeniedException", ["caller", TRAINER]),
    ],
    ids=["missing", "disabled", "denied"],
)
def test_a_volume_key_that_cannot_be_lent(
    trainer: Emulated, method: str, answer: str, code: str, askers: list[str]
) -> None:
    """SageMaker takes the permission from the caller or from the role."""
    trainer.clients.answers[method] = answer
    with pytest.raises(ServiceError, match=f"told to refuse {method}") as error:
        trainer.call("CreateTrainingJob", **job(ResourceConfig={**_RESOURCES, "VolumeKmsKeyId": KEY}))
    assert error.value.code == code
    assert [who for who, _ in asked(trainer, "create_grant")] == askers
