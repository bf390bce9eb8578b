"""Templates that CloudFormation refuses in the answer to the request: no stack comes of them."""

from typing import Any

import pytest

from cfnproof.emulator.cloudformation.handlers.registry import HANDLERS
from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.life import create, described, of, template, values
from tests.unit.emulator.cloudformation.engine.refusals import refused

GUIDE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide"
TOPIC = of("SNS::Topic")
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}


def named(name: str) -> dict[str, Any]:
    """A topic whose display name comes from a resource, attribute or parameter."""
    return of("SNS::Topic", {"DisplayName": {"Fn::Sub": f"${{{name}}}"}})


@pytest.mark.parametrize(
    ("body", "told"),
    [
        pytest.param("{", "Template format error: JSON not well-formed.", id=f"json {GUIDE}/template-formats.html"),
        pytest.param("A: [", "Template format error: YAML not well-formed.", id=f"yaml {GUIDE}/template-formats.html"),
        pytest.param(
            template({}),
            "Template format error: At least one Resources member must be defined.",
            id=f"no-resources {GUIDE}/resources-section-structure.html",
        ),
        pytest.param(
            template({"Topic": {"Properties": {}}}),
            "Template format error: [/Resources/Topic] Every Resources object must contain a Type member.",
            id=f"no-type {GUIDE}/resources-section-structure.html",
        ),
        pytest.param(
            template({"my-topic": TOPIC}),
            "Template format error: Resource name my-topic is non alphanumeric.",
            id=f"logical-id {GUIDE}/resources-section-structure.html",
        ),
        pytest.param(
            template({"Topic": {**TOPIC, "Property": {}}}),
            "Invalid template resource property 'Property'",
            id=f"resource-member {GUIDE}/aws-product-attribute-reference.html",
        ),
        pytest.param(
            template({"Topic": TOPIC}, Ressources={}),
            "Invalid template property or properties [Ressources]",
            id=f"section {GUIDE}/template-anatomy.html",
        ),
        pytest.param(
            template({"Topic": {**TOPIC, "DeletionPolicy": "Keep"}}),
            "Template format error: Unrecognized DeletionPolicy Keep for resource Topic",
            id=f"deletion-policy {GUIDE}/aws-attribute-deletionpolicy.html",
        ),
        pytest.param(
            template({"Topic": of("SNS::Topic", {"DisplayName": {"Ref": "Nobody"}})}),
            "Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template",
            id=f"ref {GUIDE}/intrinsic-function-reference-ref.html",
        ),
        pytest.param(
            template({"Topic": {**TOPIC, "DependsOn": "Nobody"}}),
            "Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template",
            id=f"depends-on {GUIDE}/aws-attribute-dependson.html",
        ),
        pytest.param(
            template({"Topic": TOPIC, "Other": named("Topic.Color")}),
            "Template error: resource Topic does not support attribute type Color in Fn::GetAtt",
            id=f"unknown-attribute {GUIDE}/intrinsic-function-reference-getatt.html",
        ),
        pytest.param(
            template({"One": named("Two.TopicName"), "Two": named("One.TopicName")}),
            "Circular dependency between resources: [",
            id=f"cycle {GUIDE}/troubleshooting.html",
        ),
        pytest.param(
            template({"One": named("One.TopicName")}),
            "Circular dependency between resources: [One]",
            id=f"cycle-of-one {GUIDE}/troubleshooting.html",
        ),
        pytest.param(
            template({"Topic": {**TOPIC, "Condition": "Never"}}),
            "Template format error: Unresolved condition dependency Never in the Resources block of the template",
            id=f"condition {GUIDE}/conditions-section-structure.html",
        ),
        pytest.param(
            template(
                {"Topic": TOPIC, "Other": {**TOPIC, "Condition": "Never"}},
                Conditions={"Never": {"Fn::Equals": ["a", "b"]}},
                Outputs={"Name": {"Value": {"Ref": "Other"}}},
            ),
            "Unresolved resource dependencies [Other] in the Outputs block of the template",
            id=f"output-of-what-no-condition-makes {GUIDE}/conditions-section-structure.html",
        ),
        pytest.param(
            template({"Topic": of("SNS::Topic", {"DisplayName": {"Fn::FindInMap": ["Names", "a", "b"]}})}),
            "Template error: Mapping named 'Names' is not present in the 'Mappings' section of template.",
            id=f"mapping {GUIDE}/mappings-section-structure.html",
        ),
        pytest.param(
            template({"Topic": of("SNS::Topic", {"DisplayName": None})}),
            "[/Resources/Topic/Properties/DisplayName] 'null' values are not allowed in templates",
            id=f"null {GUIDE}/template-formats.html",
        ),
        pytest.param(
            template({f"Topic{number}": TOPIC for number in range(501)}),
            "Template format error: Number of resources, 501, is greater than maximum allowed, 500",
            id=f"501-resources {GUIDE}/cloudformation-limits.html",
        ),
        pytest.param(
            template({"Topic": TOPIC}, Transform="AWS::Serverless-2016-10-31"),
            "Transform [AWS::Serverless-2016-10-31]: this emulation does not run transforms",
            id=f"transform {GUIDE}/transform-section-structure.html",
        ),
        pytest.param(
            template({"Topic": of("SNS::Topic", {"Fn::Transform": {"Name": "Team::Macro"}})}),
            "Fn::Transform: this emulation does not run transforms and macros",
            id=f"macro {GUIDE}/template-macros.html",
        ),
        pytest.param(
            template({"Own": {"Type": "Custom::Thing", "Properties": {"ServiceToken": "arn"}}}),
            "Resource Own is of type Custom::Thing: this emulation does not run custom resources",
            id=f"custom-resource {GUIDE}/template-custom-resources.html",
        ),
        pytest.param(
            template({"Own": of("CloudFormation::CustomResource", {"ServiceToken": "arn"})}),
            "Resource Own is of type AWS::CloudFormation::CustomResource: this emulation does not run",
            id=f"custom-resource-by-its-type {GUIDE}/template-custom-resources.html",
        ),
    ],
)
def test_a_template_is_refused_in_the_answer(host: Host, body: str, told: str) -> None:
    """Each case's id has the page."""
    client = host.client("cloudformation")
    code, message = refused(client.create_stack, StackName="demo", TemplateBody=body)
    assert code == "ValidationError"
    assert message.startswith(told)
    assert client.list_stacks()["StackSummaries"] == []


