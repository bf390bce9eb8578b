"""boto3 clients of LocalStack's own gateway, which they call on the thread that they are used on.

A request so stays in the course of what led to it: see emulator.pipeline_action.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import boto3
from botocore.config import Config
from localstack import config as localstack_config
from localstack.aws.client import GatewayShortCircuit, botocore_in_memory_endpoint_patch
from localstack.aws.spec import loader
from localstack.runtime import get_current_runtime

from cfnproof.hosts.access.door import Access
from cfnproof.hosts.access.signers import ServiceSigner, Session, Signing
from cfnproof.hosts.boto_clients import name_service, quiet_session
from cfnproof.hosts.control import HostControl, ServiceRequest

_CONFIG: Final = Config(
    retries={"total_max_attempts": 1},
    ignore_configured_endpoint_urls=True,
    proxies={},
    s3={"addressing_style": "path"},
    user_agent_extra="cfnproof",
)
_MOST: Final = 512
"""Clients that an account keeps: each session has its own, and a new one is made in some milliseconds."""
_lock: Final = threading.RLock()


def stay_in_process() -> None:
    """Let LocalStack's own clients, too, call the gateway on the thread that they are used on."""
    if not localstack_config.IN_MEMORY_CLIENT:
        localstack_config.IN_MEMORY_CLIENT = True
        botocore_in_memory_endpoint_patch.apply()


@cache
def _session() -> boto3.Session:
    """A session that shares the models that LocalStack has read."""
    return quiet_session(loader)


class PluginClients:
    """The clients through which the emulated services of one account call others."""

    def __init__(self, control: HostControl, access_of: Callable[[str], Access | None]) -> None:
        self.control, self.access_of = control, access_of
        self._clients: OrderedDict[tuple[str, str, ServiceSigner], Any] = OrderedDict()
        self._sessions: dict[tuple[str | None, ...], Session] = {}

    def of_service(self, service: str, region: str, signer: ServiceSigner) -> Any:  # noqa: ANN401  # boto3's clients have no types
        """A client through which an emulated service calls another."""
        with _lock:
            key = (service, region, signer)
            if key not in self._clients:
                self._clients[key] = self._made(service, region, signer)
            self._clients.move_to_end(key)
            if len(self._clients) > _MOST:
                self._clients.popitem(last=False)
            return self._clients[key]

    def session(self, key: tuple[str | None, ...], assume: Callable[[], Mapping[str, Any]]) -> Session:
        """The session of a role under a key; a new one is assumed when it is first used."""
        with _lock:
            return self._sessions.setdefault(key, Session(assume, self.control.clock))

    def before(self, service: str, operation: str, signer: ServiceSigner) -> None:
        """Let the controls see a request of a service; they may refuse it."""
        if self.control.watches():
            access_key = signer.signer.credentials().access_key
            self.control.see(ServiceRequest(signer.origin.service, service, operation, access_key))

    def _made(self, service: str, region: str, signer: ServiceSigner) -> Any:  # noqa: ANN401  # as above
        client = _session().client(
            service, region_name=region, endpoint_url=localstack_config.internal_service_url(), config=_CONFIG
        )
        client._request_signer._credentials = Signing(signer.signer)  # noqa: SLF001  # botocore has no other way
        client.meta.events.register_first("before-send.*.*", self._announcing(service, signer))
        GatewayShortCircuit.modify_client(client, get_current_runtime().components.gateway)  # second: it sends
        name_service(client)
        return client

    def _announcing(self, service: str, signer: ServiceSigner) -> Callable[..., None]:
        def announce(event_name: str, request: Any, **_: object) -> None:  # noqa: ANN401  # botocore's own object
            signer.origin.put_on(request.headers)
            self.before(service, event_name.rpartition(".")[2], signer)

        return announce
