"""What a service is given with every request: who asks, where, and everything that comes from the host.

Ids and times come from here alone, so that a host can repeat them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from cfnproof.emulator.ids import Ids
from cfnproof.emulator.plans import Plans
from cfnproof.emulator.work import Work

State = TypeVar("State")
ClientOf = Callable[[str], Any]
"""From a service's botocore name to a boto3 client of the region; clients have no static types: Any at the edge.

The response of a ClientError has, beside Code and Message, the Service that answered: its id in botocore's model.
"""


class SignedClients(Protocol):
    """The clients of one signer, who can also be asked for what is no operation of an API."""

    def __call__(self, service: str, /) -> Any:  # noqa: ANN401  # as ClientOf
        """A client, as of ClientOf."""
        ...

    def authorize(self, action: str, resource: str, context: Mapping[str, str] | None = None) -> None:
        """Ask IAM for what AWS does through no operation: `codecommit:UploadArchive`, pulling an image.

        `context` are keys of the request beside those that every request has.

        Raises ServiceError AccessDeniedException, with AWS's message, where the signer may not.
        """
        ...


@dataclass(frozen=True, slots=True)
class Caller:
    """Who made a request. `access_key` is the id under which it was signed.

    `service` is the principal of the service that makes it in the caller's name or in its own, None for the caller;
    `source_arn` the resource for which that service assumed a role.
    """

    arn: str
    account: str
    access_key: str
    service: str | None = None
    source_arn: str | None = None


class Clock(Protocol):
    """The host's clock."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        ...


class Clients(Protocol):
    """Makes the clients through which a service calls others, itself included."""

    def caller(self) -> SignedClients:
        """Clients that call on the caller's behalf, with the caller's permissions."""
        ...

    def service(self, source_arn: str | None = None) -> SignedClients:
        """Clients that call as the emulated service itself, whom policies of resources must allow it.

        `source_arn` is the resource for which it calls.
        """
        ...

    def inside(self) -> SignedClients:
        """Clients for what AWS's services do among themselves, through no request that IAM sees."""
        ...

    def role(self, arn: str, session_name: str, *, source_arn: str | None = None) -> SignedClients:
        """Clients that call as a role which the emulated service assumes.

        Raises ServiceError AccessDenied where the role does not exist or does not trust the service.
        """
        ...

    def session(self, arn: str, session_name: str, *, source_arn: str | None = None) -> Mapping[str, Any]:
        """The `Credentials` of STS's answer for such a role, for services that hand them on.

        Raises as `role` does.
        """
        ...

    def signed(self, credentials: Mapping[str, Any]) -> SignedClients:
        """Clients that call with credentials which STS gave the service: the `Credentials` of its answer."""
        ...


@dataclass(frozen=True, slots=True)
class Context(Generic[State]):
    """One request's surroundings. `state` is the service's own, of this account and region.

    `peer` gives the state of another emulated service there, by its botocore name: for what AWS's services do among
    themselves through no public operation. `plans` is what tests steer. `address` is where users reach the host over
    HTTP (`http://127.0.0.1:4566`), None where they do not.
    """

    account: str
    partition: str
    region: str
    caller: Caller
    request_id: str
    clock: Clock
    ids: Ids
    clients: Clients
    work: Work
    plans: Plans
    peer: Callable[[str], Any]
    state: State
    address: str | None = None

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this account and region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"
