"""What a request is refused with, in the words and with the code of the service that is asked.

Which code it is follows from the service's protocol, and from what some services have of their own:
https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html (query),
https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html (JSON),
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (S3).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from cfnproof.emulator.errors import ServiceError
from cfnproof.iam.decision import Decision, Outcome
from cfnproof.iam.request import PrincipalKind, Request


class Fault(Enum):
    """Why a request is taken to be nobody's."""

    UNSIGNED = "unsigned"
    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown key"
    WRONG_TOKEN = "wrong token"  # noqa: S105  # the name of a fault
    WRONG_SIGNATURE = "wrong signature"
    EXPIRED = "expired"
    EXPIRED_ADDRESS = "expired address"
    SKEWED = "skewed"


@dataclass(frozen=True, slots=True)
class _Words:
    """A code, a status and a message."""

    code: str
    status: int
    message: str


_MISMATCH: Final = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)
_INVALID: Final = "The security token included in the request is invalid."
_EXPIRED: Final = "The security token included in the request is expired"
_OLD: Final = "Signature expired: the request's date is too far from the current time"
_INCOMPLETE: Final = "The Authorization header or the query parameters of the signature are not complete."

_QUERY: Final[Mapping[Fault, _Words]] = {
    Fault.UNSIGNED: _Words("MissingAuthenticationToken", 403, "Request is missing Authentication Token"),
    Fault.MALFORMED: _Words("IncompleteSignature", 400, _INCOMPLETE),
    Fault.UNKNOWN_KEY: _Words("InvalidClientTokenId", 403, _INVALID),
    Fault.WRONG_TOKEN: _Words("InvalidClientTokenId", 403, _INVALID),
    Fault.WRONG_SIGNATURE: _Words("SignatureDoesNotMatch", 403, _MISMATCH),
    Fault.EXPIRED: _Words("ExpiredToken", 403, _EXPIRED),
    Fault.EXPIRED_ADDRESS: _Words("SignatureDoesNotMatch", 403, _OLD),
    Fault.SKEWED: _Words("SignatureDoesNotMatch", 403, _OLD),
}
_JSON: Final[Mapping[Fault, _Words]] = {
    Fault.UNSIGNED: _Words("MissingAuthenticationTokenException", 400, "Missing Authentication Token"),
    Fault.MALFORMED: _Words("IncompleteSignatureException", 400, _INCOMPLETE),
    Fault.UNKNOWN_KEY: _Words("UnrecognizedClientException", 400, _INVALID),
    Fault.WRONG_TOKEN: _Words("UnrecognizedClientException", 400, _INVALID),
    Fault.WRONG_SIGNATURE: _Words("InvalidSignatureException", 400, _MISMATCH),
    Fault.EXPIRED: _Words("ExpiredTokenException", 400, _EXPIRED),
    Fault.EXPIRED_ADDRESS: _Words("InvalidSignatureException", 400, _OLD),
    Fault.SKEWED: _Words("InvalidSignatureException", 400, _OLD),
}
_S3: Final[Mapping[Fault, _Words]] = {
    Fault.UNSIGNED: _Words("AccessDenied", 403, "Access Denied"),
    Fault.MALFORMED: _Words(
        "AuthorizationHeaderMalformed", 400, "The authorization header that you provided is not valid."
    ),
    Fault.UNKNOWN_KEY: _Words(
        "InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records."
    ),
    Fault.WRONG_TOKEN: _Words("InvalidToken", 400, "The provided token is malformed or otherwise invalid."),
    Fault.WRONG_SIGNATURE: _Words(
        "SignatureDoesNotMatch",
        403,
        "The request signature we calculated does not match the signature you provided. Check your key and signing "
        "method.",
    ),
    Fault.EXPIRED: _Words("ExpiredToken", 400, "The provided token has expired."),
    Fault.EXPIRED_ADDRESS: _Words("AccessDenied", 403, "Request has expired"),
    Fault.SKEWED: _Words(
        "RequestTimeTooSkewed", 403, "The difference between the request time and the current time is too large."
    ),
}
_FAULTS: Final[Mapping[str, Mapping[Fault, _Words]]] = {"query": _QUERY, "ec2": _QUERY, "rest-xml": _S3}
_REST_JSON_STATUS: Final = 403

