"""An account of emulated services without a host: what other services would answer is told to it."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError

from cfnproof.emulator.context import Caller, Context
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.ids import Ids
from cfnproof.emulator.plans import Plans
from cfnproof.emulator.service import Answer, Service
from cfnproof.emulator.shapes import service_model
from cfnproof.emulator.work import Work

ACCOUNT = "111122223333"
REGION = "eu-west-1"
CALLER = f"arn:aws:iam::{ACCOUNT}:user/engineer"


@dataclass
class StillClock:
    """A clock that moves when it is told to."""

    time: dt.datetime = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        """The time."""
        return self.time

    def advance(self, seconds: float) -> None:
        """Move on."""
        self.time += dt.timedelta(seconds=seconds)


class Told:
    """A client that answers what it was told, and notes who asked for what.

    An answer is a dict, or an error code to refuse with.
    """

    def __init__(self, who: str, answers: Mapping[str, Any], asked: list[tuple[str, str, Any]]) -> None:
        self._who, self._answers, self._asked = who, answers, asked

    def __getattr__(self, method: str) -> Callable[..., Any]:
        """A method that answers."""

        def call(**members: Any) -> Any:  # noqa: ANN401  # as boto3
            self._asked.append((self._who, method, members))
            answer = self._answers[method]
            if isinstance(answer, str):
                raise client_error(answer, f"told to refuse {method}", method)
            return answer

        return call


@dataclass(frozen=True)
class ToldSigner:
    """The clients of one signer. What is asked through no operation is answered as a method `authorize ACTION`."""

    who: str
    answers: Mapping[str, Any]
    asked: list[tuple[str, str, Any]]

    def __call__(self, service: str, /) -> Told:
        """A client, whatever the service."""
        assert service
        return Told(self.who, self.answers, self.asked)

    def authorize(self, action: str, resource: str, context: Mapping[str, str] | None = None) -> None:
        """Note what is asked, and refuse it where an answer to it says so."""
        method = f"authorize {action}"
        self.asked.append((self.who, method, {"resource": resource, "context": context or {}}))
        if code := self.answers.get(method):
            raise ServiceError(code, f"told to refuse {action}")


@dataclass
class ToldClients:
    """The clients of a service under test. `roles` may be assumed; `answers` are those of all clients' methods."""

    roles: set[str] = field(default_factory=set)
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    assumed: list[tuple[str, str | None]] = field(default_factory=list)

    def caller(self) -> ToldSigner:
        """Clients of the caller."""
        return ToldSigner("caller", self.answers, self.asked)

    def service(self, source_arn: str | None = None) -> ToldSigner:
        """Clients of the service, for any resource."""
        assert source_arn is None or source_arn.startswith("arn:")
        return ToldSigner("service", self.answers, self.asked)

    def inside(self) -> ToldSigner:
        """Clients of what AWS does inside."""
        return ToldSigner("inside", self.answers, self.asked)

    def role(self, arn: str, session_name: str, *, source_arn: str | None = None) -> ToldSigner:
        """Clients of a role that is listed."""
        assert session_name
        if arn not in self.roles:
            raise ServiceError("AccessDenied", f"cannot assume {arn}", 403)
        self.assumed.append((arn, source_arn))
        return ToldSigner(arn, self.answers, self.asked)

    def session(self, arn: str, session_name: str, *, source_arn: str | None = None) -> Mapping[str, Any]:
        """Credentials of a role that is listed."""
        self.role(arn, session_name, source_arn=source_arn)
        return {"AccessKeyId": arn, "SecretAccessKey": "told", "SessionToken": "told"}

    def signed(self, credentials: Mapping[str, Any]) -> ToldSigner:
        """Clients of an access key."""
        return ToldSigner(credentials["AccessKeyId"], self.answers, self.asked)


class Emulated:
    """One service in one account and region."""

    def __init__(self, service: Service[Any], *, partition: str = "aws", region: str = REGION) -> None:
        self.service = service
        self.state = service.new_state()
        self.clock = StillClock()
        self.clients = ToldClients()
        self.plans = Plans()
        self.peers: dict[str, Any] = {}
        self.work = Work()
        self.calls: list[str] = []
        self._partition, self._region, self._ids = partition, region, Ids(seed=7)

    def call(self, operation: str, **request: Any) -> Answer:  # noqa: ANN401  # as boto3
        """Call an operation by the API's name."""
        self.calls.append(operation)
        return self.service.call(self._context(), operation, request)

    def _context(self) -> Context[Any]:
        return Context(
            account=ACCOUNT,
            partition=self._partition,
            region=self._region,
            caller=Caller(CALLER, ACCOUNT, "AKIAIOSFODNN7EXAMPLE"),
            request_id="00000000-0000-0000-0000-000000000000",
            clock=self.clock,
            ids=self._ids,
            clients=self.clients,
            work=self.work,
            plans=self.plans,
            peer=self.peers.__getitem__,
            state=self.state,
        )


class ServiceClient:
    """A client of an emulated service, with boto3's method names and errors."""

    def __init__(self, emulated: Emulated) -> None:
        self._emulated = emulated
        self._operations = {xform_name(name): name for name in service_model(emulated.service.name).operation_names}

    def __getattr__(self, method: str) -> Callable[..., Answer]:
        """A method that calls the operation."""

        def call(**request: Any) -> Answer:  # noqa: ANN401  # as boto3
            try:
                return self._emulated.call(self._operations[method], **request)
            except ServiceError as error:
                raise client_error(error.code, error.message, method) from error

        return call


def client_error(code: str, message: str, operation: str) -> ClientError:
    """An error as boto3 raises it."""
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)
