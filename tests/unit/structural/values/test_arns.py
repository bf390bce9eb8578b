"""ARNs taken apart."""

import pytest

from cfnproof.structural.values.arns import Arn, arn
from cfnproof.template.expressions import Opaque, Parts, Reference

PARTITION, REGION, ACCOUNT = Reference("AWS::Partition"), Reference("AWS::Region"), Reference("AWS::AccountId")
NAME = Reference("Name")


@pytest.mark.parametrize(
    ("value", "resource"),
    [
        (("arn:aws:codepipeline:eu-west-1:123:name",), ("name",)),
        (("arn:aws:codepipeline:eu-west-1:123:", NAME), (NAME,)),
        (("arn:aws:codepipeline:eu-west-1:123:a-", NAME, ":b:c"), ("a-", NAME, ":b:c")),
    ],
)
def test_resource(value: Parts, resource: Parts) -> None:
    """The resource keeps its own colons."""
    assert arn(value) == Arn(("aws",), ("codepipeline",), ("eu-west-1",), ("123",), resource)


def test_symbolic_segments() -> None:
    """A reference is no place to split at, though its name holds colons."""
    value: Parts = ("arn:", PARTITION, ":iam::", ACCOUNT, ":role/", NAME)
    assert arn(value) == Arn((PARTITION,), ("iam",), (), (ACCOUNT,), ("role/", NAME))
    value = ("arn:", PARTITION, ":codecommit:", REGION, ":", ACCOUNT, ":", NAME)
    assert arn(value) == Arn((PARTITION,), ("codecommit",), (REGION,), (ACCOUNT,), (NAME,))


@pytest.mark.parametrize(
    "value",
    [(), (NAME,), ("name",), ("arn:aws:s3",), ("urn:aws:s3:::bucket",), (Opaque("{}"),), (PARTITION, ":a:b:c:d:e")],
)
def test_no_arn(value: Parts) -> None:
    """Anything with fewer segments, or another beginning."""
    assert arn(value) is None
