"""Functions, conditions, mappings and pseudo parameters, as the resources that are made show them."""

import base64
from typing import Any

import pytest

from cfnproof.hosts.host import Host
from tests.roles import role
from tests.unit.emulator.cloudformation.engine.life import (
    create,
    described,
    of,
    outputs,
    physical_ids,
    reason,
    settled,
    story,
    template,
    update,
    values,
)

MAPPINGS = {"Stages": {"prod": {"Name": "production", "Zones": ["a", "b"]}}}
PARAMETERS = {
    "Stage": {"Type": "String", "Default": "prod"},
    "Names": {"Type": "CommaDelimitedList", "Default": "x,y,z"},
}
CONDITIONS = {
    "IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
    "NotProd": {"Fn::Not": [{"Condition": "IsProd"}]},
    "Both": {"Fn::And": [{"Condition": "IsProd"}, {"Condition": "NotProd"}]},
    "Either": {"Fn::Or": [{"Condition": "IsProd"}, {"Condition": "NotProd"}]},
}
QUEUE = of("SQS::Queue", {"QueueName": "jobs"})


def storing(value: object) -> str:
    """A template that makes a parameter `/seen` of Parameter Store with a value."""
    resources = {"Jobs": QUEUE, "Seen": of("SSM::Parameter", {"Name": "/seen", "Type": "String", "Value": value})}
    return template(resources, Mappings=MAPPINGS, Parameters=PARAMETERS, Conditions=CONDITIONS)


def seen(host: Host) -> str:
    """What the made parameter's value is."""
    return str(host.client("ssm").get_parameter(Name="/seen")["Parameter"]["Value"])


