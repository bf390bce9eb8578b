"""Who signs the requests of a client: a key that stays, or a session of a role that is assumed again when it ends.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from botocore.credentials import ReadOnlyCredentials

from cfnproof.emulator.context import Clock
from cfnproof.hosts.access.credentials import Credential
from cfnproof.hosts.access.origin import Origin

_EARLY: Final = timedelta(minutes=1)


class Signer(Protocol):
    """What a client signs with."""

    def credentials(self) -> ReadOnlyCredentials:
        """The key, the secret and the token of the next request."""
        ...


@dataclass(frozen=True, slots=True)
class Key:
    """A key that stays."""

    access_key: str
    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, credential: Credential) -> "Key":
        """The key of a credential."""
        return cls(credential.access_key, credential.secret, credential.token)

    def credentials(self) -> ReadOnlyCredentials:
        """The key itself."""
        return ReadOnlyCredentials(self.access_key, self.secret, self.token)


class Session:
    """A session of a role, by what assumes it: STS's `Credentials`."""

    def __init__(self, assume: Callable[[], Mapping[str, Any]], clock: Clock) -> None:
        self._assume, self._clock = assume, clock
        self._current: Mapping[str, Any] | None = None
        self._lock = threading.RLock()

    @property
    def goes_on(self) -> bool:
        """Whether it has begun and has not ended."""
        return self._current is not None and not self._ends(self._current["Expiration"])

    def current(self) -> Mapping[str, Any]:
        """STS's credentials of a session that goes on."""
        with self._lock:
            if self._current is None or self._ends(self._current["Expiration"]):
                self._current = self._assume()
            return self._current

    def credentials(self) -> ReadOnlyCredentials:
        """Those of the session."""
        return credentials_of(self.current())

    def _ends(self, expiration: datetime) -> bool:
        return self._clock.now() >= expiration - _EARLY


def credentials_of(answer: Mapping[str, Any]) -> ReadOnlyCredentials:
    """Botocore's form of STS's `Credentials`."""
    return ReadOnlyCredentials(answer["AccessKeyId"], answer["SecretAccessKey"], answer["SessionToken"])


@dataclass(frozen=True, slots=True)
class ServiceSigner:
    """Who signs for a service, and what the requests carry. Two that sign alike have the same clients."""

    signer: Signer
    origin: Origin


@dataclass(frozen=True, slots=True)
class Signing:
    """What botocore asks for credentials when it signs."""

    signer: Signer

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Botocore's name for it."""
        return self.signer.credentials()
