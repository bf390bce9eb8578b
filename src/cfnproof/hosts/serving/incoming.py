"""A request as a WSGI server hands it on: what was sent, to the letter, for its signature is over that.

https://peps.python.org/pep-3333/
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, quote

from botocore.awsrequest import HeadersDict

from cfnproof.emulator.errors import ServiceError

ORIGINAL_HEADERS: Final = "cfnproof.headers"
"""Where our server puts the headers under the names they were sent by: WSGI's names tell no dash from an underscore."""
MOST_BYTES: Final = 256 * 1024 * 1024
"""What a body may have: https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html allows more."""
_PIECE: Final = 1024 * 1024
_OURS: Final = ("x-cfnproof-", "x-moto-")
"""Headers with which the emulation speaks to itself."""


class TooLargeError(Exception):
    """A request has more bytes than are taken."""


class MalformedError(Exception):
    """A request is no HTTP, or ended before its body did."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request. `target` is its path and query as they were sent; `headers` answer whatever the case of a name."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    secure: bool = False

    @property
    def path(self) -> str:
        """The path, encoded as it was sent."""
        return self.target.partition("?")[0] or "/"

    @property
    def query(self) -> list[tuple[str, str]]:
        """The names and values behind the question mark, decoded."""
        return parse_qsl(self.target.partition("?")[2], keep_blank_values=True)

    @property
    def host(self) -> str:
        """The host that was asked, with its port if one was named."""
        return self.headers.get("Host", "")

    @property
    def media_type(self) -> str:
        """The type of the body, without its parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def target_of(environ: Mapping[str, Any]) -> str:
    """The path and query as they were sent; an absolute address loses its scheme and host."""
    sent = str(environ.get("REQUEST_URI") or environ.get("RAW_URI") or "")
    if not sent:
        query = environ.get("QUERY_STRING", "")
        path = quote(str(environ.get("PATH_INFO", "")).encode("latin-1"), safe="/~:@!$&'()*+,;=")
        sent = f"{path}?{query}" if query else path
    if not sent.startswith("/"):
        _, separator, rest = sent.partition("://")
        sent = f"/{rest.partition('/')[2]}" if separator else f"/{sent}"
    return _text(sent)


def read(environ: Mapping[str, Any], most: int = MOST_BYTES) -> Incoming:
    """The request. Raises TooLargeError for a body of more than `most` bytes, and MalformedError."""
    headers = HeadersDict(
        {name: value for name, value in _headers(environ) if not name.lower().startswith(_OURS)},
    )
    body = b"".join(_pieces(environ, most))
    secure = environ.get("wsgi.url_scheme") == "https"
    return Incoming(str(environ["REQUEST_METHOD"]), target_of(environ), headers, body, secure)


def _headers(environ: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    original: Mapping[str, str] | None = environ.get(ORIGINAL_HEADERS)
    if original is not None:
        yield from ((name, _text(value)) for name, value in original.items())
        return
    for name, value in environ.items():
        if name.startswith("HTTP_"):
            yield name[5:].replace("_", "-").title(), _text(value)
        elif name in {"CONTENT_TYPE", "CONTENT_LENGTH"} and value:
            yield name.replace("_", "-").title(), _text(value)


def _text(value: str) -> str:
    """What bytes say that WSGI shows one character each: UTF-8, or else Latin-1."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value


def _pieces(environ: Mapping[str, Any], most: int) -> Iterator[bytes]:
    """The body, of the length that was said or, where it comes in chunks, up to its end."""
    ends = bool(environ.get("wsgi.input_terminated"))
    said = environ.get("CONTENT_LENGTH") or "0"
    if not ends and not (said.isascii() and said.isdigit()):
        raise MalformedError(f"Content-Length is {said!r}: give a number of bytes")
    left = most + 1 if ends else int(said)
    if not ends and left > most:
        raise TooLargeError
    while left > 0:
        piece = _piece(environ["wsgi.input"], min(left, _PIECE))
        left -= len(piece)
        if not piece and not ends:
            raise MalformedError(f"the body ended {left} bytes before the Content-Length of {said}")
        if not piece:
            return
        yield piece
    if ends:
        raise TooLargeError


def _piece(stream: Any, size: int) -> bytes:  # noqa: ANN401  # WSGI's stream
    try:
        piece: bytes = stream.read(size)
    except (ValueError, OSError, OverflowError, MemoryError) as error:  # the last two of a chunk's size
        raise MalformedError(f"the body could not be read: {error}") from error
    return piece


def refusal_of(error: TooLargeError | MalformedError) -> ServiceError:
    """What is answered to a request that cannot be read."""
    if isinstance(error, TooLargeError):
        message = f"the body has more than {MOST_BYTES} bytes, the most that is taken"
        return ServiceError("RequestEntityTooLargeException", message, 413)
    return ServiceError("MalformedHttpRequestException", str(error))
