"""What every host gives: an isolated emulated account, and boto3 clients of it."""

from dataclasses import dataclass
from typing import Any, Protocol

from cfnproof.hosts.control import Control


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An access key. As text it is what a user needs to sign with it: it is good for the emulated account alone."""

    access_key: str
    secret: str

    def __str__(self) -> str:
        """`access key id …, secret access key …`."""
        return f"access key id {self.access_key}, secret access key {self.secret}"


class UnenforcedWarning(UserWarning):
    """A host was started on which everybody may do everything."""


class Host(Protocol):
    """A running account."""

    @property
    def name(self) -> str:
        """The host's name, as `--host` takes it."""
        ...

    @property
    def account(self) -> str:
        """The account's id: 12 digits."""
        ...

    @property
    def region(self) -> str:
        """The region of clients for which no other is asked."""
        ...

    @property
    def administrator(self) -> KeyPair:
        """The key pair of the account's administrator, an IAM user who may do everything."""
        ...

    @property
    def control(self) -> Control:
        """What tests steer."""
        ...

    def client(self, service: str, *, region: str | None = None, access_key: str | None = None) -> Any:  # noqa: ANN401  # boto3's clients have no types
        """A boto3 client of the account: its administrator's, or that of another access key of the account."""
        ...
