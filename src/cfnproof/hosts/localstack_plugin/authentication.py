"""Whose a request in LocalStack is: the access key says so, and what LocalStack's own services say of themselves.

LocalStack checks no signatures, and so neither does the plugin: that an access key is there, is active and has not
ended is all that is asked. It is no security boundary.
"""

from datetime import datetime
from typing import Final

from cfnproof.emulator.errors import ServiceError
from cfnproof.hosts.access.arrival import Arrival
from cfnproof.hosts.access.authentication import ANONYMOUS
from cfnproof.hosts.access.credentials import Credential, Directory
from cfnproof.hosts.access.refusals import Fault, fault

INJECTED: Final = "injectedaccesskey"
"""What LocalStack signs with for whoever does not sign."""
_OPEN: Final = "s3"
_AUTHORIZATION: Final = "authorization"


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
    return credential


def signer_of(arrival: Arrival, protocol: str) -> str:
    """The access key that a request is signed with, in a header or in the address; empty where it is not.

    Raises ServiceError where it is said in another form than AWS's.
    """
    try:
        found, _ = arrival.signer_and_region
        if found == INJECTED:
            headers = {name: value for name, value in arrival.headers.items() if name.lower() != _AUTHORIZATION}
            found, _ = Arrival(arrival.method, arrival.url, headers, arrival.body).signer_and_region
    except ValueError as error:
        raise _malformed(protocol) from error
    return found


def _malformed(protocol: str) -> ServiceError:
    return fault(protocol, Fault.MALFORMED)
