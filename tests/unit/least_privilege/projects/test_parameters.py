"""What a parameter of a stack is: what the project gives it, its Default, or nothing that is known.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
"""

from pathlib import Path

import pytest

from cfnproof.least_privilege.projects import terms
from cfnproof.template.expressions import Reference
from tests.unit.least_privilege.projects.sample import OWN, given, joined, sample

OPEN = terms.of(OWN, "P", terms.PARAMETER)


def parameter(body: str) -> str:
    """A template with one parameter."""
    return f"Parameters: {{P: {{{body}}}}}"


@pytest.mark.parametrize(
    ("body", "value", "expected"),
    [
        ("Type: String", "finbert", "${=finbert}"),
        ("Type: String, Default: other", "finbert", "${=finbert}"),
        ("Type: String, Default: other", None, "${=other}"),
        ("Type: Number, Default: 5", None, "${=5}"),
        ("Type: String, Default: true", None, "${=true}"),
        ("Type: String, Default: app/images", None, "app/images"),
        ("Type: String", "s3://data/x", "s3://data/x"),
        ("Type: String", "arn:aws:s3:::data", "arn:${AWS::Partition}:s3:::data"),
        ("Type: String", "${aws.region}", "${AWS::Region}"),
        ("Type: String", "x-${aws.region}", "x-${AWS::Region}"),
        ("Type: String", "${image.pytorch-training}", "${image/pytorch-training}"),
        ("Type: String", "${repository.pytorch-training}", "${repository/pytorch-training}"),
        ("Type: String", "${model.name}", "${model/name}"),
        ("Type: String", "${AWS::Region}", "${AWS::Region}"),
        ("Type: AWS::EC2::VPC::Id", "vpc-1", "${=vpc-1}"),
        ("Type: String", None, "${app/P#parameter}"),
    ],
)
def test_its_value(body: str, value: str | None, expected: str, tmp_path: Path) -> None:
    """A plain text stands for itself under its value, so that two parameters of one value are the same."""
    settings = given({} if value is None else {"P": value})
    assert sample(tmp_path, parameter(body), settings).shown("!Ref P") == expected


def test_a_text_of_a_parameter_is_not_the_template_s_own(tmp_path: Path) -> None:
    """The same letters, but they may be changed with the parameter."""
    assert sample(tmp_path, parameter("Type: String, Default: a")).value("!Ref P") == (Reference("=a"),)


def test_an_empty_text_is_a_value(tmp_path: Path) -> None:
    """CloudFormation takes it as any other."""
    assert sample(tmp_path, parameter("Type: String, Default: ''")).value('!Sub "x${P}"') == ("x",)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Type: CommaDelimitedList, Default: 'a,b'", ["${=a}", "${=b}"]),
        ("Type: CommaDelimitedList, Default: 'a, b'", ["${=a}", "${=b}"]),
        ("Type: CommaDelimitedList, Default: a", ["${=a}"]),
        ("Type: 'List<AWS::EC2::Subnet::Id>', Default: 'subnet-1,subnet-2'", ["${=subnet-1}", "${=subnet-2}"]),
        ("Type: 'List<Number>', Default: '80,443'", ["${=80}", "${=443}"]),
        ("Type: String, Default: 'a,b'", ["a,b"]),
        (
            "Type: CommaDelimitedList, Default: 'arn:aws:s3:::a, arn:aws:s3:::b'",
            ["arn:${AWS::Partition}:s3:::a", "arn:${AWS::Partition}:s3:::b"],
        ),
        ("Type: CommaDelimitedList", ["${app/P#parameter}"]),
    ],
)
def test_a_list(body: str, expected: list[str], tmp_path: Path) -> None:
    """Each of its elements, without the spaces around."""
    found = sample(tmp_path, parameter(body))
    assert [joined(value) for value in found.values("!Ref P")] == expected


@pytest.mark.parametrize(("index", "expected"), [("0", "${=a}"), ("1", "${=b}"), ("'1'", "${=b}")])
def test_an_element_of_a_list(index: str, expected: str, tmp_path: Path) -> None:
    """`Fn::Select`."""
    found = sample(tmp_path, parameter("Type: CommaDelimitedList, Default: 'a,b'"))
    assert found.shown(f"!Select [{index}, !Ref P]") == expected
    assert terms.is_open(found.value("!Select [2, !Ref P]")[0])


@pytest.mark.parametrize(
    "kind", ["String", "AWS::EC2::Image::Id", "CommaDelimitedList", "List<String>", "List<AWS::EC2::Subnet::Id>"]
)
@pytest.mark.parametrize("settings", ["", given({"P": "/app/name"})])
def test_what_is_stored_in_systems_manager_is_not_known(kind: str, settings: str, tmp_path: Path) -> None:
    """What such a parameter is given is the name of a parameter there, and its value is what that one holds."""
    body = f"Type: 'AWS::SSM::Parameter::Value<{kind}>', Default: /app/default"
    assert sample(tmp_path, parameter(body), settings).value("!Ref P") == (OPEN,)


