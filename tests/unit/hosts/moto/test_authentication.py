"""Whose requests are answered: each service refuses what is nobody's with the code of its protocol.

https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any, Final

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from cfnproof.hosts.host import UnenforcedWarning
from cfnproof.hosts.moto.host import MotoHost, moto_host
from cfnproof.hosts.moto.keys import ADMINISTRATOR_SECRET, administrator_key
from tests.roles import role

NONE: Final = "none"
"""No key's secret, no session's token."""

REQUESTS: Final = {
    "iam": "list_users",
    "kms": "list_keys",
    "lambda": "list_functions",
    "s3": "list_buckets",
    "codecommit": "list_repositories",
    "cloudformation": "list_stacks",
}
"""One request to a service of each protocol, moto's and this project's."""

UNKNOWN: Final = {
    "iam": ("InvalidClientTokenId", 403),
    "kms": ("UnrecognizedClientException", 400),
    "lambda": ("UnrecognizedClientException", 403),
    "s3": ("InvalidAccessKeyId", 403),
    "codecommit": ("UnrecognizedClientException", 400),
    "cloudformation": ("InvalidClientTokenId", 403),
}
WRONG_SIGNATURE: Final = {
    "iam": ("SignatureDoesNotMatch", 403),
    "kms": ("InvalidSignatureException", 400),
    "lambda": ("InvalidSignatureException", 403),
    "s3": ("SignatureDoesNotMatch", 403),
    "codecommit": ("InvalidSignatureException", 400),
    "cloudformation": ("SignatureDoesNotMatch", 403),
}
EXPIRED: Final = {
    "iam": ("ExpiredToken", 403),
    "kms": ("ExpiredTokenException", 400),
    "lambda": ("ExpiredTokenException", 403),
    "s3": ("ExpiredToken", 400),
    "codecommit": ("ExpiredTokenException", 400),
    "cloudformation": ("ExpiredToken", 403),
}
WRONG_TOKEN: Final = {
    "iam": ("InvalidClientTokenId", 403),
    "kms": ("UnrecognizedClientException", 400),
    "lambda": ("UnrecognizedClientException", 403),
    "s3": ("InvalidToken", 400),
    "codecommit": ("UnrecognizedClientException", 400),
    "cloudformation": ("InvalidClientTokenId", 403),
}
UNSIGNED_REQUEST: Final = {
    "iam": ("MissingAuthenticationToken", 403),
    "kms": ("MissingAuthenticationTokenException", 400),
    "lambda": ("MissingAuthenticationTokenException", 403),
    "s3": ("AccessDenied", 403),
    "codecommit": ("MissingAuthenticationTokenException", 400),
    "cloudformation": ("MissingAuthenticationToken", 403),
}


@pytest.fixture
def host() -> Iterator[MotoHost]:
    """An account of the test's own."""
    with moto_host() as started:
        yield started


