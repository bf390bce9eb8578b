"""Puts the emulator's services before moto's, so that every botocore client in the process reaches them.

Which host answers is decided by the account that signed the request. What no service here answers goes on to moto.
"""

import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Protocol

from botocore.awsrequest import AWSResponse
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse
from moto.core.request import normalize_request
from moto.iam.models import get_account_id_from
from moto.s3.models import s3_backends

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.registry import SERVICES
from cfnproof.emulator.service import Request, Service
from cfnproof.errors import CfnproofError
from cfnproof.hosts import outside
from cfnproof.hosts.access import origin
from cfnproof.hosts.access.arrival import Arrival
from cfnproof.hosts.access.door import Access, Visit, Visitor
from cfnproof.hosts.access.refusals import Fault, fault, unreadable
from cfnproof.hosts.moto import (
    arrivals,
    bucket_policies,
    event_rules,
    interpreter,
    key_arns,
    key_pairs,
    lambda_functions,
    log_keys,
    queue_policies,
    sessions,
    subscriptions,
    system_tags,
    topic_policies,
    user_boundaries,
    wire,
)
from cfnproof.hosts.moto.service_names import service_name


class Answering(event_rules.Delivering, interpreter.Machines, Protocol):
    """What an account's host does with a request to one of the services."""

    access: Access
    address: str | None

    def answer(self, service: Service[Any], operation: str, members: Request, visitor: Visitor) -> wire.Response:
        """Answer one request."""
        ...


_services: Final[Mapping[str, Service[Any]]] = {kind.name: kind() for kind in SERVICES}
_hosts: Final[dict[str, Answering]] = {}
_PATCHES: Final = (
    bucket_policies,
    key_arns,
    key_pairs,
    lambda_functions,
    queue_policies,
    sessions,
    system_tags,
    topic_policies,
    user_boundaries,
)
"""Where moto does otherwise than AWS, whatever the host."""
_lock: Final = threading.Lock()
_S3: Final = "s3"
_JSON: Final = "json"


def mounted(account: str) -> bool:
    """Whether a host answers for an account."""
    return account in _hosts


def access_of(access_key: str) -> Access | None:
    """The door of the account that an access key is of, whichever host has it; None where none does."""
    host = _hosts.get(get_account_id_from(access_key))
    return host.access if host is not None else None


def mount(account: str, host: Answering) -> None:
    """Let a host answer for an account."""
    with _lock:
        if not _hosts:
            for patch in _PATCHES:
                patch.install()
            event_rules.install(_hosts.get)
            log_keys.install(_hosts.get)
            subscriptions.install(_hosts.get)
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
            subscriptions.remove()
            log_keys.remove()
            interpreter.remove()
            BotocoreStubber.__call__ = _of_moto


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it was sent and signed, and the protocol that it is in, for a service may have several.

    `address` is where it went to, if it came over HTTP.
    """

    arrival: Arrival
    protocol: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Arriving:
    """A request, by botocore's name of its service.

    `request` is as AWS's own address would have got it, `arrival` what it says, and `sent` how it was sent: to another
    address if it came over HTTP. `emulated` is the emulator's service of that name.
    """

    service: str
    operation: str
    request: Any  # botocore's own object
    arrival: Arrival
    sent: Sent
    emulated: Service[Any] | None
    request_id: str


def arriving(service: str, operation: str, request: Any, request_id: str, sent: Sent | None = None) -> Arriving:  # noqa: ANN401  # botocore's own
    """A request as AWS's own address gets it; `sent` is how it was sent, where that is otherwise."""
    arrival = arrivals.arrival_of(request)
    sent = sent or Sent(arrival, arrivals.protocol_of(service))
    return Arriving(service, operation, request, arrival, sent, _services.get(service), request_id)


