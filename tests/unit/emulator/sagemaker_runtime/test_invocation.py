"""InvokeEndpoint through boto3.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.plans import EndpointPlan
from cfnproof.hosts.control import ServiceRequest
from cfnproof.hosts.moto.host import MotoHost, moto_host
from tests.roles import role

BUCKET = "models-and-data"
KEY = "models/job/output/model.tar.gz"
ARTIFACT = b"a model"


@pytest.fixture(scope="module")
def host() -> Iterator[MotoHost]:
    """A host with a model's artifact."""
    with moto_host() as running:
        s3 = running.client("s3")
        s3.create_bucket(Bucket=BUCKET)
        s3.put_object(Bucket=BUCKET, Key=KEY, Body=ARTIFACT)
        role(running.client, "sagemaker", "sagemaker.amazonaws.com")
        yield running


@pytest.fixture(scope="module")
def endpoint(host: MotoHost) -> str:
    """An endpoint with two variants, of which B has the greater weight."""
    sagemaker = host.client("sagemaker")
    for name in ("ModelA", "ModelB"):
        make_model(host, name, KEY)
    variants = [
        {
            "VariantName": name,
            "ModelName": f"Model{name}",
            "InstanceType": "ml.m5.large",
            "InitialInstanceCount": 1,
            "InitialVariantWeight": weight,
        }
        for name, weight in (("A", 1.0), ("B", 3.0))
    ]
    sagemaker.create_endpoint_config(EndpointConfigName="both", ProductionVariants=variants)
    sagemaker.create_endpoint(EndpointName="Live", EndpointConfigName="both")
    return "Live"


def make_model(host: MotoHost, name: str, key: str) -> None:
    """Make a model of an artifact."""
    host.client("sagemaker").create_model(
        ModelName=name,
        PrimaryContainer={"Image": "serve:1", "ModelDataUrl": f"s3://{BUCKET}/{key}"},
        ExecutionRoleArn=f"arn:aws:iam::{host.account}:role/sagemaker",
    )


def invoke(host: MotoHost, name: str, body: bytes = b"1,2", **members: str) -> Any:  # noqa: ANN401  # boto3's answer
    """What the endpoint answers."""
    return host.client("sagemaker-runtime").invoke_endpoint(EndpointName=name, Body=body, **members)


def refusal(host: MotoHost, name: str, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # as the API
    """With what the endpoint refuses."""
    with pytest.raises(ClientError) as error:
        invoke(host, name, **members)
    return dict(error.value.response)


def test_an_endpoint_tells_what_it_serves(host: MotoHost, endpoint: str) -> None:
    """The variant of greatest weight, its artifact, and the request's body; no other service is asked."""
    requests: list[ServiceRequest] = []
    host.control.before_request = requests.append
    answer = invoke(host, endpoint, b"1,2", ContentType="text/csv")
    host.control.before_request = None
    assert (answer["InvokedProductionVariant"], answer["ContentType"]) == ("B", "application/json")
    assert json.load(answer["Body"]) == {
        "EndpointName": "Live",
        "VariantName": "B",
        "ModelName": "ModelB",
        "ModelDataUrl": f"s3://{BUCKET}/{KEY}",
        "ModelDataSha256": hashlib.sha256(ARTIFACT).hexdigest(),
        "Body": "1,2",
    }
    assert requests == []


@pytest.mark.parametrize(
    ("body", "echoed"),
    [(b"", {"Body": ""}), (b"a=1&b=2", {"Body": "a=1&b=2"}), (b"\xff\x00", {"BodyBase64": "/wA="})],
    ids=["empty", "form", "bytes"],
)
def test_any_body_is_echoed(host: MotoHost, endpoint: str, body: bytes, echoed: dict[str, str]) -> None:
    """To the variant that is asked for."""
    answer = invoke(host, endpoint, body, TargetVariant="A", ContentType="application/x-www-form-urlencoded")
    told = json.load(answer["Body"])
    assert answer["InvokedProductionVariant"] == "A"
    assert {name: told[name] for name in told if name.startswith("Body")} == echoed


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (
            {"TargetModel": "other.tar.gz"},
            "Endpoint Live is not a multi-model endpoint and does not support target model header.",
        ),
        ({"TargetVariant": "C"}, "Variant 'C' of endpoint Live not found: its variants are A, B"),
        ({"SessionId": "NEW_SESSION"}, "SessionId is not emulated: docs/fidelity.md says what is"),
        ({"TargetVariant": "_"}, "1 validation error detected: Value '_' at 'targetVariant'"),
    ],
    ids=["model", "variant", "session", "pattern"],
)
def test_what_an_endpoint_refuses(host: MotoHost, endpoint: str, members: dict[str, str], message: str) -> None:
    """The first in SageMaker's words: https://github.com/aws/amazon-sagemaker-examples/issues/1026."""
    answer = refusal(host, endpoint, **members)
    assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == ("ValidationError", 400)
    assert answer["Error"]["Message"].startswith(message)


