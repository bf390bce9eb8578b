"""Why a training job fails, in SageMaker's words.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html
"""

from typing import Final

from botocore.exceptions import ClientError

INTERNAL: Final = "InternalServerError: We encountered an internal error. Please try again."


class JobFailedError(Exception):
    """Ends a job; its text is the FailureReason."""


def cause(error: ClientError) -> str:
    """An error of another service, as SageMaker puts it behind its own words."""
    return f"({error.response['Error']['Code']}: {error.response['Error']['Message']})"
