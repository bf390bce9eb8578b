"""moto's stores, as identities look things up in them."""

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from cfnproof.hosts.access.emulated_tags import Peer
from cfnproof.hosts.access.identities import Stores
from cfnproof.hosts.access.known_resources import KnownResources
from cfnproof.hosts.moto import stores
from cfnproof.hosts.moto.known_resources import HOLDINGS
from cfnproof.hosts.moto.resource_policies import POLICIES


def stores_of(account: str, partition: str, peer: Peer) -> Stores:
    """Those of one account; `peer` gives the emulator's states."""
    return Stores(
        iam=lambda: iam_backends[account][partition],
        session=lambda key: sts_backends[account][partition].get_assumed_role_from_access_key(key),  # noqa: PLW0108  # the store of now
        role=stores.role_of,
        known=lambda region: KnownResources(account, partition, region, peer, HOLDINGS),
        policies=POLICIES,
    )
