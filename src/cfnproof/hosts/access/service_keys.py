"""The access keys with which AWS's services sign in an account, in their own name and on behalf of callers."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from cfnproof.hosts.access.credentials import Credential
from cfnproof.iam.request import Principal, PrincipalKind

INSIDE: Final = "inside"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that nobody has yet."""

    access_key: str
    secret: str = field(repr=False)


@dataclass(slots=True)
class ServiceKeys:
    """The keys of services in one account, made by `new_key` when first asked for.

    `own` are their credentials by access key.
    """

    new_key: Callable[[], NewKey]
    own: dict[str, Credential] = field(default_factory=dict)
    _by_name: dict[str, Credential] = field(default_factory=dict)
    _standing: dict[str, NewKey] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, principal: str) -> Credential:
        """The key with which a service asks in its own name: policies of resources must let it."""
        return self._made(principal, principal, inside=False)

    def inside(self, principal: str) -> Credential:
        """The key for what a service does inside AWS, through no request that IAM sees."""
        return self._made(f"{INSIDE} {principal}", principal, inside=True)

    def stand_in(self, name: str, credential_of: Callable[[NewKey], Credential]) -> Credential:
        """A key for who has come with a password, under the name of that: with it a service calls on their behalf."""
        with self._lock:
            if name not in self._standing:
                self._standing[name] = self.new_key()
            credential = credential_of(self._standing[name])
            self.own[credential.access_key] = credential
            return credential

    def _made(self, name: str, principal: str, *, inside: bool) -> Credential:
        with self._lock:
            if name not in self._by_name:
                key = self.new_key()
                credential = Credential(
                    key.access_key,
                    key.secret,
                    Principal(PrincipalKind.SERVICE, principal),
                    inside=inside,
                    context={"aws:principalisawsservice": "true", "aws:principalservicename": principal},
                )
                self._by_name[name] = self.own[credential.access_key] = credential
            return self._by_name[name]
