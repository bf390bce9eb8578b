"""Resource types: ARNs, what Ref and Fn::GetAtt give, and what matches the names that CloudFormation generates.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
"""

import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from cfnproof.iam.calls.reference import reference_of
from cfnproof.least_privilege.projects import terms
from cfnproof.least_privilege.projects.index import Index
from cfnproof.least_privilege.projects.resource_types import ARN, NAME, TypeRow, resource_types
from cfnproof.least_privilege.projects.stacks import Stack, loaded, stacks_of
from cfnproof.least_privilege.projects.values import Resolver
from cfnproof.template.expressions import Parts, Reference
from cfnproof.template.nodes import dig
from cfnproof.template.schemas import TYPES

WITHOUT_ROW: Final = {
    "AWS::CloudFormation::WaitConditionHandle": "is an address",
    "AWS::IAM::Policy": "is part of the roles, users and groups that have it",
    "AWS::Lambda::Permission": "is part of its function",
    "AWS::S3::BucketPolicy": "is part of its bucket",
    "AWS::SNS::Subscription": "is asked for on its topic",
    "AWS::SNS::TopicPolicy": "is part of its topics",
    "AWS::SQS::QueuePolicy": "is part of its queues",
}
"""Types that no action is asked for on by an ARN of their own."""

BESIDE: Final = (
    "AWS::CodeBuild::Project",
    "AWS::DynamoDB::Table",
    "AWS::ECR::Repository",
    "AWS::IAM::InstanceProfile",
    "AWS::Lambda::Function",
    "AWS::Lambda::Permission",
)
"""Types of the tables of requirements that the engine does not know."""

ROWS: Final = [pytest.param(name, row, id=name) for name, row in sorted(resource_types().items())]
OF_CALLER: Final = {"AWS::Partition": "aws", "AWS::Region": "us-east-1", "AWS::AccountId": "123456789012"}


def shown(value: Parts) -> str:
    """A value as in account 123456789012 of us-east-1."""
    return "".join(OF_CALLER.get(part.name, str(part)) if isinstance(part, Reference) else str(part) for part in value)


def project(folder: Path, resources: str, outputs: str = "{}") -> tuple[Stack, Resolver]:
    """The stack of a template, the only one of its project."""
    (folder / "pyproject.toml").write_text('[tool.cfnproof]\ntemplates = ["demo.yaml"]\n', encoding="utf-8")
    file = folder / "demo.yaml"
    file.write_text(f"Resources: {resources}\nOutputs: {outputs}\n", encoding="utf-8")
    stacks = stacks_of(loaded(file))
    (stack,) = stacks.by_name.values()
    return stack, Resolver(stacks)


@pytest.mark.parametrize("resource_type", [*TYPES, *BESIDE])
def test_each_type_has_a_row_or_no_arn_of_its_own(resource_type: str) -> None:
    """Those that the engine knows, and those beside them that tables of requirements have."""
    assert (resource_type in resource_types()) is not (resource_type in WITHOUT_ROW)


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_a_row_is_well_made(name: str, row: TypeRow) -> None:
    """Its property and attributes are the type's, and AWS's template reference says how names are generated."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", name)
    assert not row.property or row.property in schema.schema["properties"]
    assert set(row.attributes) <= set(schema.get_atts)
    assert all(meant in {"", ARN, NAME} or "${Name}" in meant for meant in (row.ref, *row.attributes.values()))
    if row.generated:
        assert row.page == f"AWSCloudFormation/latest/TemplateReference/{row.page.rpartition('/')[2]}"


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_an_arn_has_a_form_that_the_reference_has(name: str, row: TypeRow) -> None:
    """A resource type of the service, by the ARN's own service prefix."""
    prefix = row.prefix.default if row.prefix else ""
    variables = {**OF_CALLER, "Prefix": prefix, "Name": "alias/x" if name == "AWS::KMS::Alias" else "x"}
    arn = re.sub(r"\$\{([^}]+)\}", lambda found: variables[found[1]], row.arn)
    reference = reference_of(arn.split(":")[2])
    assert reference is not None
    forms = (
        "".join(re.escape(part) if isinstance(part, str) else ".+" for part in one.format)
        for one in reference.types.values()
    )
    assert any(re.fullmatch(form, arn) for form in forms), arn


