"""What can go wrong with a resource, and how CloudFormation words it in an event."""

from dataclasses import dataclass
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from cfnproof.emulator.cloudformation.handlers.target import HandlerError
from cfnproof.emulator.cloudformation.properties.check import PropertiesError
from cfnproof.emulator.errors import ServiceError

EXPECTED: Final = (ClientError, BotoCoreError, HandlerError, PropertiesError, ServiceError)
"""What fails a resource. Anything else is a fault of the emulation and fails the operation loudly."""

_HANDLER_CODES: Final = {
    "403": "AccessDenied",
    "404": "NotFound",
    "UnauthorizedOperation": "AccessDenied",
    "AuthorizationError": "AccessDenied",
    "Throttling": "Throttling",
    "ThrottlingException": "Throttling",
    "ValidationError": "InvalidRequest",
    "ValidationException": "InvalidRequest",
    "InvalidParameter": "InvalidRequest",
    "InvalidParameterValue": "InvalidRequest",
    "InvalidParameterException": "InvalidRequest",
    "MalformedPolicyDocument": "InvalidRequest",
    "LimitExceeded": "ServiceLimitExceeded",
    "LimitExceededException": "ServiceLimitExceeded",
}


class CancelledError(Exception):
    """The stack is being deleted while it is created: the creation ends where it is."""


@dataclass(slots=True)
class ResourceFailedError(Exception):
    """A resource could not be created, updated or deleted; its event has been written.

    `untouched` says that a handler refused before it asked for anything.
    """

    logical_id: str
    reason: str
    untouched: bool = False

    def __str__(self) -> str:
        """For logs."""
        return f"{self.logical_id}: {self.reason}"


def reason_of(error: Exception, token: str) -> str:
    """The status reason of an event.

    https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
    """
    match error:
        case ClientError():
            return _handler_reason(_service_message(error), _code_of(error), token)
        case HandlerError():
            return _handler_reason(error.message, error.code, token)
        case PropertiesError():
            return str(error.message)
        case ServiceError():
            return error.message
        case _:
            return _handler_reason(str(error), "InvalidRequest", token)


def _handler_reason(message: str, code: str, token: str) -> str:
    return f'Resource handler returned message: "{message}" (RequestToken: {token}, HandlerErrorCode: {code})'


def _service_message(error: ClientError) -> str:
    answer = error.response
    meta = answer.get("ResponseMetadata", {})
    return (
        f"{answer['Error'].get('Message', '')} (Service: {_sdk_name(str(answer['Error'].get('Service', '')))}, "
        f"Status Code: {meta.get('HTTPStatusCode', 0)}, Request ID: {meta.get('RequestId', '')})"
    )


def _sdk_name(service_id: str) -> str:
    """A service as AWS's handlers name it: `Sns` of SNS, `CloudWatchLogs` of CloudWatch Logs."""
    return "".join(word.capitalize() if word.isupper() else word for word in service_id.split())


def _code_of(error: ClientError) -> str:
    code = str(error.response["Error"].get("Code", ""))
    if code in _HANDLER_CODES:
        return _HANDLER_CODES[code]
    for part, handler_code in (
        ("AccessDenied", "AccessDenied"),
        ("AlreadyExist", "AlreadyExists"),
        ("NotFound", "NotFound"),
        ("NoSuch", "NotFound"),
        ("InUse", "ResourceConflict"),
    ):
        if part in code:
            return handler_code
    return "GeneralServiceException"
