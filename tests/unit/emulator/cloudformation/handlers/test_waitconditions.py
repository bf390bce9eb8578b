"""A wait condition handle is a presigned URL."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from cfnproof.emulator.cloudformation.handlers.waitconditions import HANDLERS
from tests.unit.emulator.cloudformation.handlers.targets import ACCOUNT, REGION, Account, account, changed, made

(HANDLE,) = HANDLERS


@pytest.fixture
def aws() -> Iterator[Account]:
    """An empty account."""
    with account() as one:
        yield one


def test_a_handle_is_a_presigned_url_of_the_stack_and_makes_no_call(aws: Account) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-waitcondition.html."""
    target = aws.target(HANDLE, {})
    url = made(HANDLE, target)
    parts = urlsplit(url)
    stack = f"arn%3Aaws%3Acloudformation%3A{REGION}%3A{ACCOUNT}%3Astack/shop/5f0e2c10-1111-11ef-9a64-0a1b2c3d4e5f"
    assert parts.netloc == f"cloudformation-waitcondition-{REGION}.s3.{REGION}.amazonaws.com"
    assert parts.path == f"/{stack}/Thing"
    assert parse_qs(parts.query)["X-Amz-Expires"] == ["86399"]
    assert set(parse_qs(parts.query)) >= {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Signature"}
    assert set(parse_qs(parts.query)["X-Amz-SignedHeaders"]) == {"host"}
    assert HANDLE.read(target, url) == {"Id": url}
    changed(HANDLE, target, url, {})
    HANDLE.delete(target, url)
    assert HANDLE.gone(target, url)
    assert aws.calls == []


def test_the_oldest_region_has_the_short_endpoint(aws: Account) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-waitcondition.html."""
    url = made(HANDLE, aws.target(HANDLE, {}, region="us-east-1"))
    assert urlsplit(url).netloc == "cloudformation-waitcondition-us-east-1.s3.amazonaws.com"
