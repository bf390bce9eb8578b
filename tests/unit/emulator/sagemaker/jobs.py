"""Requests for training jobs, and what other services answer to the work on them."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.unit.emulator.account import ACCOUNT, REGION, Emulated
from tests.waiting import until

TRAINER = f"arn:aws:iam::{ACCOUNT}:role/training"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
TRAINING_IMAGE = "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-training:2.8.0-cpu-py312"
REPOSITORY = "arn:aws:ecr:eu-west-1:763104351884:repository/pytorch-training"
CHANNEL = {
    "ChannelName": "training",
    "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://data/training/"}},
}


class Pages:
    """The paginator of a listing with one page."""

    def __init__(self, *keys: str) -> None:
        self._keys = keys

    def paginate(self, **_: str) -> Iterator[dict[str, Any]]:
        """The page."""
        yield {"Contents": [{"Key": key} for key in self._keys]}


class Data:
    """The body of an object in S3, which can be read any number of times."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self) -> bytes:
        """All of it."""
        return self._data

    def close(self) -> None:
        """Nothing is left open."""


OUTPUT: dict[str, Any] = {
    "create_log_group": "ResourceAlreadyExistsException",
    "describe_log_streams": {"logStreams": []},
    "create_log_stream": {},
    "put_log_events": {},
    "put_metric_data": {},
}
"""What CloudWatch answers to a container."""


def job(name: str = "Job", **members: Any) -> dict[str, Any]:  # noqa: ANN401  # as the API
    """A request for a training job."""
    return {
        "TrainingJobName": name,
        "AlgorithmSpecification": {"TrainingImage": TRAINING_IMAGE, "TrainingInputMode": "File"},
        "RoleArn": TRAINER,
        "InputDataConfig": [CHANNEL],
        "OutputDataConfig": {"S3OutputPath": "s3://data/models"},
        "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        **members,
    }


def answering(emulated: Emulated) -> Emulated:
    """Let S3, KMS and CloudWatch answer what the work on a job asks for."""
    emulated.clients.roles.add(TRAINER)
    emulated.clients.answers |= {
        "list_objects_v2": {"Contents": [{"Key": "training/a.csv"}]},
        "get_paginator": Pages("training/a.csv"),
        "get_object": {"Body": Data(b"1,2")},
        "put_object": {},
        "encrypt": {},
        "describe_key": {},
        "create_grant": {"GrantId": "grant"},
        "revoke_grant": {},
        **OUTPUT,
    }
    return emulated


def asked(sagemaker: Emulated, method: str) -> list[tuple[str, Any]]:
    """Who asked another service for something, and how."""
    return [(who, members) for who, name, members in sagemaker.clients.asked if name == method]


def described(sagemaker: Emulated, name: str = "Job") -> dict[str, Any]:
    """What DescribeTrainingJob says."""
    return sagemaker.call("DescribeTrainingJob", TrainingJobName=name)


def reached(sagemaker: Emulated, wanted: Callable[[dict[str, Any]], bool], name: str = "Job") -> dict[str, Any]:
    """What DescribeTrainingJob says as soon as it says what is wanted."""
    return until(lambda: described(sagemaker, name), wanted, f"the job {name} as wanted")


def ended(sagemaker: Emulated, name: str = "Job") -> dict[str, Any]:
    """What is said of the job once it has ended."""
    return reached(sagemaker, lambda found: found["TrainingJobStatus"] in ("Completed", "Failed", "Stopped"), name)


def statuses(found: dict[str, Any]) -> list[str]:
    """The secondary statuses that a job went through."""
    return [transition["Status"] for transition in found["SecondaryStatusTransitions"]]
