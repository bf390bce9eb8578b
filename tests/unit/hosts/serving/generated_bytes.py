"""Bytes on a socket that are HTTP, nearly HTTP, and something else."""

import socket
import struct
from contextlib import suppress
from typing import Final

from hypothesis import strategies as st

from tests.unit.hosts.serving.generated_members import Draw

_METHODS: Final = (
    b"GET",
    b"PUT",
    b"POST",
    b"HEAD",
    b"DELETE",
    b"OPTIONS",
    b"PATCH",
    b"CONNECT",
    b"get",
    b"\xff",
    b"X" * 300,
)
_PREFIXES: Final = (
    b"/",
    b"//",
    b"*",
    b"/_cfnproof/health",
    b"/_cfnproof/control/",
    b"/v1/repos/known/info/refs",
    b"http://x",
)
_PATHS: Final = (
    b"",
    b"/known/known",
    b"?a=b&a=c",
    b"?X-Amz-Credential=a/b/c/d/e",
    b"/%zz%00",
    b"/\xff",
    b"#x",
    b"/../..",
    b"[::",
)
_SIGNED: Final = (
    b"?AWSAccessKeyId=x&Signature=x&Expires=" + b"9" * 5000,
    b"?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Expires="
    + b"9" * 5000,
)
_VERSIONS: Final = (
    b"HTTP/1.1",
    b"HTTP/1.1",
    b"HTTP/1.0",
    b"HTTP/0.9",
    b"HTTP/2.0",
    b"HTTP/9",
    b"HTTP",
    b"",
    b"HTTP/1.1 x",
)
_ENDS: Final = (b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r", b"\r\n ", b"\x00\r\n")
_HEADERS: Final = (
    b"Host: x",
    b"Host: " + b"known.s3.localhost",
    b"Host: ]][[",
    b"Host",
    b": x",
    b"Host : x",
    b" folded",
    b"\xff\xfe: \xff",
    b"Connection: close, upgrade",
    b"Upgrade: h2c",
    b"Expect: 100-continue",
    b"Expect: miracles",
    b"Content-Type: application/x-www-form-urlencoded",
    b"Content-Encoding: gzip",
    b"Content-Encoding: aws-chunked",
    b"X-Amz-Content-SHA256: STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    b"X-Amz-Decoded-Content-Length: " + b"9" * 5000,
    b"X-Amz-Target: TrentService.ListKeys",
    b"X-Amz-Target: ....",
    b"Authorization: AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/kms/aws4_request,SignedHeaders=host,Signature=0",
    b"Authorization: AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/s3/aws4_request,SignedHeaders=,Signature=\xff",
    b"Authorization: AWS known:x",
    b"X-Amz-Date: 20269999T999999Z",
    b"x-amz-account-id: x.y/z",
    b"X: " + b"a" * 9000,
    *(b"h%d: x" % number for number in range(3)),
)
_LENGTHS: Final = (b"0", b"1", b"5", b"-1", b"x", b"+5", b"5, 5", b"0x5", b"99999999999999", b"9" * 5000, b"\xb2", b"")
_CODINGS: Final = (b"chunked", b"chunked, chunked", b"gzip, chunked", b"identity", b"rot13", b"CHUNKED", b"")
_BODIES: Final = (
    b"",
    b"hello",
    b"5\r\nhello\r\n0\r\n\r\n",
    b"5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\n",
    b"5\r\nhel",
    b"-5\r\nhello\r\n0\r\n\r\n",
    b"zz\r\nhello\r\n",
    b"f" * 40 + b"\r\nhello",
    b"0" * 9000 + b"\r\n\r\n",
    b"5\r\nhelloo\r\n0\r\n\r\n",
    b"\x1f\x8b\x08\x00",
    b"{" * 5000,
)
_OTHERS: Final = (
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
    b"SSH-2.0-OpenSSH_9.6\r\n",
    b"\r\n\r\n\r\n",
    b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n",
    b"\x80\x2e\x01\x00\x02",
    b"GET / HTTP/1.1\r\nX: " + b"a" * 140_000,
)


@st.composite
def sent(draw: Draw) -> bytes:
    """One request or some, one after another, perhaps with bytes lost or changed, or bytes of another protocol."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return draw(st.binary(max_size=300))
    if kind == 1:
        return draw(st.sampled_from(_OTHERS)) + draw(st.sampled_from((b"", b"GET / HTTP/1.1\r\n\r\n")))
    raw = b"".join(draw(_request()) for _ in range(draw(st.sampled_from((1, 1, 1, 2, 3)))))
    if kind == 2:
        return raw[: draw(st.integers(0, len(raw)))]
    if kind == 3:
        at = draw(st.integers(0, len(raw) - 1))
        return raw[:at] + draw(st.binary(max_size=4)) + raw[at + 1 :]
    return raw


@st.composite
def _request(draw: Draw) -> bytes:
    target = draw(st.sampled_from(_PREFIXES)) + draw(st.sampled_from((*_PATHS, *_PATHS, *_SIGNED)))
    end = draw(st.sampled_from(_ENDS))
    line = b" ".join((draw(st.sampled_from(_METHODS)), target, draw(st.sampled_from(_VERSIONS))))
    headers = draw(st.lists(st.sampled_from(_HEADERS), max_size=5))
    body = draw(st.sampled_from(_BODIES))
    kind = draw(st.sampled_from(("right", "length", "coding", "both", "none")))
    if kind == "right":
        headers.append(b"Content-Length: %d" % len(body))
    if kind in {"length", "both"}:
        headers.append(b"Content-Length: " + draw(st.sampled_from(_LENGTHS)))
    if kind in {"coding", "both"}:
        headers.append(b"Transfer-Encoding: " + draw(st.sampled_from(_CODINGS)))
    return end.join((line, *headers, b"", b"")) + body


def hang_up(port: int, raw: bytes) -> None:
    """Send bytes and go away at once, as a client does that has failed."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection, suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.sendall(raw)
