"""What is answered over HTTP, and what the log tells of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from cfnproof.emulator.errors import ServiceError
from cfnproof.hosts.emulated_account import EmulatedAccount
from cfnproof.hosts.error_answers import error_answer
from cfnproof.hosts.host import KeyPair
from cfnproof.hosts.serving.calls import Called

StartResponse = Callable[[str, list[tuple[str, str]]], Any]  # what it returns is for old applications
Wsgi = Callable[[dict[str, Any], StartResponse], Any]  # an iterable of bytes, perhaps with a `close`
"""A WSGI application."""
_WITHOUT_BODY: Final = (204, 205, 304)
_S3_IDS: Final = ("x-amz-request-id", "x-amz-id-2")
_DROPPED: Final = ("connection", "content-length", "transfer-encoding")


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and what the log tells: who is asked for what, what was decided and, with `-v`, why it failed."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    service: str = "-"
    operation: str = "-"
    decision: str = "-"
    cause: str = ""

    def wire_headers(self, *, head: bool) -> list[tuple[str, str]]:
        """The headers as WSGI takes them, with the length of the body; of a HEAD request that of what GET would get."""
        pairs = [(name, _line(value)) for name, value in self.headers.items() if name.lower() not in _DROPPED]
        said = next((value for name, value in self.headers.items() if name.lower() == "content-length"), None)
        length = said if head and said is not None else str(len(self.body))
        return pairs if self.status in _WITHOUT_BODY else [*pairs, ("Content-Length", length)]

    def wire_body(self, *, head: bool) -> bytes:
        """The body as it is sent."""
        return b"" if head or self.status in _WITHOUT_BODY else self.body


class Accounts(Protocol):
    """The accounts that are served."""

    @property
    def region(self) -> str:
        """The region of requests that name none."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of those that are open."""
        ...

    def of(self, account: str) -> EmulatedAccount | None:
        """An account, None for one that is not open."""
        ...

    def open(self, account: str) -> KeyPair:
        """Open an account, or find it open: its administrator's key. Raises CfnproofError."""
        ...

    def close(self, account: str) -> None:
        """End an account with all that is in it; that of the server begins anew. Raises CfnproofError."""
        ...

    def answer(self, called: Called, request_id: str) -> Answered:
        """The answer to a call."""
        ...


def refused(
    protocol: str, error: ServiceError, request_id: str, called: Called | None = None, decision: str = "-"
) -> Answered:
    """An error, in the form of a protocol."""
    status, headers, body = error_answer(protocol, error, request_id)
    content = body.encode() if isinstance(body, str) else body
    if protocol == "rest-xml":
        headers |= dict.fromkeys(_S3_IDS, request_id)
    named = (called.service.name, called.operation) if called else ("-", "-")
    return Answered(status, headers, content, *named, decision)


def _line(value: str) -> str:
    """A header's value as WSGI takes it: on one line, a character for each byte."""
    return str(value).replace("\r", " ").replace("\n", " ").encode().decode("latin-1")
