"""What is answered where moto fails on a request: in Python, with no answer of its own.

A request that the service's model does not allow is refused in AWS's words for that. On one that it allows, moto has
a fault, and what AWS would say is not known: it is declared as not emulated. Where the code that failed is this
project's, the fault is the emulation's own, and nobody is told otherwise.

https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html
"""

import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.shapes import check_request, service_model
from cfnproof.hosts.access.refusals import unreadable
from cfnproof.hosts.moto import arrivals, known_faults, mount, wire

_INVALID: Final[Mapping[str, str]] = {
    "cloudwatch": "InvalidParameterValue",
    "ec2": "InvalidParameterValue",
    "logs": "InvalidParameterException",
    "s3": "InvalidArgument",
    "sns": "InvalidParameter",
}
"""Services whose code for a member that may not be so is another than the usual one."""
_OURS: Final = "cfnproof"
_ROOMS: Final = (_OURS, "moto")
_INTERNAL: Final = 500
_ABSENT: Final = 501


def refusal_of(arriving: mount.Arriving, error: Exception) -> ServiceError:
    """What is answered to a request on which moto failed so: 400 for a bad one, 501, or 500 for a fault of our own."""
    try:
        members = _checked(arriving)
    except ServiceError as refusal:
        return refusal
    found = known_faults.known(arriving.service, arriving.operation, members, error)
    if found is not None:
        return found
    said = f"{type(error).__name__}: {error}"
    if _failed_in(error.__traceback__) == _OURS:
        return ServiceError("InternalFailure", said, _INTERNAL)
    message = f"moto, which answers {arriving.operation} of {arriving.service}, fails on this request ({said})"
    return ServiceError("NotImplementedException", f"{message}: it is not emulated", _ABSENT)


def not_there(arriving: mount.Arriving) -> ServiceError:
    """What is answered for an operation that moto has not."""
    message = f"{arriving.operation} of {arriving.service} is not emulated. docs/fidelity.md says more"
    return ServiceError("NotImplementedException", message, _ABSENT)


def _checked(arriving: mount.Arriving) -> Mapping[str, Any]:
    """The members of a request. Raises ServiceError for one that the service's model does not have."""
    operation = service_model(arriving.service).operation_model(arriving.operation)
    try:
        members = arrivals.members_of(arriving.arrival, arriving.service, arriving.operation, arriving.sent.protocol)
    except wire.UNREADABLE as error:
        raise unreadable(arriving.sent.protocol, str(error)) from error
    try:
        check_request(operation, members)
    except ServiceError as refusal:
        code = _INVALID.get(arriving.service, refusal.code)
        raise ServiceError(code, refusal.message, refusal.status) from refusal
    return members


def _failed_in(trace: TracebackType | None) -> str:
    """Whose code it was that failed, or that called what did: the last of ours or moto's."""
    packages = [str(frame.f_globals.get("__name__", "")).partition(".")[0] for frame, _ in traceback.walk_tb(trace)]
    return next((one for one in reversed(packages) if one in _ROOMS), "")