def when(condition: str) -> dict[str, Any]:
    """`yes` or `no`, as a condition comes out."""
    return {"Fn::If": [condition, "yes", "no"]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param({"Ref": "Stage"}, "prod", id="ref-parameter"),
        pytest.param({"Ref": "Jobs"}, "https://sqs.us-east-1.amazonaws.com/{account}/jobs", id="ref-resource"),
        pytest.param({"Fn::GetAtt": ["Jobs", "Arn"]}, "arn:aws:sqs:us-east-1:{account}:jobs", id="getatt-list"),
        pytest.param({"Fn::GetAtt": "Jobs.QueueName"}, "jobs", id="getatt-dot"),
        pytest.param({"Fn::Sub": "${Stage}-${Jobs.QueueName}-${!Stage}"}, "prod-jobs-${{Stage}}", id="sub"),
        pytest.param({"Fn::Sub": ["${A}/${Stage}", {"A": {"Ref": "AWS::Region"}}]}, "us-east-1/prod", id="sub-map"),
        pytest.param({"Fn::Join": ["-", ["a", {"Ref": "Stage"}, "c"]]}, "a-prod-c", id="join"),
        pytest.param({"Fn::Join": ["+", {"Ref": "Names"}]}, "x+y+z", id="join-list-parameter"),
        pytest.param({"Fn::Select": [1, {"Ref": "Names"}]}, "y", id="select"),
        pytest.param({"Fn::Select": ["2", ["a", "b", "c"]]}, "c", id="select-text-index"),
        pytest.param({"Fn::Select": [2, {"Fn::Split": ["/", "a/b/c"]}]}, "c", id="split"),
        pytest.param(
            {"Fn::Select": [5, {"Fn::Split": [":", {"Fn::GetAtt": "Jobs.Arn"}]}]}, "jobs", id="split-of-an-attribute"
        ),
        pytest.param({"Fn::FindInMap": ["Stages", {"Ref": "Stage"}, "Name"]}, "production", id="find-in-map"),
        pytest.param(
            {"Fn::Join": ["", {"Fn::FindInMap": ["Stages", "prod", "Zones"]}]}, "ab", id="find-in-map-of-a-list"
        ),
        pytest.param({"Fn::Base64": {"Ref": "Stage"}}, base64.b64encode(b"prod").decode(), id="base64"),
        pytest.param(
            {"Fn::Join": [" ", {"Fn::Cidr": ["10.0.0.0/16", 3, 8]}]}, "10.0.0.0/24 10.0.1.0/24 10.0.2.0/24", id="cidr"
        ),
        pytest.param({"Fn::Select": [0, {"Fn::GetAZs": ""}]}, "us-east-1a", id="get-azs-of-the-region"),
        pytest.param({"Fn::Select": [0, {"Fn::GetAZs": "us-east-1"}]}, "us-east-1a", id="get-azs"),
        pytest.param(when("IsProd"), "yes", id="if-equals"),
        pytest.param(when("NotProd"), "no", id="if-not"),
        pytest.param(when("Both"), "no", id="if-and"),
        pytest.param(when("Either"), "yes", id="if-or"),
        pytest.param({"Ref": "AWS::AccountId"}, "{account}", id="account-id"),
        pytest.param({"Ref": "AWS::Partition"}, "aws", id="partition"),
        pytest.param({"Ref": "AWS::Region"}, "us-east-1", id="region"),
        pytest.param({"Ref": "AWS::StackName"}, "demo", id="stack-name"),
        pytest.param({"Ref": "AWS::StackId"}, "{stack}", id="stack-id"),
        pytest.param({"Ref": "AWS::URLSuffix"}, "amazonaws.com", id="url-suffix"),
    ],
)
def test_a_function_s_value_is_in_the_made_resource(host: Host, value: object, expected: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html."""
    stack_id = create(host, storing(value))
    assert described(host)["StackStatus"] == "CREATE_COMPLETE"
    assert seen(host) == expected.format(account=host.account, stack=stack_id)


FIRST_ZONE = {"Fn::Select": [0, {"Fn::GetAZs": ""}]}
ZONES_NEED = ("ec2:DescribeAccountAttributes", "ec2:DescribeAvailabilityZones", "ec2:DescribeSubnets")


@pytest.mark.parametrize("missing", ZONES_NEED)
def test_zones_need_permissions_of_ec2(host: Host, missing: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html."""
    actions = ("ssm:*", "sqs:*", *(action for action in ZONES_NEED if action != missing))
    deployer = role(host.client, "deployer", "cloudformation.amazonaws.com", actions=actions)
    create(host, storing(FIRST_ZONE), RoleARN=deployer)
    assert described(host)["StackStatus"] == "ROLLBACK_COMPLETE"
    told = reason(host, "demo ROLLBACK_IN_PROGRESS")
    assert "You are not authorized to perform this operation. " in told
    assert f"is not authorized to perform: {missing} on resource: *" in told


def test_notification_arns_are_a_list(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html."""
    arns = [host.client("sns").create_topic(Name=name)["TopicArn"] for name in ("one", "two")]
    create(host, storing({"Fn::Join": [" ", {"Ref": "AWS::NotificationARNs"}]}), NotificationARNs=arns)
    assert seen(host) == " ".join(arns)


def test_no_value_leaves_the_property_out(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html: AWS::NoValue."""
    absent = {"Fn::If": ["NotProd", "15", {"Ref": "AWS::NoValue"}]}
    jobs = of("SQS::Queue", {"QueueName": "jobs", "DelaySeconds": absent})
    create(host, template({"Jobs": jobs}, Parameters=PARAMETERS, Conditions=CONDITIONS))
    attributes = host.client("sqs").get_queue_attributes(
        QueueUrl=physical_ids(host)["Jobs"], AttributeNames=["DelaySeconds"]
    )
    assert attributes["Attributes"] == {"DelaySeconds": "0"}


CONDITIONAL = template(
    {
        "Always": of("SNS::Topic"),
        "Prod": of("SQS::Queue", Condition="IsProd"),
        "Dev": of("SNS::Topic", Condition="NotProd"),
    },
    Parameters=PARAMETERS,
    Conditions=CONDITIONS,
    Outputs={
        "ProdUrl": {"Condition": "IsProd", "Value": {"Ref": "Prod"}},
        "Either": {"Value": {"Fn::If": ["IsProd", {"Ref": "Prod"}, {"Ref": "Dev"}]}},
    },
)


@pytest.mark.parametrize(
    ("stage", "resources", "shown"),
    [
        pytest.param("prod", {"Always", "Prod"}, {"ProdUrl", "Either"}, id="holds"),
        pytest.param("dev", {"Always", "Dev"}, {"Either"}, id="does-not-hold"),
    ],
)
def test_a_condition_decides_what_is_made_and_shown(
    host: Host, stage: str, resources: set[str], shown: set[str]
) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html."""
    create(host, CONDITIONAL, Parameters=values(Stage=stage))
    assert set(physical_ids(host)) == resources
    assert set(outputs(host)) == shown
    assert outputs(host)["Either"] == physical_ids(host)["Prod" if stage == "prod" else "Dev"]


def test_a_condition_that_comes_out_otherwise_makes_and_deletes(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html."""
    create(host, CONDITIONAL, Parameters=values(Stage="prod"))
    queue = physical_ids(host)["Prod"]
    update(host, CONDITIONAL, Parameters=values(Stage="dev"))
    assert set(physical_ids(host)) == {"Always", "Dev"}
    assert queue not in host.client("sqs").list_queues().get("QueueUrls", [])


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param(
            {"Fn::Select": [3, {"Ref": "Names"}]},
            "Template error: Fn::Select  cannot select nonexistent value at index 3",
            id="select-beyond-the-list",
        ),
        pytest.param(
            {"Fn::FindInMap": ["Stages", {"Ref": "AWS::Region"}, "Name"]},
            "Template error: Unable to get mapping for Stages::us-east-1::Name",
            id="no-such-key",
        ),
        pytest.param(
            {"Fn::ImportValue": "nobody-exports"}, "No export named nobody-exports found", id="no-such-export"
        ),
    ],
)
def test_a_value_that_cannot_be_had_rolls_the_stack_back(host: Host, value: object, told: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html."""
    client = host.client("cloudformation")
    client.create_stack(StackName="demo", TemplateBody=storing(value))
    assert settled(host)["StackStatus"] == "ROLLBACK_COMPLETE"
    assert reason(host, "demo ROLLBACK_IN_PROGRESS").startswith(told)
    assert "Seen CREATE_COMPLETE" not in story(host)


def test_a_list_in_a_text_property_fails_the_resource(host: Host) -> None:
    """https://repost.aws/knowledge-center/cloudformation-model-validation-failure."""
    create(host, storing({"Ref": "Names"}))
    assert described(host)["StackStatus"] == "ROLLBACK_COMPLETE"
    assert "Properties validation failed for resource Seen with message:" in reason(host, "Seen CREATE_FAILED")
