"""Who asks on a host, and whether they may: the host's keys, its directory, and what decides.

Every request that reaches the host is admitted here, before anything answers it.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from cfnproof.emulator.context import Caller, Clock
from cfnproof.emulator.shapes import service_model
from cfnproof.hosts.access.arrival import Arrival
from cfnproof.hosts.access.authorization import Asking, Authorizer, source_of
from cfnproof.hosts.access.credentials import Credential, Directory
from cfnproof.hosts.access.documents import check_documents
from cfnproof.hosts.access.origin import Origin
from cfnproof.hosts.access.s3_keys import s3_keys
from cfnproof.hosts.access.service_keys import ServiceKeys
from cfnproof.hosts.access.surroundings import Surroundings
from cfnproof.hosts.control import HostControl
from cfnproof.iam.calls.model import Call
from cfnproof.iam.calls.permission_only import permission_only
from cfnproof.iam.request import PrincipalKind, Values

_LOCAL: Final = "127.0.0.1"
_SECURE: Final = "https"
_JSON: Final = "json"
_S3: Final = "s3"


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that is at the door. `members` reads its parameters, which are not needed where nobody is asked."""

    arrival: Arrival
    service: str
    operation: str
    protocol: str
    region: str
    origin: Origin | None
    members: Callable[[], Mapping[str, Any]]
    request_id: str


@dataclass(frozen=True, slots=True)
class Who:
    """Who makes a call: what signs it, and the service that makes it, if one does."""

    credential: Credential
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who has come with a request, the region that it is for, and its id."""

    who: Who
    region: str
    request_id: str


Authenticate = Callable[[Arrival, str, str, Directory, datetime | None], Credential]
"""What finds out whose a request is: see `authentication.authenticate`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The door of one account. `enforced` says whether requests are decided on; it is off for experiments only.

    `authenticate` finds out whose a request is.
    """

    account: str
    partition: str
    control: HostControl
    keys: ServiceKeys
    identities: Directory
    authenticate: Authenticate
    enforced: bool

    @property
    def clock(self) -> Clock:
        """The host's clock."""
        return self.control.clock

    def admit(self, visit: Visit) -> Visitor:
        """Who has come.

        Raises ServiceError, with the code and the words of the service, for a request that is nobody's and, where
        requests are decided on, for one that IAM refuses and for a policy document that is malformed.
        """
        renews = visit.origin is not None and not visit.origin.on_behalf
        now = None if renews else self.clock.now()
        credential = self.authenticate(visit.arrival, visit.service, visit.protocol, self.identities, now)
        who = Who(credential, visit.origin)
        if self._decides(who):
            call = self._call(visit.service, visit.operation, visit.members(), visit.region, who)
            around = Surroundings(
                region=visit.region,
                secure=visit.arrival.address.scheme == _SECURE,
                user_agent=visit.arrival.header("User-Agent"),
                source_ip=None if visit.origin else _LOCAL,
                source_arn=_source_arn(who),
                of_service=s3_keys(visit.arrival) if visit.service == _S3 else {},
            )
            source = source_of(visit.service, visit.operation, visit.request_id)
            self._authorizer().authorize(call, Asking(credential, around, source, visit.protocol))
            check_documents(visit.service, visit.operation, visit.members())
        return Visitor(who, visit.region, visit.request_id)

    def service(self, principal: str, source_arn: str | None) -> Who:
        """A service that asks in its own name, for a resource."""
        return Who(self.keys.of(principal), Origin(principal, source_arn=source_arn))

    def caller(self, who: Who) -> Caller:
        """The caller as the emulator's services see it."""
        arn, key = who.credential.principal.name, who.credential.access_key
        if who.origin is None:
            return Caller(arn, self.account, key)
        return Caller(arn, self.account, key, who.origin.service, who.origin.source_arn)

    def decide(self, service: str, operation: str, members: Mapping[str, Any], region: str, who: Who) -> None:
        """Decide on a call that a service makes without a request. Raises ServiceError."""
        if self._decides(who):
            call = self._call(service, operation, members, region, who)
            self._authorizer().authorize(call, self._inner(service, operation, region, who, _protocol_of(service)))

    def permit(self, action: str, resource: str, region: str, who: Who, context: Mapping[str, Values]) -> None:
        """Decide on an action that no operation has. Raises ServiceError AccessDeniedException."""
        if self._decides(who):
            service, _, name = action.partition(":")
            call = self._call(service, name, {}, region, who)
            asked = permission_only(action, resource, call, self.identities.known(region), context)
            self._authorizer().ask((asked,), self._inner(service, name, region, who, _JSON))

    def permit_visit(
        self, action: str, resource: str, visitor: Visitor, around: Surroundings, context: Mapping[str, Values]
    ) -> None:
        """Decide on an action that no operation has, for who has come with a request. Raises ServiceError."""
        if self._decides(visitor.who):
            service, _, name = action.partition(":")
            call = self._call(service, name, {}, visitor.region, visitor.who)
            asked = permission_only(action, resource, call, self.identities.known(visitor.region), context)
            source = source_of(service, name, visitor.request_id)
            self._authorizer().ask((asked,), Asking(visitor.who.credential, around, source, _JSON))

    def _authorizer(self) -> Authorizer:
        return Authorizer(self.identities, self.control.ledger, self.control.clock, self.account)

    def _decides(self, who: Who) -> bool:
        return self.enforced and not who.credential.inside

    def _call(self, service: str, operation: str, members: Mapping[str, Any], region: str, who: Who) -> Call:
        via = who.origin.on_behalf if who.origin else ()
        caller = who.credential.principal.name
        return Call(service, operation, members, self.account, region, self.partition, via, caller)

    def _inner(self, service: str, operation: str, region: str, who: Who, protocol: str) -> Asking:
        """The asking of what is no request, and so has an id of its own."""
        around = Surroundings(region=region, source_arn=_source_arn(who))
        return Asking(who.credential, around, source_of(service, operation, str(uuid.uuid4())), protocol)


def _source_arn(who: Who) -> str | None:
    """The resource for which a service calls: sent where it calls as itself, not as a role.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcearn
    """
    is_service = who.credential.principal.kind is PrincipalKind.SERVICE
    return who.origin.source_arn if who.origin and is_service else None


@cache
def _protocol_of(service: str) -> str:
    return str(service_model(service).metadata["protocol"])
