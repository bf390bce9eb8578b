"""Whose requests are answered over HTTP, and the words in which others are refused: as AWS's, by protocol.

https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/CommonErrors.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import botocore.auth
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.roles import role
from tests.unit.hosts.moto import test_authentication as in_process
from tests.unit.hosts.serving.client import ACCOUNT, Served, refusal

FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
SIGNED: Final = "AWS4-HMAC-SHA256 Credential=AKIA/20260101/{}/{}/aws4_request, SignedHeaders=host, Signature=0"


def refusals(served: Served, **settings: Any) -> dict[str, tuple[str, int]]:  # noqa: ANN401  # of boto3's clients
    """The code and status with which each service refuses a client's request."""
    found = {}
    for service, operation in in_process.REQUESTS.items():
        with pytest.raises(ClientError) as caught:
            getattr(served.client(service, **settings), operation)()
        found[service] = refusal(caught.value)
    return found


def test_what_is_nobody_s(served: Served) -> None:
    """The same refusals as in process."""
    unknown = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "none"}
    assert refusals(served, **unknown) == in_process.UNKNOWN
    assert refusals(served, aws_secret_access_key="guessed") == in_process.WRONG_SIGNATURE  # noqa: S106  # wrong


def test_what_is_not_signed(served: Served) -> None:
    """But for services of REST, which only their address would tell: it is taken for one to S3."""
    wanted = {**in_process.UNSIGNED_REQUEST, "lambda": ("403", 403)}
    assert refusals(served, config=Config(signature_version=UNSIGNED)) == wanted


