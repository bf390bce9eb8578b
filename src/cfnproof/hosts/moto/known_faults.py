"""Requests that AWS refuses and moto fails on, where the failure tells for certain what is wrong with them.

https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html#API_ListGrants_Errors
https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html#API_GetParametersByPath_Errors
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html#API_ListSecretVersionIds_Errors
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html#API_PutRule_Errors
https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.parsers.expat import ExpatError

from cfnproof.emulator.errors import ServiceError

_ABSENT: Final = 404
_INTEGER: Final = r"invalid literal for int\(\) with base 10: (?P<value>.*)"
_NO_SECRET: Final = "Secrets Manager can't find the specified secret."  # noqa: S105  # words
_NO_UPLOAD: Final = (
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
    "completed."
)


@dataclass(frozen=True, slots=True)
class _Known:
    """A failure: of what kind, in which words, about the value of which member. Empty operations stand for all."""

    service: str
    operations: tuple[str, ...]
    error: type[Exception]
    words: str
    member: str
    code: str
    message: str
    status: int = 400

    def fits(self, service: str, operation: str, members: Mapping[str, Any], error: Exception) -> bool:
        """Whether a failure is this one."""
        if self.service != service or (self.operations and operation not in self.operations):
            return False
        found = re.fullmatch(self.words, str(error), re.DOTALL) if isinstance(error, self.error) else None
        if found is None:
            return False
        return not self.member or repr(str(members.get(self.member))) == found["value"]


_KEY: Final = r"(?P<value>.*)"
_KNOWN: Final = (
    _Known(
        "events",
        ("PutRule",),
        AttributeError,
        ".* has no attribute 'items'",
        "",
        "InvalidEventPatternException",
        "Event pattern is not valid. Reason: Filter is not an object",
    ),
    _Known("iam", (), ValueError, _INTEGER, "Marker", "ValidationError", "Invalid Marker."),
    _Known("kms", (), KeyError, _KEY, "KeyId", "NotFoundException", "Invalid keyId {KeyId}"),
    _Known(
        "lambda",
        ("Invoke",),
        ValueError,
        ".*",
        "",
        "InvalidRequestContentException",
        "Could not parse request body into json",
    ),
    _Known("s3", (), KeyError, _KEY, "UploadId", "NoSuchUpload", _NO_UPLOAD, _ABSENT),
    _Known(
        "s3",
        ("DeleteObjectTagging",),
        AttributeError,
        "'NoneType' object has no attribute 'arn'",
        "",
        "NoSuchKey",
        "The specified key does not exist.",
        _ABSENT,
    ),
    _Known(
        "s3",
        (),
        AttributeError,
        "'NoneType' object has no attribute 'groups'",
        "",
        "InvalidArgument",
        "Argument format not recognized",
    ),
    _Known(
        "s3",
        (),
        ExpatError,
        "no element found: line 1, column 0",
        "",
        "MissingRequestBodyError",
        "Request Body is empty",
    ),
    _Known("secretsmanager", (), ValueError, _INTEGER, "NextToken", "InvalidNextTokenException", "Invalid next token"),
    _Known("secretsmanager", (), KeyError, _KEY, "SecretId", "ResourceNotFoundException", _NO_SECRET),
    _Known(
        "sns",
        (),
        ValueError,
        r"not enough values to unpack \(expected 6, got .\)",
        "",
        "InvalidParameter",
        "Invalid parameter: an ARN must have at least 6 elements",
    ),
    _Known("sns", (), ValueError, _INTEGER, "NextToken", "InvalidParameter", "Invalid parameter: NextToken"),
    _Known("ssm", (), ValueError, _INTEGER, "NextToken", "InvalidNextToken", "The specified token isn't valid."),
)


def known(service: str, operation: str, members: Mapping[str, Any], error: Exception) -> ServiceError | None:
    """What AWS answers where moto fails so, None where that is not certain."""
    row = next((one for one in _KNOWN if one.fits(service, operation, members, error)), None)
    return None if row is None else ServiceError(row.code, row.message.format_map(members), row.status)
