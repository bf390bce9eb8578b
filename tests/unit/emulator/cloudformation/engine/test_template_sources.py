"""Where CloudFormation takes a template from: the request, S3, or the stack; and how large it may be."""

import json
from typing import Any

import pytest

from cfnproof.hosts.control import ServiceRequest
from cfnproof.hosts.host import Host
from tests.in_process import control_of
from tests.roles import user
from tests.unit.emulator.cloudformation.engine.life import (
    create,
    described,
    of,
    physical_ids,
    refusing,
    settled,
    template,
    values,
)
from tests.unit.emulator.cloudformation.engine.refusals import TOPIC, refused

BUCKET = "templates"
KEY = "stacks/app one.json"
URL = f"https://{BUCKET}.s3.us-east-1.amazonaws.com/stacks/app%20one.json"
MOST_IN_A_REQUEST = 51_200
MOST_IN_S3 = 1_000_000


def sized(size: int) -> str:
    """A template of that many bytes."""
    body = template({"Topic": of("SNS::Topic")}, Metadata={"Filling": ""})
    return body.replace('"Filling": ""', f'"Filling": "{"x" * (size - len(body))}"')


@pytest.fixture
def stored(host: Host) -> Host:
    """An account with a template in a bucket."""
    host.client("s3").create_bucket(Bucket=BUCKET)
    host.client("s3").put_object(Bucket=BUCKET, Key=KEY, Body=TOPIC.encode())
    return host


@pytest.mark.parametrize(
    ("members", "told"),
    [
        pytest.param({}, "Either Template URL or Template Body must be specified.", id="none"),
        pytest.param(
            {"TemplateBody": TOPIC, "TemplateURL": URL},
            "Specify either Template URL or Template Body, not both.",
            id="both",
        ),
    ],
)
@pytest.mark.parametrize("operation", ["create_stack", "validate_template", "get_template_summary"])
def test_one_source_is_given(host: Host, operation: str, members: dict[str, str], told: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html: TemplateBody."""
    named = {"StackName": "demo"} if operation == "create_stack" else {}
    call = getattr(host.client("cloudformation"), operation)
    assert refused(call, **named, **members) == ("ValidationError", told)


@pytest.mark.parametrize("operation", ["create_stack", "validate_template"])
def test_a_body_of_one_byte_too_many_is_refused(host: Host, operation: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html."""
    named = {"StackName": "demo"} if operation == "create_stack" else {}
    call = getattr(host.client("cloudformation"), operation)
    code, message = refused(call, **named, TemplateBody=sized(MOST_IN_A_REQUEST + 1))
    assert code == "ValidationError"
    assert message.endswith(
        "at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200"
    )


def test_the_largest_body_is_taken(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html."""
    body = sized(MOST_IN_A_REQUEST)
    assert len(body.encode()) == MOST_IN_A_REQUEST
    create(host, body)
    assert described(host)["StackStatus"] == "CREATE_COMPLETE"


@pytest.mark.parametrize("extra", [pytest.param(0, id="largest"), pytest.param(1, id="too-large")])
def test_an_object_may_have_a_megabyte(stored: Host, extra: int) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html."""
    stored.client("s3").put_object(Bucket=BUCKET, Key=KEY, Body=sized(MOST_IN_S3 + extra).encode())
    client = stored.client("cloudformation")
    if extra:
        told = "Template may not exceed 1000000 bytes in size."
        assert refused(client.validate_template, TemplateURL=URL) == ("ValidationError", told)
    else:
        assert client.validate_template(TemplateURL=URL)["Parameters"] == []


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://templates.s3.amazonaws.com/stacks/app%20one.json", id="virtual-hosted"),
        pytest.param("https://templates.s3.us-east-1.amazonaws.com/stacks/app%20one.json", id="virtual-hosted-region"),
        pytest.param("https://templates.s3-us-west-2.amazonaws.com/stacks/app%20one.json", id="virtual-hosted-dash"),
        pytest.param("https://s3.amazonaws.com/templates/stacks/app%20one.json", id="path-style"),
        pytest.param("https://s3.us-east-1.amazonaws.com/templates/stacks/app%20one.json", id="path-style-region"),
        pytest.param("https://s3-us-east-1.amazonaws.com/templates/stacks/app%20one.json", id="path-style-dash"),
        pytest.param(
            "https://templates.s3.dualstack.us-east-1.amazonaws.com/stacks/app%20one.json", id="dualstack-hosted"
        ),
    ],
)
def test_every_form_of_an_object_s_url_is_read(stored: Host, url: str) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html."""
    stored.client("cloudformation").create_stack(StackName="demo", TemplateURL=url)
    assert settled(stored)["StackStatus"] == "CREATE_COMPLETE"
    assert list(physical_ids(stored)) == ["Topic"]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        pytest.param("https://example.com/app.json", "TemplateURL must be a supported URL.", id="no-s3-host"),
        pytest.param("http://s3.amazonaws.com/templates/app.json", "TemplateURL must be a supported URL.", id="http"),
        pytest.param("https://templates.s3.amazonaws.com/none.json", "S3 error: ", id="no-such-object"),
        pytest.param("https://nowhere.s3.amazonaws.com/app.json", "S3 error: ", id="no-such-bucket"),
        pytest.param("https://s3.amazonaws.com/templates", "TemplateURL must reference a valid S3 object", id="no-key"),
    ],
)
def test_a_url_that_leads_to_no_template_is_refused(stored: Host, url: str, told: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html: TemplateURL."""
    code, message = refused(stored.client("cloudformation").create_stack, StackName="demo", TemplateURL=url)
    assert code == "ValidationError"
    assert message.startswith(told)


