"""Whose a request in LocalStack is: the access key says so, and what LocalStack's own services say of themselves.

LocalStack checks no signatures, and so neither does the plugin: that an access key is there, is active and has not
ended, nor the address that it has signed, is all that is asked. It is no security boundary.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from urllib3 import HTTPHeaderDict

from cfnproof.hosts.access.arrival import Arrival
from cfnproof.hosts.access.authentication import ANONYMOUS
from cfnproof.hosts.access.credentials import Credential, Directory
from cfnproof.hosts.access.refusals import Fault, fault

INJECTED: Final = "injectedaccesskey"
"""What LocalStack signs with for whoever does not sign."""
_OPEN: Final = "s3"
_OLD_KEY: Final = "AWSAccessKeyId"
"""Where an address has the key that was signed with as of version 2 of AWS's signatures.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html#RESTAuthenticationQueryStringAuth
"""
_IN_ADDRESS: Final = ("X-Amz-Signature=", f"{_OLD_KEY}=")


def authenticate(
    arrival: Arrival, service: str, protocol: str, directory: Directory, now: datetime | None
) -> Credential:
    """What a request is signed with; see hosts.access.authentication.

    Raises ServiceError with the code of the service's protocol.
    """
    access_key = signer_of(arrival, protocol)
    if not access_key:
        if service == _OPEN:
            return ANONYMOUS
        raise fault(protocol, Fault.UNSIGNED)
    credential = directory.credential(access_key)
    if credential is None or not credential.active:
        raise fault(protocol, Fault.UNKNOWN_KEY)
    if now is not None and credential.expires is not None and now >= credential.expires:
        raise fault(protocol, Fault.EXPIRED)
    wrong = _fault_of_time(arrival, service)
    if wrong is not None:
        raise fault(protocol, wrong)
    return credential


def is_unsigned(headers: Mapping[str, str]) -> bool:
    """Whether LocalStack has signed a request that was not, also not in an address of S3."""
    return f"Credential={INJECTED}/" in (headers.get("Authorization") or "")


def as_sent(arrival: Arrival) -> Arrival:
    """A request without the header by which LocalStack signs what is signed in its address, or not at all."""
    if not is_unsigned(arrival.headers) and not any(sign in arrival.address.query for sign in _IN_ADDRESS):
        return arrival
    headers = HTTPHeaderDict(arrival.headers)
    headers.discard("Authorization")
    return replace(arrival, headers=headers)


def signer_of(arrival: Arrival, protocol: str) -> str:
    """The access key that a request is signed with, in a header or in the address; empty where it is not.

    Raises ServiceError where it is said in another form than AWS's.
    """
    try:
        found, _ = arrival.signer_and_region
    except ValueError as error:
        raise fault(protocol, Fault.MALFORMED) from error
    return found or dict(arrival.query).get(_OLD_KEY, "")


def _fault_of_time(arrival: Arrival, service: str) -> Fault | None:
    """What is wrong with when a request was signed: an address that is no longer good, no time for S3's policies."""
    signed = arrival.signed()
    if signed is None:
        return None
    try:
        age = datetime.now(UTC) - signed.made
    except ValueError:
        return Fault.MALFORMED if service == _OPEN else None
    over = signed.lifetime is not None and age > timedelta(seconds=signed.lifetime)
    return Fault.EXPIRED_ADDRESS if over else None