def test_the_name_of_a_parameter_in_systems_manager(tmp_path: Path) -> None:
    """Of the type `AWS::SSM::Parameter::Name` it is the name itself."""
    found = sample(tmp_path, parameter("Type: 'AWS::SSM::Parameter::Name', Default: /app/name"))
    assert found.value("!Ref P") == ("/app/name",)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (
            r"^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:.+$",
            "arn:${AWS::Partition}:sns:${app/P#region}:${app/P#account}:${app/P#resource}",
        ),
        (
            r"arn:aws:sqs:[a-z0-9-]+:\d{12}:.+",
            "arn:${AWS::Partition}:sqs:${app/P#region}:${app/P#account}:${app/P#resource}",
        ),
        (
            r"^arn:[^:]*:kms:[^:]+:\d{12}:key/.+$",
            "arn:${AWS::Partition}:kms:${app/P#region}:${app/P#account}:key/${app/P#resource}",
        ),
        (r"^arn:aws[^:]*:s3:::[a-z0-9.-]+$", "arn:${AWS::Partition}:s3:::${app/P#resource}"),
        (r"^arn:aws:iam::[0-9]{12}:roles?/.+$", "arn:${AWS::Partition}:iam::${app/P#account}:role${app/P#resource}"),
        (
            r"^arn:aws:states:[^:]+:[0-9]{12}:stateMachine:[A-Za-z]+$",
            "arn:${AWS::Partition}:states:${app/P#region}:${app/P#account}:stateMachine:${app/P#resource}",
        ),
        (r"^[a-z0-9-]+$", "${app/P#parameter}"),
        (r"^arn:aws:[a-z]+:.+$", "${app/P#parameter}"),
        (r"^(arn:aws:s3:::.+)?$", "${app/P#parameter}"),
        (r"^$|^arn:aws:s3:::.+$", "${app/P#parameter}"),
        ("", "${app/P#parameter}"),
    ],
)
def test_one_that_must_be_an_arn(pattern: str, expected: str, tmp_path: Path) -> None:
    """It is taken apart as far as its AllowedPattern says; one that need be none may be anything."""
    found = sample(tmp_path, parameter(f"Type: String, AllowedPattern: '{pattern}'"))
    assert found.shown("!Ref P") == expected
    assert any(terms.is_open(part) for part in found.value("!Ref P")) is expected.endswith("#parameter}")


@pytest.mark.parametrize("settings", [given({"P": "arn:aws:sns:eu-west-1:111122223333:t"}), ""])
def test_the_value_of_one_that_must_be_an_arn(settings: str, tmp_path: Path) -> None:
    """It goes before the pattern; so does the Default, where nothing is given."""
    default = "arn:aws:sns:eu-west-1:111122223333:t" if not settings else "arn:aws:sns:us-east-1:111122223333:o"
    body = f"Type: String, AllowedPattern: '^arn:aws:sns:[^:]+:[0-9]+:.+$', Default: '{default}'"
    found = sample(tmp_path, parameter(body), settings)
    assert found.shown("!Ref P") == "arn:${AWS::Partition}:sns:eu-west-1:111122223333:t"


def test_the_fields_of_one_that_must_be_an_arn(tmp_path: Path) -> None:
    """Its service is known, its account is not."""
    found = sample(tmp_path, parameter("Type: String, AllowedPattern: '^arn:aws:sns:[^:]+:[0-9]+:.+$'"))
    assert found.shown('!Select [2, !Split [":", !Ref P]]') == "sns"
    assert found.shown('!Select [4, !Split [":", !Ref P]]') == "${app/P#account}"


@pytest.mark.parametrize(
    "expression",
    [
        '!Select [0, !Split [":", !Ref P]]',
        '!Select [1, !Split ["/", !Sub "x/${P}"]]',
        '!Select [0, !Split ["/", !Sub "${P}/x"]]',
        '!Select [1, !Split ["-", !Sub "x-${P}"]]',
    ],
)
def test_a_piece_of_what_may_be_anything(expression: str, tmp_path: Path) -> None:
    """It may hold the delimiter: the piece is not the whole of it."""
    (found,) = sample(tmp_path, parameter("Type: String")).value(expression)
    assert found != OPEN
    assert terms.is_open(found)


def test_a_piece_before_what_may_be_anything(tmp_path: Path) -> None:
    """It is known."""
    assert sample(tmp_path, parameter("Type: String")).value('!Select [0, !Split ["/", !Sub "x/${P}"]]') == ("x",)