def test_the_object_is_read_with_the_caller_s_key(stored: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html."""
    caller = user(stored.client, "deployer", actions=("cloudformation:ValidateTemplate", "s3:GetObject"))
    seen: list[ServiceRequest] = []
    control_of(stored).before_request = seen.append
    stored.client("cloudformation", access_key=caller).validate_template(TemplateURL=URL)
    assert seen == [ServiceRequest("cloudformation.amazonaws.com", "s3", "GetObject", caller)]


def test_a_caller_who_may_not_read_the_object_is_refused(stored: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html."""
    caller = user(stored.client, "deployer", actions=("cloudformation:ValidateTemplate",))
    client = stored.client("cloudformation", access_key=caller)
    code, message = refused(client.validate_template, TemplateURL=URL)
    assert code == "ValidationError"
    assert message.startswith(f"S3 error: User: arn:aws:iam::{stored.account}:user/deployer is not authorized to ")


def test_what_s3_refuses_is_told(stored: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html."""
    with refusing(stored, ("s3", "GetObject")):
        refusal = refused(stored.client("cloudformation").create_stack, StackName="demo", TemplateURL=URL)
    assert refusal == ("ValidationError", "S3 error: injected")


PREVIOUS: dict[str, Any] = {
    "Parameters": {"Name": {"Type": "String"}},
    "Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Ref": "Name"}}}},
}


def test_the_previous_template_is_used_again(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html: UsePreviousTemplate."""
    create(host, json.dumps(PREVIOUS), Parameters=values(Name="old"))
    host.client("cloudformation").update_stack(
        StackName="demo", UsePreviousTemplate=True, Parameters=values(Name="new")
    )
    assert settled(host)["StackStatus"] == "UPDATE_COMPLETE"
    attributes = host.client("sns").get_topic_attributes(TopicArn=physical_ids(host)["Topic"])["Attributes"]
    assert attributes["DisplayName"] == "new"


def test_the_previous_template_comes_alone(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html: UsePreviousTemplate."""
    create(host, TOPIC)
    call = host.client("cloudformation").update_stack
    code, message = refused(call, StackName="demo", UsePreviousTemplate=True, TemplateBody=TOPIC)
    assert code == "ValidationError"
    assert "usePreviousTemplate" in message


def test_yaml_and_json_make_the_same_stack(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html."""
    yaml = "Resources:\n  Topic: # a comment\n    Type: AWS::SNS::Topic\n"
    create(host, yaml, "yaml")
    create(host, TOPIC, "json")
    types = {
        name: [
            (one["LogicalResourceId"], one["ResourceType"], one["ResourceStatus"])
            for one in host.client("cloudformation").list_stack_resources(StackName=name)["StackResourceSummaries"]
        ]
        for name in ("yaml", "json")
    }
    assert types["yaml"] == types["json"] == [("Topic", "AWS::SNS::Topic", "CREATE_COMPLETE")]
