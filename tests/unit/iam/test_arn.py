"""Amazon Resource Names, taken apart.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

import pytest

from cfnproof.iam.arn import Arn, owner_in

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
