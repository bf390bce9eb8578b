"""What brings an endpoint into service: images, data and code of its models, each read as the model's role.

https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms
https://docs.aws.amazon.com/sagemaker/latest/dg/how-it-works-deployment.html
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cfnproof.emulator.context import SignedClients
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.sagemaker import container_code, images
from cfnproof.emulator.sagemaker.container_output import ENDPOINTS, Output
from cfnproof.emulator.sagemaker.refusals import REFUSED
from cfnproof.emulator.sagemaker.roles import MULTI_MODEL, assume_for_hosting
from cfnproof.emulator.sagemaker.s3_places import place_of
from cfnproof.emulator.sagemaker.state import Model, SageMakerContext, Served, containers_of
from cfnproof.emulator.sagemaker.volume_grants import new_instance


class DeploymentFailedError(Exception):
    """Ends a deployment; its text is the FailureReason."""


def deploy(context: SageMakerContext, endpoint: str, serves: Served) -> Served:
    """Do the work of a deployment; return what is served, with its artifacts. Raises DeploymentFailedError."""
    artifacts: dict[str, str] = {}
    for variant in serves.variants:
        if model := serves.models.get(variant.get("ModelName", "")):
            _Instance(context, endpoint, variant["VariantName"], model).start(artifacts)
    return replace(serves, artifacts=artifacts)


@dataclass(frozen=True, slots=True)
class _Instance:
    """The first instance of a variant, with the containers of its model."""

    context: SageMakerContext
    endpoint: str
    variant: str
    model: Model

    def start(self, artifacts: dict[str, str]) -> None:
        """Start the containers; add the sums of their data. For a model without a role nothing is asked."""
        containers = containers_of(self.model.members)
        clients = self._assume()
        for number, container in enumerate(containers, 1):
            name = container.get("ContainerHostname", f"container_{number}")
            url = container.get("ModelDataUrl")
            if clients and container.get("Image"):
                self._pull(clients, container["Image"])
            if url and container.get("Mode") != MULTI_MODEL:
                artifacts[url] = _download(clients, name, url)
        if clients:
            self._run(clients, containers)

    def _assume(self) -> SignedClients | None:
        role = self.model.members.get("ExecutionRoleArn")
        if role is None:
            return None
        try:
            return assume_for_hosting(self.context, role)
        except ServiceError as error:
            raise DeploymentFailedError(error.message) from error

    def _pull(self, clients: SignedClients, image: str) -> None:
        """SageMaker's words: https://github.com/aws/deep-learning-containers/issues/759 ."""
        try:
            images.pull(clients, image, self.context.partition)
        except images.PullRefusedError as error:
            role = self.model.members["ExecutionRoleArn"]
            raise DeploymentFailedError(
                f"The role '{role}' does not have {error.action} permission for the image: '{image}'."
            ) from error

    def _run(self, clients: SignedClients, containers: list[dict[str, Any]]) -> None:
        """Load the code of each container, and write its log and metrics."""
        instance, failed = new_instance(self.context), False
        dimensions = {"EndpointName": self.endpoint, "VariantName": self.variant}
        for number, container in enumerate(containers, 1):
            line, good = _load(clients, container)
            failed = failed or not good
            name = container.get("ContainerHostname", f"container-{number}")
            stream = f"{self.variant}/{instance}" + (f"/{name}" if len(containers) > 1 else "")
            output = Output(f"{ENDPOINTS}/{self.endpoint}", stream, ENDPOINTS, dimensions)
            output.write(clients, [line], self.context.clock.now())
        if failed:
            raise DeploymentFailedError(
                f"The primary container for production variant {self.variant} did not pass the ping health check. "
                f"Please check CloudWatch logs for this endpoint."
            )


def _download(clients: SignedClients | None, container: str, url: str) -> str:
    """The sum of a model's data. SageMaker's words: https://github.com/aws-samples/cvat-on-aws-china/issues/3 ."""
    refusal = DeploymentFailedError(
        f'Failed to download model data for container "{container}" from URL: "{url}". Please ensure that there is an '
        f"object located at the URL and that the role passed to CreateModel has permissions to download the object."
    )
    if clients is None:
        raise refusal
    place = place_of(url)
    try:
        data: bytes = clients("s3").get_object(Bucket=place.bucket, Key=place.key)["Body"].read()
    except REFUSED as error:
        raise refusal from error
    return hashlib.sha256(data).hexdigest()


def _load(clients: SignedClients, container: Mapping[str, Any]) -> tuple[str, bool]:
    """What a container's log says, and whether the container answers."""
    url = container_code.code_of_inference(container.get("Environment", {}))
    if url is None:
        return "Serving", True
    try:
        container_code.load(clients, url)
    except REFUSED as error:
        return f"Failed to load the code of {url}: {error}", False
    return f"Serving with the code of {url}", True
