"""Calls that came over HTTP: admitted and answered as those of clients in this process are."""

import sys
import traceback
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from botocore.awsrequest import AWSPreparedRequest, HeadersDict
from moto.core.models import botocore_stubber

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.shapes import service_model
from cfnproof.hosts.access.arrival import Arrival
from cfnproof.hosts.access.refusals import Fault, fault
from cfnproof.hosts.error_answers import Response, xml_text
from cfnproof.hosts.moto import failures, mount, wire
from cfnproof.hosts.moto.guard import HostClosedError
from cfnproof.hosts.serving import addresses, version2
from cfnproof.hosts.serving.answers import Answered
from cfnproof.hosts.serving.bodies import content_of
from cfnproof.hosts.serving.calls import S3, Called
from cfnproof.hosts.serving.incoming import MOST_BYTES, MalformedError, TooLargeError, refusal_of
from cfnproof.hosts.serving.scope import header_of

_SECURE: Final = "https://served"
"""Requests count as sent by TLS, as on every host: see docs/fidelity.md. The host that was asked is in its header."""
_NOT_OF_THE_REQUEST: Final = ("Connection", "Content-Length", "Expect", "Transfer-Encoding")
_SQS: Final = "sqs"
_JSON: Final = "json"
_JSON_TYPE: Final = "application/x-amz-json-1.1"
_UNKNOWN_TO_MOTO: Final = (404, "Not yet implemented")
_XML: Final = ("query", "ec2", "rest-xml")
_REFUSED: Final = 400
_FAULT: Final = "InternalFailure"


def answer(called: Called, request_id: str) -> Answered:
    """The answer to a call, whatever it is; what goes wrong in here is told on standard error."""
    head = called.incoming.method == "HEAD"
    decision, told = "denied", ""
    try:
        arriving = _arriving(_of_version4(called), request_id)
        answered = mount.answer(arriving)
        decision = "allowed"
        status, headers, body = answered or _of_moto(arriving)
    except ServiceError as error:
        decision, told = f"{decision} {error.code}", _cause_of(error)
        status, headers, body = wire.refused(
            called.service.name, error, request_id, head=head, protocol=called.protocol
        )
    content = body.encode() if isinstance(body, str) else body or b""
    if called.protocol in _XML and status >= _REFUSED:
        content = xml_text(content.decode(errors="replace")).encode()  # moto puts into its errors what it was sent
    ids = {"x-amzn-requestid": request_id} | ({"x-amz-request-id": request_id} if called.service.name == S3 else {})
    given = {str(name): str(value) for name, value in dict(headers).items()}  # moto may have pairs
    return Answered(int(status), given | ids, content, called.service.name, called.operation, decision, told)


def _cause_of(error: ServiceError) -> str:
    """What went wrong in Python before a request was refused, empty where nothing did."""
    return "".join(traceback.format_exception(error.__cause__)) if error.__cause__ is not None else ""


def _of_version4(called: Called) -> Called:
    """A request to S3 whose address is signed by Version 2, as one of Version 4. Raises ServiceError."""
    signed = version2.signed2(called.incoming) if called.service.name == S3 else None
    if signed is None or called.incoming.headers.get("Authorization"):
        return called
    access = mount.access_of(signed.access_key)
    credential = access.identities.credential(signed.access_key) if access is not None else None
    if credential is None:
        raise fault(called.protocol, Fault.UNKNOWN_KEY)
    if not version2.is_right(called.incoming, called.bucket, signed, credential.secret):
        raise fault(called.protocol, Fault.WRONG_SIGNATURE)
    if signed.has_ended:
        raise fault(called.protocol, Fault.EXPIRED_ADDRESS)
    return replace(called, incoming=version2.as_version4(called.incoming, signed, credential.secret, called.region))


def _arriving(called: Called, request_id: str) -> mount.Arriving:
    """A call as it was sent, and as AWS's own address would have got it. Raises ServiceError for one of neither."""
    incoming, service = called.incoming, called.service.name
    sent = Arrival(incoming.method, f"{_SECURE}{incoming.target}", HeadersDict(incoming.headers), incoming.body)
    _check_signature(sent, called.protocol)
    try:
        content = content_of(incoming.body, incoming.headers, MOST_BYTES, is_object=service == S3)
    except (MalformedError, TooLargeError) as error:
        raise refusal_of(error) from error
    body = content.body or (b"{}" if called.protocol == _JSON else b"")  # nothing is no JSON
    headers = _as_of_aws(called, content.headers)
    headers["Content-Length"] = str(len(body))
    target = incoming.path if called.protocol == _JSON else incoming.target  # moto would read the query as well
    url = f"{_origin(called)}{target}"
    request = AWSPreparedRequest(incoming.method, url, headers, body, False)  # noqa: FBT003  # botocore's own
    address = f"{'https' if incoming.secure else 'http'}://{sent.header('Host')}"
    return mount.arriving(service, called.operation, request, request_id, mount.Sent(sent, called.protocol, address))


def _check_signature(sent: Arrival, protocol: str) -> None:
    """Refuse what says of its signature what cannot be. Raises ServiceError."""
    try:
        sent.signed()
    except ValueError:
        raise fault(protocol, Fault.MALFORMED) from None


def _origin(called: Called) -> str:
    """Where a request would have gone at AWS."""
    model = service_model(called.service.name)
    if called.service.name == S3:
        return f"https://{addresses.s3_host(called.region, called.bucket)}"
    scheme = "http" if called.service.name == _SQS and not called.incoming.secure else "https"
    endpoint = model.operation_model(called.operation).endpoint or {}
    before = str(endpoint.get("hostPrefix", ""))
    before = before.replace("{AccountId}", called.incoming.headers.get("x-amz-account-id", ""))
    before = "" if "{" in before or not before.replace("-", "").replace(".", "").isalnum() else before
    return f"{scheme}://{before}{addresses.host_of(called.service.prefix, called.region)}"


def _as_of_aws(called: Called, headers: Mapping[str, str]) -> HeadersDict:
    """The headers with the host that AWS has; SQS keeps the one that was asked, for it is in the URLs of queues."""
    found = HeadersDict(dict(headers))
    for name in _NOT_OF_THE_REQUEST:
        if name in found:
            del found[name]
    if called.service.name != _SQS or not called.incoming.host:
        found["Host"] = _origin(called).partition("://")[2]
    if called.protocol == _JSON:
        found["Content-Type"] = _JSON_TYPE  # else moto may take it for a form
    if "=" not in found.get("Range", "="):
        del found["Range"]  # which S3 does not heed, and moto cannot read
    signature = header_of(called.incoming)
    if signature:
        found["Authorization"] = signature
    return found


def _of_moto(arriving: mount.Arriving) -> Response:
    """What moto answers. Raises ServiceError where it has no answer."""
    try:
        answered: Response | None = botocore_stubber.process_request(arriving.request)
    except ServiceError:
        raise
    except HostClosedError as error:
        raise ServiceError("ServiceUnavailable", "the account is being closed", 503) from error
    except NotImplementedError as error:
        raise failures.not_there(arriving) from error
    except Exception as error:
        refusal = failures.refusal_of(arriving, error)
        if refusal.code == _FAULT:
            sys.stderr.write(f"cfnproof: {arriving.service} {arriving.operation} failed ({arriving.request_id}):\n")
            traceback.print_exc()
        raise refusal from error
    if answered is None or (answered[0], answered[2]) == _UNKNOWN_TO_MOTO:
        raise failures.not_there(arriving)
    return answered
