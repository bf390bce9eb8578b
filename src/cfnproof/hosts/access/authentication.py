"""Whose request it is: the access key is known, its secret made the signature, its session has not ended.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

import hmac
from datetime import UTC, datetime, timedelta
from typing import Final

from cfnproof.hosts.access.arrival import Arrival, Signed
from cfnproof.hosts.access.credentials import Credential, Directory
from cfnproof.hosts.access.refusals import Fault, fault
from cfnproof.hosts.access.signatures import is_right
from cfnproof.iam.request import Principal, PrincipalKind

ANONYMOUS: Final = Credential("", "", Principal(PrincipalKind.ANONYMOUS, "*"))
"""Whoever does not sign: S3 alone answers them, where a bucket's policy lets everybody."""

_OPEN: Final = ("s3",)
_SKEW: Final = timedelta(minutes=15)
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html#RESTAuthenticationTimeStamp"""


def authenticate(
    arrival: Arrival, service: str, protocol: str, directory: Directory, now: datetime | None
) -> Credential:
    """What a request is signed with, ANONYMOUS where it is not and the service allows that.

    `service` is botocore's name, `protocol` its model's. `now` is the host's time, by which sessions end; None for a
    service that renews its own, between whose signing and sending a test may move the clock. Signatures grow old by the
    system's time, which clients sign by.

    Raises ServiceError with the code of the service's protocol.
    """
    try:
        signed = arrival.signed()
    except ValueError:
        raise fault(protocol, Fault.MALFORMED) from None
    if signed is None:
        if service in _OPEN:
            return ANONYMOUS
        raise fault(protocol, Fault.UNSIGNED)
    credential = directory.credential(signed.access_key)
    if credential is None or not credential.active:
        raise fault(protocol, Fault.UNKNOWN_KEY)
    wrong = _fault_of(arrival, signed, credential, now)
    if wrong is not None:
        raise fault(protocol, wrong)
    return credential


def _fault_of(arrival: Arrival, signed: Signed, credential: Credential, now: datetime | None) -> Fault | None:
    if not _same(signed.token, credential.token):
        return Fault.WRONG_TOKEN
    if not is_right(arrival, signed, credential.secret):
        return Fault.WRONG_SIGNATURE
    if now is not None and credential.expires is not None and now >= credential.expires:
        return Fault.EXPIRED
    return _age(signed)


def _same(given: str | None, wanted: str | None) -> bool:
    return hmac.compare_digest(given or "", wanted or "")


def _age(signed: Signed) -> Fault | None:
    try:
        made = signed.made
    except ValueError:
        return Fault.MALFORMED
    age = datetime.now(UTC) - made
    if signed.lifetime is not None:
        return Fault.EXPIRED_ADDRESS if age > timedelta(seconds=signed.lifetime) else None
    return Fault.SKEWED if abs(age) > _SKEW else None
