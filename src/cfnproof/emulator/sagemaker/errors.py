"""What SageMaker refuses, in its own words: nearly everything is a ValidationException.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/CommonErrors.html
"""

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.sagemaker.state import Endpoint, EndpointConfig, Model, ModelPackageGroup, SageMakerContext
from cfnproof.emulator.sagemaker.training.job import TrainingJob


def invalid(message: str) -> ServiceError:
    """The error for a request that cannot be met."""
    return ServiceError("ValidationException", message)


def exists(kind: str, arn: str) -> ServiceError:
    """A name is taken."""
    return invalid(f'Cannot create already existing {kind} "{arn}".')


def job_exists(arn: str) -> ServiceError:
    """The name of a training job is taken, for ever: jobs are never deleted."""
    return ServiceError(
        "ResourceInUse",
        f"Training job names must be unique within an AWS account and region, and a training job with this name "
        f"already exists ({arn})",
    )


def arn_of(context: SageMakerContext, kind: str, name: str) -> str:
    """The ARN of a resource: SageMaker writes names in lower case."""
    return context.arn("sagemaker", f"{kind}/{name.lower()}")


def find_model(context: SageMakerContext, name: str) -> Model:
    """The model of a name, or ServiceError."""
    found = context.state.models.find(name)
    if found is None:
        raise invalid(f'Could not find model "{arn_of(context, "model", name)}".')
    return found


def find_config(context: SageMakerContext, name: str) -> EndpointConfig:
    """The endpoint configuration of a name, or ServiceError."""
    found = context.state.configs.find(name)
    if found is None:
        raise invalid(f'Could not find endpoint configuration "{arn_of(context, "endpoint-config", name)}".')
    return found


def find_endpoint(context: SageMakerContext, name: str) -> Endpoint:
    """The endpoint of a name, or ServiceError."""
    found = context.state.endpoints.find(name)
    if found is None:
        raise invalid(f'Could not find endpoint "{arn_of(context, "endpoint", name)}".')
    return found


def find_job(context: SageMakerContext, name: str) -> TrainingJob:
    """The training job of a name, or ServiceError.

    AWS documents ResourceNotFound, and answers ValidationException: https://github.com/boto/boto3/issues/2808
    """
    found = context.state.jobs.find(name)
    if found is None:
        raise invalid("Requested resource not found.")
    return found


def find_group(context: SageMakerContext, name: str) -> ModelPackageGroup:
    """The model package group of a name or an ARN, or ServiceError."""
    short = name.rpartition("/")[2]
    found = context.state.groups.find(short)
    if found is None:
        raise invalid(f"ModelPackageGroup {arn_of(context, 'model-package-group', short)} does not exist.")
    return found
