"""What is no request, or too large a one: refused, and the next is answered."""

import gzip
import re
from typing import Final

import pytest

from cfnproof.hosts.serving import incoming
from tests.unit.hosts.serving.client import Served

RAW: Final = {
    "nothing": b"",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a bare line": b"hello\r\n\r\n",
    "no such version": b"GET / HTTP/9.9\r\n\r\n",
    "no path": b"GET nothing HTTP/1.1\r\nHost: x\r\n\r\n",
    "a broken address": b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
    "an address like a network's": b"GET //[oops/x HTTP/1.1\r\nHost: x\r\n\r\n",
    "a tunnel": b"CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nHost\r\n\r\n",
    "a header that goes on with none": b"GET / HTTP/1.1\r\n Host: x\r\n\r\n",
    "a time of many digits": b"GET /?AWSAccessKeyId=x&Signature=x&Expires="
    + b"9" * 5000
    + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a length of many digits": b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
    "a long address": b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "long headers": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
    "a wrong length": b"PUT /bucket/key HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
    "a negative length": b"PUT /bucket/key HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    "a length that is not sent": b"PUT /bucket/key HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhi",
    "a huge length": b"PUT /bucket/key HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999\r\n\r\nhi",
    "broken chunks": b"PUT /bucket/key HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhi\r\n0\r\n\r\n",
    "a chunk without end": b"PUT /b/k HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    + b"f" * 40
    + b"\r\nhi",
    "a chunk of 2 EiB": b"PUT /b/k HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2" + b"0" * 15 + b"\r\nhi",
    "a chunk of 4 GB": b"PUT /b/k HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\nhi",
    "chunks that end": b"PUT /bucket/key HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhi",
    "an unknown coding": b"PUT /bucket/key HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: rot13\r\n\r\nhi",
    "strange bytes": b"GET /\xff\xfe%ff%zz?\x80=%00 HTTP/1.1\r\nHost: \xff\xfe[\r\nAuthorization: \xff\r\n\r\n",
    "no host": b"GET / HTTP/1.0\r\n\r\n",
    "a strange host": b"GET / HTTP/1.1\r\nHost: ]][[..localhost:99999999\r\n\r\n",
}


@pytest.mark.parametrize("what", RAW)
def test_what_is_no_request(what: str, served: Served, capfd: pytest.CaptureFixture[str]) -> None:
    """An answer that blames the client, or none; nothing is told as a fault, and the server goes on."""
    answer = served.send(RAW[what])
    status = re.match(rb"HTTP/1\.[01] (\d+) ", answer)
    assert answer == b"" or (status is not None and (status[1].startswith(b"4") or status[1] in {b"501", b"505"})), (
        answer
    )
    assert "Traceback" not in capfd.readouterr().err
    assert served.ask("GET", "/_cfnproof/health")[0] == 200


def test_a_body_that_is_too_large(served: Served) -> None:
    """Said so at once, whether its length is told before or not."""
    length = f"PUT /bucket/key HTTP/1.1\r\nHost: x\r\nContent-Length: {incoming.MOST_BYTES + 1}\r\n\r\n"
    assert served.send(length.encode()).startswith(b"HTTP/1.1 413 ")
    environ = {"REQUEST_METHOD": "PUT", "PATH_INFO": "/", "wsgi.input_terminated": True}
    with pytest.raises(incoming.TooLargeError):
        incoming.read({**environ, "wsgi.input": _Endless()}, 1_000_000)


def test_a_small_body_that_unpacks_to_a_large_one(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not unpacked further than is taken."""
    monkeypatch.setattr("cfnproof.hosts.serving.calls.MOST_BYTES", 1_000_000)
    body = gzip.compress(b"Action=ListMetrics&x=" + b"0" * 2_000_000)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": "gzip"}
    assert served.ask("POST", "/", body, headers)[0] == 413
    assert served.ask("POST", "/", b"no gzip", headers)[0] == 400
    assert served.ask("POST", "/", body[:100], headers)[0] == 400


def test_requests_one_after_another(served: Served) -> None:
    """On one connection, a refused one between others."""
    one = b"GET /_cfnproof/health HTTP/1.1\r\nHost: x\r\n\r\n"
    two = b"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: A.B\r\nContent-Length: 2\r\n\r\n{}"
    last = b"GET /_cfnproof/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert re.findall(rb"HTTP/1\.1 (\d+) ", served.send(one + two + last)) == [b"200", b"400", b"200"]


class _Endless:
    def read(self, size: int) -> bytes:
        """As many bytes as are asked for."""
        return b"x" * size
