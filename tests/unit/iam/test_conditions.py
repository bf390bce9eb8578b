"""Operators, set operators and what they compare.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html
"""

from fractions import Fraction

import pytest

from cfnproof.iam.conditions.condition import condition
from cfnproof.iam.conditions.dates import instant
from cfnproof.iam.conditions.operators import COMPARISONS, operator_of
from cfnproof.iam.request import Values


def _holds(operator: str, values: list[str], given: Values | None) -> bool:
    found = operator_of(operator)
    assert found is not None, operator
    context = {} if given is None else {"app:key": given}
    return condition(found, "App:Key", values, variables=True).holds(context)


@pytest.mark.parametrize(
    ("operator", "values", "matching", "other"),
    [
        ("StringEquals", ["a", "b"], "b", "B"),
        ("StringEqualsIgnoreCase", ["a", "B"], "b", "c"),
        ("StringLike", ["a*", "?b"], "xb", "b"),
        ("StringLike", ["", "home/"], "", "x"),
        ("NumericEquals", ["5", "x"], "5.0", "6"),
        ("NumericLessThan", ["10"], "9", "10"),
        ("NumericLessThanEquals", ["10"], "1e1", "10.1"),
        ("NumericGreaterThan", ["-1.5", "7"], "-1", "-1.5"),
        ("NumericGreaterThanEquals", ["10"], "10", "9.99"),
        ("DateEquals", ["2024-05-01T12:00:00+02:00"], "2024-05-01T10:00:00Z", "2024-05-01T12:00:00Z"),
        ("DateLessThan", ["2020-01-01"], "2019-12-31T23:59:59Z", "2020-01-01T00:00:00Z"),
        ("DateGreaterThan", ["1700000000"], "2023-11-14T22:13:21Z", "2023-11-14T22:13:20Z"),
        ("Bool", ["true"], "True", "false"),
        ("BinaryEquals", ["QmluYXJ5"], "QmluYXJ5", "QmluYXJ6"),
        ("IpAddress", ["203.0.113.0/24", "2001:DB8:1234:5678::/64"], "2001:db8:1234:5678::1", "203.0.114.1"),
        ("IpAddress", ["203.0.113.7"], "203.0.113.7", "203.0.113.8"),
        ("ArnLike", ["arn:aws:sns:*:*:t*"], "arn:aws:sns:r:1:topic", "arn:aws:sns:r:1:queue"),
        ("ArnEquals", ["arn:aws:sns:*:*:t*"], "arn:aws:sns:r:1:topic", "topic"),
    ],
)
def test_an_operator_and_its_opposite(operator: str, values: list[str], matching: str, other: str) -> None:
    """A missing key does not match, so that the opposite holds; IfExists holds without it."""
    assert _holds(operator, values, matching)
    assert not _holds(operator, values, other)
    assert not _holds(operator, values, None)
    assert _holds(f"{operator}IfExists", values, None)
    assert not _holds(f"{operator}IfExists", values, other)
    opposite = f"Not{operator}" if operator == "IpAddress" else operator.replace("Equals", "NotEquals", 1)
    opposite = operator.replace("Like", "NotLike") if operator.endswith("Like") else opposite
    if opposite in COMPARISONS and opposite != operator:
        assert not _holds(opposite, values, matching)
        assert _holds(opposite, values, other)
        assert _holds(opposite, values, None)


@pytest.mark.parametrize(
    ("operator", "values", "given"),
    [
        ("NumericEquals", ["5"], "five"),
        ("NumericLessThan", ["five"], "4"),
        ("NumericEquals", ["0x5"], "5"),
        ("DateLessThan", ["2030-01-01"], "tomorrow"),
        ("Bool", ["yes"], "yes"),
        ("BinaryEquals", ["not base 64"], "not base 64"),
        ("IpAddress", ["203.0.113.0/99"], "203.0.113.7"),
        ("IpAddress", ["0.0.0.0/0"], "localhost"),
        ("IpAddress", ["0.0.0.0/0"], "::1"),
        ("StringEquals", ["a*"], "ab"),
        ("StringEquals", ["${app:none}"], ""),
        ("StringLike", ["${app:none}*"], "x"),
    ],
)
def test_what_cannot_be_read_matches_nothing(operator: str, values: list[str], given: str) -> None:
    """And so its opposite holds."""
    assert not _holds(operator, values, given)


@pytest.mark.parametrize(
    "operator", ["NumericNotEquals", "DateNotEquals", "NotIpAddress", "StringNotLike", "ArnNotLike"]
)
def test_the_opposite_of_what_cannot_be_read_holds(operator: str) -> None:
    """As what is not read does not match."""
    assert _holds(operator, ["?", "${app:none}"], "unreadable")


