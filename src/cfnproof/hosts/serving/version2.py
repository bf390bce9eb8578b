"""Addresses of S3 that are signed by Signature Version 2, which boto3 makes unless it is told otherwise.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html
"""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from botocore.auth import HmacV1Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials

from cfnproof.hosts.serving.incoming import Incoming

_KEY: Final = "AWSAccessKeyId"
_OWN: Final = (_KEY, "Expires", "Signature")
_TOKEN: Final = "x-amz-security-token"  # noqa: S105  # the name of a parameter
_LIFETIME: Final = 60
_SECONDS: Final = r"[0-9]{1,18}"


@dataclass(frozen=True, slots=True)
class Signed2:
    """What an address says of its signature. `expires` are seconds since 1970."""

    access_key: str
    signature: str
    expires: int

    @property
    def has_ended(self) -> bool:
        """Whether it is good no more."""
        return time.time() > self.expires


def signed2(incoming: Incoming) -> Signed2 | None:
    """What is said of the signature, None where there is none of this version, or none that is whole."""
    given = dict(incoming.query)
    if not all(name in given for name in _OWN) or not re.fullmatch(_SECONDS, given["Expires"]):
        return None
    return Signed2(given[_KEY], given["Signature"], int(given["Expires"]))


def is_right(incoming: Incoming, bucket: str, signed: Signed2, secret: str) -> bool:
    """Whether the signature is what the secret gives; `bucket` is the one in the host."""
    headers = {name.lower(): value for name, value in incoming.headers.items()}
    first = (incoming.method, headers.get("content-md5", ""), headers.get("content-type", ""), str(signed.expires))
    text = "\n".join((*first, _amazon_headers(headers, incoming) + _resource(incoming, bucket)))
    made = base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()).decode()
    return hmac.compare_digest(made.encode(), signed.signature.encode())


def _amazon_headers(headers: Mapping[str, str], incoming: Incoming) -> str:
    given = {name: " ".join(value.split()) for name, value in headers.items() if name.startswith("x-amz-")}
    given |= {name.lower(): value for name, value in incoming.query if name.lower().startswith("x-amz-")}
    return "".join(f"{name}:{given[name]}\n" for name in sorted(given))


def _resource(incoming: Incoming, bucket: str) -> str:
    """The path with its bucket, and what of the query is part of the resource."""
    parts = incoming.target.partition("?")[2].split("&")
    named = sorted(part.split("=", 1) for part in parts if part.split("=", 1)[0] in HmacV1Auth.QSAOfInterest)
    query = "&".join("=".join([pair[0], *(value for _, value in parse_qsl("=".join(pair)))]) for pair in named)
    path = f"/{bucket}{incoming.path}" if bucket else incoming.path
    return f"{path}?{query}" if query else path


def as_version4(incoming: Incoming, signed: Signed2, secret: str, region: str) -> Incoming:
    """The same request, signed now by Version 4 with the same key: what decides on requests knows that alone."""
    host = incoming.host or "localhost"
    kept = [(name, value) for name, value in incoming.query if name not in _OWN and name.lower() != _TOKEN]
    token = next((value for name, value in incoming.query if name.lower() == _TOKEN), None)
    query = urlencode(kept)
    address = f"https://{host}{incoming.path}"
    request = AWSRequest(incoming.method, f"{address}?{query}" if query else address, {"Host": host})
    credentials = ReadOnlyCredentials(signed.access_key, secret, token)
    S3SigV4QueryAuth(credentials, "s3", region, expires=_LIFETIME).add_auth(request)
    target = str(request.url).removeprefix(f"https://{host}")
    return Incoming(incoming.method, target, incoming.headers, incoming.body, incoming.secure)