def refusals(**settings: Any) -> dict[str, tuple[str, int]]:  # noqa: ANN401  # of boto3's clients
    """The code and status with which each service refuses a client's request."""
    found = {}
    for service, operation in REQUESTS.items():
        client = boto3.client(service, region_name="us-east-1", **settings)
        with pytest.raises(ClientError) as caught:
            getattr(client, operation)()
        answer = caught.value.response
        found[service] = (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"])
    return found


def of(credentials: dict[str, Any], **changed: str) -> dict[str, str]:
    """STS's credentials as boto3 takes them."""
    return {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretAccessKey"],
        "aws_session_token": credentials["SessionToken"],
        **changed,
    }


def assumed(host: MotoHost) -> dict[str, Any]:
    """A session of a role, for a quarter of an hour."""
    arn = role(host.client, "operator", roles=[host.account])
    answer = host.client("sts").assume_role(RoleArn=arn, RoleSessionName="day", DurationSeconds=900)
    found: dict[str, Any] = answer["Credentials"]
    return found


def test_an_access_key_that_does_not_exist(host: MotoHost) -> None:
    """Another account's are not known either."""
    assert host.account
    assert refusals(aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key=NONE) == UNKNOWN


def test_a_key_that_is_inactive(host: MotoHost) -> None:
    """It is refused as if it did not exist."""
    host.client("iam").create_user(UserName="joe")
    key = host.client("iam").create_access_key(UserName="joe")["AccessKey"]
    host.client("iam").update_access_key(UserName="joe", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    given = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    assert refusals(**given) == UNKNOWN


def test_a_wrong_secret(host: MotoHost) -> None:
    """The administrator's key with another secret."""
    given = {"aws_access_key_id": administrator_key(host.account), "aws_secret_access_key": "guessed"}
    assert refusals(**given) == WRONG_SIGNATURE


def test_an_expired_session(host: MotoHost) -> None:
    """Sessions end by the host's clock."""
    credentials = assumed(host)
    host.control.clock.advance(timedelta(minutes=15))
    assert refusals(**of(credentials)) == EXPIRED


def test_a_token_that_is_not_the_session_s(host: MotoHost) -> None:
    """Of another session, or none at all."""
    credentials = assumed(host)
    assert refusals(**of(credentials, aws_session_token=NONE)) == WRONG_TOKEN
    without = of(credentials)
    del without["aws_session_token"]
    with pytest.raises(ClientError) as caught:
        boto3.Session(**without).client("kms", region_name="us-east-1").list_keys()
    assert caught.value.response["Error"]["Code"] == "UnrecognizedClientException"


def test_a_request_that_is_not_signed(host: MotoHost) -> None:
    """S3 alone has answers for everybody, where a bucket's policy says so."""
    assert host.account
    assert refusals(config=Config(signature_version=UNSIGNED)) == UNSIGNED_REQUEST


def test_the_administrator_is_documented_and_a_real_user(host: MotoHost) -> None:
    """docs/iam.md has the key; the user's policy is AWS's AdministratorAccess."""
    client = boto3.client(
        "sts",
        region_name="us-east-1",
        aws_access_key_id=f"AKIAADMN{host.account}",
        aws_secret_access_key=ADMINISTRATOR_SECRET,
    )
    assert client.get_caller_identity()["Arn"] == f"arn:aws:iam::{host.account}:user/administrator"
    host.client("iam").detach_user_policy(
        UserName="administrator", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    with pytest.raises(ClientError) as caught:
        host.client("iam").list_users()
    assert caught.value.response["Error"]["Code"] == "AccessDenied"


def test_plain_clients_are_the_administrator_s(host: MotoHost) -> None:
    """boto3 takes them from the environment while a host is active."""
    assert boto3.client("sts").get_caller_identity()["Account"] == host.account


def test_a_host_that_lets_everybody_do_everything_warns() -> None:
    """It still refuses keys that do not exist."""
    with ExitStack() as stack:
        with pytest.warns(UnenforcedWarning, match="proves nothing about permissions"):
            host = stack.enter_context(moto_host(enforce_iam=False))
        host.client("iam").create_user(UserName="joe")
        key = host.client("iam").create_access_key(UserName="joe")["AccessKey"]["AccessKeyId"]
        assert host.client("s3", access_key=key).list_buckets()["Buckets"] == []
        assert host.control.ledger.entries() == ()
        assert refusals(aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key=NONE) == UNKNOWN


@pytest.mark.parametrize(
    ("service", "code"),
    [("iam", "IncompleteSignature"), ("kms", "IncompleteSignatureException"), ("s3", "AuthorizationHeaderMalformed")],
)
def test_a_signature_of_another_form(service: str, code: str, host: MotoHost) -> None:
    """Such as the older one, which names no scope."""
    client = boto3.client(service, region_name="us-east-1")

    def spoil(request: Any, **_: object) -> None:  # noqa: ANN401  # botocore's own object
        request.headers["Authorization"] = f"AWS AKIAADMN{host.account}:signature"

    client.meta.events.register_first("before-send", spoil)
    with pytest.raises(ClientError) as caught:
        getattr(client, REQUESTS[service])()
    assert caught.value.response["Error"]["Code"] == code
