"""One account of a host, as the emulator's services see it: what answers them, and what they call others with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cfnproof.emulator.context import Context
from cfnproof.emulator.ids import Ids
from cfnproof.emulator.service import Answer, Service
from cfnproof.emulator.stores import Stores
from cfnproof.emulator.work import Work
from cfnproof.hosts.access.door import Access, Visitor
from cfnproof.hosts.access.service_clients import Calling, ServiceClients
from cfnproof.hosts.access.signers import Key
from cfnproof.hosts.control import HostControl

_SUFFIX: Final = "amazonaws.com"


@dataclass(slots=True, kw_only=True)
class EmulatedAccount:
    """An account. `region` is that of requests that name none; `access` decides who may do what.

    `address` is where it was reached over HTTP when a user last asked it something.
    """

    account: str
    region: str
    partition: str
    clients: Calling
    work: Work
    control: HostControl
    stores: Stores
    access: Access
    ids: Ids = field(default_factory=Ids)
    address: str | None = None

    def service_clients(self, principal: str, region: str) -> ServiceClients:
        """What a service that the host emulates, such as `events.amazonaws.com`, calls others with."""
        return ServiceClients(self.clients, self.access, region, principal, Key.of(self.access.keys.of(principal)))

    def call(self, service: Service[Any], operation: str, members: Mapping[str, Any], visitor: Visitor) -> Answer:
        """Answer a request to one of the emulator's services.

        Raises ServiceError for what the service refuses, AnswerError for an answer that AWS could not send.
        """
        return service.call(self.context(service, visitor), operation, members)

    def context(self, service: Service[Any], visitor: Visitor) -> Context[Any]:
        """What a service is given with a visitor's request."""
        region = visitor.region or self.region
        self.work.hold_seconds = self.control.hold_seconds
        return Context(
            account=self.account,
            partition=self.partition,
            region=region,
            caller=self.access.caller(visitor.who),
            request_id=visitor.request_id,
            clock=self.control.clock,
            ids=self.ids,
            clients=ServiceClients(
                self.clients,
                self.access,
                region,
                service.principal or f"{service.name}.{_SUFFIX}",
                Key.of(visitor.who.credential),
                visitor.who.origin,
            ),
            work=self.work,
            plans=self.control.plans,
            peer=lambda name: self.stores.of(name, self.account, region),
            state=self.stores.of(service.name, self.account, region),
            address=self.address,
        )
