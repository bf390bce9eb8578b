"""boto3 clients of a moto host: one shared session, one client for each service, region and signer."""

import threading
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from botocore.config import Config

from cfnproof.hosts.access.door import Access
from cfnproof.hosts.access.signers import Key, ServiceSigner, Session
from cfnproof.hosts.boto_clients import name_service, quiet_session
from cfnproof.hosts.control import HostControl, ServiceRequest
from cfnproof.hosts.moto import guard, pool

_CONFIG: Final = Config(
    retries={"total_max_attempts": 1},
    ignore_configured_endpoint_urls=True,
    proxies={},  # none: else the machine's variables are read for every client
    user_agent_extra="cfnproof",
)
_lock: Final = threading.RLock()


_session: Final = cache(quiet_session)


class HostClients:
    """The clients of one host. `sessions` are those of roles, by whom, where, what and for what they were assumed.

    `access_of` gives the door of the account that an access key is of.
    """

    def __init__(self, number: int, control: HostControl, access_of: Callable[[str], Access | None]) -> None:
        self._hosts = frozenset({number})
        self.control, self.access_of = control, access_of
        self._users: dict[tuple[str, str, Key], Any] = {}
        self._services: dict[tuple[str, str, ServiceSigner], Any] = {}
        self._lent: list[tuple[str, str, pool.Lent]] = []
        self.sessions: dict[tuple[str | None, ...], Session] = {}

    def of_user(self, service: str, region: str, key: Key) -> Any:  # noqa: ANN401  # boto3's clients have no types
        """A client of a user, whose requests end in moto, and which refuses once the host has gone."""
        with _lock:
            guard.refuse_when_gone(self._hosts)
            made = self._users.get((service, region, key))
            if made is None:
                made = _new_client(service, region, key)
                made.meta.events.register_first("before-send", lambda **_: guard.refuse_when_gone(self._hosts))
                self._users[service, region, key] = made
            return made

    def of_service(self, service: str, region: str, signer: ServiceSigner) -> Any:  # noqa: ANN401  # as above
        """A client through which an emulated service calls another."""
        with _lock:
            guard.refuse_when_gone(self._hosts)
            key = (service, region, signer)
            if key not in self._services:
                self._services[key] = self._borrow(service, region, signer)
            return self._services[key]

    def session(self, key: tuple[str | None, ...], assume: Callable[[], Mapping[str, Any]]) -> Session:
        """The session of a role under a key; a new one is assumed when it is first used."""
        with _lock:
            return self.sessions.setdefault(key, Session(assume, self.control.clock))

    def close(self) -> None:
        """Give the services' clients back: no work may be left that has one."""
        with _lock:
            for service, region, lent in self._lent:
                pool.give_back(service, region, lent)
            self._lent.clear()
            self._services.clear()
            self._users.clear()

    def before(self, service: str, operation: str, signer: ServiceSigner) -> None:
        """Let the controls see a request of a service; they may refuse it."""
        if self.control.watches():
            access_key = signer.signer.credentials().access_key
            self.control.see(ServiceRequest(signer.origin.service, service, operation, access_key))

    def _borrow(self, service: str, region: str, signer: ServiceSigner) -> Any:  # noqa: ANN401  # as above
        def before(event_name: str, request: Any) -> None:  # noqa: ANN401  # botocore's own object
            guard.refuse_when_gone(self._hosts)
            signer.origin.put_on(request.headers)
            self.before(service, event_name.rpartition(".")[2], signer)

        def make() -> Any:  # noqa: ANN401  # as above
            client = _new_client(service, region, Key("-", "-"))
            name_service(client)
            return client

        lent = pool.lend(service, region, signer.signer, before, make)
        self._lent.append((service, region, lent))
        return lent.client


def _new_client(service: str, region: str, signer: Key) -> Any:  # noqa: ANN401  # as above
    return _session().client(
        service,
        region_name=region,
        aws_access_key_id=signer.access_key,
        aws_secret_access_key=signer.secret,
        aws_session_token=signer.token,
        config=_CONFIG,
    )
