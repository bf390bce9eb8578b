"""Bodies as services read them: out of the pieces and the compression that they were sent in.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
https://docs.aws.amazon.com/sdkref/latest/guide/feature-compression.html
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from botocore.awsrequest import HeadersDict

from cfnproof.hosts.serving.incoming import MalformedError, TooLargeError

_STREAMING: Final = "STREAMING-"
_DIGEST: Final = "X-Amz-Content-SHA256"
_ENCODING: Final = "Content-Encoding"
_DECODED: Final = "X-Amz-Decoded-Content-Length"
_CHUNKED: Final = "aws-chunked"
_UNSIGNED: Final = "UNSIGNED-PAYLOAD"
_LINE: Final = b"\r\n"
_CHECKSUM: Final = "x-amz-checksum-"
_GZIP: Final = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Content:
    """A body, and the headers that are true of it."""

    body: bytes
    headers: Mapping[str, str]


def content_of(body: bytes, headers: Mapping[str, str], most: int, *, is_object: bool) -> Content:
    """What a service reads. S3's objects stay compressed: their encoding is the client's own.

    Raises MalformedError for pieces that do not follow the protocol, TooLargeError for more than `most` bytes.
    """
    found = HeadersDict(headers)
    if found.get(_DIGEST, "").startswith(_STREAMING) or _CHUNKED in _encodings(found):
        body = _joined(body, found)
    if not is_object and _encodings(found) == ["gzip"]:
        body = _unpacked(body, most)
        del found[_ENCODING]
    return Content(body, found)


def _encodings(headers: Mapping[str, str]) -> list[str]:
    return [part.strip().lower() for part in headers.get(_ENCODING, "").split(",") if part.strip()]


def _joined(body: bytes, headers: HeadersDict) -> bytes:
    """A body out of its pieces, whose signatures are not looked at; the headers become those of a body in one."""
    pieces, rest = [], body
    while True:
        line, separator, rest = rest.partition(_LINE)
        size = _size(line.partition(b";")[0])
        if not separator or size is None or len(rest) < size:
            raise MalformedError("the pieces of the body do not have the lengths that they say")
        if not size:
            break
        piece, rest = rest[:size], rest[size:]
        if not rest.startswith(_LINE):
            raise MalformedError("a piece of the body does not end where it says")
        pieces.append(piece)
        rest = rest.removeprefix(_LINE)
    whole = b"".join(pieces)
    said = headers.get(_DECODED)
    if said is not None and said != str(len(whole)):
        raise MalformedError(f"the body has {len(whole)} bytes, and {_DECODED} is {said!r}")
    for line in rest.split(_LINE):
        name, _, value = line.decode("latin-1").partition(":")
        if name.lower().startswith(_CHECKSUM):
            headers[name] = value.strip()
    _tell_whole(headers)
    return whole


def _tell_whole(headers: HeadersDict) -> None:
    kept = [part for part in _encodings(headers) if part != _CHUNKED]
    for name in (_ENCODING, _DECODED, "X-Amz-Trailer"):
        if name in headers:
            del headers[name]
    if kept:
        headers[_ENCODING] = ",".join(kept)
    headers[_DIGEST] = _UNSIGNED


def _size(text: bytes) -> int | None:
    try:
        size = int(text, 16)
    except ValueError:
        return None
    return size if size >= 0 else None


def _unpacked(body: bytes, most: int) -> bytes:
    unpack = zlib.decompressobj(_GZIP)
    try:
        whole = unpack.decompress(body, most + 1)
    except zlib.error as error:
        raise MalformedError(f"the body is no gzip: {error}") from error
    if len(whole) > most:
        raise TooLargeError
    if not unpack.eof:
        raise MalformedError("the body is no whole gzip")
    return whole
