"""Calls of which no table says what they ask of IAM."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from cfnproof.hosts.host import Host

_SOURCE = "arn:aws:sagemaker:us-east-1:123456789012:artifact/0123"


@pytest.mark.parametrize(
    ("service", "operation", "members", "expected"),
    [
        pytest.param("ec2", "run_instances", {"MinCount": 1, "MaxCount": 1}, ("UnauthorizedOperation", 403), id="ec2"),
        pytest.param(
            "sagemaker",
            "add_association",
            {"SourceArn": _SOURCE, "DestinationArn": _SOURCE},
            ("AccessDeniedException", 400),
            id="json",
        ),
        pytest.param("autoscaling", "describe_policies", {}, ("AccessDenied", 403), id="query"),
        pytest.param("apigateway", "get_rest_apis", {}, ("AccessDeniedException", 403), id="rest-json"),
    ],
)
def test_they_are_refused_with_the_code_of_the_protocol(
    aws_host: Host, service: str, operation: str, members: dict[str, Any], expected: tuple[str, int]
) -> None:
    """The administrator too; the message names the table to extend.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/CommonErrors.html
    """
    with pytest.raises(ClientError, match="iam/calls/services/") as caught:
        getattr(aws_host.client(service), operation)(**members)
    answer = caught.value.response
    assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == expected
