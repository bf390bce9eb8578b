"""What an emulated service calls others with: see emulator.context.Clients.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from cfnproof.emulator.errors import ServiceError
from cfnproof.hosts.access.door import Access, Who
from cfnproof.hosts.access.origin import Origin
from cfnproof.hosts.access.refusals import Fault, fault
from cfnproof.hosts.access.signers import Key, ServiceSigner, Session, Signer, credentials_of

_FORBIDDEN: Final = 403
_JSON: Final = "json"


class Calling(Protocol):
    """How a host makes the clients of its services."""

    def of_service(self, service: str, region: str, signer: ServiceSigner) -> Any:  # noqa: ANN401  # boto3's clients have no types
        """A client through which an emulated service calls another."""
        ...

    def session(self, key: tuple[str | None, ...], assume: Callable[[], Mapping[str, Any]]) -> Session:
        """The session of a role under a key; a new one is assumed when it is first used."""
        ...

    def before(self, service: str, operation: str, signer: ServiceSigner) -> None:
        """What happens before each request; it may refuse it."""
        ...

    def access_of(self, access_key: str) -> Access | None:
        """The door of the account that an access key is of."""
        ...


@dataclass(frozen=True, slots=True)
class SignerClients:
    """The clients of one signer: see emulator.context.SignedClients."""

    clients: Calling
    access: Access
    region: str
    signer: ServiceSigner

    def __call__(self, service: str, /) -> Any:  # noqa: ANN401  # boto3's clients have no types
        """A boto3 client."""
        return self.clients.of_service(service, self.region, self.signer)

    def authorize(self, action: str, resource: str, context: Mapping[str, str] | None = None) -> None:
        """Ask IAM for what no operation does. Raises ServiceError AccessDeniedException."""
        service, _, name = action.partition(":")
        self.clients.before(service, name, self.signer)
        access_key = self.signer.signer.credentials().access_key
        access = self.clients.access_of(access_key)  # a role of another account has its own
        credential = access.identities.credential(access_key) if access is not None else None
        if access is None or credential is None:
            raise fault(_JSON, Fault.UNKNOWN_KEY)
        keys = {key.lower(): value for key, value in (context or {}).items()}
        access.permit(action, resource, self.region, Who(credential, self.signer.origin), keys)


@dataclass(frozen=True, slots=True)
class ServiceClients:
    """The clients of one service in a region.

    `caller_signer` signs for whoever asked the service, `caller_origin` is that of the request that it works for.
    """

    clients: Calling
    access: Access
    region: str
    principal: str
    caller_signer: Signer
    caller_origin: Origin | None = None

    def caller(self) -> SignerClients:
        """Clients that call on the caller's behalf."""
        before = self.caller_origin.on_behalf if self.caller_origin else ()
        return self._of(self.caller_signer, Origin(self.principal, (*before, self.principal)))

    def service(self, source_arn: str | None = None) -> SignerClients:
        """Clients that call as the service itself, for a resource."""
        return self._of(Key.of(self.access.keys.of(self.principal)), Origin(self.principal, source_arn=source_arn))

    def inside(self) -> SignerClients:
        """Clients for what AWS does inside."""
        return self._of(Key.of(self.access.keys.inside(self.principal)), Origin(self.principal))

    def role(self, arn: str, session_name: str, *, source_arn: str | None = None) -> SignerClients:
        """Clients that call as a role; raises as `session` does. Its session is renewed when it ends."""
        session = self._session(arn, session_name, source_arn)
        return self._of(session, Origin(self.principal, source_arn=source_arn))

    def session(self, arn: str, session_name: str, *, source_arn: str | None = None) -> Mapping[str, Any]:
        """The credentials of a session of a role.

        As long as the role is the same it is the one that was made first, also under another name: each session has
        clients of its own, and these take time and memory. Whether the service may assume it is decided each time.

        Raises ServiceError AccessDenied where the role does not exist or its trust policy does not allow it.
        """
        return self._session(arn, session_name, source_arn).current()

    def signed(self, credentials: Mapping[str, Any]) -> SignerClients:
        """Clients that call with credentials which STS gave."""
        frozen = credentials_of(credentials)
        key = Key(frozen.access_key, frozen.secret_key, frozen.token)
        return self._of(key, Origin(self.principal))

    def _session(self, arn: str, session_name: str, source_arn: str | None) -> Session:
        """The session of a role that the service may assume now."""
        key = (self.principal, self.region, self.access.identities.role_id(arn) or arn, source_arn)
        members = {"RoleArn": arn, "RoleSessionName": session_name}
        session = self.clients.session(key, lambda: self._assumed(members, source_arn))
        if session.goes_on:
            self._decide(members, source_arn)
        else:
            session.current()
        return session

    def _assumed(self, members: Mapping[str, Any], source_arn: str | None) -> Mapping[str, Any]:
        """A new session of a role that the service may assume now."""
        self._decide(members, source_arn)
        answer: Mapping[str, Any] = self.inside()("sts").assume_role(**members)["Credentials"]
        return answer

    def _decide(self, members: Mapping[str, Any], source_arn: str | None) -> None:
        """Let the role's trust policy decide."""
        who = self.access.service(self.principal, source_arn)
        try:
            self.access.decide("sts", "AssumeRole", members, self.region, who)
        except ServiceError as error:
            raise ServiceError("AccessDenied", error.message, _FORBIDDEN) from error

    def _of(self, signer: Signer, origin: Origin) -> SignerClients:
        return SignerClients(self.clients, self.access, self.region, ServiceSigner(signer, origin))
