"""Declarations of parameters."""

import pytest

from cfnproof.emulator.cloudformation.language.declarations import declarations
from cfnproof.emulator.cloudformation.language.parameter_types import parameter_type
from cfnproof.emulator.cloudformation.language.template import read
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.cloudformation.language.samples import BUCKET, GUIDE, declared

SECTION = "parameters-section-structure"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param("Default: a", "Every Parameters object must contain a Type member.", id="no type"),
        pytest.param("Type: Strin", "Unrecognized parameter type: Strin", id="an unknown type"),
        pytest.param(
            "Type: 'List<List<String>>'", "Unrecognized parameter type: List<List<String>>", id="lists of lists"
        ),
        pytest.param(
            "Type: String, Defualt: a", "Invalid template parameter property or properties [Defualt]", id="a typo"
        ),
        pytest.param("Type: String, Default: [a]", "Every Default member must be a string.", id="a list as default"),
        pytest.param(
            "Type: String, Default: !Ref X", "Every Default member must be a string.", id="a function as default"
        ),
        pytest.param(
            "Type: String, AllowedValues: a", "Every AllowedValues value must be a string.", id="text as values"
        ),
        pytest.param(
            "Type: String, MinValue: 1", "MinValue must be on a parameter of type Number", id="MinValue on text"
        ),
        pytest.param(
            "Type: Number, MinLength: 1", "MinLength must be on a parameter of type String", id="MinLength on numbers"
        ),
        pytest.param(
            "Type: String, AllowedValues: [a], Default: b", "must be one of AllowedValues", id="a bad default"
        ),
        pytest.param(
            "Type: String, Default: '{{resolve:ssm:/a}}'", "should not contain ssm versionless resolver", id="ssm"
        ),
        pytest.param("Type: String, AllowedPattern: '[', Default: a", "is no regular expression", id="no pattern"),
    ],
)
def test_declaration_refusal(body: str, message: str) -> None:
    """What a declaration may not say."""
    with pytest.raises(ServiceError) as caught:
        declared(body)
    assert message in caught.value.message, f"{GUIDE}{SECTION}.html"


def test_declarations_in_order() -> None:
    """As GetTemplateSummary tells them."""
    template = read(
        "Parameters:\n  B: {Type: String, NoEcho: 'true', Description: the b}\n"
        f"  A: {{Type: Number, Default: 1, AllowedValues: [1, 2]}}\n{BUCKET}"
    )
    found = [
        (one.name, one.type.name, one.default, one.no_echo, one.description, one.allowed_values)
        for one in declarations(template)
    ]
    assert found == [("B", "String", None, True, "the b", None), ("A", "Number", "1", False, None, ("1", "2"))]


def test_parameter_types_taken_apart() -> None:
    """A list in the store, and a type that there is not."""
    kind = parameter_type("AWS::SSM::Parameter::Value<List<AWS::EC2::Image::Id>>")
    assert kind is not None
    assert (kind.element, kind.listed, kind.stored, kind.split) == ("AWS::EC2::Image::Id", True, True, False)
    assert parameter_type("List<AWS::EC2::KeyPair::KeyName>") is None