@pytest.mark.usefixtures("endpoint")
def test_an_endpoint_answers_from_the_time_it_is_in_service(host: MotoHost) -> None:
    """SageMaker's words: https://github.com/aws/amazon-sagemaker-examples/issues/559."""
    host.control.plans.endpoints = EndpointPlan(timedelta(seconds=60))
    sagemaker = host.client("sagemaker")
    sagemaker.create_endpoint(EndpointName="Slow", EndpointConfigName="both")
    for name in ("Slow", "Gone"):
        error = refusal(host, name)["Error"]
        assert (error["Code"], error["Message"]) == (
            "ValidationError",
            f"Endpoint {name} of account {host.account} not found.",
        )
    host.control.clock.advance(timedelta(seconds=60))
    assert invoke(host, "Slow")["InvokedProductionVariant"] == "B"
    sagemaker.update_endpoint(EndpointName="Slow", EndpointConfigName="both")
    assert invoke(host, "Slow")["InvokedProductionVariant"] == "B"
    host.control.plans.endpoints = EndpointPlan()


def test_operations_that_are_not_emulated(host: MotoHost, endpoint: str) -> None:
    """They are refused by name."""
    with pytest.raises(ClientError, match="InvokeEndpointAsync of sagemaker-runtime is not emulated"):
        host.client("sagemaker-runtime").invoke_endpoint_async(
            EndpointName=endpoint, InputLocation=f"s3://{BUCKET}/training/a.csv"
        )


@pytest.mark.usefixtures("endpoint")
def test_an_endpoint_has_a_log_and_metrics(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html."""
    logs, group = host.client("logs"), "/aws/sagemaker/Endpoints/Live"
    streams = [one["logStreamName"] for one in logs.describe_log_streams(logGroupName=group)["logStreams"]]
    assert [stream.partition("/i-")[0] for stream in sorted(streams)] == ["A", "B"]
    events = logs.get_log_events(logGroupName=group, logStreamName=streams[0])["events"]
    assert [event["message"] for event in events] == ["Serving"]
    dimensions = [{"Name": "EndpointName", "Value": "Live"}, {"Name": "VariantName", "Value": "B"}]
    found = host.client("cloudwatch").list_metrics(Namespace="/aws/sagemaker/Endpoints", Dimensions=dimensions)
    assert len(found["Metrics"]) == 3


def test_an_endpoint_holds_grants_on_its_key(host: MotoHost) -> None:
    """As long as its configuration is served; moto shows them as KMS does.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteEndpoint.html
    """
    sagemaker, kms = host.client("sagemaker"), host.client("kms")
    make_model(host, "Locked", KEY)
    variant = {"VariantName": "All", "ModelName": "Locked", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    keys = [kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2)]
    for number, key in enumerate(keys):
        name = f"locked-{number}"
        sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant], KmsKeyId=key)

    def lent() -> list[int]:
        """How many grants each key has, once the endpoint is at rest."""
        sagemaker.list_endpoints()
        return [len(kms.list_grants(KeyId=key)["Grants"]) for key in keys]

    sagemaker.create_endpoint(EndpointName="Locked", EndpointConfigName="locked-0")
    assert lent() == [1, 0]
    sagemaker.update_endpoint(EndpointName="Locked", EndpointConfigName="locked-1")
    assert lent() == [0, 1]
    sagemaker.delete_endpoint(EndpointName="Locked")
    assert lent() == [0, 0]


def test_a_model_that_is_gone_and_its_artifact_with_it(host: MotoHost) -> None:
    """SageMaker reads them once, when the endpoint is deployed.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html
    """
    sagemaker, s3, key = host.client("sagemaker"), host.client("s3"), "models/gone/output/model.tar.gz"
    s3.put_object(Bucket=BUCKET, Key=key, Body=ARTIFACT)
    make_model(host, "Gone", key)
    variant = {"VariantName": "All", "ModelName": "Gone", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    sagemaker.create_endpoint_config(EndpointConfigName="gone", ProductionVariants=[variant])
    sagemaker.create_endpoint(EndpointName="Left", EndpointConfigName="gone")
    sagemaker.delete_model(ModelName="Gone")
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"another model")
    s3.delete_object(Bucket=BUCKET, Key=key)
    told = json.load(invoke(host, "Left")["Body"])
    assert (told["ModelName"], told["ModelDataSha256"]) == ("Gone", hashlib.sha256(ARTIFACT).hexdigest())
