"""Values of parameters, and what their declarations refuse."""

import pytest

from cfnproof.emulator.cloudformation.language.parameters import (
    GivenParameter,
    ParameterValue,
    SsmValue,
    resolve,
)
from cfnproof.emulator.cloudformation.language.template import read
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.cloudformation.language.samples import BUCKET, GUIDE, declared

SECTION = "parameters-section-structure"
SUPPLIED = "cloudformation-supplied-parameter-types"
UPDATE = "using-cfn-updating-stacks-direct"
STORE = {
    "/text": SsmValue("String", "hello"),
    "/text:1": SsmValue("String", "hi"),
    "/commas": SsmValue("String", "x,y"),
    "/list": SsmValue("StringList", "a,b, c ,d"),
    "/secret": SsmValue("SecureString", "s3cr3t"),
}


def value(body: str, given: str | None) -> ParameterValue:
    """What P comes to."""
    values = {} if given is None else {"P": GivenParameter(given)}
    return resolve(declared(body), values, {}, STORE.get)["P"]


@pytest.mark.parametrize(
    ("body", "given", "expected", "page"),
    [
        pytest.param("Type: String", "a", "a", SECTION, id="a string"),
        pytest.param("Type: String, Default: d", None, "d", SECTION, id="a default"),
        pytest.param("Type: String, Default: d", "a", "a", SECTION, id="a value before the default"),
        pytest.param("Type: String, Default: ''", None, "", SECTION, id="an empty default"),
        pytest.param("Type: String, Default: true", None, "true", SECTION, id="a boolean default"),
        pytest.param("Type: Number, Default: 5", None, "5", SECTION, id="a number default"),
        pytest.param("Type: Number", "-1.5", "-1.5", SECTION, id="a number"),
        pytest.param("Type: Number, MinValue: 1, MaxValue: 3", "3", "3", SECTION, id="a number at its limit"),
        pytest.param("Type: List<Number>", "80, 443", ("80", "443"), SECTION, id="a list of numbers"),
        pytest.param("Type: CommaDelimitedList", " a, b ,c", ("a", "b", "c"), SECTION, id="a list"),
        pytest.param("Type: CommaDelimitedList", "a", ("a",), SECTION, id="a list of one"),
        pytest.param(
            "Type: CommaDelimitedList, AllowedValues: [a, b]", "b,a", ("b", "a"), SECTION, id="allowed elements"
        ),
        pytest.param("Type: String, AllowedPattern: '[a-z]+'", "abc", "abc", SECTION, id="a pattern"),
        pytest.param("Type: String, MinLength: 2, MaxLength: 3", "abc", "abc", SECTION, id="a length at its limit"),
        pytest.param("Type: 'AWS::EC2::VPC::Id'", "vpc-1", "vpc-1", SUPPLIED, id="an id"),
        pytest.param("Type: 'List<AWS::EC2::Subnet::Id>'", "s-1,s-2", ("s-1", "s-2"), SUPPLIED, id="a list of ids"),
        pytest.param("Type: 'AWS::SSM::Parameter::Name'", "/text", "/text", SUPPLIED, id="a name in the store"),
        pytest.param("Type: 'AWS::SSM::Parameter::Value<String>'", "/text", "hello", SUPPLIED, id="a stored string"),
        pytest.param("Type: 'AWS::SSM::Parameter::Value<String>'", "/text:1", "hi", SUPPLIED, id="a stored version"),
        pytest.param(
            "Type: 'AWS::SSM::Parameter::Value<String>', AllowedPattern: '/[a-z]+'",
            "/text",
            "hello",
            SUPPLIED,
            id="a pattern looks at the name",
        ),
        pytest.param(
            "Type: 'AWS::SSM::Parameter::Value<List<String>>'",
            "/list",
            ("a", "b", "c", "d"),
            SUPPLIED,
            id="a stored list",
        ),
    ],
)
def test_value(body: str, given: str | None, expected: str | tuple[str, ...], page: str) -> None:
    """What Ref returns."""
    assert value(body, given).value == expected, f"{GUIDE}{page}.html"


