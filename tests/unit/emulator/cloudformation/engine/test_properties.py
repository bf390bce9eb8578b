"""Properties that the schema refuses: the resource fails, the stack rolls back, the reason says what."""

from typing import Any

import pytest

from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.life import create, described, of, reason, story, template, update

TOPIC = of("SNS::Topic")


@pytest.mark.parametrize(
    ("kind", "properties", "line"),
    [
        pytest.param(
            "SNS::Topic", {"DisplayNme": "a"}, "#: extraneous key [DisplayNme] is not permitted", id="unknown"
        ),
        pytest.param(
            "S3::Bucket",
            {"VersioningConfiguration": {"State": "Enabled"}},
            "#/VersioningConfiguration: extraneous key [State] is not permitted",
            id="unknown-below",
        ),
        pytest.param("SSM::Parameter", {"Type": "String"}, "#: required key [Value] not found", id="missing"),
        pytest.param(
            "S3::Bucket",
            {"LifecycleConfiguration": {"Rules": [{"ExpirationInDays": 1}]}},
            "#/LifecycleConfiguration/Rules/0: required key [Status] not found",
            id="missing-below",
        ),
        pytest.param(
            "SQS::Queue",
            {"DelaySeconds": "soon"},
            "#/DelaySeconds: expected type: Integer, found: String",
            id="number",
        ),
        pytest.param(
            "SQS::Queue", {"FifoQueue": "maybe"}, "#/FifoQueue: expected type: Boolean, found: String", id="boolean"
        ),
        pytest.param(
            "S3::Bucket", {"Tags": {"Key": "a"}}, "#/Tags: expected type: JSONArray, found: JSONObject", id="list"
        ),
        pytest.param(
            "S3::Bucket",
            {"VersioningConfiguration": "Enabled"},
            "#/VersioningConfiguration: expected type: JSONObject, found: String",
            id="object",
        ),
        pytest.param(
            "S3::Bucket",
            {"VersioningConfiguration": {"Status": "On"}},
            "#/VersioningConfiguration/Status: failed validation constraint for keyword [enum]",
            id="enum",
        ),
    ],
)
def test_properties_outside_the_schema_fail_the_resource(
    host: Host, kind: str, properties: dict[str, Any], line: str
) -> None:
    """https://repost.aws/knowledge-center/cloudformation-model-validation-failure."""
    create(host, template({"Topic": TOPIC, "Bad": of(kind, properties, DependsOn="Topic")}))
    assert described(host)["StackStatus"] == "ROLLBACK_COMPLETE"
    told = reason(host, "Bad CREATE_FAILED").splitlines()
    assert told[0] == "Properties validation failed for resource Bad with message:"
    assert line in told
    assert host.client("sns").list_topics()["Topics"] == []


def test_texts_are_taken_for_numbers_and_booleans(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html."""
    create(host, template({"Jobs": of("SQS::Queue", {"DelaySeconds": "5", "SqsManagedSseEnabled": "true"})}))
    assert described(host)["StackStatus"] == "CREATE_COMPLETE"
    url = host.client("sqs").list_queues()["QueueUrls"][0]
    attributes = host.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["DelaySeconds"])["Attributes"]
    assert attributes == {"DelaySeconds": "5"}


def test_every_refusal_of_a_resource_is_told_at_once(host: Host) -> None:
    """https://repost.aws/knowledge-center/cloudformation-model-validation-failure."""
    create(host, template({"Bad": of("SQS::Queue", {"Delay": 1, "FifoQueue": "maybe"})}))
    told = reason(host, "Bad CREATE_FAILED").splitlines()
    assert "#: extraneous key [Delay] is not permitted" in told
    assert "#/FifoQueue: expected type: Boolean, found: String" in told


def test_a_wrong_property_in_an_update_changes_nothing(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks.html."""
    create(host, template({"Jobs": of("SQS::Queue", {"DelaySeconds": 5})}))
    stack = update(host, template({"Jobs": of("SQS::Queue", {"DelaySeconds": "soon"})}))
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert "#/DelaySeconds: expected type: Integer, found: String" in reason(host, "Jobs UPDATE_FAILED")
    url = host.client("sqs").list_queues()["QueueUrls"][0]
    attributes = host.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["DelaySeconds"])["Attributes"]
    assert attributes == {"DelaySeconds": "5"}


def test_what_the_service_refuses_is_told_with_its_code(host: Host) -> None:
    """https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html."""
    host.client("s3").create_bucket(Bucket="taken-bucket")
    create(host, template({"Bucket": of("S3::Bucket", {"BucketName": "taken-bucket"})}))
    told = reason(host, "Bucket CREATE_FAILED")
    assert told.startswith('Resource handler returned message: "')
    assert "HandlerErrorCode: AlreadyExists)" in told
    assert story(host)[-1] == "demo ROLLBACK_COMPLETE"


def test_a_tag_given_twice_fails_the_resource(host: Host) -> None:
    """No service takes it: the first of the two would be lost.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html
    """
    given = [{"Key": "team", "Value": "a"}, {"Key": "team", "Value": "b"}]
    create(host, template({"Thing": of("S3::Bucket", {"Tags": given})}))
    assert "Duplicate tag keys found: 'team'" in reason(host, "Thing CREATE_FAILED")
