"""What other services and IAM refuse while SageMaker works for somebody."""

from typing import Final

from botocore.exceptions import ClientError

from cfnproof.emulator.errors import ServiceError

REFUSED: Final = (ClientError, ServiceError)
"""A request that was refused, and what IAM refuses where no request is made."""


def code_of(error: ClientError | ServiceError) -> str:
    """The error's code."""
    return error.code if isinstance(error, ServiceError) else str(error.response["Error"]["Code"])


def message_of(error: ClientError | ServiceError) -> str:
    """The error's message."""
    return error.message if isinstance(error, ServiceError) else str(error.response["Error"]["Message"])
