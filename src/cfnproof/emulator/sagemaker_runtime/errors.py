"""What SageMaker Runtime refuses, in its own words.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html#API_runtime_InvokeEndpoint_Errors
"""

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.sagemaker.state import SageMakerContext


def invalid(message: str) -> ServiceError:
    """The error for a request that cannot be met."""
    return ServiceError("ValidationError", message)


def not_found(context: SageMakerContext, name: str) -> ServiceError:
    """No endpoint of the name serves: https://github.com/aws/amazon-sagemaker-examples/issues/559 ."""
    return invalid(f"Endpoint {name} of account {context.account} not found.")
