"""boto3 clients of an account in LocalStack, by localstack-client: one for each service, region and access key."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import botocore.exceptions
from botocore.config import Config
from localstack_client.session import Session

from cfnproof.errors import CfnproofError
from cfnproof.hosts import outside

_CONFIG: Final = Config(
    retries={"total_max_attempts": 1},
    proxies={},  # none: else the machine's variables are read for every client
    s3={"addressing_style": "path"},  # no name server knows names of buckets
    user_agent_extra="cfnproof",
)
_LOST: Final = (botocore.exceptions.ConnectionError, botocore.exceptions.HTTPClientError)
_NO_SECRET: Final = "-"  # noqa: S105  # none
_GIVERS: Final[Mapping[str, str]] = {
    "iam.CreateAccessKey": "AccessKey",
    "sts.AssumeRole": "Credentials",
    "sts.AssumeRoleWithSAML": "Credentials",
    "sts.AssumeRoleWithWebIdentity": "Credentials",
    "sts.GetFederationToken": "Credentials",
    "sts.GetSessionToken": "Credentials",
}
"""The operations that make access keys, and the member of their answers that has one."""
_making: Final = threading.Lock()
"""boto3's default session, which makes the clients, must do so for one thread at a time."""


@dataclass(frozen=True, slots=True)
class Key:
    """What signs."""

    access_key: str
    secret: str
    token: str | None = None


class Clients:
    """The clients of one account. `lost` makes the error to raise where LocalStack does not answer any more."""

    def __init__(self, endpoint: str, lost: Callable[[Exception], CfnproofError]) -> None:
        self._endpoint = endpoint
        self._lost = lost
        self._made: dict[tuple[str, str, Key], Any] = {}
        self._keys: dict[str, Key] = {}
        self._lock = threading.Lock()

    def of(self, service: str, region: str, access_key: str) -> Any:  # noqa: ANN401  # boto3's clients have no types
        """A client that signs with an access key; with no secret where no client has been told it."""
        key = self._keys.get(access_key, Key(access_key, _NO_SECRET))
        with self._lock:
            if (service, region, key) not in self._made:
                self._made[service, region, key] = self._new(service, region, key)
            return self._made[service, region, key]

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            for client in self._made.values():
                client.close()
            self._made.clear()

    def _new(self, service: str, region: str, key: Key) -> Any:  # noqa: ANN401  # as above
        with _making, outside.meant():
            session = Session(key.access_key, key.secret, key.token, region, localstack_host=self._host())
            client = session.client(service, aws_session_token=key.token, config=_CONFIG)
        if client.meta.endpoint_url != self._endpoint:
            raise CfnproofError(
                f"AWS_ENDPOINT_URL leads to {client.meta.endpoint_url!r}, and this host is at {self._endpoint!r}: "
                "leave the other host first, or unset it"
            )
        for operation, member in _GIVERS.items():
            client.meta.events.register(f"after-call.{operation}", self._remember(member))
        self._tell_loss(client)
        return client

    def _host(self) -> str:
        """As localstack-client takes it."""
        parts = urlsplit(self._endpoint)
        return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"

    def _remember(self, member: str) -> Callable[..., None]:
        def see(parsed: Mapping[str, Any], **_: object) -> None:
            made = parsed.get(member)
            if made is not None:
                key = Key(made["AccessKeyId"], made["SecretAccessKey"], made.get("SessionToken"))
                self._keys[key.access_key] = key

        return see

    def _tell_loss(self, client: Any) -> None:  # noqa: ANN401  # as above
        """Let a client raise one error where it gets no answer: botocore has no hook that sees every one."""
        call = client._make_api_call  # noqa: SLF001  # as said

        def told(operation: str, members: Mapping[str, Any]) -> Any:  # noqa: ANN401  # an answer
            try:
                with outside.meant():
                    return call(operation, members)
            except _LOST as error:
                raise self._lost(error) from error

        client._make_api_call = told  # noqa: SLF001  # as said
