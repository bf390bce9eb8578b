"""AssociateKmsKey and DisassociateKmsKey of CloudWatch Logs, which moto has not: it takes a key on creation only.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_AssociateKmsKey.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DisassociateKmsKey.html
"""

from typing import Any, Final

from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.responses import LogsResponse

_OPERATIONS: Final = ("associate_kms_key", "disassociate_kms_key")


def _set(response: Any) -> str:  # noqa: ANN401  # moto's response object
    """Give the log group of a request its key, or none."""
    name = response._get_param("logGroupName")  # noqa: SLF001  # how moto reads a request
    group = response.logs_backend.groups.get(name)
    if group is None:
        raise ResourceNotFoundException
    group.kms_key_id = response._get_param("kmsKeyId")  # noqa: SLF001  # as above
    return ""


def install() -> None:
    """Let moto answer the two operations."""
    for operation in _OPERATIONS:
        setattr(LogsResponse, operation, _set)


def remove() -> None:
    """Give moto its own behaviour back."""
    for operation in _OPERATIONS:
        delattr(LogsResponse, operation)
