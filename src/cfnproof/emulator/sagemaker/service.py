"""The service SageMaker, as far as the host does not answer it."""

from typing import Final

from cfnproof.emulator.sagemaker import tags
from cfnproof.emulator.sagemaker.endpoint_configs import EndpointConfigOperations
from cfnproof.emulator.sagemaker.endpoints import EndpointOperations
from cfnproof.emulator.sagemaker.model_package_groups import ModelPackageGroupOperations
from cfnproof.emulator.sagemaker.models import ModelOperations
from cfnproof.emulator.sagemaker.state import SageMakerState
from cfnproof.emulator.sagemaker.tags import TagOperations
from cfnproof.emulator.sagemaker.training.jobs import TrainingJobOperations
from cfnproof.emulator.service import Request, Service

_OF_TAGS: Final = ("AddTags", "DeleteTags", "ListTags")
_REFUSED: Final = ("UpdateEndpointWeightsAndCapacities", "UpdateTrainingJob")
"""Operations on what is kept here: the host, which does not have it, would answer wrongly."""


class SageMaker(
    ModelOperations,
    EndpointConfigOperations,
    EndpointOperations,
    ModelPackageGroupOperations,
    TrainingJobOperations,
    TagOperations,
    Service[SageMakerState],
):
    """Models, endpoints, model package groups and training jobs of an account and region."""

    name = "sagemaker"
    exclusive = False
    operations = (
        "CreateEndpoint",
        "CreateEndpointConfig",
        "CreateModel",
        "CreateModelPackageGroup",
        "CreateTrainingJob",
        "DeleteEndpoint",
        "DeleteEndpointConfig",
        "DeleteModel",
        "DeleteModelPackageGroup",
        "DeleteModelPackageGroupPolicy",
        "DescribeEndpoint",
        "DescribeEndpointConfig",
        "DescribeModel",
        "DescribeModelPackageGroup",
        "DescribeTrainingJob",
        "GetModelPackageGroupPolicy",
        "ListEndpointConfigs",
        "ListEndpoints",
        "ListModelPackageGroups",
        "ListModels",
        "ListTrainingJobs",
        "PutModelPackageGroupPolicy",
        "StopTrainingJob",
        "UpdateEndpoint",
        *_OF_TAGS,
    )

    def new_state(self) -> SageMakerState:
        """No resources."""
        return SageMakerState()

    def answers(self, operation: str, request: Request) -> bool:
        """Tags of what the host keeps are the host's; what is kept here is not for it to change."""
        of_host = operation in _OF_TAGS and tags.kept_elsewhere(str(request.get("ResourceArn", "")))
        return operation in (*self.operations, *_REFUSED) and not of_host
