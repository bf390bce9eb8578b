"""moto's stores, as identities look things up in them."""

from dataclasses import dataclass
from typing import Any

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from cfnproof.hosts.moto import resource_policies, stores
from cfnproof.hosts.moto.known_resources import KnownResources
from cfnproof.hosts.moto.resource_tags import Peer
from cfnproof.iam.calls.model import Asked
from cfnproof.iam.policy import PolicySet


@dataclass(frozen=True, slots=True)
class MotoStores:
    """The stores of one account: see hosts.access.identities.Stores. `peer` gives the emulator's states."""

    account: str
    partition: str
    peer: Peer

    def iam(self) -> Any:  # noqa: ANN401  # moto's stores have no types
        """The account's store of IAM."""
        return iam_backends[self.account][self.partition]

    def session(self, access_key: str) -> Any:  # noqa: ANN401  # as above
        """The session of a role that an access key is of."""
        return sts_backends[self.account][self.partition].get_assumed_role_from_access_key(access_key)

    def role(self, arn: str) -> Any:  # noqa: ANN401  # as above
        """A role of any account."""
        return stores.role_of(arn)

    def known(self, region: str) -> KnownResources:
        """What the account knows of its resources in a region."""
        return KnownResources(self.account, self.partition, region, self.peer)

    def owner(self, asked: Asked) -> str:
        """The account that owns a resource."""
        return resource_policies.owner(asked)

    def missing(self, asked: Asked) -> bool:
        """Whether a queue, topic or function does not exist."""
        return resource_policies.missing(asked)

    def resource_policy(self, asked: Asked) -> PolicySet | None:
        """The policy of a resource."""
        return resource_policies.of(asked)
