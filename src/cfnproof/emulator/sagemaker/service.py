"""The service SageMaker, as far as the host does not answer it."""

from typing import Final

from cfnproof.emulator.sagemaker import tags
from cfnproof.emulator.sagemaker.endpoint_configs import EndpointConfigOperations
from cfnproof.emulator.sagemaker.endpoints import EndpointOperations
from cfnproof.emulator.sagemaker.model_package_groups import ModelPackageGroupOperations
from cfnproof.emulator.sagemaker.models import ModelOperations
from cfnproof.emulator.sagemaker.state import SageMakerState
from cfnproof.emulator.sagemaker.tags import TagOperations
from cfnproof.emulator.service import Request, Service

_OF_TAGS: Final = ("AddTags", "DeleteTags", "ListTags")


class SageMaker(
    ModelOperations,
    EndpointConfigOperations,
    EndpointOperations,
    ModelPackageGroupOperations,
    TagOperations,
    Service[SageMakerState],
):
    """Models, endpoints and model package groups of an account and region."""

    name = "sagemaker"
    exclusive = False
    operations = (
        "CreateEndpoint",
        "CreateEndpointConfig",
        "CreateModel",
        "CreateModelPackageGroup",
        "DeleteEndpoint",
        "DeleteEndpointConfig",
        "DeleteModel",
        "DeleteModelPackageGroup",
        "DeleteModelPackageGroupPolicy",
        "DescribeEndpoint",
        "DescribeEndpointConfig",
        "DescribeModel",
        "DescribeModelPackageGroup",
        "GetModelPackageGroupPolicy",
        "ListEndpointConfigs",
        "ListEndpoints",
        "ListModelPackageGroups",
        "ListModels",
        "PutModelPackageGroupPolicy",
        "UpdateEndpoint",
        *_OF_TAGS,
    )

    def new_state(self) -> SageMakerState:
        """No resources."""
        return SageMakerState()

    def answers(self, operation: str, request: Request) -> bool:
        """Tags of what the host keeps are the host's."""
        of_host = operation in _OF_TAGS and not tags.kept_here(str(request.get("ResourceArn", "")))
        return operation in self.operations and not of_host
