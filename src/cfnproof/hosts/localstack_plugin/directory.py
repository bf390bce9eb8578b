"""LocalStack's stores, as identities look things up in them, and the account's root user, whom they do not have."""

from dataclasses import dataclass, field
from typing import Any, Final

from cfnproof.hosts.access.compiled import Text, policy_set
from cfnproof.hosts.access.credentials import Credential, Held
from cfnproof.hosts.access.identities import Identities
from cfnproof.hosts.localstack_plugin import resource_policies, stores
from cfnproof.hosts.localstack_plugin.access_keys import root_of
from cfnproof.hosts.localstack_plugin.known_resources import KnownResources
from cfnproof.hosts.localstack_plugin.resource_tags import Peer
from cfnproof.hosts.localstack_plugin.sessions import AssumedSession
from cfnproof.iam.calls.model import Asked
from cfnproof.iam.decision import PolicyType
from cfnproof.iam.policy import PolicyKind, PolicySet
from cfnproof.iam.request import Principal, PrincipalKind

_EVERYTHING: Final = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'


@dataclass(frozen=True, slots=True)
class LocalStackStores:
    """The stores of one account: see hosts.access.identities.Stores. `peer` gives the emulator's states."""

    account: str
    partition: str
    peer: Peer
    sessions: dict[str, AssumedSession] = field(default_factory=dict)

    def iam(self) -> Any:  # noqa: ANN401  # LocalStack's stores have no types
        """The account's store of IAM."""
        return stores.iam(self.account, self.partition)

    def session(self, access_key: str) -> AssumedSession | None:
        """The session of a role that an access key is of."""
        return self.sessions.get(access_key)

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


class Directory(Identities):
    """The identities of one account, its root user among them.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html
    """

    def __init__(self, keys: dict[str, Credential], found: LocalStackStores) -> None:
        super().__init__(found.account, keys, found)
        self._root = _root(found.account, found.partition)
        self.sessions = found.sessions

    def credential(self, access_key: str) -> Credential | None:
        """What belongs to an access key; a session must be noted before its kept one is looked up."""
        if root_of(access_key) == self._account:
            return self._root
        known = access_key in self._own or access_key in self._iam.access_keys or access_key in self.sessions
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
