"""What a parameter accepts."""

from pathlib import Path

import pytest

from cfnproof.structural.values.parameter_constraints import accepts_anything, pattern_error, refusal
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
      JavaGroup: {Type: String, AllowedPattern: "(?<first>[a-z])[a-z]*"}
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
        ("JavaGroup", "abc"),
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
        ("JavaGroup", "Abc", "does not match"),
        ("Several", "a,B", "'B' does not match"),
        ("SeveralOf", "1,3", "'3' is none of"),
    ],
)
def test_refused(name: str, value: str, words: str) -> None:
    """The whole value must match, and each element of a list."""
    assert words in (refusal(value, _parameter(name)) or "")


@pytest.mark.parametrize(
    "pattern", [".*", ".+", "(.|\\n)*", "\\S+", "[^ ]+", ".{1,64}", "[\\w\\W]*", "(?!^$).*", "a|.*"]
)
def test_accepts_anything(pattern: str) -> None:
    """Patterns that exclude no character but blanks."""
    assert accepts_anything(pattern)


@pytest.mark.parametrize("pattern", ["", "[ -~]*", "[^<>]*", "a.*", ".*\\.yaml", "|arn:.+", "\\w+", "\\p{L}+", "["])
def test_excludes_something(pattern: str) -> None:
    """Patterns that exclude some character, or that nothing can be said of."""
    assert not accepts_anything(pattern)


@pytest.mark.parametrize("pattern", ["\\p{Alpha}+", "\\h*", "(?<name>x)\\k<name>", "x\\z", "[a-z&&[^b]]", "a++"])
def test_java_s_own_patterns_are_no_errors(pattern: str) -> None:
    """CloudFormation reads patterns with Java."""
    assert pattern_error(pattern) is None


@pytest.mark.parametrize("pattern", ["[a-z", "*", "(", "a)", "x{2,1}"])
def test_errors(pattern: str) -> None:
    """Patterns that no engine reads."""
    assert pattern_error(pattern)
