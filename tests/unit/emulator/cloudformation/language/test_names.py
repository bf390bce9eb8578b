"""Names that a template uses and does not have, and circles."""

import pytest

from cfnproof.emulator.cloudformation.language.template import read
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.cloudformation.language.samples import BUCKET, GUIDE, UNRESOLVED, condition, prop


@pytest.mark.parametrize(
    ("body", "message", "page"),
    [
        pytest.param(
            "Resources: {B: {Type: AWS::S3::Bucket, DependsOn: [Nope]}}",
            f"{UNRESOLVED} [Nope] in the Resources block of the template",
            "aws-attribute-dependson",
            id="DependsOn on nothing",
        ),
        pytest.param(
            prop("[!Ref Nope, !Sub '${Gone}']"),
            f"{UNRESOLVED} [Nope, Gone] in the Resources block of the template",
            "intrinsic-function-reference-ref",
            id="names that are not there",
        ),
        pytest.param(
            f"{BUCKET}\nOutputs: {{O: {{Value: !Ref Nope}}}}",
            f"{UNRESOLVED} [Nope] in the Outputs block of the template",
            "intrinsic-function-reference-ref",
            id="a name that is not there in an output",
        ),
        pytest.param(
            f"Conditions: {{C: !Equals [a, b]}}\n{prop('!If [C, !Ref Nope, x]')}",
            f"{UNRESOLVED} [Nope]",
            "intrinsic-function-reference-conditions",
            id="a name that is not there in a branch",
        ),
        pytest.param(
            prop("!GetAtt Nope.Arn"),
            "Template error: instance of Fn::GetAtt references undefined resource Nope",
            "intrinsic-function-reference-getatt",
            id="GetAtt of nothing",
        ),
        pytest.param(
            prop("!Sub '${Nope.Arn}'"),
            "Template error: instance of Fn::Sub references invalid resource attribute Nope.Arn",
            "intrinsic-function-reference-sub",
            id="Sub of an attribute of nothing",
        ),
        pytest.param(
            prop("!FindInMap [Nope, a, b]"),
            "Template error: Mapping named 'Nope' is not present in the 'Mappings' section of template.",
            "intrinsic-function-reference-findinmap",
            id="an unknown mapping",
        ),
        pytest.param(
            prop("!ImportValue {Ref: B}"),
            "Template error: the attribute in Fn::ImportValue must not depend on any resources",
            "intrinsic-function-reference-importvalue",
            id="an import named by a resource",
        ),
        pytest.param(
            prop("!If [Nope, a, b]"),
            "Template error: unresolved condition dependency Nope in Fn::If",
            "intrinsic-function-reference-conditions",
            id="If of an unknown condition",
        ),
        pytest.param(
            "Resources: {B: {Type: AWS::S3::Bucket, Condition: Nope}}",
            "Template format error: Unresolved condition dependency Nope in the Resources block of the template",
            "conditions-section-structure",
            id="a resource of an unknown condition",
        ),
        pytest.param(
            f"{BUCKET}\nOutputs: {{O: {{Value: a, Condition: Nope}}}}",
            "Template format error: Unresolved condition dependency Nope in the Outputs block of the template",
            "conditions-section-structure",
            id="an output of an unknown condition",
        ),
        pytest.param(
            condition("!Equals [!Ref Bucket, a]"),
            "Unresolved dependencies [Bucket]. Cannot reference resources in the Conditions block of the template",
            "conditions-section-structure",
            id="a condition on a resource",
        ),
        pytest.param(
            condition("!Not [!Condition Nope]"),
            "Unresolved condition dependencies [Nope] in the Conditions block",
            "conditions-section-structure",
            id="a condition on an unknown one",
        ),
        pytest.param(
            f"Conditions: {{A: !Not [!Condition B], B: !Not [!Condition A]}}\n{BUCKET}",
            "Template error: Found circular condition dependency: [A, B]",
            "conditions-section-structure",
            id="conditions in a circle",
        ),
        pytest.param(
            "Resources: {A: {Type: T, DependsOn: C}, B: {Type: T, DependsOn: A}, C: {Type: T, Metadata: !Ref B}}",
            "Circular dependency between resources: [A, B, C]",
            "aws-attribute-dependson",
            id="resources in a circle",
        ),
        pytest.param(
            prop("!Ref B"), "Circular dependency between resources: [B]", "aws-attribute-dependson", id="itself"
        ),
        pytest.param(
            f"Parameters: {{Bucket: {{Type: String}}}}\n{BUCKET}",
            "Template error: all resources and parameters must have unique names. Common name(s):[Bucket]",
            "resources-section-structure",
            id="one name for two",
        ),
    ],
)
def test_refusal(body: str, message: str, page: str) -> None:
    """Each way to use a name, in CloudFormation's words."""
    with pytest.raises(ServiceError) as caught:
        read(body)
    assert caught.value.code == "ValidationError"
    assert message in caught.value.message, f"{GUIDE}{page}.html"