def test_an_unknown_type_is_refused_with_the_known_ones(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html."""
    body = template({"Topic": TOPIC, "Cluster": of("EKS::Cluster"), "Function": of("Lambda::Function")})
    code, message = refused(host.client("cloudformation").create_stack, StackName="demo", TemplateBody=body)
    assert code == "ValidationError"
    head, _, known = message.partition(". Emulated here: ")
    assert head == "Template format error: Unrecognized resource types: [AWS::EKS::Cluster, AWS::Lambda::Function]"
    assert known.split(", ") == list(HANDLERS)


def test_a_refused_update_leaves_the_stack_alone(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html."""
    create(host, template({"Topic": TOPIC}))
    before = host.client("cloudformation").describe_stack_events(StackName="demo")["StackEvents"]
    wrong = template({"Topic": named("Nobody")})
    assert refused(host.client("cloudformation").update_stack, StackName="demo", TemplateBody=wrong)[0] == (
        "ValidationError"
    )
    assert host.client("cloudformation").describe_stack_events(StackName="demo")["StackEvents"] == before
    assert described(host)["StackStatus"] == "CREATE_COMPLETE"


def test_a_refused_template_makes_no_stack_in_review(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html."""
    client = host.client("cloudformation")
    wrong = template({"Topic": named("Nobody")})
    call = client.create_change_set
    refused(call, StackName="demo", ChangeSetName="first", ChangeSetType="CREATE", TemplateBody=wrong)
    assert client.list_stacks()["StackSummaries"] == []


ROLE = of("IAM::Role", {"AssumeRolePolicyDocument": TRUST})
NAMED_ROLE = of("IAM::Role", {"AssumeRolePolicyDocument": TRUST, "RoleName": "runner"})


@pytest.mark.parametrize(
    ("role", "given", "needed"),
    [
        pytest.param(ROLE, [], "CAPABILITY_IAM", id="none-given"),
        pytest.param(ROLE, ["CAPABILITY_AUTO_EXPAND"], "CAPABILITY_IAM", id="another-given"),
        pytest.param(NAMED_ROLE, [], "CAPABILITY_NAMED_IAM", id="named-none-given"),
        pytest.param(NAMED_ROLE, ["CAPABILITY_IAM"], "CAPABILITY_NAMED_IAM", id="named-needs-more"),
    ],
)
@pytest.mark.parametrize("operation", ["create_stack", "update_stack", "create_change_set"])
def test_a_missing_capability_is_named(
    host: Host, operation: str, role: dict[str, Any], given: list[str], needed: str
) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html."""
    create(host, template({"Topic": TOPIC}), "other")
    members: dict[str, Any] = {"StackName": "demo" if operation == "create_stack" else "other"}
    if operation == "create_change_set":
        members["ChangeSetName"] = "first"
    call = getattr(host.client("cloudformation"), operation)
    refusal = refused(call, TemplateBody=template({"Role": role}), Capabilities=given, **members)
    assert refusal == ("InsufficientCapabilitiesException", f"Requires capabilities : [{needed}]")


@pytest.mark.parametrize(
    ("role", "given"),
    [
        pytest.param(ROLE, "CAPABILITY_IAM", id="exact"),
        pytest.param(ROLE, "CAPABILITY_NAMED_IAM", id="more-than-needed"),
        pytest.param(NAMED_ROLE, "CAPABILITY_NAMED_IAM", id="named"),
    ],
)
def test_a_capability_is_enough(host: Host, role: dict[str, Any], given: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html."""
    create(host, template({"Role": role}), Capabilities=[given])
    assert described(host)["StackStatus"] == "CREATE_COMPLETE"
    assert described(host)["Capabilities"] == [given]


RULES = template(
    {"Topic": TOPIC},
    Parameters={"Stage": {"Type": "String"}, "Size": {"Type": "String", "Default": "small"}},
    Rules={
        "ProductionIsLarge": {
            "RuleCondition": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
            "Assertions": [
                {
                    "Assert": {"Fn::Contains": [["large", "huge"], {"Ref": "Size"}]},
                    "AssertDescription": "production is large or huge",
                }
            ],
        }
    },
)


@pytest.mark.parametrize(
    ("stage", "size", "taken"),
    [
        pytest.param("dev", "small", True, id="condition-does-not-hold"),
        pytest.param("prod", "huge", True, id="assertion-holds"),
        pytest.param("prod", "small", False, id="assertion-fails"),
    ],
)
def test_a_rule_s_assertion_is_asked_before_anything_is_made(host: Host, stage: str, size: str, *, taken: bool) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html."""
    given = values(Stage=stage, Size=size)
    if taken:
        create(host, RULES, Parameters=given)
        assert described(host)["StackStatus"] == "CREATE_COMPLETE"
        return
    call = host.client("cloudformation").create_stack
    code, message = refused(call, StackName="demo", TemplateBody=RULES, Parameters=given)
    assert code == "ValidationError"
    assert "production is large or huge" in message
    assert host.client("cloudformation").list_stacks()["StackSummaries"] == []
