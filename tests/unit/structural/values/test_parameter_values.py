"""Which values a value can have, by its parameters."""

from pathlib import Path

import pytest

from cfnproof.structural.values.parameter_values import default_text, filled_in, may_equal, named_values, possible_texts
from cfnproof.template.expressions import Opaque, Parts, Reference
from cfnproof.template.model import Template, from_text
from cfnproof.template.nodes import dig

ONE_OF, OTHER, FREE = Reference("OneOf"), Reference("Other"), Reference("Free")
TEMPLATE: Template = from_text(
    """
    Parameters:
      OneOf: {Type: String, AllowedValues: [a, b]}
      Other: {Type: String, AllowedValues: [b, c], Default: c}
      Free: {Type: String, Default: free}
      Flag: {Type: String, AllowedValues: [true, 1]}
      Compared: {Type: String, AllowedValues: [new, old, auto], Default: auto}
      Ssm: {Type: "AWS::SSM::Parameter::Value<String>", Default: /name}
    Conditions:
      New: !Equals [!Ref Compared, new]
    Resources:
      Topic:
        Type: AWS::SNS::Topic
        Properties:
          Text: text
          Other: !Ref Other
          Joined: !Sub "x-${Other}"
          Compared: !Ref Compared
          Ssm: !Ref Ssm
          Resource: !Ref Topic
    """,
    Path("template.yaml"),
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((), {""}),
        (("text",), {"text"}),
        ((ONE_OF,), {"a", "b"}),
        (("x-", ONE_OF, "-", OTHER), {"x-a-b", "x-a-c", "x-b-b", "x-b-c"}),
        ((Reference("Flag"),), {"true", "1"}),
        ((FREE,), None),
        (("x", FREE), None),
        ((Reference("Topic"),), None),
        ((Reference("OneOf", "Arn"),), None),
        ((Opaque("{}"),), None),
        ((ONE_OF,) * 9, None),
    ],
)
def test_possible_texts(value: Parts, expected: set[str] | None) -> None:
    """Each combination of the parameters' AllowedValues; None for what they do not bound, or that is too much."""
    assert possible_texts(value, TEMPLATE) == expected


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("a",), ("a",)),
        ((FREE,), ("a",)),
        ((FREE,), (Reference("Topic"),)),
        ((ONE_OF,), (OTHER,)),
        (("x-", FREE), ("x-1",)),
        (("x-", FREE), ("x-", FREE, "-y")),
        ((FREE,), ()),
    ],
)
def test_may_equal(left: Parts, right: Parts) -> None:
    """Values that some deployment makes the same, in either order."""
    assert may_equal(left, right, TEMPLATE)
    assert may_equal(right, left, TEMPLATE)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("a",), ("b",)),
        (("a",), ()),
        ((ONE_OF,), ("c",)),
        (("x-", FREE), ("y-", FREE)),
        ((FREE, "-x"), (FREE, "-y")),
        (("y-", ONE_OF), (OTHER,)),
    ],
)
def test_never_equal(left: Parts, right: Parts) -> None:
    """Values that no deployment makes the same, in either order."""
    assert not may_equal(left, right, TEMPLATE)
    assert not may_equal(right, left, TEMPLATE)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (("x-", FREE), "x-free"),
        ((OTHER,), "c"),
        ((), ""),
        ((ONE_OF,), None),
        (("x", Reference("Topic")), None),
        ((Reference("Free", "Arn"),), None),
    ],
)
def test_default_text(value: Parts, expected: str | None) -> None:
    """A parameter without Default, or what is no parameter, settles nothing."""
    assert default_text(value, TEMPLATE) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (("text",), [("text",)]),
        ((ONE_OF,), [(ONE_OF,), ("a",), ("b",)]),
        ((OTHER,), [(OTHER,), ("c",), ("b",)]),
        (("x-", FREE, "-y"), [("x-", FREE, "-y"), ("x-free-y",)]),
        ((Reference("Topic", "Arn"),), [(Reference("Topic", "Arn"),)]),
    ],
)
def test_filled_in(value: Parts, expected: list[Parts]) -> None:
    """The value as it is first, then with each value of its parameters, the Default before the AllowedValues."""
    assert list(filled_in(value, TEMPLATE)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Text", ("text",)),
        ("Other", ("c", "b")),
        ("Joined", ()),
        ("Compared", ("auto", "old")),
        ("Ssm", ()),
        ("Resource", ()),
        ("Absent", ()),
    ],
)
def test_named_values(name: str, expected: tuple[str, ...]) -> None:
    """Those of a whole value, without what a condition asks for, and without the name of an SSM parameter."""
    assert named_values(dig(TEMPLATE.resources["Topic"].properties, name), TEMPLATE) == expected
