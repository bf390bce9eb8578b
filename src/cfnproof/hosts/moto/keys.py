"""The access keys of a host: the administrator's, and those with which AWS's services sign.

moto finds the account of a request by its access key, so each key stands in moto's store too.
"""

import threading
from dataclasses import dataclass, field
from typing import Any, Final

from moto.iam.models import AccessKey, iam_backends

from cfnproof.hosts.access.credentials import Credential
from cfnproof.iam.request import Principal, PrincipalKind

ADMINISTRATOR: Final = "administrator"
"""The name of the IAM user that a fresh account has."""
ADMINISTRATOR_SECRET: Final = "cfnproof/emulated/administrator/key/0001"  # noqa: S105  # documented, good for nothing else
_ACCESS: Final = "policy/AdministratorAccess"
INSIDE: Final = "inside"


def administrator_key(account: str) -> str:
    """The id of the administrator's access key in an account of 12 digits."""
    return f"AKIAADMN{account}"


def open_administrator(account: str, partition: str) -> str:
    """Make the administrator, who may do everything that IAM can allow; return the id of the access key.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/getting-started-workloads.html
    """
    iam = iam_backends[account][partition]
    iam.create_user(partition, ADMINISTRATOR)
    iam.attach_user_policy(f"arn:{partition}:iam::aws:{_ACCESS}", ADMINISTRATOR)
    key = iam.create_access_key(ADMINISTRATOR)
    del iam.access_keys[key.access_key_id]
    key.access_key_id, key.secret_access_key = administrator_key(account), ADMINISTRATOR_SECRET
    iam.access_keys[key.access_key_id] = key
    return str(key.access_key_id)


@dataclass(slots=True)
class ServiceKeys:
    """The keys of services in one account, made when first asked for. `own` are their credentials by access key."""

    account: str
    partition: str
    own: dict[str, Credential] = field(default_factory=dict)
    _by_name: dict[str, Credential] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, principal: str) -> Credential:
        """The key with which a service asks in its own name: policies of resources must let it."""
        return self._made(
            principal,
            principal,
            inside=False,
        )

    def inside(self, principal: str) -> Credential:
        """The key for what a service does inside AWS, through no request that IAM sees."""
        return self._made(f"{INSIDE} {principal}", principal, inside=True)

    def _made(self, name: str, principal: str, *, inside: bool) -> Credential:
        with self._lock:
            if name not in self._by_name:
                key: Any = AccessKey(user_name=None, prefix="AKIA", account_id=self.account)  # moto has no types
                iam_backends[self.account][self.partition].access_keys[key.access_key_id] = key
                credential = Credential(
                    key.access_key_id,
                    key.secret_access_key,
                    Principal(PrincipalKind.SERVICE, principal),
                    inside=inside,
                    context={"aws:principalisawsservice": "true", "aws:principalservicename": principal},
                )
                self._by_name[name] = self.own[credential.access_key] = credential
            return self._by_name[name]
