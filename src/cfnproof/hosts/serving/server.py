"""The HTTP server: cheroot, with names of headers as they were sent.

https://cheroot.cherrypy.dev/en/latest/
"""

import errno
import logging
import os
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cheroot.server import HeaderReader, HTTPConnection, HTTPRequest
from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Gateway_10, Server

from cfnproof.errors import CfnproofError
from cfnproof.hosts.serving.answers import Wsgi
from cfnproof.hosts.serving.incoming import MOST_BYTES, ORIGINAL_HEADERS

_THREADS: Final = 32
_BACKLOG: Final = 128
_IDLE_SECONDS: Final = 60
_STOP_SECONDS: Final = 1
_HEADER_BYTES: Final = 128 * 1024
"""S3 takes 8 KB, and a session's token may have as much again."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen; port 0 is any that is free. With a certificate and its key, by TLS."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None


class _Headers(HeaderReader):
    """Headers. What goes on with one that is not there is refused, as all that are none."""

    def __call__(self, rfile: Any, hdict: Any = None) -> Any:  # noqa: ANN401  # as below
        """Read them. Raises ValueError for what are none."""
        try:
            return super().__call__(rfile, hdict)
        except UnboundLocalError as error:  # cheroot's own, for a first line that begins with a space
            raise ValueError("Illegal header line.") from error


class _Request(HTTPRequest):
    """A request. Paths may begin with two slashes, as keys in S3 do; what cannot be an address is refused."""

    header_reader = _Headers()

    def read_request_line(self) -> bool:
        self.proxy_mode = True  # else cheroot takes such a path for another's address
        try:
            return bool(super().read_request_line())  # type: ignore[no-untyped-call]  # cheroot's types are partial
        except ValueError:
            self.simple_response("400 Bad Request", "Malformed Request-URI")
            return False


class _Gateway(Gateway_10):
    """WSGI, with the names of headers beside what WSGI makes of them."""

    def get_environ(self) -> dict[str, Any]:  # type: ignore[override]  # as above
        environ: dict[str, Any] = super().get_environ()  # type: ignore[no-untyped-call]  # as above
        headers = self.req.inheaders.items()
        environ[ORIGINAL_HEADERS] = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
        return environ


class _Connection(HTTPConnection):
    RequestHandlerClass = _Request


class _Server(Server):
    """The server. `unbound` is why it could not listen."""

    ConnectionClass = _Connection
    unbound: OSError | None = None

    def bind(self, family: Any, type: Any, proto: int = 0) -> Any:  # noqa: A002, ANN401  # as above
        """Listen, so that another server can have the port at once. Raises OSError, which cheroot keeps to itself."""
        try:
            bound = super().bind(family, type, proto)
        except OSError as error:
            self.unbound = error
            raise
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # cheroot leaves it out where the port is free
        return bound

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:  # noqa: FBT001, FBT002  # cheroot's own
        """Tell what went wrong; that a client has gone is nothing."""
        if level >= logging.ERROR:
            sys.stderr.write(f"cfnproof: {msg}\n")
            if traceback:
                sys.excepthook(*sys.exc_info())


@contextmanager
def serving(address: Address, application: Wsgi) -> Iterator[str]:
    """Serve an application until the context is left, in threads; its URL.

    Raises CfnproofError for an address or a certificate that cannot be used.
    """
    server = _Server(
        (address.host, address.port),
        application,
        numthreads=_THREADS,
        server_name="cfnproof",
        request_queue_size=_BACKLOG,
        timeout=_IDLE_SECONDS,
        shutdown_timeout=_STOP_SECONDS,
    )
    server.gateway = _Gateway
    server.max_request_header_size = _HEADER_BYTES
    server.max_request_body_size = 2 * MOST_BYTES  # what is larger is not even read, be it one chunk
    server.ssl_adapter = _tls(address)
    _prepare(server, address)
    thread = threading.Thread(target=server.serve, name="cfnproof-serve")
    thread.start()
    try:
        yield _url(server)
    finally:
        server.stop()
        thread.join()


def _prepare(server: _Server, address: Address) -> None:
    os.environ.pop("LISTEN_PID", None)  # no socket is handed to this process
    try:
        server.prepare()
    except OSError as error:
        raise CfnproofError(
            f"cannot listen on {address.host}:{address.port}: {_why(server.unbound or error, address)}"
        ) from error


def _why(error: OSError, address: Address) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program listens there: end it, or give another port with --port (0: any that is free)"
    if error.errno == errno.EACCES:
        return f"port {address.port} needs rights that this user has not: give one above 1023 with --port"
    return f"{error.strerror or error}: give an address of this machine with --bind"


def _tls(address: Address) -> BuiltinSSLAdapter | None:
    if address.certificate is None or address.key is None:
        return None
    try:
        return BuiltinSSLAdapter(str(address.certificate), str(address.key))
    except (OSError, ssl.SSLError, ValueError) as error:
        raise CfnproofError(
            f"the certificate cannot be used ({error}): give PEM files with --tls-cert and --tls-key",
            address.certificate,
        ) from error


def _url(server: _Server) -> str:
    host, port = server.bind_addr[:2]
    scheme = "https" if server.ssl_adapter else "http"
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # what to ask where all are listened on
    return f"{scheme}://[{reached}]:{port}" if ":" in reached else f"{scheme}://{reached}:{port}"
