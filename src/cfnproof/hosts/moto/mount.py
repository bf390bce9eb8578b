"""Puts the emulator's services before moto's, so that every botocore client in the process reaches them.

Which host answers is decided by the account that signed the request. What no service here answers goes on to moto.
"""

import threading
import uuid
from collections.abc import Mapping
from typing import Any, Final, Protocol

from botocore.awsrequest import AWSResponse
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse
from moto.core.request import normalize_request
from moto.iam.models import get_account_id_from

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.registry import SERVICES
from cfnproof.emulator.service import Request, Service
from cfnproof.emulator.shapes import service_model
from cfnproof.errors import CfnproofError
from cfnproof.hosts.moto import (
    bucket_policies,
    event_rules,
    interpreter,
    key_pairs,
    lambda_functions,
    log_keys,
    queue_policies,
    system_tags,
    wire,
)


class Answering(event_rules.Delivering, interpreter.Machines, Protocol):
    """What an account's host does with a request to one of the services."""

    def answer(
        self, service: Service[Any], operation: str, members: Request, headers: Mapping[str, Any]
    ) -> wire.Response:
        """Answer one request."""
        ...


_services: Final[Mapping[str, Service[Any]]] = {
    service_model(kind.name).service_id.hyphenize(): kind() for kind in SERVICES
}
_hosts: Final[dict[str, Answering]] = {}
_PATCHES: Final = (bucket_policies, key_pairs, lambda_functions, log_keys, queue_policies, system_tags)
"""Where moto does otherwise than AWS, whatever the host."""
_lock: Final = threading.Lock()
_FORBIDDEN: Final = 403


def mounted(account: str) -> bool:
    """Whether a host answers for an account."""
    return account in _hosts


def mount(account: str, host: Answering) -> None:
    """Let a host answer for an account."""
    with _lock:
        if not _hosts:
            for patch in _PATCHES:
                patch.install()
            event_rules.install(_hosts.get)
            BotocoreStubber.__call__ = _call
        _hosts[account] = host


def unmount(account: str) -> None:
    """End what `mount` began."""
    with _lock:
        del _hosts[account]
        if not _hosts:
            for patch in _PATCHES:
                patch.remove()
            event_rules.remove()
            interpreter.remove()
            BotocoreStubber.__call__ = _of_moto


def _dispatch(event_name: str, request: Any) -> AWSResponse | None:  # noqa: ANN401  # botocore's own object
    """Answer a request that a client is about to send, None where moto shall."""
    _, service_id, operation = event_name.split(".")
    interpreter.prepare(service_id, _hosts.get)
    service = _services.get(service_id)
    if service is None:
        return None
    host = _hosts.get(get_account_id_from(wire.credential_of(request.headers).access_key))
    if host is None:
        return _unknown_signer(service, request) if service.exclusive else None
    received = normalize_request(request)
    members = wire.members_of(received, service.name, operation)
    if not service.exclusive and not service.answers(operation, members):
        return None
    status, headers, body = host.answer(service, operation, members, received.headers)
    return AWSResponse(request.url, status, headers, MockRawResponse(body))


def _unknown_signer(service: Service[Any], request: Any) -> AWSResponse:  # noqa: ANN401  # as above
    """Refuse a key of no emulated account: moto's own service would answer it, and skip what it does not know."""
    error = ServiceError("InvalidClientTokenId", "The security token included in the request is invalid.", _FORBIDDEN)
    status, headers, body = wire.refused(service.name, error, str(uuid.uuid4()))
    return AWSResponse(request.url, status, headers, MockRawResponse(body))


def _call(stubber: BotocoreStubber, event_name: str, request: Any, **named: Any) -> AWSResponse:  # noqa: ANN401  # as above
    """What moto's stubber does while a host is active."""
    answer = _dispatch(event_name, request) or _of_moto(stubber, event_name, request, **named)
    if answer is None:
        raise CfnproofError(f"a request to {request.url} would have left the process: nothing was sent")
    return answer


_of_moto: Final = BotocoreStubber.__call__
