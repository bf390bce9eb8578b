"""Whether a text may be the value of a parameter."""

from pathlib import Path

import pytest

from cfnproof.structural.parameter_constraints import refusal
from cfnproof.template.model import Parameter, from_text

PARAMETERS = from_text(
    """
    Parameters:
      Free: {Type: String}
      OneOf: {Type: String, AllowedValues: [a, true, 1]}
      Pattern: {Type: String, AllowedPattern: "[a-z]+"}
      Several: {Type: CommaDelimitedList, AllowedPattern: "[a-z]+"}
      SeveralOf: {Type: "List<Number>", AllowedValues: [1, 2]}
      Java: {Type: String, AllowedPattern: "[a-z&&[^b]]+"}
      JavaClass: {Type: String, AllowedPattern: "\\\\p{Lower}+"}
    Resources: {Topic: {Type: "AWS::SNS::Topic"}}
    """,
    Path("template.yaml"),
).parameters


def _parameter(name: str) -> Parameter:
    return PARAMETERS[name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Free", ""),
        ("OneOf", "a"),
        ("OneOf", "true"),
        ("OneOf", "1"),
        ("Pattern", "abc"),
        ("Several", "a, b"),
        ("SeveralOf", "1,2"),
        ("Java", "B"),
        ("JavaClass", "B"),
    ],
)
def test_accepted(name: str, value: str) -> None:
    """Values as CloudFormation compares them; a pattern that is Java's own is not judged."""
    assert refusal(value, _parameter(name)) is None


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("OneOf", "A", "'A' is none of its AllowedValues: 'a', 'true', '1'"),
        ("Pattern", "abc1", "'abc1' does not match its AllowedPattern '[a-z]+'"),
        ("Pattern", "abc\n", "does not match"),
        ("Pattern", "", "does not match"),
        ("Several", "a,B", "'B' does not match"),
        ("SeveralOf", "1,3", "'3' is none of"),
    ],
)
def test_refused(name: str, value: str, words: str) -> None:
    """The whole value must match, and each element of a list."""
    assert words in (refusal(value, _parameter(name)) or "")
