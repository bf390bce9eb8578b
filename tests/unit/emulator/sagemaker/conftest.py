"""SageMaker with a model and a configuration of it."""

from collections.abc import Iterator
from typing import Any

import pytest

from cfnproof.emulator.sagemaker.service import SageMaker
from tests.unit.emulator.account import ACCOUNT, REGION, Emulated
from tests.unit.emulator.sagemaker.jobs import OUTPUT, Data, answering

ROLE = f"arn:aws:iam::{ACCOUNT}:role/hosting"
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/serve:1"
CONTAINER = {"Image": IMAGE, "ModelDataUrl": "s3://data/models/model.tar.gz"}
VARIANT = {
    "VariantName": "AllTraffic",
    "ModelName": "MyModel",
    "InstanceType": "ml.m5.large",
    "InitialInstanceCount": 1,
    "InitialVariantWeight": 1.0,
}


def arn(kind: str, name: str) -> str:
    """An ARN as SageMaker writes it."""
    return f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:{kind}/{name}"


def model(name: str = "MyModel", **members: Any) -> dict[str, Any]:  # noqa: ANN401  # as the API
    """A request for a model."""
    return {"ModelName": name, "PrimaryContainer": CONTAINER, "ExecutionRoleArn": ROLE, **members}


@pytest.fixture
def sagemaker() -> Emulated:
    """SageMaker with the model MyModel and the configurations One and Two."""
    emulated = Emulated(SageMaker())
    emulated.clients.roles.add(ROLE)
    emulated.clients.answers |= {"head_object": {}, "get_object": {"Body": Data(b"model")}, **OUTPUT}
    emulated.call("CreateModel", **model(Tags=[{"Key": "Team", "Value": "ml"}]))
    for name in ("One", "Two"):
        emulated.call("CreateEndpointConfig", EndpointConfigName=name, ProductionVariants=[VARIANT])
    return emulated


@pytest.fixture
def trainer() -> Iterator[Emulated]:
    """SageMaker without resources, ready to train; its work ends with the test."""
    emulated = answering(Emulated(SageMaker()))
    yield emulated
    assert emulated.work.stop() == ()
