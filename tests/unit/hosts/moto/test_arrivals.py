"""The members of requests as they arrive: those that a client sent, wherever its protocol puts them.

https://smithy.io/2.0/spec/http-bindings.html
"""

import traceback
from collections.abc import Iterator
from typing import Any, Final

import boto3
import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError

from cfnproof.emulator.shapes import service_model
from cfnproof.hosts.moto.arrivals import arrival_of, members_of
from cfnproof.hosts.moto.host import MotoHost, moto_host
from cfnproof.iam.calls.model import Asked
from cfnproof.iam.calls.services.table import FILES
from tests.unit.iam.calls import shapes

BYTES: Final = {
    ("lambda", "Invoke"): "Payload",
    ("lambda", "InvokeAsync"): "InvokeArgs",
    ("lambda", "InvokeWithResponseStream"): "Payload",
    ("s3", "PutObject"): "Body",
    ("s3", "UploadPart"): "Body",
    ("s3", "WriteGetObjectResponse"): "Body",
    ("sagemaker-runtime", "InvokeEndpoint"): "Body",
    ("sagemaker-runtime", "InvokeEndpointWithResponseStream"): "Body",
}
"""Bodies that say nothing of a request, and so are not read."""
OTHER_SIGNATURE: Final = {("events", "PutEvents"): "EndpointId"}
"""Members for which botocore wants Signature Version 4A, and a package for it."""
IN_A_FORM: Final = {
    "Bucket": "models",
    "CopySource": "models/key",
    "QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/jobs",
}
"""Members that botocore takes apart."""


class KeptError(Exception):
    """The request has been seen, and is not sent."""

    def __init__(self, request: Any) -> None:  # noqa: ANN401  # botocore's own object
        super().__init__(request.url)
        self.request = request


def _keep(request: Any, **_: Any) -> None:  # noqa: ANN401  # botocore's own object
    raise KeptError(request)


def _client(service: str) -> Any:  # noqa: ANN401  # boto3 has no types
    """A client that sends nothing, and takes members that are too short or too long."""
    client = boto3.client(
        service,
        "us-east-1",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="secret",  # noqa: S106  # of nobody
        config=Config(parameter_validation=False),
    )
    client.meta.events.register("before-send", _keep)
    return client


def _members(service: str, operation: str) -> dict[str, Any]:
    found = shapes.members_of(service, operation)
    found.pop(OTHER_SIGNATURE.get((service, operation), ""), None)
    return {name: IN_A_FORM.get(name, value) if isinstance(value, str) else value for name, value in found.items()}


@pytest.mark.parametrize("service", [name for name in FILES if name != "ec2"])
def test_every_member_that_was_sent_arrives(service: str) -> None:
    """Of every operation, with all its members; EC2's operations, which nothing here answers, are left out."""
    client = _client(service)
    for operation in service_model(service).operation_names:
        sent = _members(service, operation)
        with pytest.raises(KeptError) as kept:
            getattr(client, xform_name(operation))(**sent)
        arrived = members_of(arrival_of(kept.value.request), service, operation)
        names = {name for name, value in arrived.items() if value not in (None, [], {})}
        assert names == sent.keys() - {BYTES.get((service, operation))}, operation


@pytest.fixture(scope="module")
def host() -> Iterator[MotoHost]:
    """An empty account."""
    with moto_host() as started:
        yield started


@pytest.mark.parametrize("service", [name for name in FILES if name != "ec2"])
def test_every_operation_is_decided_on_whatever_it_names(service: str, host: MotoHost) -> None:
    """Names of nothing, and texts that are no ARN where one belongs: the answer is never a fault of the door."""
    client = host.client(service)
    client.meta.config.parameter_validation = False
    for operation in service_model(service).operation_names:
        try:
            getattr(client, xform_name(operation))(**_members(service, operation))
        except (ClientError, ParamValidationError):
            continue
        except Exception as error:  # noqa: BLE001  # moto's own faults are not the door's
            places = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
            assert "admit" not in places, operation


@pytest.mark.parametrize(
    "arn",
    ["arn:aws:{}:mars-1:123456789012:x", "arn:aws:{}:::x", "arn:aws:{}:us-east-1:1:x", "arn:mars:{}:us-east-1:1:x"],
)
@pytest.mark.parametrize("service", ["cloudwatch", "ecr", "events", "iam", "kms", "lambda", "logs", "s3", "sns", "sqs"])
def test_nothing_is_known_of_an_arn_that_leads_nowhere(service: str, arn: str, host: MotoHost) -> None:
    """A region, partition or account that does not exist, or none where the service has them."""
    text = arn.format(service)
    known = host.access.identities.known(host.region)
    assert (known.tags(text), known.encryption_key(text)) == ({}, None)
    asked = Asked(f"{service}:Act", text, "")
    assert host.access.identities.resource_policy(asked) is None


def test_a_list_in_an_address() -> None:
    """Lambda's tags to be removed, and the function that stands in the path under another name."""
    function = "arn:aws:lambda:us-east-1:123456789012:function:f"
    with pytest.raises(KeptError) as kept:
        _client("lambda").untag_resource(Resource=function, TagKeys=["a", "b"])
    arrived = members_of(arrival_of(kept.value.request), "lambda", "UntagResource")
    assert arrived == {"Resource": function, "TagKeys": ["a", "b"]}