@pytest.mark.parametrize("by", [timedelta(minutes=-16), timedelta(minutes=16)], ids=["slow", "fast"])
def test_a_clock_that_is_wrong(by: timedelta, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter of an hour either way is too much."""

    class Wrong:
        strptime = datetime.strptime

        @staticmethod
        def utcnow() -> datetime:
            return datetime.now(UTC).replace(tzinfo=None) + by

    class Module:
        datetime = Wrong

    monkeypatch.setattr(botocore.auth, "datetime", Module if hasattr(botocore.auth.datetime, "datetime") else Wrong)
    assert refusals(served) == {
        "iam": ("SignatureDoesNotMatch", 403),
        "kms": ("InvalidSignatureException", 400),
        "lambda": ("InvalidSignatureException", 403),
        "s3": ("RequestTimeTooSkewed", 403),
        "codecommit": ("InvalidSignatureException", 400),
        "cloudformation": ("SignatureDoesNotMatch", 403),
    }


def test_a_session_of_a_role(served: Served) -> None:
    """What STS gives signs, as the role, and IAM says in each service's words what that may not."""
    arn = role(served.client, "reader", roles=[ACCOUNT], actions=["s3:ListAllMyBuckets"])
    given = served.client("sts").assume_role(RoleArn=arn, RoleSessionName="me")["Credentials"]
    as_role = {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }
    me = f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/me"
    assert served.client("sts", **as_role).get_caller_identity()["Arn"] == me
    assert "Buckets" in served.client("s3", **as_role).list_buckets()
    none = "no identity-based policy allows the"
    for service, code, status, action in (
        ("iam", "AccessDenied", 403, "iam:ListUsers"),
        ("kms", "AccessDeniedException", 400, "kms:ListKeys"),
        ("lambda", "AccessDeniedException", 403, "lambda:ListFunctions"),
        ("codecommit", "AccessDeniedException", 400, "codecommit:ListRepositories"),
        ("cloudformation", "AccessDenied", 403, "cloudformation:ListStacks"),
    ):
        with pytest.raises(ClientError) as caught:
            getattr(served.client(service, **as_role), in_process.REQUESTS[service])()
        assert refusal(caught.value) == (code, status)
        said = caught.value.response["Error"]["Message"]
        assert said.startswith(f"User: {me} is not authorized to perform: {action} on resource: ")
        assert said.endswith(f"because {none} {action} action")
    with pytest.raises(ClientError) as caught:
        served.client("s3", **as_role).create_bucket(Bucket="not-allowed")
    assert refusal(caught.value) == ("AccessDenied", 403)
    assert f'on resource: "arn:aws:s3:::not-allowed" because {none} s3:CreateBucket' in str(caught.value)


UNKNOWN: Final[Mapping[str, tuple[str, str, dict[str, str], bytes, int, bytes]]] = {
    "a protocol": (
        "POST",
        "/service/X/operation/Y",
        {"Smithy-Protocol": "rpc-v2-cbor"},
        b"",
        400,
        b"'rpc-v2-cbor' is not",
    ),
    "a target": (
        "POST",
        "/",
        {"X-Amz-Target": "CodeCommit_20150413.Nothing"},
        b"{}",
        400,
        b"UnknownOperationException",
    ),
    "a target's service": ("POST", "/", {"X-Amz-Target": "Nobody.Nothing"}, b"{}", 400, b"UnknownOperationException"),
    "an action": ("POST", "/", FORM, b"Action=Nothing&Version=2010-05-08", 400, b"<Code>InvalidAction</Code>"),
    "an action's version": (
        "POST",
        "/",
        FORM,
        b"Action=ListUsers&Version=1999-01-01",
        400,
        b"<Code>InvalidAction</Code>",
    ),
    "no action": (
        "POST",
        "/",
        {"Authorization": SIGNED.format("us-east-1", "iam")},
        b"",
        400,
        b"<Code>MissingAction</Code>",
    ),
    "an address": (
        "GET",
        "/none",
        {"Authorization": SIGNED.format("us-east-1", "lambda")},
        b"",
        404,
        b"lambda has no operation for GET /none",
    ),
    "a service": (
        "GET",
        "/",
        {"Authorization": SIGNED.format("us-east-1", "none")},
        b"",
        404,
        b"UnknownOperationException",
    ),
    "a region": ("GET", "/", {"Authorization": SIGNED.format("mars-1", "s3")}, b"", 400, b"scoped to a valid region"),
    "no target": (
        "POST",
        "/",
        {"Authorization": SIGNED.format("us-east-1", "kms")},
        b"{}",
        404,
        b"UnknownOperationException",
    ),
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_what_there_is_not(what: str, served: Served) -> None:
    """The refusal is in the form of the protocol that was spoken."""
    method, target, headers, body, status, said = UNKNOWN[what]
    found, _, answer = served.ask(method, target, body, headers)
    assert (found, said in answer) == (status, True), answer


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff\xfe", b'"text"', b'{"repositoryName": ' + b"[" * 100_000])
@pytest.mark.parametrize("operation", [("codecommit", "ListRepositories"), ("kms", "ListKeys")])
def test_a_body_that_is_not_in_the_protocol(operation: tuple[str, str], body: bytes, served: Served) -> None:
    """It is signed rightly, and says nothing."""
    service, name = operation
    client = served.client(service)

    def spoil(request: Any, **_: object) -> None:  # noqa: ANN401  # botocore's own object
        request.data = body

    client.meta.events.register(f"before-sign.{service}.{name}", spoil)
    with pytest.raises(ClientError) as caught:
        getattr(client, in_process.REQUESTS[service])()
    assert refusal(caught.value) == ("SerializationException", 400)


def test_headers_that_are_the_emulation_s_own(served: Served) -> None:
    """Nobody outside can say that a service sends a request, or for which account."""
    client = served.client("sts")

    def pretend(request: Any, **_: object) -> None:  # noqa: ANN401  # botocore's own object
        request.headers["x-moto-account-id"] = "999999999999"
        request.headers["x-cfnproof-origin"] = "guess events.amazonaws.com - -"

    client.meta.events.register_first("before-send", pretend)
    assert client.get_caller_identity()["Account"] == ACCOUNT


def test_a_secret_is_masked_in_the_log(served: Served) -> None:
    """Of an access key, in what is answered; the line says the decision and how long it took."""
    served.client("iam").create_user(UserName="logged")
    made = served.client("iam").create_access_key(UserName="logged")["AccessKey"]
    told = served.log.getvalue()
    assert made["SecretAccessKey"] not in told
    assert "<SecretAccessKey>***</SecretAccessKey>" in told
    line = next(one for one in told.splitlines() if " iam CreateAccessKey " in one)
    assert " POST iam CreateAccessKey 200 allowed " in line
    assert line.endswith(" ms")
    assert json.dumps(made["AccessKeyId"]).strip('"') in told
