"""Functions: what they come to, and what they refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfnproof.emulator.cloudformation.language.functions import resolve
from cfnproof.emulator.cloudformation.language.values import Unknown, unknown
from cfnproof.emulator.errors import ServiceError
from cfnproof.template.expressions import Reference
from cfnproof.template.nodes import Intrinsic, Mark, Node, Scalar, Sequence
from tests.unit.emulator.cloudformation.language.samples import GUIDE, World, with_property

REST = """
Parameters: {Env: {Type: String}, Subnets: {Type: CommaDelimitedList}, Attr: {Type: String}}
Mappings:
  Regions: {us-east-1: {Ami: ami-east, Zones: [a, b]}, eu-west-1: {Ami: ami-west, Zones: [c]}}
Conditions: {Holds: !Equals [a, a], Fails: !Equals [a, b]}
"""
REFS = {"Env": "dev", "Subnets": ["s-1", "s-2"], "Attr": "Arn", "AWS::Region": "us-east-1"}
ATTRIBUTES = {("Other", "Arn"): "arn:other", ("Other", "Endpoint.Address"): "host", ("Other", "List"): ["x", "y"]}
MARK = Mark(1, 1)

FUNCTION = f"{GUIDE}intrinsic-function-reference-"


def value(expression: str, refs: dict[str, object] | None = None) -> object:
    """What an expression comes to in the sample template."""
    template = with_property(expression, REST)
    world = World(template, REFS | (refs or {}), ATTRIBUTES, {"Holds": True, "Fails": False}, {"shared": "s-1"})
    node = template.resources["Bucket"].property("P")
    assert node is not None
    return resolve(node, world)


@pytest.mark.parametrize(
    ("expression", "expected", "page"),
    [
        pytest.param("text", "text", "template-anatomy", id="plain text"),
        pytest.param("[1, true, 2.5]", [1, True, 2.5], "template-anatomy", id="plain scalars keep their types"),
        pytest.param("!Ref Env", "dev", "ref", id="Ref of a parameter"),
        pytest.param("!Ref Subnets", ["s-1", "s-2"], "ref", id="Ref of a list parameter"),
        pytest.param("!GetAtt Other.Arn", "arn:other", "getatt", id="GetAtt with a dot"),
        pytest.param("!GetAtt [Other, Arn]", "arn:other", "getatt", id="GetAtt as a list"),
        pytest.param("!GetAtt Other.Endpoint.Address", "host", "getatt", id="GetAtt of a nested attribute"),
        pytest.param("!GetAtt [Other, Endpoint.Address]", "host", "getatt", id="GetAtt list of a nested attribute"),
        pytest.param("!GetAtt [Other, !Ref Attr]", "arn:other", "getatt", id="GetAtt with a Ref for the attribute"),
        pytest.param("!Sub 'a-${Env}'", "a-dev", "sub", id="Sub of a parameter"),
        pytest.param("!Sub '${Other.Arn}/*'", "arn:other/*", "sub", id="Sub of an attribute"),
        pytest.param("!Sub ['${x}-${Env}', {x: !Ref Attr}]", "Arn-dev", "sub", id="Sub with a map"),
        pytest.param("!Sub ['${Env}', {Env: own}]", "own", "sub", id="Sub's map goes before parameters"),
        pytest.param("!Sub ['${n}', {n: 5}]", "5", "sub", id="Sub of a number"),
        pytest.param("!Sub '${!Literal}-${AWS::Region}'", "${Literal}-us-east-1", "sub", id="Sub with a literal"),
        pytest.param("!Join ['-', [a, !Ref Env, 3, true]]", "a-dev-3-true", "join", id="Join of scalars"),
        pytest.param("!Join [',', !Ref Subnets]", "s-1,s-2", "join", id="Join of a list parameter"),
        pytest.param("!Join ['', []]", "", "join", id="Join of nothing"),
        pytest.param("!Join ['|', !Split [',', 'a,b']]", "a|b", "split", id="Join of Split"),
        pytest.param("!Split [',', 'a,,b,']", ["a", "", "b", ""], "split", id="Split keeps empty parts"),
        pytest.param("!Split [x, 'abc']", ["abc"], "split", id="Split without the delimiter in it"),
        pytest.param("!Select [1, [a, b, c]]", "b", "select", id="Select of a list"),
        pytest.param("!Select ['0', !Ref Subnets]", "s-1", "select", id="Select with an index as text"),
        pytest.param("!Select [0, !GetAZs '']", "us-east-1a", "getavailabilityzones", id="Select of GetAZs"),
        pytest.param(
            "!GetAZs eu-west-1", ["eu-west-1a", "eu-west-1b", "eu-west-1c"], "getavailabilityzones", id="GetAZs"
        ),
        pytest.param("!FindInMap [Regions, us-east-1, Ami]", "ami-east", "findinmap", id="FindInMap"),
        pytest.param("!FindInMap [Regions, !Ref 'AWS::Region', Ami]", "ami-east", "findinmap", id="FindInMap of a Ref"),
        pytest.param("!FindInMap [Regions, us-east-1, Zones]", ["a", "b"], "findinmap", id="FindInMap of a list"),
        pytest.param("!If [Holds, a, b]", "a", "conditions", id="If that holds"),
        pytest.param("!If [Fails, a, b]", "b", "conditions", id="If that does not"),
        pytest.param(
            "[a, !If [Fails, b, !Ref 'AWS::NoValue'], c]", ["a", "c"], "ref", id="NoValue leaves an element out"
        ),
        pytest.param("{K: 1, L: !If [Fails, b, !Ref 'AWS::NoValue']}", {"K": 1}, "ref", id="NoValue leaves a key out"),
        pytest.param("!Join [',', [a, !Ref 'AWS::NoValue']]", "a", "ref", id="NoValue leaves an element of Join out"),
        pytest.param("!Base64 héllo", "aMOpbGxv", "base64", id="Base64 of UTF-8"),
        pytest.param("!ImportValue shared", "s-1", "importvalue", id="ImportValue"),
        pytest.param(
            "!Cidr [192.168.0.0/24, 3, 5]",
            ["192.168.0.0/27", "192.168.0.32/27", "192.168.0.64/27"],
            "cidr",
            id="Cidr of IPv4",
        ),
        pytest.param(
            "!Cidr ['2600:1f18::/56', '2', '64']", ["2600:1f18::/64", "2600:1f18:0:1::/64"], "cidr", id="Cidr of IPv6"
        ),
    ],
)
def test_value(expression: str, expected: object, page: str) -> None:
    """Each function on what is known."""
    assert value(expression) == expected, f"{FUNCTION}{page}.html"


@pytest.mark.parametrize(
    ("expression", "message", "page"),
    [
        pytest.param(
            "!Select [5, [a]]",
            "Template error: Fn::Select  cannot select nonexistent value at index 5",
            "select",
            id="Select beyond the end",
        ),
        pytest.param(
            "!Select [-1, [a]]",
            "Template error: Fn::Select  cannot select nonexistent value at index -1",
            "select",
            id="Select before the beginning",
        ),
        pytest.param(
            "!Select [x, [a]]", "Template error: Fn::Select requires a list argument", "select", id="Select of x"
        ),
        pytest.param("!Select [0, !Ref Env]", "Template error: Fn::Select requires", "select", id="Select of a string"),
        pytest.param("!Join ['-', !Ref Env]", "Template error: every Fn::Join object", "join", id="Join of a string"),
        pytest.param("!Join ['-', [[a]]]", "Template error: every Fn::Join object", "join", id="Join of lists"),
        pytest.param("!Split ['', a]", "Template error: every Fn::Split object", "split", id="Split at nothing"),
        pytest.param("!Split [',', !Ref Subnets]", "Template error: every Fn::Split", "split", id="Split of a list"),
        pytest.param(
            "!Sub '${Subnets}'",
            "Template error: variable Subnets in Fn::Sub expression does not resolve to a string",
            "sub",
            id="Sub of a list parameter",
        ),
        pytest.param(
            "!Sub ['${a}', {a: !Ref Subnets}]", "Template error: every value of", "sub", id="Sub's map of lists"
        ),
        pytest.param(
            "!FindInMap [Regions, mars, Ami]",
            "Template error: Unable to get mapping for Regions::mars::Ami",
            "findinmap",
            id="FindInMap of an unknown key",
        ),
        pytest.param(
            "!Base64 {Ref: Subnets}", "Template error: every Fn::Base64 object", "base64", id="Base64 of a list"
        ),
        pytest.param(
            "!GetAZs {Ref: Subnets}", "Template error: every Fn::GetAZs", "getavailabilityzones", id="GetAZs list"
        ),
        pytest.param("!Cidr [10.0.0.0/24, 9, 5]", "has only 8 blocks", "cidr", id="Cidr with too many blocks"),
        pytest.param("!Cidr [10.0.0.0/24, 257, 5]", "not '257' and '5'", "cidr", id="Cidr with a count over 256"),
        pytest.param("!Cidr [10.0.0/24, 1, 5]", "not '10.0.0/24'", "cidr", id="Cidr of no block"),
        pytest.param("!Cidr [10.0.0.0/24, 1, 40]", "with 40 subnet bits", "cidr", id="Cidr with too many bits"),
    ],
)
def test_refusal(expression: str, message: str, page: str) -> None:
    """Each function on values that it does not take."""
    with pytest.raises(ServiceError) as caught:
        value(expression)
    assert caught.value.code == "ValidationError"
    assert message in caught.value.message, f"{FUNCTION}{page}.html"


@pytest.mark.parametrize(
    "expression",
    [
        "!Ref Other",
        "!Sub 'a-${Other}'",
        "!Join ['-', [a, !Ref Other]]",
        "!Join [',', !Split ['-', !Ref Other]]",
        "!Base64 {Ref: Other}",
        "!Select [0, !Split ['-', !Ref Other]]",
        "!Select [1, [a, !Ref Other]]",
    ],
)
def test_unknown_swallows_functions(expression: str) -> None:
    """What comes from a value that is not known yet is not known, and says where it comes from."""
    assert value(expression, {"Other": unknown("Other")}) == Unknown(frozenset({Reference("Other")}))


def test_unknown_does_not_spread_to_its_neighbours() -> None:
    """Beside it values stay known; several sources add up."""
    refs: dict[str, object] = {"Other": unknown("Other"), "Env": unknown("Third", "Arn")}
    assert value("!Select [0, [a, !Ref Other]]", refs) == "a"
    assert value("{A: b, C: !Ref Other}", refs) == {"A": "b", "C": unknown("Other")}
    both = Unknown(frozenset({Reference("Other"), Reference("Third", "Arn")}))
    assert value("!Sub '${Other}-${Env}'", refs) == both
    assert str(both) == "{{changeSet:KNOWN_AFTER_APPLY}}"


def call(name: str, *arguments: Node) -> Intrinsic:
    """A call of a function."""
    return Intrinsic(name, Sequence(arguments, MARK), MARK)


WORLD = World(with_property("x"))
DELIMITERS = st.sampled_from([",", "-", "::", "ab"])


@given(DELIMITERS, st.lists(st.text(alphabet="xyz é1"), min_size=1))
def test_split_undoes_join(delimiter: str, parts: list[str]) -> None:
    """Parts without the delimiter in them come back as they were."""
    joined = resolve(
        call("Fn::Join", Scalar(delimiter, MARK), Sequence(tuple(Scalar(p, MARK) for p in parts), MARK)), WORLD
    )
    assert isinstance(joined, str)
    assert resolve(call("Fn::Split", Scalar(delimiter, MARK), Scalar(joined, MARK)), WORLD) == parts


@given(DELIMITERS, st.text())
def test_join_undoes_split(delimiter: str, text: str) -> None:
    """Any text comes back as it was."""
    split = call("Fn::Split", Scalar(delimiter, MARK), Scalar(text, MARK))
    assert resolve(call("Fn::Join", Scalar(delimiter, MARK), split), WORLD) == text


@given(st.text().filter(lambda text: "${" not in text))
def test_sub_leaves_text_alone(text: str) -> None:
    """Text without `${` is what it was, and `${!` is all that it takes to write one."""
    assert resolve(Intrinsic("Fn::Sub", Scalar(text, MARK), MARK), WORLD) == text
    if "}" not in text and not text.startswith("!"):
        assert resolve(Intrinsic("Fn::Sub", Scalar(f"${{!{text}}}", MARK), MARK), WORLD) == f"${{{text}}}"
