"""Signature Version 4: whether a request was signed with the secret that belongs to its access key.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hashlib
import hmac
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from botocore.utils import normalize_url_path

from cfnproof.hosts.access.arrival import ALGORITHM, Arrival, Signed

_UNSIGNED: Final = "UNSIGNED-PAYLOAD"
_WITHOUT_DIGEST: Final = (_UNSIGNED, "STREAMING-")
_S3: Final = "s3"
_SAFE: Final = "-_.~"


def is_right(arrival: Arrival, signed: Signed, secret: str) -> bool:
    """Whether the signature is what the secret gives for the request."""
    canonical = _canonical(arrival, signed)
    scope = f"{signed.date}/{signed.region}/{signed.service}/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"{ALGORITHM}\n{signed.time}\n{scope}\n{digest}"
    key = _key(secret, signed.date, signed.region, signed.service)
    made = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return signed.time.startswith(signed.date) and hmac.compare_digest(made, signed.signature)


@lru_cache(maxsize=256)
def _key(secret: str, date: str, region: str, service: str) -> bytes:
    """The key of a secret for a day, region and service: AWS derives it so that it can be kept for a day."""
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def _canonical(arrival: Arrival, signed: Signed) -> str:
    headers = "".join(f"{name}:{_value(arrival, name)}\n" for name in signed.headers)
    parts = (
        arrival.method.upper(),
        _path(arrival, signed),
        _query(arrival),
        headers,
        ";".join(signed.headers),
        _payload(arrival, signed),
    )
    return "\n".join(parts)


def _path(arrival: Arrival, signed: Signed) -> str:
    """S3 takes the path as it is, all others normalise it and encode it once more."""
    path = arrival.address.path or "/"
    return path if signed.service == _S3 else quote(normalize_url_path(path), safe="/~")


def _query(arrival: Arrival) -> str:
    pairs = ((quote(name, safe=_SAFE), quote(value, safe=_SAFE)) for name, value in arrival.query)
    return "&".join(f"{name}={value}" for name, value in sorted(pairs) if name != "X-Amz-Signature")


def _value(arrival: Arrival, name: str) -> str:
    value = arrival.header(name)
    if name == "host" and not value:
        value = arrival.address.netloc
    return " ".join(value.split())


def _payload(arrival: Arrival, signed: Signed) -> str:
    """What stands for the body: its digest, or the words of S3's header for one that is not signed, or in parts."""
    if signed.lifetime is not None and signed.service == _S3:
        return _UNSIGNED
    given = arrival.header("X-Amz-Content-SHA256")
    return given if given.startswith(_WITHOUT_DIGEST) else hashlib.sha256(arrival.body).hexdigest()
