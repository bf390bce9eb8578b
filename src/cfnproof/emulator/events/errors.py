"""Why a delivery fails, in the codes that messages in dead-letter queues carry.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
"""

from dataclasses import dataclass
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from cfnproof.emulator.errors import ServiceError

_PERMISSIONS: Final = ("AccessDenied", "NotAuthorized", "AuthorizationError", "UnauthorizedOperation")
_MISSING: Final = ("NotFound", "DoesNotExist", "NonExistent")
_INVALID: Final = ("Validation", "InvalidParameter", "InvalidExecutionInput", "InvalidRequestContent")


@dataclass(slots=True)
class DeliveryError(Exception):
    """A target does not get an event."""

    code: str
    message: str

    def __str__(self) -> str:
        """As a log shows it."""
        return f"{self.code}: {self.message}"


def delivery_error(error: Exception) -> DeliveryError:
    """What an error of the target's service, or of assuming the target's role, is called."""
    match error:
        case DeliveryError():
            return error
        case ClientError():
            answered = error.response["Error"]
            return DeliveryError(_code(answered["Code"]), answered["Message"])
        case ServiceError():
            return DeliveryError("FAILED_TO_ASSUME_ROLE", error.message)
        case BotoCoreError():
            return DeliveryError("SDK_CLIENT_ERROR", str(error))
        case _:
            return DeliveryError("INTERNAL_ERROR", f"{type(error).__name__}: {error}")


def _code(answered: str) -> str:
    for words, code in ((_PERMISSIONS, "NO_PERMISSIONS"), (_MISSING, "NO_RESOURCE"), (_INVALID, "INVALID_PARAMETER")):
        if any(word in answered for word in words):
            return code
    return "THROTTLING" if "Thrott" in answered else "ERROR_FROM_TARGET"
