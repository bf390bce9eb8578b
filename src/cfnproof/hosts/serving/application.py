"""The WSGI application of a served account: AWS's services, what is mounted beside them, and the server's own pages.

It answers every request, whatever it is; a fault of its own is answered as AWS answers one, and told in full.
"""

import sys
import time
import traceback
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from cfnproof.emulator.errors import ServiceError
from cfnproof.hosts.serving import own_pages
from cfnproof.hosts.serving.answers import Accounts, Answered, StartResponse, Wsgi, refused
from cfnproof.hosts.serving.calls import NoCallError, called
from cfnproof.hosts.serving.incoming import (
    MOST_BYTES,
    Incoming,
    MalformedError,
    TooLargeError,
    read,
    refusal_of,
    target_of,
)
from cfnproof.hosts.serving.mounts import MOUNTS
from cfnproof.hosts.serving.request_log import RequestLog

_CHUNKED: Final = "HTTP_TRANSFER_ENCODING"
_INTERNAL: Final = 500


@dataclass(frozen=True, slots=True)
class Application:
    """Answers for accounts. `most_bytes` is what a body may have; `mounted` are applications by the prefix of paths."""

    accounts: Accounts
    log: RequestLog
    most_bytes: int = MOST_BYTES
    mounted: Mapping[str, Wsgi] = field(default_factory=dict)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, as WSGI has it."""
        begun, target, incoming = time.perf_counter(), target_of(environ), None
        beside = next((app for prefix, app in self.mounted.items() if target.startswith(prefix)), None)
        if beside is not None:
            return self._mounted(beside, environ, start_response)
        try:
            incoming = read(environ, self.most_bytes)
            answered = self._answer(incoming)
        except (TooLargeError, MalformedError) as error:
            answered = refused(_protocol_of(environ), refusal_of(error), str(uuid.uuid4()))
        except Exception as error:  # noqa: BLE001  # no request ends the server
            answered = _failed(error)
        self.log.note(incoming, target, answered, time.perf_counter() - begun)
        head = environ.get("REQUEST_METHOD") == "HEAD"
        start_response(_status(answered.status), answered.wire_headers(head=head))
        return [answered.wire_body(head=head)]

    def _answer(self, incoming: Incoming) -> Answered:
        if incoming.path.startswith(own_pages.BELOW):
            return own_pages.page(incoming, self.accounts)
        request_id = str(uuid.uuid4())
        try:
            call = called(incoming, self.accounts.region)
        except NoCallError as error:
            return refused(error.protocol, error.refusal, request_id, decision=f"refused {error.refusal.code}")
        return self.accounts.answer(call, request_id)

    def _mounted(self, beside: Wsgi, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Let an application that is mounted answer; a body that the server has put together is no longer in chunks."""
        begun, target = time.perf_counter(), target_of(environ)
        if environ.get("wsgi.input_terminated"):
            environ.pop(_CHUNKED, None)

        def starting(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:  # noqa: ANN401  # WSGI's own
            shown = Incoming(str(environ["REQUEST_METHOD"]), target, {}, b"")
            seconds = time.perf_counter() - begun
            self.log.note(shown, target, Answered(int(status[:3]), {}, b""), seconds)
            return start_response(status, headers, *rest)

        try:
            found: Iterable[bytes] = beside(environ, starting)
        except Exception as error:  # noqa: BLE001  # as above
            failed = _failed(error)
            starting(_status(failed.status), failed.wire_headers(head=False))
            return [failed.body]
        return found


def application(accounts: Accounts, log: RequestLog) -> Application:
    """The application with all that is mounted."""
    return Application(accounts, log, mounted={prefix: make(accounts) for prefix, make in MOUNTS.items()})


def _protocol_of(environ: Mapping[str, Any]) -> str:
    """The protocol of a request that could not be read, as far as its headers tell."""
    if "HTTP_X_AMZ_TARGET" in environ:
        return "json"
    return "query" if str(environ.get("CONTENT_TYPE", "")).startswith("application/x-www-form-urlenc") else "rest-xml"


def _failed(error: Exception) -> Answered:
    """A fault of the emulation: told on standard error, and answered as AWS answers one."""
    request_id = str(uuid.uuid4())
    sys.stderr.write(f"cfnproof: a request failed ({request_id}):\n")
    traceback.print_exception(error)
    return refused("json", ServiceError("InternalFailure", f"{type(error).__name__}: {error}", _INTERNAL), request_id)


def _status(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return f"{code} Unknown"
