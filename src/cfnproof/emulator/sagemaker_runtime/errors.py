"""What SageMaker Runtime refuses, in its own words.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html#API_runtime_InvokeEndpoint_Errors
"""

from typing import Final

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.sagemaker.state import SageMakerContext

_MODEL_ERROR: Final = 424
_OF_CONTAINER: Final = 500


def invalid(message: str) -> ServiceError:
    """The error for a request that cannot be met."""
    return ServiceError("ValidationError", message)


def not_found(context: SageMakerContext, name: str) -> ServiceError:
    """No endpoint of the name serves: https://github.com/aws/amazon-sagemaker-examples/issues/559 ."""
    return invalid(f"Endpoint {name} of account {context.account} not found.")


def model_error(context: SageMakerContext, endpoint: str, message: str) -> ServiceError:
    """The container failed: https://github.com/aws/amazon-sagemaker-examples/issues/1809 ."""
    group = f"/aws/sagemaker/Endpoints/{endpoint}"
    console = f"https://{context.region}.console.aws.amazon.com/cloudwatch/home?region={context.region}"
    return ServiceError(
        "ModelError",
        f'Received server error ({_OF_CONTAINER}) from primary with message "{message}". See '
        f"{console}#logEventViewer:group={group} in account {context.account} for more information.",
        _MODEL_ERROR,
        {
            "OriginalStatusCode": _OF_CONTAINER,
            "OriginalMessage": message,
            "LogStreamArn": context.arn("logs", f"log-group:{group}"),
        },
    )
