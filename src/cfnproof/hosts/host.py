"""What every host gives: an isolated emulated account, and boto3 clients of it."""

from typing import Any, Protocol

from cfnproof.hosts.control import Control


class Host(Protocol):
    """A running account."""

    @property
    def account(self) -> str:
        """The account's id: 12 digits."""
        ...

    @property
    def region(self) -> str:
        """The region of clients for which no other is asked."""
        ...

    @property
    def control(self) -> Control:
        """What tests steer."""
        ...

    def client(self, service: str, *, region: str | None = None, access_key: str | None = None) -> Any:  # noqa: ANN401  # boto3's clients have no types
        """A boto3 client of the account: its root user's, or that of another access key of the account."""
        ...
