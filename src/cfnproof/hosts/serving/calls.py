"""Which service and operation a request is for: by its signature, its target, its action, or its method and address.

What none has is refused as AWS refuses it:
https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/CommonErrors.html
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.shapes import service_model
from cfnproof.hosts.serving import addresses, rest_routes, services
from cfnproof.hosts.serving.bodies import content_of
from cfnproof.hosts.serving.incoming import MOST_BYTES, Incoming
from cfnproof.hosts.serving.scope import Scope, scope_of
from cfnproof.hosts.serving.services import ServiceNames

S3: Final = "s3"
_FORM: Final = "application/x-www-form-urlencoded"
_FORMS: Final = ("query", "ec2")
_REST: Final = ("rest-json", "rest-xml")
_SERVED: Final = ("json", *_FORMS, *_REST)
_OTHER_PROTOCOL: Final = "smithy-protocol"
"""The header of what none of them is, as CBOR: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html"""
_TARGET: Final = "X-Amz-Target"
_UNKNOWN: Final = "UnknownOperationException"


@dataclass(frozen=True, slots=True)
class Called:
    """A request for an operation, in a protocol. `region` is what it is signed for; `bucket` is that in the host."""

    incoming: Incoming
    service: ServiceNames
    operation: str
    protocol: str
    region: str
    bucket: str = ""


class NoCallError(Exception):
    """A request is for nothing that there is; `refusal` is what AWS answers, in a protocol."""

    def __init__(self, protocol: str, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.protocol, self.refusal = protocol, ServiceError(code, message, status)


def called(incoming: Incoming, default_region: str) -> Called:
    """What a request is for. Raises NoCallError, and as `content_of` does."""
    scope = scope_of(incoming)
    region = scope.region if scope else default_region
    if scope is not None and not services.signing_as(scope.service):
        raise NoCallError("json", _UNKNOWN, f"no service is known that signs as {scope.service!r}", 404)
    if region not in addresses.regions():
        raise NoCallError(
            _guessed(incoming, scope),
            "InvalidSignatureException",
            f"Credential should be scoped to a valid region, not {region!r}.",
        )
    if _OTHER_PROTOCOL in incoming.headers:
        said = incoming.headers[_OTHER_PROTOCOL]
        raise NoCallError("json", _UNKNOWN, f"the protocol {said!r} is not served: {', '.join(_SERVED)} are")
    target = incoming.headers.get(_TARGET, "")
    if target and (scope is None or any("json" in one.protocols for one in services.signing_as(scope.service))):
        return _by_target(incoming, scope, target, region)
    action = _action(incoming)
    if action is not None and (scope is None or _are_forms(scope)):
        return _by_action(incoming, scope, action, region)
    return _by_address(incoming, scope, region)


def _guessed(incoming: Incoming, scope: Scope | None) -> str:
    found = services.signing_as(scope.service) if scope else ()
    return found[0].protocols[0] if found else "json" if incoming.headers.get(_TARGET) else "rest-xml"


def _are_forms(scope: Scope) -> bool:
    """Whether the service that is signed for takes forms, or none of REST: what is wrong then is its action."""
    return any(protocol not in _REST for one in services.signing_as(scope.service) for protocol in one.protocols)


def _by_target(incoming: Incoming, scope: Scope | None, target: str, region: str) -> Called:
    prefix, _, operation = target.rpartition(".")
    named = services.signing_as(scope.service) if scope else services.with_target(prefix)
    for one in (*(one for one in named if one.target == prefix), *named):
        if "json" in one.protocols and _has(one, operation):
            return Called(incoming, one, operation, "json", region)
    raise NoCallError("json", _UNKNOWN, f"there is no operation {target!r}")


def _action(incoming: Incoming) -> tuple[str, str] | None:
    """The action of a form, in the body or in the address, and its version; None where there is none.

    Raises MalformedError and TooLargeError for a body that cannot be unpacked.
    """
    pairs = incoming.query
    if incoming.media_type == _FORM:
        form = content_of(incoming.body, incoming.headers, MOST_BYTES, is_object=False).body
        pairs = [*pairs, *parse_qsl(form.decode(errors="replace"), keep_blank_values=True)]
    given = dict(pairs)
    return (given["Action"], given.get("Version", "")) if "Action" in given else None


def _by_action(incoming: Incoming, scope: Scope | None, action: tuple[str, str], region: str) -> Called:
    operation, version = action
    named = services.signing_as(scope.service) if scope else services.of_version(version)
    for one in (*(one for one in named if one.version == version), *named):
        protocol = _form_of(one)
        if protocol and _has(one, operation):
            return Called(incoming, one, operation, protocol, region)
    protocol = next((form for one in named if (form := _form_of(one))), "query")
    raise NoCallError(protocol, "InvalidAction", f"Could not find operation {operation} for version {version}")


def _form_of(service: ServiceNames) -> str:
    return next((form for form in _FORMS if form in service.protocols), "")


def _by_address(incoming: Incoming, scope: Scope | None, region: str) -> Called:
    named = services.signing_as(scope.service if scope else S3)
    bucket = addresses.bucket_in(incoming.host) if any(one.name == S3 for one in named) else ""
    for one in _in_turn(named, incoming):
        asked = _asked(incoming, bucket if one.name == S3 else "")
        operation = rest_routes.operation_of(one.name, asked)
        if operation is not None:
            _refuse_unknown(one, operation, asked)
            return Called(incoming, one, operation, one.protocols[0], region, bucket if one.name == S3 else "")
    raise _nothing(named, incoming)


def _in_turn(named: Iterable[ServiceNames], incoming: Incoming) -> list[ServiceNames]:
    """The services with REST; that of S3's controls before S3 where its header is there."""
    control = "x-amz-account-id" in incoming.headers
    found = [one for one in named if one.protocols[0] in _REST]
    return sorted(found, key=lambda one: (one.name == S3) == control) if any(one.name == S3 for one in found) else found


def _asked(incoming: Incoming, bucket: str) -> rest_routes.Asked:
    path = f"/{bucket}{incoming.path}" if bucket else incoming.path
    headers = frozenset(name.lower() for name in incoming.headers)
    return rest_routes.Asked(incoming.method, path, dict(incoming.query), headers)


def _refuse_unknown(service: ServiceNames, operation: str, asked: rest_routes.Asked) -> None:
    """S3's parts of buckets and objects are named in the query: one that is unknown must not be taken for the whole."""
    unknown = rest_routes.unknown_in_query(S3, operation, asked) if service.name == S3 else []
    if unknown:
        message = f"A parameter you provided implies functionality that is not implemented: {', '.join(unknown)}"
        raise NoCallError("rest-xml", "NotImplemented", message, 501)


def _nothing(named: tuple[ServiceNames, ...], incoming: Incoming) -> NoCallError:
    protocol = named[0].protocols[0]
    what = f"{incoming.method} {incoming.path}"
    if named[0].name == S3:
        message = "The specified method is not allowed against this resource."
        return NoCallError(protocol, "MethodNotAllowed", message, 405)
    if protocol in _FORMS:
        return NoCallError(protocol, "MissingAction", f"{what} has no Action", 400)
    return NoCallError(protocol, _UNKNOWN, f"{named[0].name} has no operation for {what}", 404)


def _has(service: ServiceNames, operation: str) -> bool:
    return operation in service_model(service.name).operation_names
