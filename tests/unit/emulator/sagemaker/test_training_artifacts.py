"""What a training job reads and writes in S3 and CloudWatch, through boto3.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-output.html
"""

import io
import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cfnproof.hosts.moto.host import MotoHost, moto_host
from tests.roles import role
from tests.waiting import until

BUCKET = "models-and-data"
CODE = f"s3://{BUCKET}/source/sourcedir.tar.gz"
HYPERPARAMETERS = {"epochs": "3", "sagemaker_submit_directory": CODE}


@pytest.fixture(scope="module")
def host() -> Iterator[MotoHost]:
    """A host with data to train on."""
    with moto_host() as running:
        s3 = running.client("s3")
        s3.create_bucket(Bucket=BUCKET)
        s3.put_object(Bucket=BUCKET, Key="training/a.csv", Body=b"1,2")
        s3.put_object(Bucket=BUCKET, Key="source/sourcedir.tar.gz", Body=b"code")
        role(running.client, "sagemaker", "sagemaker.amazonaws.com")
        yield running


@pytest.fixture(scope="module")
def trained(host: MotoHost) -> dict[str, Any]:
    """A job that has trained, with keys for its volume and its model."""
    key = host.client("kms").create_key()["KeyMetadata"]["Arn"]
    return train(host, "trained", key, key)


def train(host: MotoHost, name: str, volume_key: str, output_key: str) -> dict[str, Any]:
    """Train, and describe the job when it has ended."""
    sagemaker = host.client("sagemaker")
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{BUCKET}/training/"}}
    sagemaker.create_training_job(
        TrainingJobName=name,
        HyperParameters=HYPERPARAMETERS,
        AlgorithmSpecification={"TrainingImage": "train:1", "TrainingInputMode": "File"},
        RoleArn=f"arn:aws:iam::{host.account}:role/sagemaker",
        InputDataConfig=[{"ChannelName": "training", "DataSource": source}],
        OutputDataConfig={"S3OutputPath": f"s3://{BUCKET}/models", "KmsKeyId": output_key},
        ResourceConfig={
            "InstanceType": "ml.m5.large",
            "InstanceCount": 1,
            "VolumeSizeInGB": 10,
            "VolumeKmsKeyId": volume_key,
        },
        StoppingCondition={"MaxRuntimeInSeconds": 3600},
    )
    answer: dict[str, Any] = until(
        lambda: sagemaker.describe_training_job(TrainingJobName=name),
        lambda seen: seen["TrainingJobStatus"] != "InProgress",
        f"the end of job {name}",
    )
    return answer


def test_the_model_of_a_job_is_in_s3(host: MotoHost, trained: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-output.html."""
    assert trained["TrainingJobStatus"] == "Completed", trained.get("FailureReason")
    key = "models/trained/output/model.tar.gz"
    assert trained["ModelArtifacts"] == {"S3ModelArtifacts": f"s3://{BUCKET}/{key}"}
    stored = host.client("s3").get_object(Bucket=BUCKET, Key=key)
    assert (stored["ServerSideEncryption"], stored["SSEKMSKeyId"]) == (
        "aws:kms",
        trained["OutputDataConfig"]["KmsKeyId"],
    )
    with tarfile.open(fileobj=io.BytesIO(stored["Body"].read())) as archive:
        model = archive.extractfile("model.json")
        assert model
        assert json.load(model) == {
            "TrainingJobName": "trained",
            "HyperParameters": HYPERPARAMETERS,
            "InputDataConfig": trained["InputDataConfig"],
        }
    assert host.client("kms").list_grants(KeyId=trained["OutputDataConfig"]["KmsKeyId"])["Grants"] == []


def test_the_log_and_the_metrics_of_a_job_can_be_read(host: MotoHost, trained: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html."""
    logs, group = host.client("logs"), "/aws/sagemaker/TrainingJobs"
    (stream,) = logs.describe_log_streams(logGroupName=group, logStreamNamePrefix="trained/")["logStreams"]
    assert stream["logStreamName"] == f"trained/algo-1-{int(trained['CreationTime'].timestamp())}"
    events = logs.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"])["events"]
    assert [event["message"] for event in events] == [f"Loaded the code of {CODE}", "Reporting training SUCCESS"]
    host_dimension = {"Name": "Host", "Value": "trained/algo-1"}
    found = host.client("cloudwatch").list_metrics(Namespace=group, Dimensions=[host_dimension])["Metrics"]
    assert {one["MetricName"] for one in found} == {"CPUUtilization", "DiskUtilization", "MemoryUtilization"}


def test_keys_that_are_not_there(host: MotoHost, trained: dict[str, Any]) -> None:
    """The volume's is looked at when the job is created, the model's is asked for when the model is uploaded."""
    key = trained["ResourceConfig"]["VolumeKmsKeyId"]
    missing = key[:-1] + ("0" if key[-1] != "0" else "1")
    with pytest.raises(ClientError, match="VolumeKmsKeyId"):
        train(host, "no-volume", missing, key)
    assert train(host, "no-upload", key, missing)["FailureReason"].startswith(
        f"ClientError: Artifact upload failed:Unable to upload file to s3://{BUCKET}/models/no-upload/output/"
    )


def test_jobs_are_listed_by_time(host: MotoHost, trained: dict[str, Any]) -> None:
    """Times in requests are compared with those of the host's clock."""
    sagemaker = host.client("sagemaker")
    before = sagemaker.list_training_jobs(CreationTimeBefore=trained["CreationTime"] + timedelta(days=1))
    assert "trained" in [job["TrainingJobName"] for job in before["TrainingJobSummaries"]]
    assert (
        sagemaker.list_training_jobs(CreationTimeAfter=datetime.now(UTC) + timedelta(1))["TrainingJobSummaries"] == []
    )