@pytest.mark.parametrize(
    ("body", "given", "message", "page"),
    [
        pytest.param("Type: String", None, "Parameters: [P] must have values", SECTION, id="no value"),
        pytest.param(
            "Type: String, AllowedValues: [a, b]",
            "c",
            "Parameter 'P' must be one of AllowedValues",
            SECTION,
            id="not allowed",
        ),
        pytest.param(
            "Type: CommaDelimitedList, AllowedValues: [a]",
            "a,c",
            "Parameter 'P' must be one of AllowedValues",
            SECTION,
            id="an element that is not allowed",
        ),
        pytest.param(
            "Type: String, AllowedPattern: '[a-z]+'",
            "a1",
            "Parameter 'P' must match pattern [a-z]+",
            SECTION,
            id="a pattern matches the whole value",
        ),
        pytest.param(
            "Type: CommaDelimitedList, AllowedPattern: '[a-z]'",
            "a,bb",
            "Parameter 'P' must match pattern [a-z]",
            SECTION,
            id="a pattern matches each element",
        ),
        pytest.param(
            "Type: String, AllowedPattern: '[a-z]+', ConstraintDescription: must be letters",
            "1",
            "Parameter P failed to satisfy constraint: must be letters",
            SECTION,
            id="a description",
        ),
        pytest.param(
            "Type: String, MinLength: 3",
            "ab",
            "Parameter 'P' must contain at least 3 characters",
            SECTION,
            id="too short",
        ),
        pytest.param(
            "Type: String, MaxLength: 5",
            "abcdef",
            "Parameter 'P' must contain at most 5 characters",
            SECTION,
            id="too long",
        ),
        pytest.param("Type: Number", "abc", "Parameter 'P' must be a number.", SECTION, id="no number"),
        pytest.param("Type: Number", "NaN", "Parameter 'P' must be a number.", SECTION, id="a number that is none"),
        pytest.param("Type: List<Number>", "1,b", "Parameter 'P' must be a number.", SECTION, id="no list of numbers"),
        pytest.param(
            "Type: Number, MinValue: 1", "0", "Parameter 'P' must be a number not less than 1", SECTION, id="too small"
        ),
        pytest.param(
            "Type: Number, MaxValue: 9",
            "9.5",
            "Parameter 'P' must be a number not greater than 9",
            SECTION,
            id="too large",
        ),
        pytest.param(
            "Type: String", "x" * 4097, "exceeds the maximum parameter value length", "cloudformation-limits", id="4097"
        ),
        pytest.param(
            "Type: 'AWS::SSM::Parameter::Value<String>'",
            "/gone",
            "Unable to fetch parameters [/gone] from parameter store for this account.",
            SUPPLIED,
            id="not in the store",
        ),
        pytest.param(
            "Type: 'AWS::SSM::Parameter::Value<String>'",
            "/secret",
            "Parameters [/secret] referenced by template have types not supported by CloudFormation.",
            SUPPLIED,
            id="a secret",
        ),
        pytest.param(
            "Type: 'AWS::SSM::Parameter::Value<List<String>>'",
            "/commas",
            "Types for SSM parameters [/commas] defined in CFN template and SSM are incompatible",
            SUPPLIED,
            id="a stored string as a list",
        ),
        pytest.param(
            "Type: 'AWS::SSM::Parameter::Value<String>'",
            "/list",
            "Types for SSM parameters [/list] defined in CFN template and SSM are incompatible",
            SUPPLIED,
            id="a stored list as a string",
        ),
        pytest.param(
            "Type: 'AWS::SSM::Parameter::Value<String>', AllowedPattern: hello",
            "/text",
            "Parameter 'P' must match pattern hello",
            SUPPLIED,
            id="a pattern does not look at the stored value",
        ),
        pytest.param(
            "Type: 'AWS::SSM::Parameter::Name'",
            "/gone",
            "Parameter validation failed: parameter value /gone for parameter name P does not exist",
            SUPPLIED,
            id="a name that is not in the store",
        ),
    ],
)
def test_refusal(body: str, given: str | None, message: str, page: str) -> None:
    """Each constraint, in CloudFormation's words."""
    with pytest.raises(ServiceError) as caught:
        value(body, given)
    assert message in caught.value.message, f"{GUIDE}{page}.html"


def test_previous_value_stays() -> None:
    """UsePreviousValue takes the stack's own text; a parameter that is not given falls back to its default."""
    template = read(f"Parameters: {{P: {{Type: String, Default: d}}, Q: {{Type: String, Default: d}}}}\n{BUCKET}")
    found = resolve(template, {"P": GivenParameter(use_previous=True)}, {"P": "old", "Q": "old"}, STORE.get)
    assert {name: one.value for name, one in found.items()} == {"P": "old", "Q": "d"}, f"{GUIDE}{UPDATE}.html"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param(
            {"P": GivenParameter("a", use_previous=True)},
            "Invalid input for parameter key P. Cannot specify usePreviousValue as true and non empty value for a "
            "parameter",
            id="both",
        ),
        pytest.param(
            {"P": GivenParameter(use_previous=True)},
            "Invalid input for parameter key P. Cannot specify usePreviousValue as true for a parameter key not in the "
            "previous template",
            id="a new parameter",
        ),
        pytest.param(
            {"P": GivenParameter("a"), "Q": GivenParameter("b"), "R": GivenParameter("c")},
            "Parameters: [Q, R] do not exist in the template",
            id="unknown parameters",
        ),
    ],
)
def test_request_refusal(given: dict[str, GivenParameter], message: str) -> None:
    """What a request may not say of parameters."""
    with pytest.raises(ServiceError) as caught:
        resolve(declared("Type: String"), given, {}, STORE.get)
    assert caught.value.message == message, f"{GUIDE}{UPDATE}.html"


def test_no_echo_is_masked() -> None:
    """What is described is not the value, which Ref still returns."""
    found = value("Type: String, NoEcho: true", "secret")
    assert (found.value, found.described) == ("secret", "****")
    assert value("Type: String", "plain").described == "plain"


def test_stored_value_is_described_by_its_name() -> None:
    """DescribeStacks shows the name and what it came to; blanks in a list are gone."""
    found = value("Type: 'AWS::SSM::Parameter::Value<List<String>>'", "/list")
    assert (found.described, found.resolved) == ("/list", "a,b,c,d")
