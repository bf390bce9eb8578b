"""Controls, served over HTTP on a free port of the loopback address."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from cfnproof.hosts.control import HostControl
from cfnproof.hosts.control_resources import ROOT, respond

ACCOUNT: Final = "111122223333"
Answer = tuple[int, bytes]


class ControlServer(ThreadingHTTPServer):
    """A server. `control` is that of the one account; `answer` is given in its place to whatever is asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.control = HostControl()
        self.answer: Answer | None = None
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        """Its endpoint."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: ControlServer

    def _respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append(f"{self.command} {self.path}")
        below = self.path.removeprefix(f"{ROOT}/{ACCOUNT}")
        assert below != self.path, self.path
        status, answer = self.server.answer or respond(self.command, below, body, self.server.control)
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_PUT = do_POST = do_DELETE = _respond  # noqa: N815  # the server's own names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as above
        """Say nothing."""


@contextmanager
def control_server() -> Iterator[ControlServer]:
    """A running server."""
    with ControlServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.control.stop()
            server.shutdown()
            thread.join()
