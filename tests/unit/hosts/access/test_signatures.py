"""Signatures, against AWS's own example and against what botocore signs.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest, HeadersDict
from botocore.credentials import ReadOnlyCredentials

from cfnproof.hosts.access.arrival import Arrival
from cfnproof.hosts.access.signatures import is_right

SECRET: Final = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"  # noqa: S105  # that of AWS's examples
KEY: Final = ReadOnlyCredentials("AKIDEXAMPLE", SECRET, None)

# The worked example of AWS's page on signing: ListUsers of IAM on 30 August 2015.
EXAMPLE: Final = Arrival(
    "GET",
    "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
    HeadersDict(
        {
            "Authorization": (
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                "SignedHeaders=content-type;host;x-amz-date, "
                "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
            ),
            "content-type": "application/x-www-form-urlencoded; charset=utf-8",
            "host": "iam.amazonaws.com",
            "x-amz-date": "20150830T123600Z",
        }
    ),
    b"",
)


def right(arrival: Arrival, secret: str = SECRET) -> bool:
    """Whether a request is signed with a secret."""
    signed = arrival.signed()
    assert signed is not None
    return is_right(arrival, signed, secret)


def test_the_example_of_the_page_is_right() -> None:
    """Its signature is printed there."""
    assert right(EXAMPLE)


def test_any_other_secret_address_or_body_is_wrong() -> None:
    """A signature covers all of them."""
    assert not right(EXAMPLE, SECRET.lower())
    assert not right(replace(EXAMPLE, url=EXAMPLE.url.replace("ListUsers", "ListRoles")))
    assert not right(replace(EXAMPLE, method="POST"))
    assert not right(replace(EXAMPLE, body=b"Action=DeleteUser"))
    assert not right(replace(EXAMPLE, headers=HeadersDict({**EXAMPLE.headers, "host": "sts.amazonaws.com"})))


def sent(service: str, method: str, url: str, body: bytes, auth: type[Any]) -> Arrival:
    """A request that botocore has signed."""
    request = AWSRequest(method=method, url=url, data=body, headers={"Content-Type": "text/plain"})
    request.context["payload_signing_enabled"] = False
    auth(KEY, service, "eu-central-1").add_auth(request)
    prepared = request.prepare()
    return Arrival(prepared.method, prepared.url, prepared.headers, body)


@pytest.mark.parametrize(
    ("service", "url", "auth"),
    [
        ("kms", "https://kms.eu-central-1.amazonaws.com/", SigV4Auth),
        (
            "lambda",
            "https://lambda.eu-central-1.amazonaws.com/2015-03-31/functions/a%3Ab/invocations?Q=1&Q=0",
            SigV4Auth,
        ),
        ("iam", "https://iam.amazonaws.com/a//b/../c?z=%2F%20%2B&a=~", SigV4Auth),
        ("s3", f"https://bucket.s3.amazonaws.com/{quote('ä b+c//d')}?versionId=null&prefix=a%2Fb&tagging", S3SigV4Auth),
        ("s3", "https://bucket.s3.amazonaws.com/key?response-content-type=text%2Fplain", S3SigV4QueryAuth),
    ],
)
def test_what_botocore_signs_is_right_and_only_that(service: str, url: str, auth: type[Any]) -> None:
    """Paths and queries of every kind, in headers and in addresses."""
    body = b"" if auth is S3SigV4QueryAuth else b"content"
    arrival = sent(service, "GET" if auth is S3SigV4QueryAuth else "POST", url, body, auth)
    assert right(arrival)
    assert not right(arrival, "another")
    assert not right(replace(arrival, url=arrival.url.replace("amazonaws.com/", "amazonaws.com/x")))
