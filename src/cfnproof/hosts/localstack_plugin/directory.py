"""LocalStack's stores, as identities look things up in them, and the account's root user, whom they do not have."""

from collections.abc import Mapping
from typing import Final

from cfnproof.hosts.access.compiled import Text, policy_set
from cfnproof.hosts.access.credentials import Credential, Held
from cfnproof.hosts.access.emulated_tags import Peer
from cfnproof.hosts.access.identities import Identities, Stores
from cfnproof.hosts.access.known_resources import KnownResources
from cfnproof.hosts.localstack_plugin import stores
from cfnproof.hosts.localstack_plugin.access_keys import root_of
from cfnproof.hosts.localstack_plugin.known_resources import HOLDINGS
from cfnproof.hosts.localstack_plugin.resource_policies import POLICIES
from cfnproof.hosts.localstack_plugin.sessions import AssumedSession
from cfnproof.iam.decision import PolicyType
from cfnproof.iam.policy import PolicyKind
from cfnproof.iam.request import Principal, PrincipalKind

_EVERYTHING: Final = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'


def stores_of(account: str, partition: str, peer: Peer, sessions: Mapping[str, AssumedSession]) -> Stores:
    """Those of one account; `peer` gives the emulator's states, `sessions` are those of roles, by access key."""
    return Stores(
        iam=lambda: stores.iam(account, partition),
        session=sessions.get,
        role=stores.role_of,
        known=lambda region: KnownResources(account, partition, region, peer, HOLDINGS),
        policies=POLICIES,
    )


class Directory(Identities):
    """The identities of one account, its root user among them.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html
    """

    def __init__(self, account: str, partition: str, keys: Mapping[str, Credential], found: Stores) -> None:
        super().__init__(account, keys, found)
        self._root = _root(account, partition)

    def credential(self, access_key: str) -> Credential | None:
        """What belongs to an access key; a session must be noted before its kept one is looked up."""
        if root_of(access_key) == self._account:
            return self._root
        known = access_key in self._own or access_key in self._iam.access_keys or self._stores.session(access_key)
        return super().credential(access_key) if known else None

    def held(self, credential: Credential) -> Held:
        """The policies of a principal: the root user may do everything that resources' policies do not deny."""
        if credential.principal.kind is PrincipalKind.ROOT:
            return Held(policy_set((Text("root", _EVERYTHING, PolicyKind.IDENTITY),), PolicyType.IDENTITY))
        return super().held(credential)


def _root(account: str, partition: str) -> Credential:
    arn = f"arn:{partition}:iam::{account}:root"
    context = {
        "aws:principalarn": arn,
        "aws:principalaccount": account,
        "aws:principalisawsservice": "false",
        "aws:principaltype": "Account",
        "aws:userid": account,
    }
    return Credential(account, "", Principal(PrincipalKind.ROOT, arn, account), context=context)
