"""What CodePipeline refuses in more than one place, and how it reads the refusals of others.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/CommonErrors.html
"""

from typing import Final

from botocore.exceptions import ClientError

from cfnproof.emulator.codepipeline.state import CodePipelineContext
from cfnproof.emulator.errors import ServiceError

_DENIED: Final = (
    "403",
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "KMSAccessDenied",
    "UnauthorizedOperation",
)
"""403 is what HEAD requests of S3 end with, whose answers have no body. SNS has the two in the middle:
https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
"""


def pipeline_not_found(context: CodePipelineContext, name: str) -> ServiceError:
    """There is no pipeline of that name."""
    return ServiceError(
        "PipelineNotFoundException", f"Account '{context.account}' does not have a pipeline with name '{name}'"
    )


def is_denied(code: str) -> bool:
    """Whether an error's code says that a policy does not allow the request."""
    return code in _DENIED


def code_and_message(error: ClientError | ServiceError) -> tuple[str, str]:
    """What a service answered, or IAM where it was asked for what no operation does."""
    if isinstance(error, ServiceError):
        return error.code, error.message
    return error.response["Error"]["Code"], error.response["Error"]["Message"]
