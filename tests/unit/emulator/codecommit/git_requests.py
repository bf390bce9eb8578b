"""Requests to the door of git without a client: whatever somebody may send."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from wsgiref.types import WSGIApplication, WSGIEnvironment
from wsgiref.util import setup_testing_defaults

Shown = tuple[str, ...] | str | None
"""A user name and a password, or the header itself; None for no header."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


def advertised(
    application: WSGIApplication, path: str, shown: Shown, service: str = "git-upload-pack", host: str = "localhost"
) -> Answered:
    """The answer to the first request of a fetch or a push."""
    environ = {"PATH_INFO": f"{path}/info/refs", "QUERY_STRING": f"service={service}", "HTTP_HOST": host}
    return asked(application, environ, shown)


def sent(
    application: WSGIApplication, path: str, shown: Shown, body: bytes, service: str = "git-receive-pack", **more: str
) -> Answered:
    """The answer to a request with a body."""
    environ = {
        "PATH_INFO": f"{path}/{service}",
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": f"application/x-{service}-request",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "localhost",
        "wsgi.input": BytesIO(body),
        **more,
    }
    return asked(application, environ, shown)


def asked(application: WSGIApplication, environ: WSGIEnvironment, shown: Shown) -> Answered:
    """The answer to a request of any form."""
    if isinstance(shown, str):
        environ["HTTP_AUTHORIZATION"] = shown
    elif shown is not None:
        environ["HTTP_AUTHORIZATION"] = f"Basic {base64.b64encode(':'.join(shown).encode()).decode()}"
    setup_testing_defaults(environ)
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> object:
        begun.append((status, headers))
        return None

    body: Iterable[bytes] = application(environ, start)  # type: ignore[arg-type]  # no write
    ((status, headers),) = begun
    return Answered(int(status.split()[0]), dict(headers), b"".join(body))
