"""How an event words what a service answered: by the name that the service has in AWS's own SDK."""

from typing import Any

import pytest

from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.generated_values import document
from tests.unit.emulator.cloudformation.engine.life import create, of, reason, template
from tests.unit.emulator.cloudformation.engine.refusals import Report, report

RESERVED = 'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).'
READING = document("s3:GetObject", "arn:aws:s3:::not-there-at-all/*", Principal={"AWS": "*"})


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        pytest.param(
            of("SNS::Subscription", {"TopicArn": "arn:aws:sns:us-east-1:{account}:none", "Protocol": "email"}),
            Report("Topic does not exist", "Sns", 404, "NotFound"),
            id="an abbreviation",
        ),
        pytest.param(
            of("S3::BucketPolicy", {"Bucket": "not-there-at-all", "PolicyDocument": READING}),
            Report("The specified bucket does not exist", "S3", 404, "NotFound"),
            id="with a digit",
        ),
        pytest.param(
            of("SSM::Parameter", {"Name": "aws-own", "Type": "String", "Value": "a"}),
            Report(RESERVED, "Ssm", 400, "InvalidRequest"),
            id="a reserved name",
        ),
    ],
)
def test_the_service_is_named(host: Host, resource: dict[str, Any], expected: Report) -> None:
    """https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html."""
    create(host, template({"Thing": resource}).replace("{account}", host.account))
    assert report(reason(host, "Thing CREATE_FAILED")) == expected