_UNREADABLE: Final[Mapping[str, _Words]] = {
    "query": _Words("MalformedInput", 400, ""),
    "ec2": _Words("MalformedInput", 400, ""),
    "rest-xml": _Words(
        "MalformedXML",
        400,
        "The XML you provided was not well-formed or did not validate against our published schema: ",
    ),
    "json": _Words("SerializationException", 400, ""),
}
"""By protocol; the message is what comes before what is wrong."""

_DENIED: Final[Mapping[str, _Words]] = {
    "query": _Words("AccessDenied", 403, ""),
    "rest-xml": _Words("AccessDenied", 403, ""),
    "rest-json": _Words("AccessDeniedException", 403, ""),
    "json": _Words("AccessDeniedException", 400, ""),
    "ec2": _Words("UnauthorizedOperation", 403, "You are not authorized to perform this operation. "),
}
"""By protocol; the message is what comes before the usual one."""

_OWN: Final[Mapping[str, _Words]] = {
    "sns": _Words("AuthorizationError", 403, ""),
    "sqs": _Words("AccessDenied", 403, ""),
    "cloudwatch": _Words("AccessDenied", 403, ""),
}
"""Services whose code for a denied request is another than their protocol's.

https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html
"""

_KEY_CODES: Final[Mapping[str, str]] = {"sns": "KMSAccessDenied", "sqs": "KMS.AccessDeniedException"}
"""Services that have a code for a key that may not be used."""

_PASSING: Final = "iam:PassRole"
_WITHOUT_REASON: Final = ("sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession")
_CROSS_ACCOUNT: Final = "Cross-account pass role is not allowed."
"""Of a role that is not in the account of whoever passes it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
https://github.com/adcreare/cloudformation/issues/3
"""

_ACTIONS: Final[Mapping[str, Callable[[str], str]]] = {
    "sns": lambda action: f"SNS:{action.partition(':')[2]}",
    "sqs": str.lower,
}
"""Services that write the names of actions otherwise, as seen in what they answer.

https://github.com/aws-ia/terraform-aws-control_tower_account_factory/issues/151
https://github.com/aws/serverless-application-model/issues/3633
"""

_QUOTED: Final = ("s3",)
"""Services that write the resource in quotation marks."""


def fault(protocol: str, kind: Fault) -> ServiceError:
    """The refusal of a request that is nobody's."""
    words = _FAULTS.get(protocol, _JSON)[kind]
    status = _REST_JSON_STATUS if protocol == "rest-json" else words.status
    return ServiceError(words.code, words.message, status)


def unreadable(protocol: str, why: str) -> ServiceError:
    """The refusal of a request whose body is not in the protocol.

    https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
    https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    """
    words = _UNREADABLE.get(protocol, _UNREADABLE["json"])
    return ServiceError(words.code, f"{words.message}{why}", words.status)


def denial(service: str, protocol: str, request: Request, decision: Decision) -> ServiceError:
    """The refusal of a request that IAM does not let through.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    """
    words = _words(service, protocol)
    code = _KEY_CODES.get(service, words.code) if request.action.startswith("kms:") else words.code
    if request.principal.kind is PrincipalKind.ANONYMOUS:
        return ServiceError(code, "Access Denied", words.status)
    if request.action == _PASSING and request.account != request.principal.account:
        return ServiceError(code, _CROSS_ACCOUNT, words.status)
    resource = f'"{request.resource}"' if service in _QUOTED and request.action.startswith("s3:") else request.resource
    message = f"User: {request.principal.name} is not authorized to perform: {request.action} on resource: {resource}"
    written = f"{words.message}{message}{because(request, decision)}"
    prefix = request.action.partition(":")[0]
    if prefix in _ACTIONS:
        written = written.replace(f" {request.action} ", f" {_ACTIONS[prefix](request.action)} ")
    return ServiceError(code, written, words.status)


def undecided(service: str, protocol: str, why: str) -> ServiceError:
    """The refusal of a call of which nobody has said what it asks of IAM, with the code of one that is denied."""
    words = _words(service, protocol)
    return ServiceError(words.code, why, words.status)


def _words(service: str, protocol: str) -> _Words:
    return _OWN.get(service) or _DENIED.get(protocol, _DENIED["json"])


def because(request: Request, decision: Decision) -> str:
    """What AWS says of the reason, with a space before it; it gives none for a role that may not be assumed."""
    if decision.missing is None or request.action in _WITHOUT_REASON:
        return ""
    link = "with" if decision.outcome is Outcome.EXPLICIT_DENY else "because"
    return f" {link} {decision.missing.because}"
