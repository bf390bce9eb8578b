"""The body of a request, whole: however it is sent, zipped or not, it is bounded.

https://peps.python.org/pep-3333/#input-and-error-streams
"""

import zlib
from collections.abc import Iterator
from typing import Final
from wsgiref.types import InputStream, WSGIEnvironment

from dulwich.web import ChunkedEncodingError, ChunkReader

_PIECE: Final = 64 * 1024
_LONGEST: Final = 20
"""Digits of a Content-Length: more are beyond every bound."""
_GZIP: Final = ("gzip", "x-gzip")
_WITH_HEADER: Final = 31
"""zlib's word for gzip's form, with the largest window."""


class BodyError(Exception):
    """A body that is not what its headers say."""


class BodyTooLargeError(BodyError):
    """A body beyond the bound."""


def read(environ: WSGIEnvironment, most: int) -> bytes:
    """The body, unzipped, of at most so many bytes both ways. Raises BodyError, BodyTooLargeError."""
    encoding = environ.get("HTTP_CONTENT_ENCODING", "").lower()
    if encoding not in ("", "identity", *_GZIP):
        raise BodyError(f"the content encoding {encoding!r} is none of {', '.join(_GZIP)}")
    try:
        sent = b"".join(_bounded(_pieces(environ, most), most))
    except (ChunkedEncodingError, OSError, OverflowError, MemoryError, ValueError) as error:  # of servers, for chunks
        raise BodyError(f"the body cannot be read: {error}") from error
    return _unzipped(sent, most) if encoding in _GZIP else sent


def _pieces(environ: WSGIEnvironment, most: int) -> Iterator[bytes]:
    """What a server hands on: a body of a given length, one that the server ends, or one in chunks."""
    source: InputStream = environ["wsgi.input"]
    given = environ.get("CONTENT_LENGTH") or ""
    if given:
        yield from _of_length(source, given, most)
        return
    ends = bool(environ.get("wsgi.input_terminated"))
    if not ends and environ.get("HTTP_TRANSFER_ENCODING", "").lower() != "chunked":
        return
    take = source.read if ends else ChunkReader(source).read  # type: ignore[arg-type]  # it reads only
    while piece := take(_PIECE):
        yield piece


def _of_length(source: InputStream, given: str, most: int) -> Iterator[bytes]:
    if not given.isascii() or not given.isdecimal():
        raise BodyError(f"the Content-Length {given[:_LONGEST]!r} is no number")
    left = int(given[: _LONGEST + 1])
    if left > most:
        raise BodyTooLargeError(_too_large(most))
    while left:
        piece = source.read(min(left, _PIECE))
        if not piece:
            raise BodyError(f"the body ends {left} bytes before its Content-Length of {given}")
        left -= len(piece)
        yield piece


def _bounded(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise BodyTooLargeError(_too_large(most))
        yield piece


def _unzipped(sent: bytes, most: int) -> bytes:
    unzip = zlib.decompressobj(_WITH_HEADER)
    try:
        body = unzip.decompress(sent, most + 1)
    except zlib.error as error:
        raise BodyError(f"the body is not in gzip's form: {error}") from error
    if len(body) > most:
        raise BodyTooLargeError(_too_large(most))
    if not unzip.eof or unzip.unused_data:
        raise BodyError("the body ends within gzip's form, or goes on behind it")
    return body


def _too_large(most: int) -> str:
    return f"the request is too large: at most {most} bytes are taken; push less at a time"
