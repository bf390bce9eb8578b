"""boto3 clients of a moto host: one shared session, one client for each service, region and signer."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

from cfnproof.emulator.context import ClientOf
from cfnproof.emulator.errors import ServiceError
from cfnproof.hosts.control import Control, ServiceRequest
from cfnproof.hosts.moto import guard, pool
from cfnproof.hosts.moto.system_tags import SERVICE_HEADER, SOURCE_HEADER

_CONFIG: Final = Config(
    retries={"total_max_attempts": 1},
    ignore_configured_endpoint_urls=True,
    proxies={},  # none: else the machine's variables are read for every client
    user_agent_extra="cfnproof",
)
_lock: Final = threading.RLock()


@dataclass(frozen=True, slots=True)
class Signer:
    """Whose requests a client makes. `service` is the principal of the service in whose course it calls, if any.

    `source_arn` is the resource for which that service calls as a role.
    """

    access_key: str
    service: str | None = None
    source_arn: str | None = None


@cache
def _session() -> boto3.Session:
    """A session that reads no file and no variable of the machine."""
    session = botocore.session.Session(profile=None)
    for variable in ("config_file", "credentials_file"):
        session.set_config_variable(variable, "/dev/null")
    return boto3.Session(botocore_session=session, aws_access_key_id="-", aws_secret_access_key="-")  # noqa: S106  # none


class HostClients:
    """The clients of one host. `sessions` are those of roles, by whom, where, what and for what they were assumed."""

    def __init__(self, number: int, control: Control) -> None:
        self._hosts = frozenset({number})
        self._control = control
        self._made: dict[tuple[str, str, Signer], Any] = {}
        self._lent: list[tuple[str, str, pool.Lent]] = []
        self.sessions: dict[tuple[str | None, ...], Mapping[str, Any]] = {}

    def client(self, service: str, region: str, signer: Signer) -> Any:  # noqa: ANN401  # boto3's clients have no types
        """A client whose requests end in moto, and which refuses once the host has gone."""
        key = (service, region, signer)
        with _lock:
            guard.refuse_when_gone(self._hosts)
            if key not in self._made:
                self._made[key] = self._make(service, region, signer)
            return self._made[key]

    def of(self, region: str, signer: Signer) -> ClientOf:
        """The clients of one signer."""
        return lambda service: self.client(service, region, signer)

    def close(self) -> None:
        """Give the services' clients back: no work may be left that has one."""
        with _lock:
            for service, region, lent in self._lent:
                pool.give_back(service, region, lent)
            self._lent.clear()
            self._made.clear()

    def _make(self, service: str, region: str, signer: Signer) -> Any:  # noqa: ANN401  # as above
        if signer.service is None:
            client = _new_client(service, region, signer.access_key)
            client.meta.events.register_first("before-send", lambda **_: guard.refuse_when_gone(self._hosts))
            return client
        principal = signer.service

        def before(event_name: str, request: Any) -> None:  # noqa: ANN401  # botocore's own object
            guard.refuse_when_gone(self._hosts)
            request.headers[SERVICE_HEADER] = principal
            if signer.source_arn:
                request.headers[SOURCE_HEADER] = signer.source_arn
            if self._control.before_request:
                operation = event_name.rpartition(".")[2]
                self._control.before_request(ServiceRequest(principal, service, operation, signer.access_key))

        def make() -> Any:  # noqa: ANN401  # as above
            client = _new_client(service, region, signer.access_key)
            _name_service(client)
            return client

        lent = pool.lend(service, region, signer.access_key, before, make)
        self._lent.append((service, region, lent))
        return lent.client


def _new_client(service: str, region: str, access_key: str) -> Any:  # noqa: ANN401  # as above
    return _session().client(
        service,
        region_name=region,
        aws_access_key_id=access_key,
        aws_secret_access_key="emulated",  # noqa: S106  # moto does not verify signatures
        config=_CONFIG,
    )


def _name_service(client: Any) -> None:  # noqa: ANN401  # as above
    """Let the errors of a client say which service answered: botocore's own name only the operation."""
    call = client._make_api_call  # noqa: SLF001  # botocore has no hook that sees every error

    def named(operation: str, members: Mapping[str, Any]) -> Any:  # noqa: ANN401  # an answer
        try:
            return call(operation, members)
        except ClientError as error:
            error.response["Error"]["Service"] = client.meta.service_model.service_id
            raise

    client._make_api_call = named  # noqa: SLF001  # as above


@dataclass(frozen=True, slots=True)
class ServiceClients:
    """What a service gets to call others with: see emulator.context.Clients."""

    clients: HostClients
    region: str
    principal: str
    caller_key: str
    root_key: str

    def caller(self) -> ClientOf:
        """Clients that call on the caller's behalf."""
        return self.clients.of(self.region, Signer(self.caller_key, self.principal))

    def service(self) -> ClientOf:
        """Clients that call as the service itself."""
        return self.clients.of(self.region, Signer(self.root_key, self.principal))

    def role(self, arn: str, session_name: str, *, source_arn: str | None = None) -> ClientOf:
        """Clients that call as a role of the account; raises as `session` does."""
        credentials = self.session(arn, session_name, source_arn=source_arn)
        return self.clients.of(self.region, Signer(credentials["AccessKeyId"], self.principal, source_arn))

    def session(self, arn: str, session_name: str, *, source_arn: str | None = None) -> Mapping[str, Any]:  # trust
        """A session of a role of the account.

        As long as the role is the same it is the one that was made first, also under another name: each session has
        clients of its own, and these take time and memory.

        Raises ServiceError AccessDenied where the role does not exist or its trust policy does not name the service.
        """
        refusal = ServiceError(
            "AccessDenied", f"{self.principal} is not authorized to perform: sts:AssumeRole on resource: {arn}", 403
        )
        root = self.clients.of(self.region, Signer(self.root_key))
        iam = root("iam")
        try:
            trust = iam.get_role(RoleName=arn.rpartition("/")[2])["Role"]
        except iam.exceptions.NoSuchEntityException:
            raise refusal from None
        if trust["Arn"] != arn or not _trusts(trust["AssumeRolePolicyDocument"], self.principal):
            raise refusal
        key = (self.principal, self.region, trust["RoleId"], source_arn)
        if key not in self.clients.sessions:
            answer = root("sts").assume_role(RoleArn=arn, RoleSessionName=session_name)
            self.clients.sessions.setdefault(key, answer["Credentials"])
        return self.clients.sessions[key]

    def signed(self, credentials: Mapping[str, Any]) -> ClientOf:
        """Clients that call with credentials which STS gave."""
        return self.clients.of(self.region, Signer(credentials["AccessKeyId"], self.principal))


def _trusts(document: Mapping[str, Any], principal: str) -> bool:
    """Whether a statement that allows something names the service."""
    statements = document.get("Statement", [])
    for statement in statements if isinstance(statements, list) else [statements]:
        named = statement.get("Principal", {})
        services = named.get("Service", []) if isinstance(named, Mapping) else named
        listed = services if isinstance(services, list) else [services]
        if statement.get("Effect") == "Allow" and (principal in listed or "*" in listed):
            return True
    return False
