"""Every request to LocalStack passes here: who makes it, whether IAM lets it, and whether a service of ours answers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from localstack.aws.api import CommonServiceException, RequestContext
from localstack.aws.chain import HandlerChain
from localstack.aws.protocol.serializer import create_serializer
from localstack.http import Response
from urllib3 import HTTPHeaderDict

from cfnproof.emulator.cloudformation.service import CloudFormation
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.registry import SERVICES
from cfnproof.emulator.service import Service
from cfnproof.emulator.shapes import AnswerError
from cfnproof.hosts.access import origin
from cfnproof.hosts.access.arrival import Arrival
from cfnproof.hosts.access.credentials import Credential
from cfnproof.hosts.access.door import Visit, Visitor
from cfnproof.hosts.access.log_keys import check_log_key
from cfnproof.hosts.localstack_plugin import machine_roles, stack_signers, stores, template_urls
from cfnproof.hosts.localstack_plugin.access_keys import root_of
from cfnproof.hosts.localstack_plugin.accounts import ACCOUNTS, PluginAccount
from cfnproof.hosts.localstack_plugin.authentication import as_sent, is_unsigned, signer_of
from cfnproof.hosts.localstack_plugin.sessions import session_of
from cfnproof.iam.arn import Arn, owner_in

_SERVICES: Final[Mapping[str, Service[Any]]] = {kind.name: kind() for kind in SERVICES if kind is not CloudFormation}
"""Those that LocalStack has not; its own CloudFormation is a second opinion."""

_NAMES: Final = {"sqs-query": "sqs"}
"""LocalStack's names of services that botocore calls otherwise."""
_INTERNAL: Final = 500
_ASSUME: Final = ("sts", "AssumeRole")


def _check_log_key(account: PluginAccount, context: RequestContext) -> None:
    """Refuse a key that CloudWatch Logs may not use for a log group. Raises ServiceError AccessDeniedException."""
    asked = context.service_request
    if asked.get("kmsKeyId"):
        check_log_key(account.access, context.region, asked.get("logGroupName") or "", asked["kmsKeyId"])


_CALLS: Final[Mapping[tuple[str, str], Callable[[PluginAccount, RequestContext], None]]] = {
    ("logs", "AssociateKmsKey"): _check_log_key,
    ("logs", "CreateLogGroup"): _check_log_key,
    ("stepfunctions", "CreateStateMachine"): machine_roles.check_created,
    ("stepfunctions", "UpdateStateMachine"): machine_roles.check_updated,
}
"""What else is asked of a call that has been admitted, before LocalStack answers it."""


def answer(chain: HandlerChain, context: RequestContext, response: Response) -> None:
    """Admit a request, and answer it where a service of ours does; LocalStack's handlers go on with all others."""
    if context.service is None or context.operation is None:
        return
    service = _NAMES.get(context.service.service_name, context.service.service_name)
    try:
        account = _account_of(context)
        visitor = account.access.admit(_visit(account, context, service))
        if visitor.who.origin is None and context.internal_request_params is None:
            account.address = context.request.host_url.rstrip("/")
        template_urls.read(account, context, visitor)
        stack_signers.note(account, context, visitor)
        check = _CALLS.get((service, context.operation.name))
        if check is not None:
            check(account, context)
        answered = _answered(account, context, service, visitor)
    except ServiceError as error:
        raise refusal_of(error) from error
    if answered is not None:
        response.update_from(answered)
        chain.stop()


def note_session(_: HandlerChain, context: RequestContext, __: Response) -> None:
    """Remember the sessions that STS has made: what they may, and when they end."""
    if context.operation is None or (context.service.service_name, context.operation.name) != _ASSUME:
        return
    made = context.service_response
    if not made or "Credentials" not in made:
        return
    owner = ACCOUNTS.of(Arn.known(context.service_request["RoleArn"]).account, context.region)
    session = session_of(context.service_request, made, owner.control.clock.now())
    owner.sessions[session.access_key_id] = session


def refusal_of(error: ServiceError) -> CommonServiceException:
    """A refusal in LocalStack's form."""
    refused = CommonServiceException(error.code, error.message, error.status, sender_fault=error.status < _INTERNAL)
    for name, value in error.members.items():
        setattr(refused, name, value)
    return refused


def _account_of(context: RequestContext) -> PluginAccount:
    """The account that a request is for: of LocalStack's services, which are in none, that of what they work on.

    Of who does not sign it is that of the bucket.
    """
    said = context.internal_request_params
    found = context.account_id
    if context.service.service_name == "s3" and is_unsigned(context.request.headers):
        found = stores.owner_of_bucket((context.service_request or {}).get("Bucket") or "") or found
    if said is not None:
        found = owner_in(said.get("source_arn") or "") or found
    if said is not None and (context.service.service_name, context.operation.name) == _ASSUME:
        found = owner_in(context.service_request["RoleArn"]) or found
    return ACCOUNTS.of(found, context.region)


def _visit(account: PluginAccount, context: RequestContext, service: str) -> Visit:
    """The request as it came; one of LocalStack's own services is signed by the key of that service."""
    request, protocol = context.request, str(context.protocol or context.service.protocol)
    came_from = origin.genuine(request.headers)
    arrival = as_sent(Arrival(request.method, request.url.replace("http://", "https://", 1), request.headers, b""))
    own = _own_service(account, context, arrival, protocol)
    if own is not None:
        arrival = replace(arrival, headers=_signed_by(own, context))
        came_from = origin.Origin(
            own.principal.name, source_arn=(context.internal_request_params or {}).get("source_arn")
        )
    return Visit(
        arrival=arrival,
        service=service,
        operation=context.operation.name,
        protocol=protocol,
        region=context.region,
        origin=came_from,
        members=lambda: context.service_request or {},
        request_id=context.request_id or "",
    )


def _own_service(account: PluginAccount, context: RequestContext, arrival: Arrival, protocol: str) -> Credential | None:
    """The key of the service of LocalStack's that makes a request in its own name, None for all others.

    Without a service's name it is what AWS's services do among themselves.
    """
    said = context.internal_request_params
    if said is None or root_of(signer_of(arrival, protocol)) is None:
        return None
    named = said.get("service_principal")
    keys = account.access.keys
    return keys.of(f"{named}.amazonaws.com") if named else keys.inside("localstack")


def _signed_by(credential: Credential, context: RequestContext) -> HTTPHeaderDict:
    """The headers with another signature."""
    headers = HTTPHeaderDict(context.request.headers)
    scope = f"{credential.access_key}/20200101/{context.region}/{context.service.service_name}/aws4_request"
    headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=-"
    return headers


def _answered(account: PluginAccount, context: RequestContext, service: str, visitor: Visitor) -> Response | None:
    """The answer of a service of ours, None where LocalStack's own is to answer."""
    emulated, operation = _SERVICES.get(service), context.operation.name
    members = context.service_request or {}
    if emulated is None or not (emulated.exclusive or emulated.answers(operation, members)):
        return None
    serializer = create_serializer(context.service, context.protocol)
    try:
        answer = account.call(emulated, operation, _whole(members), visitor)
    except AnswerError as error:
        raise ServiceError("InternalFailure", f"{operation}: {error}", _INTERNAL) from error
    context.service_response = answer
    return serializer.serialize_to_response(answer, context.operation, context.request.headers, context.request_id)


def _whole(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members with the bytes of what LocalStack leaves as a stream."""
    return {name: value.read() if hasattr(value, "read") else value for name, value in members.items()}
