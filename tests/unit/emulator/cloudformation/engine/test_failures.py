"""How an event words what a service answered: by the name that the service has in AWS's own SDK."""

import pytest

from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.life import create, of, reason, template


@pytest.mark.parametrize(
    ("resource", "service"),
    [
        pytest.param(
            of("SNS::Subscription", {"TopicArn": "arn:aws:sns:us-east-1:123456789012:none", "Protocol": "email"}),
            "Sns",
            id="an abbreviation",
        ),
        pytest.param(
            of("S3::BucketPolicy", {"Bucket": "not-there-at-all", "PolicyDocument": {"Statement": []}}),
            "S3",
            id="with a digit",
        ),
        pytest.param(
            of("SSM::Parameter", {"Name": "aws-own", "Type": "String", "Value": "a"}), "Ssm", id="a reserved name"
        ),
    ],
)
def test_the_service_is_named(host: Host, resource: dict[str, object], service: str) -> None:
    """https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html."""
    create(host, template({"Thing": resource}))
    assert f"(Service: {service}, Operation: " in reason(host, "Thing CREATE_FAILED")
