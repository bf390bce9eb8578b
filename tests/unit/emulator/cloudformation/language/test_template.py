"""What is refused of a template's sections as they are written."""

import pytest

from cfnproof.emulator.cloudformation.language.references import attribute_uses
from cfnproof.emulator.cloudformation.language.template import read
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.cloudformation.language.samples import BUCKET, GUIDE, many, prop


@pytest.mark.parametrize(
    ("body", "message", "page"),
    [
        pytest.param("", "Template format error: YAML not well-formed.", "template-formats", id="nothing"),
        pytest.param("just text", "Template format error: unsupported structure.", "template-formats", id="text"),
        pytest.param("[a]", "Template format error: unsupported structure.", "template-formats", id="a list"),
        pytest.param(
            '{"Resources": {',
            "Template format error: JSON not well-formed. (line 1, column 16)",
            "template-formats",
            id="broken JSON",
        ),
        pytest.param(
            "Resources: {\n a: ]",
            "Template format error: YAML not well-formed. (line 2, column 5)",
            "template-formats",
            id="broken YAML",
        ),
        pytest.param(
            "Description: x", "At least one Resources member must be defined.", "template-anatomy", id="no resources"
        ),
        pytest.param("Resources: {}", "At least one Resources member must be defined.", "template-anatomy", id="empty"),
        pytest.param(
            f"Resorces: {{}}\nFoo: 1\n{BUCKET}",
            "Invalid template property or properties [Resorces, Foo]",
            "template-anatomy",
            id="unknown sections",
        ),
        pytest.param(
            f"AWSTemplateFormatVersion: '2011-01-01'\n{BUCKET}",
            "Template format error: unsupported value for AWSTemplateFormatVersion.",
            "format-version-structure",
            id="another version",
        ),
        pytest.param(
            f"Description: {'x' * 1025}\n{BUCKET}",
            "Template format error: 'Description' length is greater than 1024.",
            "template-description-structure",
            id="a long description",
        ),
        pytest.param(
            f"Parameters:\n{BUCKET}",
            "[/Parameters] 'null' values are not allowed in templates",
            "template-formats",
            id="an empty section",
        ),
        pytest.param(
            f"{BUCKET}\nOutputs: {{O: {{Value: }}}}",
            "[/Outputs/O/Value] 'null' values are not allowed in templates",
            "outputs-section-structure",
            id="an output without its value",
        ),
        pytest.param(
            prop("!Join ['', [a, ~]]"),
            "[/Resources/B/Properties/P/Fn::Join/1/1] 'null' values",
            "template-formats",
            id="null in a function",
        ),
        pytest.param(
            f"Transform: AWS::Serverless-2016-10-31\n{BUCKET}",
            "Transform [AWS::Serverless-2016-10-31]: this emulation does not run",
            "transform-section-structure",
            id="a transform",
        ),
        pytest.param(
            f"Hooks: {{H: {{Type: AWS::CodeDeploy::BlueGreen}}}}\n{BUCKET}",
            "Hooks [given]: this emulation does not run",
            "blue-green",
            id="hooks",
        ),
        pytest.param(
            prop("!Transform {Name: AWS::Include}"),
            "write out what AWS::Include makes",
            "transform-section-structure",
            id="Fn::Transform",
        ),
        pytest.param(
            "Resources: {B: {Type: Custom::Thing}}",
            "Custom::Thing: this emulation does not run custom resources",
            "template-custom-resources",
            id="a custom resource",
        ),
        pytest.param(
            "Resources: {'Fn::ForEach::Loop': [a, [b], {}]}",
            "does not run AWS::LanguageExtensions",
            "intrinsic-function-reference-foreach",
            id="a loop",
        ),
        pytest.param(
            "Resources: {my-bucket: {Type: AWS::S3::Bucket}}",
            "Template format error: Resource name my-bucket is non alphanumeric.",
            "resources-section-structure",
            id="a resource name with a hyphen",
        ),
        pytest.param(
            "Resources: {B: [a]}", "Any Resources member must be an object.", "resources-section-structure", id="a list"
        ),
        pytest.param(
            "Resources: {B: {Properties: {}}}",
            "Template format error: [/Resources/B] Every Resources object must contain a Type member.",
            "resources-section-structure",
            id="a resource without its type",
        ),
        pytest.param(
            "Resources: {B: {Type: AWS::S3::Bucket, Invalid: 1}}",
            "Invalid template resource property 'Invalid'",
            "resources-section-structure",
            id="an unknown member of a resource",
        ),
        pytest.param(
            "Resources: {B: {Type: AWS::S3::Bucket, DeletionPolicy: Keep}}",
            "Template format error: Unrecognized DeletionPolicy Keep for resource B",
            "aws-attribute-deletionpolicy",
            id="an unknown DeletionPolicy",
        ),
        pytest.param(
            "Resources: {B: {Type: AWS::S3::Bucket, UpdateReplacePolicy: RetainExceptOnCreate}}",
            "Unrecognized UpdateReplacePolicy RetainExceptOnCreate for resource B",
            "aws-attribute-updatereplacepolicy",
            id="a DeletionPolicy as UpdateReplacePolicy",
        ),
        pytest.param(
            "Parameters: {P: {Type: String}}\nResources: {B: {Type: AWS::S3::Bucket, DeletionPolicy: !Ref P}}",
            "Template format error: Every DeletionPolicy member must be a string.",
            "aws-attribute-deletionpolicy",
            id="a function as DeletionPolicy",
        ),
        pytest.param(
            "Resources: {B: {Type: AWS::S3::Bucket, DependsOn: !Ref A}}",
            "Template format error: Every DependsOn value must be a string.",
            "aws-attribute-dependson",
            id="a function as DependsOn",
        ),
        pytest.param(
            f"Mappings: {{A: b}}\n{BUCKET}",
            "Template format error: Every Mappings member A must be a map",
            "mappings-section-structure",
            id="a mapping that is text",
        ),
        pytest.param(
            f"Mappings: {{M: {{a: {{b: !Ref X}}}}}}\n{BUCKET}",
            "Every Mappings attribute must be a String or a List.",
            "mappings-section-structure",
            id="a function in a mapping",
        ),
        pytest.param(
            many("Resources", "{Type: T}", 501),
            "Number of resources, 501, is greater than maximum allowed, 500",
            "cloudformation-limits",
            id="501 resources",
        ),
        pytest.param(
            many("Parameters", "{Type: String}", 201) + BUCKET,
            "Parameter count 201 is greater than max allowed 200",
            "cloudformation-limits",
            id="201 parameters",
        ),
        pytest.param(
            many("Outputs", "{Value: a}", 201) + BUCKET,
            "Outputs count 201 is greater than max allowed 200",
            "cloudformation-limits",
            id="201 outputs",
        ),
        pytest.param(
            many("Mappings", "{a: {b: c}}", 201) + BUCKET,
            "Mappings count 201 is greater than max allowed 200",
            "cloudformation-limits",
            id="201 mappings",
        ),
    ],
)
def test_refusal(body: str, message: str, page: str) -> None:
    """Each thing that CloudFormation, or this emulation of it, does not accept."""
    with pytest.raises(ServiceError) as caught:
        read(body)
    assert caught.value.code == "ValidationError"
    assert message in caught.value.message, f"{GUIDE}{page}.html"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('{"Resources": {"B": {"Type": "AWS::S3::Bucket"}}}', id="JSON"),
        pytest.param(many("Resources", "{Type: T}", 500), id="500 resources"),
        pytest.param(f"Description: {'x' * 1024}\n{BUCKET}", id="the longest description"),
        pytest.param(f"AWSTemplateFormatVersion: 2010-09-09\n{BUCKET}", id="a version without quotes"),
        pytest.param(
            "Resources: {B: {Type: T, Properties: {Condition: {Bool: {a: b}}, Fn: x}}}", id="a policy's condition"
        ),
        pytest.param(
            "Conditions: {C: !Equals [a, b]}\n"
            "Resources: {A: {Type: T, Properties: {P: !If [C, !Ref B, x]}}, B: {Type: T, Properties: {P: !Ref A}}}",
            id="a circle through a branch",
        ),
        pytest.param(f"Conditions: {{C: !Or [{', '.join(['!Equals [a, a]'] * 10)}]}}\n{BUCKET}", id="Or of ten"),
        pytest.param(prop("!Sub '${AWS::StackName}-${!Literal}'"), id="pseudo parameters"),
        pytest.param("Resources: {B: {Type: T, DeletionPolicy: RetainExceptOnCreate}}", id="RetainExceptOnCreate"),
    ],
)
def test_accepted(body: str) -> None:
    """What CloudFormation accepts."""
    assert read(body).resources


def test_attribute_uses() -> None:
    """Those of resources, then of outputs, in both forms and in Sub; one that a Ref names is left out."""
    template = read(
        "Parameters: {P: {Type: String}}\n"
        "Resources:\n"
        "  A: {Type: T}\n"
        "  B:\n"
        "    Type: T\n"
        "    Properties: {x: !GetAtt A.Arn, y: !GetAtt [A, End.Port], z: !Sub '${A.Id}${A}', u: !GetAtt [A, !Ref P]}\n"
        "Outputs: {O: {Value: !GetAtt B.Name}}\n"
    )
    found = [(use.name, use.attribute, use.mark.line) for use in attribute_uses(template)]
    assert found == [("A", "Arn", 6), ("A", "End.Port", 6), ("A", "Id", 6), ("B", "Name", 7)]