@pytest.mark.parametrize(
    ("resource_type", "stack_name", "logical_id", "name"),
    [
        # As the type's template reference shows it; where that shows none, as CloudFormation has been seen to make it.
        ("AWS::CloudFormation::Stack", "mystack", "mynestedstack", "mystack-mynestedstack-sggfrhxhum7w"),
        ("AWS::CloudWatch::Alarm", "myCloudWatchAlarm", "CPUAlarm", "myCloudWatchAlarm-CPUAlarm-UXMMZK36R55Z"),
        ("AWS::CodeBuild::Project", "mystack", "Build", "Build-Om6YZQ2AYbnR"),
        ("AWS::CodePipeline::Pipeline", "mysta", "MyPipeline", "mysta-MyPipeline-A1BCDEFGHIJ2"),
        ("AWS::DynamoDB::Table", "testddbstack", "myDynamoDBTable", "testddbstack-myDynamoDBTable-012A1SL7SMP5Q"),
        ("AWS::ECR::Repository", "MyStack", "Images", "mystack-images-1va9ojvsmkwv"),
        ("AWS::Events::Rule", "mystack", "ScheduledRule", "mystack-ScheduledRule-ABCDEFGHIJK"),
        ("AWS::IAM::ManagedPolicy", "teststack", "CreateTestDBPolicy", "teststack-CreateTestDBPolicy-16M23YE3CS700"),
        ("AWS::IAM::Role", "mystack", "MyRole", "mystack-MyRole-AJJHDSKSDF"),
        ("AWS::KMS::Key", "mystack", "Key", "1234abcd-12ab-34cd-56ef-1234567890ab"),
        ("AWS::Logs::LogGroup", "mystack", "testgroup", "mystack-testgroup-12ABC1AB12A1"),
        ("AWS::S3::Bucket", "stack123123123123", "s3bucket", "stack123123123123-s3bucket-abcdefghijk1"),
        ("AWS::S3::Bucket", "MyStack", "MyBucket", "mystack-mybucket-abcdefghijk1"),
        ("AWS::S3::Bucket", "A" * 60, "Bucket", "a" * 43 + "-bucket-abcdefghijk1"),
        ("AWS::SNS::Topic", "mystack", "mytopic", "mystack-mytopic-NZJ5JSMVGFIE"),
        ("AWS::SNS::Topic", "mystack", "mytopic", "mystack-mytopic-NZJ5JSMVGFIE.fifo"),
        ("AWS::SQS::Queue", "mystack", "myqueue", "mystack-myqueue-1VF9BKQH5BJVI"),
        ("AWS::SQS::Queue", "mystack", "myqueue", "mystack-myqueue-1VF9BKQH5BJVI.fifo"),
        ("AWS::SSM::Parameter", "mystack", "Seen", "CFN-Seen-FdYFvm5VfVEW"),
        ("AWS::SageMaker::Endpoint", "mystack", "Endpoint", "Endpoint-aBcDeFgHiJkL"),
        ("AWS::SageMaker::Endpoint", "mystack", "Endpoint", "endpoint-abcdefghijkl"),
        ("AWS::SageMaker::EndpointConfig", "mystack", "Config", "config-abcdefghijkl"),
        ("AWS::SageMaker::Model", "mystack", "Model", "Model-aBcDeFgHiJkL"),
        ("AWS::StepFunctions::StateMachine", "mystack", "MyStateMachine", "MyStateMachine-1234abcdefgh"),
    ],
)
def test_a_generated_name_is_matched(
    resource_type: str, stack_name: str, logical_id: str, name: str, tmp_path: Path
) -> None:
    """By one of the patterns of its type."""
    stack, resolver = project(tmp_path, f"{{{logical_id}: {{Type: {resource_type}}}}}")
    resource = stack.template.resources[logical_id]
    patterns = [shown(one) for one in Index(resolver).name_patterns(resource, stack, (stack_name,))]
    assert any(fnmatchcase(name, pattern) for pattern in patterns), patterns


def test_a_name_that_the_template_gives_stands_for_itself(tmp_path: Path) -> None:
    """No pattern is made of it."""
    stack, resolver = project(tmp_path, "{Data: {Type: AWS::S3::Bucket, Properties: {BucketName: data}}}")
    assert Index(resolver).name_patterns(stack.template.resources["Data"], stack) == (("data",),)


@pytest.mark.parametrize(
    ("resource_type", "expression", "value"),
    [
        ("AWS::CloudFormation::Stack", "!Ref It", "arn:aws:cloudformation:us-east-1:123456789012:stack/It/*"),
        ("AWS::CodePipeline::Pipeline", "!Ref It", "It"),
        ("AWS::CodePipeline::Pipeline", "!GetAtt It.Arn", "arn:aws:codepipeline:us-east-1:123456789012:It"),
        ("AWS::Events::Rule", "!GetAtt It.RuleName", "It"),
        ("AWS::IAM::InstanceProfile", "!Ref It", "It"),
        ("AWS::IAM::ManagedPolicy", "!Ref It", "arn:aws:iam::123456789012:policy/It"),
        ("AWS::IAM::Role", "!Ref It", "It"),
        ("AWS::IAM::Role", "!GetAtt It.Arn", "arn:aws:iam::123456789012:role/It"),
        ("AWS::KMS::Key", "!Ref It", "It"),
        ("AWS::Logs::LogGroup", "!GetAtt It.Arn", "arn:aws:logs:us-east-1:123456789012:log-group:It:*"),
        ("AWS::S3::Bucket", "!GetAtt It.Arn", "arn:aws:s3:::It"),
        ("AWS::SNS::Topic", "!Ref It", "arn:aws:sns:us-east-1:123456789012:It"),
        ("AWS::SQS::Queue", "!Ref It", "https://sqs.us-east-1.amazonaws.com/123456789012/It"),
        ("AWS::SQS::Queue", "!GetAtt It.QueueName", "It"),
        ("AWS::SSM::Parameter", "!Ref It", "It"),
        ("AWS::SageMaker::Endpoint", "!Ref It", "arn:aws:sagemaker:us-east-1:123456789012:endpoint/It"),
        ("AWS::SageMaker::EndpointConfig", "!GetAtt It.EndpointConfigName", "It"),
        ("AWS::SageMaker::Model", "!GetAtt It.ModelName", "It"),
        ("AWS::SecretsManager::Secret", "!Ref It", "arn:aws:secretsmanager:us-east-1:123456789012:secret:It-*"),
        ("AWS::StepFunctions::StateMachine", "!GetAtt It.Name", "It"),
    ],
)
def test_what_ref_and_get_att_give(resource_type: str, expression: str, value: str, tmp_path: Path) -> None:
    """ARN or name, here of a resource `It` whose name is not known yet; a queue's URL is neither."""
    outputs = f"{{Given: {{Value: {expression}}}}}"
    stack, resolver = project(tmp_path, f"{{It: {{Type: {resource_type}}}}}", outputs)
    found = shown(resolver.node(dig(stack.template.root.get("Outputs"), "Given", "Value"), stack))
    for reference, name in ((terms.of(stack.name, "It"), "It"), (terms.of(stack.name, "It", "Ref"), "It#Ref")):
        found = found.replace(str(reference), name)
    assert found == value
