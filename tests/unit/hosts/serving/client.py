"""Clients of a served account: boto3's, and plain sockets."""

import http.client
import io
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from cfnproof.hosts import outside
from cfnproof.hosts.host import KeyPair
from cfnproof.hosts.moto.served_accounts import ServedAccounts

ACCOUNT: Final = "111122223333"
REGION: Final = "us-east-1"


@dataclass(frozen=True, slots=True)
class Served:
    """A served account and the log of its server."""

    url: str
    key: KeyPair
    accounts: ServedAccounts
    log: io.StringIO

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rpartition(":")[2])

    def client(self, service: str, **settings: Any) -> Any:  # noqa: ANN401  # boto3's clients have no types
        """The administrator's client, or another's: requests leave the process and come back by the socket."""
        config = Config(retries={"total_max_attempts": 1}, proxies={}).merge(settings.pop("config", Config()))
        given = {
            "endpoint_url": self.url,
            "region_name": REGION,
            "aws_access_key_id": self.key.access_key,
            "aws_secret_access_key": self.key.secret,
            **settings,
        }
        with outside.meant():
            made = boto3.client(service, config=config, **given)
        call = made._make_api_call  # noqa: SLF001  # botocore has no hook around a whole call

        def leaving(operation: str, members: Mapping[str, Any]) -> Any:  # noqa: ANN401  # an answer
            with outside.meant():
                return call(operation, members)

        made._make_api_call = leaving  # noqa: SLF001  # as above
        return made

    def ask(
        self, method: str, target: str, body: bytes | str = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """The status, headers and body that answer a plain request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, target, body, dict(headers or {}))
            response = connection.getresponse()
            return response.status, dict(response.headers.items()), response.read()
        finally:
            connection.close()

    def send(self, raw: bytes) -> bytes:
        """What answers bytes, up to the end of the connection; the server may hang up before it has read them all."""
        pieces = []
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection, suppress(OSError):
            with suppress(OSError):
                connection.sendall(raw)
                connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65536):
                pieces.append(piece)
        return b"".join(pieces)

    def get(self, url: str) -> tuple[int, bytes]:
        """What is at an address of this server, whatever host it names."""
        parts = urlsplit(url)
        status, _, body = self.ask("GET", f"{parts.path}?{parts.query}", headers={"Host": parts.netloc})
        return status, body


def refusal(error: ClientError) -> tuple[str, int]:
    """The code and the status of an error."""
    return error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
