"""Amazon Resource Names, taken apart.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

import pytest

from cfnproof.iam.arn import Arn, is_account_id, owner_in

GROUP = "arn:aws-cn:logs:cn-north-1:123456789012:log-group:/models:*"


def test_the_fields() -> None:
    """Whatever stands behind the account is the resource, with its colons."""
    arn = Arn("aws-cn", "logs", "cn-north-1", "123456789012", "log-group:/models:*")
    assert Arn.of(GROUP) == Arn.known(GROUP) == arn


@pytest.mark.parametrize("text", ["", "*", "models", "arn:aws:s3", "urn:aws:s3:::models"])
def test_no_arn(text: str) -> None:
    """A text without all the fields is none."""
    assert Arn.of(text) is None
    assert owner_in(text) == ""
    with pytest.raises(ValueError, match="is no ARN"):
        Arn.known(text)


def test_the_owner() -> None:
    """Buckets have no account in their ARN, and AWS's own policies none that is a number."""
    assert owner_in(GROUP) == "123456789012"
    assert owner_in("arn:aws:s3:::models") == ""
    assert owner_in("arn:aws:iam::aws:policy/ReadOnlyAccess") == ""


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("123456789012", True), ("000000000000", True), ("12345678901", False), ("1234567890123", False)]
    + [(text, False) for text in ("", "aws", "12345678901a", "123456789012\n", "\u0661" * 12)],
)
def test_account_ids(text: str, is_one: bool) -> None:  # noqa: FBT001  # a parameter of the test
    """12 digits, of ASCII alone."""
    assert is_account_id(text) is is_one
