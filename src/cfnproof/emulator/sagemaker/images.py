"""Images of containers: who pulls one from ECR must be allowed to. No image is pulled.

https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createtrainingjob-perms
https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-pull-ecr-image.html
"""

import re
from dataclasses import dataclass
from typing import Final

from botocore.exceptions import ClientError

from cfnproof.emulator.context import SignedClients
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.sagemaker.refusals import REFUSED, message_of

SIGN_IN: Final = "GetAuthorizationToken"
PULL: Final = ("BatchCheckLayerAvailability", "GetDownloadUrlForLayer", "BatchGetImage")
"""What a pull asks for on the repository, after the token that is bound to none."""

_IN_ECR: Final = re.compile(
    r"(?P<account>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.(?:amazonaws\.|on\.aws)[a-z.]*/"
    r"(?P<name>[^:@]+)(?:[:@].*)?"
)


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository of ECR: the account of its registry, its name, and its ARN."""

    account: str
    name: str
    arn: str


class PullRefusedError(Exception):
    """An image cannot be pulled, for want of the permission for `action`, which is without its prefix."""

    def __init__(self, action: str, refusal: ClientError | ServiceError) -> None:
        super().__init__(message_of(refusal))
        self.action = action


def repository_of(image: str, partition: str) -> Repository | None:
    """The repository of an image's URI, None for an image that is not in ECR."""
    found = _IN_ECR.fullmatch(image)
    if found is None:
        return None
    account, region, name = found.group("account", "region", "name")
    return Repository(account, name, f"arn:{partition}:ecr:{region}:{account}:repository/{name}")


def check_repository(clients: SignedClients, repository: Repository) -> None:
    """Ask for what a pull needs on the repository. Raises PullRefusedError."""
    for action in PULL:
        _ask(clients, action, repository.arn)


def pull(clients: SignedClients, image: str, partition: str) -> None:
    """Ask for all that a pull needs; of an image outside ECR nothing is asked. Raises PullRefusedError."""
    repository = repository_of(image, partition)
    if repository is None:
        return
    _ask(clients, SIGN_IN, "*")
    check_repository(clients, repository)


def _ask(clients: SignedClients, action: str, resource: str) -> None:
    try:
        clients.authorize(f"ecr:{action}", resource)
    except REFUSED as error:
        raise PullRefusedError(action, error) from error
