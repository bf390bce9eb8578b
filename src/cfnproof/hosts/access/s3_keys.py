"""The context keys that S3 takes from how a request came: its signature and its connection.

https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from cfnproof.hosts.access.arrival import ALGORITHM, Arrival
from cfnproof.iam.request import Values

_TLS: Final = "1.3"
"""What AWS and its clients agree on today; no connection is made here."""


def s3_keys(arrival: Arrival) -> Mapping[str, Values]:
    """The keys, in lower case, of a request whose signature has been found right; the age is in milliseconds."""
    keys: dict[str, Values] = {}
    if arrival.address.scheme == "https":
        keys["s3:tlsversion"] = _TLS
    content = arrival.header("X-Amz-Content-SHA256")
    if content:
        keys["s3:x-amz-content-sha256"] = content
    signed = arrival.signed()
    if signed is not None:
        age = datetime.now(UTC) - signed.made
        keys["s3:authtype"] = "REST-HEADER" if signed.lifetime is None else "REST-QUERY-STRING"
        keys["s3:signatureversion"] = ALGORITHM
        keys["s3:signatureage"] = str(int(age.total_seconds() * 1000))
    return keys