def test_the_opposite_of_several_values_is_none_of_them() -> None:
    """A logical NOR."""
    assert not _holds("StringNotEquals", ["a", "b"], "b")
    assert _holds("StringNotEquals", ["a", "b"], "c")


@pytest.mark.parametrize(
    ("operator", "given", "expected"),
    [
        ("ForAllValues:StringEquals", ("a", "b"), True),
        ("ForAllValues:StringEquals", ("a", "c"), False),
        ("ForAllValues:StringEquals", (), True),
        ("ForAllValues:StringEquals", "", True),
        ("ForAllValues:StringEquals", ("", "c"), False),
        ("ForAllValues:StringEquals", None, True),
        ("ForAllValues:StringEquals", "c", False),
        ("ForAllValues:StringNotEquals", ("c", "d"), True),
        ("ForAllValues:StringNotEquals", ("a", "d"), False),
        ("ForAllValues:StringNotEquals", None, True),
        ("ForAnyValue:StringEquals", ("c", "a"), True),
        ("ForAnyValue:StringEquals", ("c", "d"), False),
        ("ForAnyValue:StringEquals", (), False),
        ("ForAnyValue:StringEquals", ("",), False),
        ("ForAnyValue:StringEquals", None, False),
        ("ForAnyValue:StringEqualsIfExists", None, True),
        ("ForAnyValue:StringNotEquals", ("a", "c"), True),
        ("ForAnyValue:StringNotEquals", ("a", "b"), False),
        ("ForAnyValue:StringNotEquals", None, False),
        ("StringEquals", ("c", "a"), True),
        ("StringEquals", ("c", "d"), False),
        ("StringEquals", (), False),
        ("StringNotEquals", ("c", "a"), False),
        ("StringNotEquals", ("c", "d"), True),
        ("StringNotEquals", (), True),
        ("StringEqualsIfExists", (), True),
    ],
)
def test_several_values_in_a_request(operator: str, given: Values | None, expected: bool) -> None:  # noqa: FBT001  # the answer
    """No values, and one empty text, are a null data set."""
    assert _holds(operator, ["a", "b"], given) is expected


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "expected"),
    [
        ("Null", "true", None, True),
        ("Null", "true", (), True),
        ("Null", "true", "", True),
        ("Null", "true", "x", False),
        ("Null", "false", "x", True),
        ("Null", "False", ("x",), True),
        ("Null", "false", None, False),
        ("ForAllValues:Null", "false", None, True),
        ("ForAnyValue:Null", "true", None, False),
    ],
)
def test_null(operator: str, wanted: str, given: Values | None, expected: bool) -> None:  # noqa: FBT001  # the answer
    """Of the set operators https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html."""
    assert _holds(operator, [wanted], given) is expected


@pytest.mark.parametrize(
    "name",
    ["NullIfExists", "stringEquals", "ForAnyValue::StringEquals", "ForSomeValues:Bool", "BoolIfExistsIfExists", ""],
)
def test_no_operator(name: str) -> None:
    """Names are those of the page, in its letter case."""
    assert operator_of(name) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01", 0),
        ("1970", 0),
        ("2020", 1577836800),
        ("1970-02", 31 * 86400),
        ("1972-03-01T00:00Z", 790 * 86400),
        ("2000-02-29T23:59:59Z", 951868799),
        ("2100-03-01", 4107542400),
        ("1969-12-31T23:59:59Z", -1),
        ("1970-01-01T00:00:00.25Z", Fraction(1, 4)),
        ("1970-01-01T01:30:00+01:30", 0),
        ("1970-01-01t00:00:00-0100", 3600),
        ("86400", 86400),
        ("9223372036854775807", 2**63 - 1),
    ],
)
def test_dates(text: str, seconds: int | Fraction) -> None:
    """https://www.w3.org/TR/NOTE-datetime, or seconds since 1970."""
    assert instant(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "now", "2020-13-01", "2020-00", "2020-01-32", "2020-01-01T24:00Z", "2020-01-01T00:60Z", "9223372036854775808"],
)
def test_no_dates(text: str) -> None:
    """They are neither before nor after anything."""
    assert instant(text) is None


def test_a_condition_says_what_it_reads() -> None:
    """Its key and those of its variables."""
    operator = operator_of("StringLike")
    assert operator is not None
    assert condition(operator, "S3:Prefix", ["${aws:UserName}/*"], variables=True).keys == ("s3:prefix", "aws:username")
