"""Functions whose arguments are refused as they are written."""

import pytest

from cfnproof.emulator.cloudformation.language.template import read
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.cloudformation.language.samples import GUIDE, condition, prop


@pytest.mark.parametrize(
    ("body", "message", "page"),
    [
        pytest.param(
            prop("!GetAtt B"),
            "Template error: every Fn::GetAtt object requires two non-empty parameters",
            "intrinsic-function-reference-getatt",
            id="GetAtt without an attribute",
        ),
        pytest.param(
            prop("!GetAtt [B, Arn, More]"),
            "Template error: every Fn::GetAtt object requires two non-empty parameters",
            "intrinsic-function-reference-getatt",
            id="GetAtt with three",
        ),
        pytest.param(
            prop("{'Fn::Foo': a}"),
            "Template Error: Encountered unsupported function: Fn::Foo Supported functions are:",
            "intrinsic-function-reference",
            id="an unknown function",
        ),
        pytest.param(
            prop("{'Fn::GetStackOutput': {StackName: s, OutputName: o}}"),
            "Fn::GetStackOutput is not emulated, so it is refused",
            "intrinsic-function-reference-getstackoutput",
            id="a function that is not emulated",
        ),
        pytest.param(
            prop("!ToJsonString {a: b}"),
            "Encountered unsupported function: Fn::ToJsonString",
            "intrinsic-function-reference-ToJsonString",
            id="a function of a transform",
        ),
        pytest.param(
            prop("!Equals [a, b]"),
            "Fn::Equals can be used only in the Conditions and Rules sections",
            "intrinsic-function-reference-conditions",
            id="a condition function in a property",
        ),
        pytest.param(
            prop("!Join [a]"),
            "Template error: every Fn::Join object requires two parameters",
            "intrinsic-function-reference-join",
            id="Join of one",
        ),
        pytest.param(
            prop("!Select [a]"),
            "Template error: Fn::Select requires a list argument with two elements",
            "intrinsic-function-reference-select",
            id="Select of one",
        ),
        pytest.param(
            prop("!Split [',']"),
            "Template error: every Fn::Split object requires two parameters",
            "intrinsic-function-reference-split",
            id="Split of one",
        ),
        pytest.param(
            prop("!Sub [a, b]"),
            "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments",
            "intrinsic-function-reference-sub",
            id="Sub with text for a map",
        ),
        pytest.param(
            prop("!Sub '${a b}'"),
            "Template error: variable names in Fn::Sub syntax must contain only alphanumeric",
            "intrinsic-function-reference-sub",
            id="Sub of a name with a blank",
        ),
        pytest.param(
            prop("!FindInMap [a, b]"),
            "Template error: every Fn::FindInMap object requires three parameters",
            "intrinsic-function-reference-findinmap",
            id="FindInMap of two",
        ),
        pytest.param(
            f"Mappings: {{M: {{a: {{b: c}}}}}}\n{prop('!FindInMap [M, a, b, {DefaultValue: d}]')}",
            "Template error: every Fn::FindInMap object requires three parameters",
            "intrinsic-function-reference-findinmap-enhancements",
            id="FindInMap with a default",
        ),
        pytest.param(
            prop("!If [!Ref B, a, b]"),
            "Fn::If requires a list argument with the first element being a condition",
            "intrinsic-function-reference-conditions",
            id="If of a function",
        ),
        pytest.param(
            f"Conditions: {{C: !Equals [a, b]}}\n{prop('!If [C, a]')}",
            "Fn::If requires a list argument with three elements",
            "intrinsic-function-reference-conditions",
            id="If of two",
        ),
        pytest.param(
            condition("'yes'"),
            "Conditions can only be boolean operations on parameters and other conditions",
            "conditions-section-structure",
            id="a condition that is text",
        ),
        pytest.param(
            condition("!Sub a"),
            "Conditions can only be boolean operations on parameters and other conditions",
            "conditions-section-structure",
            id="a condition that comes to text",
        ),
        pytest.param(
            condition("!Equals [!ImportValue a, b]"),
            "Template error: Cannot use Fn::ImportValue in Conditions.",
            "intrinsic-function-reference-importvalue",
            id="an import in a condition",
        ),
        pytest.param(
            condition("!Equals [!If [C, a, b], b]"),
            "Template error: Cannot use Fn::If in Conditions.",
            "intrinsic-function-reference-conditions",
            id="If in a condition",
        ),
        pytest.param(
            condition("!Equals [a]"),
            "Template error: every Fn::Equals object requires a list of 2 string parameters.",
            "intrinsic-function-reference-conditions",
            id="Equals of one",
        ),
        pytest.param(
            condition("!And [!Equals [a, a]]"),
            "every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.",
            "intrinsic-function-reference-conditions",
            id="And of one",
        ),
        pytest.param(
            condition(f"!Or [{', '.join(['!Equals [a, a]'] * 11)}]"),
            "every Fn::Or object requires a list of at least 2 and at most 10 boolean parameters.",
            "intrinsic-function-reference-conditions",
            id="Or of eleven",
        ),
        pytest.param(
            condition("!Not [a]"),
            "Template error: every Fn::Not object requires one boolean parameter.",
            "intrinsic-function-reference-conditions",
            id="Not of text",
        ),
    ],
)
def test_refusal(body: str, message: str, page: str) -> None:
    """Each function, in CloudFormation's words."""
    with pytest.raises(ServiceError) as caught:
        read(body)
    assert caught.value.code == "ValidationError"
    assert message in caught.value.message, f"{GUIDE}{page}.html"
