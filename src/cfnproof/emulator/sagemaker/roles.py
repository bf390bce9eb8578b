"""Execution roles: SageMaker assumes them when a model or a training job is made, and works with their permissions.

https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms
https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.context import SignedClients
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.sagemaker.errors import invalid
from cfnproof.emulator.sagemaker.s3_places import place_of
from cfnproof.emulator.sagemaker.state import SageMakerContext

PRINCIPAL: Final = "sagemaker.amazonaws.com"
_SESSION: Final = "SageMaker"
MULTI_MODEL: Final = "MultiModel"


def check_role(context: SageMakerContext, role: str, containers: Iterable[Mapping[str, Any]]) -> None:
    """Raise ServiceError ValidationException where the role cannot be assumed, or cannot read a model's data."""
    clients = assume_for_hosting(context, role)
    for container in containers:
        url = container.get("ModelDataUrl")
        if url and container.get("Mode") != MULTI_MODEL:
            _check_data(context, clients, role, url)


def assume_for_hosting(context: SageMakerContext, role: str) -> SignedClients:
    """Clients of a model's role, or ServiceError ValidationException where it cannot be assumed."""
    # The asterisk is literal: for hosting, SageMaker sends it in the place of a resource.
    return assume(context, role, context.arn("sagemaker", "*"))


def assume(context: SageMakerContext, role: str, source_arn: str) -> SignedClients:
    """Clients of a role, or ServiceError ValidationException where it cannot be assumed."""
    try:
        return context.clients.role(role, _SESSION, source_arn=source_arn)
    except ServiceError as error:
        if error.code != "AccessDenied":
            raise
        raise invalid(
            f"Could not assume role {role}. Please ensure that the role exists and allows principal "
            f"'{PRINCIPAL}' to assume the role."
        ) from error


def _check_data(context: SageMakerContext, clients: SignedClients, role: str, url: str) -> None:
    place = place_of(url)
    try:
        clients("s3").head_object(Bucket=place.bucket, Key=place.key)
    except ClientError as error:
        raise invalid(
            f'Could not access model data at {url}. Please ensure that the role "{role}" exists and that its trust '
            f'relationship policy allows the action "sts:AssumeRole" for the service principal '
            f'"sagemaker.amazonaws.com". Also ensure that the role has "s3:GetObject" permissions and that the object '
            f"is located in {context.region}."
        ) from error