def answer(arriving: Arriving) -> wire.Response | None:
    """Admit a request, and answer it where a service of the emulator does; None where moto is to answer.

    Raises ServiceError for one that is not admitted.
    """
    interpreter.prepare(arriving.service, _hosts.get)
    host = _host_of(arriving)
    members, (_, region) = _members(arriving), arriving.sent.arrival.signer_and_region
    came_from = origin.genuine(arriving.request.headers)
    service, operation, emulated = arriving.service, arriving.operation, arriving.emulated
    visit = Visit(
        arriving.sent.arrival,
        service,
        operation,
        arriving.sent.protocol,
        region,
        came_from,
        members,
        arriving.request_id,
    )
    visitor = host.access.admit(visit)
    if arriving.sent.address is not None:
        host.address = arriving.sent.address
    sessions.expect(service, members, host.access)
    if emulated is None or not (emulated.exclusive or emulated.answers(operation, members())):
        return None
    return host.answer(emulated, operation, members(), visitor)


def _dispatch(event_name: str, request: Any, request_id: str) -> AWSResponse | None:  # noqa: ANN401  # botocore's own
    """Refuse a request that a client is about to send, or answer it for our services; None where moto is to answer."""
    _, service_id, operation = event_name.split(".")
    name = service_name(service_id)
    try:
        answered = answer(arriving(name, operation, request, request_id))
    except ServiceError as error:
        answered = wire.refused(name, error, request_id, head=request.method == "HEAD")
    return None if answered is None else _response(request, answered)


def _members(arriving: Arriving) -> Callable[[], Mapping[str, Any]]:
    """What reads the members of a request, once; it raises ServiceError for a body that is not in the protocol."""
    return cache(lambda: _read(arriving))


def _read(arriving: Arriving) -> Mapping[str, Any]:
    service, operation, protocol = arriving.service, arriving.operation, arriving.sent.protocol
    members: Mapping[str, Any] = {}
    try:
        if arriving.emulated is None or protocol == _JSON:  # moto's parser takes what is no JSON for nothing
            members = arrivals.members_of(arriving.arrival, service, operation, protocol)
        if arriving.emulated is not None and isinstance(members, Mapping):
            members = wire.members_of(normalize_request(arriving.request), service, operation)
    except wire.UNREADABLE as error:
        raise unreadable(protocol, str(error)) from error
    if not isinstance(members, Mapping):
        raise unreadable(protocol, f"the body is a {type(members).__name__}, not a structure")
    return members


def _host_of(arriving: Arriving) -> Answering:
    """The host of the account that signed; S3's unsigned requests go to that of the bucket, or else to any.

    Raises ServiceError, in the words of the service, for a request that belongs to none.
    """
    try:
        access_key, _ = arriving.sent.arrival.signer_and_region
    except ValueError:
        raise fault(arriving.sent.protocol, Fault.MALFORMED) from None
    by_key = _hosts.get(get_account_id_from(access_key)) if access_key else None
    host = by_key if access_key else _open_to_all(arriving.arrival, arriving.service)
    if host is None:
        raise fault(arriving.sent.protocol, Fault.UNKNOWN_KEY if access_key else Fault.UNSIGNED)
    return host


def _open_to_all(arrival: Arrival, service: str) -> Answering | None:
    if service != _S3:
        return None
    bucket = arrivals.bucket_of(arrival.url)
    place = s3_backends.bucket_accounts.get(bucket)
    return _hosts.get(place[1]) if place else next(iter(_hosts.values()), None)


def _response(request: Any, answer: wire.Response) -> AWSResponse:  # noqa: ANN401  # botocore's own object
    status, headers, body = answer
    return AWSResponse(request.url, status, headers, MockRawResponse(body))


def _call(stubber: BotocoreStubber, event_name: str, request: Any, **named: Any) -> AWSResponse | None:  # noqa: ANN401  # as above
    """What moto's stubber does while a host is active: answer, but for what is meant for a host outside."""
    if outside.is_meant():
        return None
    request_id = str(uuid.uuid4())
    answer = _dispatch(event_name, request, request_id)
    if answer is not None:
        return answer
    answer = _of_moto(stubber, event_name, request, **named)
    if answer is None:
        raise CfnproofError(f"a request to {request.url} would have left the process: nothing was sent")
    answer.headers["x-amzn-requestid"] = request_id
    return answer


_of_moto: Final = BotocoreStubber.__call__
