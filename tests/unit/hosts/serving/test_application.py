"""What is mounted beside AWS's services, and a fault of the emulation's own: neither ends the server."""

import io
import json
from collections.abc import Iterable
from typing import Any, Final

import pytest

from cfnproof.hosts.serving import incoming
from cfnproof.hosts.serving.answers import StartResponse
from cfnproof.hosts.serving.application import Application
from cfnproof.hosts.serving.mounts import MOUNTS
from cfnproof.hosts.serving.request_log import RequestLog, shown
from tests.unit.hosts.serving.client import Served

BODY: Final = b"in one piece"


def asked(application: Application, target: str, **environ: Any) -> tuple[str, dict[str, str], bytes]:  # noqa: ANN401  # WSGI's
    """The status, headers and body that answer a request, without a server."""
    begun: list[tuple[str, dict[str, str]]] = []

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        begun.append((status, dict(headers)))

    path, _, query = target.partition("?")
    stream = {"wsgi.input": io.BytesIO(BODY), "CONTENT_LENGTH": str(len(BODY))}
    given = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "QUERY_STRING": query, **stream, **environ}
    body = b"".join(application(given, start))
    return *begun[-1], body


def test_an_application_that_is_mounted(served: Served) -> None:
    """It gets what is below its prefix, with the body as the server has put it together; the log tells of it."""
    seen: list[dict[str, Any]] = []

    def mine(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        seen.append(environ)
        start("201 Created", [])
        return [environ["wsgi.input"].read()]

    log = io.StringIO()
    application = Application(served.accounts, RequestLog(stream=log), mounted={"/v1/mine/": mine})
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    assert asked(application, "/v1/mine/x?y=1", **chunked) == ("201 Created", {}, BODY)
    assert "HTTP_TRANSFER_ENCODING" not in seen[0]
    assert " POST /v1/mine/x?y=1 201 - " in log.getvalue()
    assert asked(application, "/other/path")[0].startswith("4")
    assert len(seen) == 1


def test_one_that_fails(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    """It is answered and told."""

    def broken(_: dict[str, Any], __: StartResponse) -> Iterable[bytes]:
        raise ValueError("broken")

    application = Application(served.accounts, RequestLog(stream=io.StringIO()), mounted={"/v1/mine/": broken})
    status, _, body = asked(application, "/v1/mine/x")
    assert (status, json.loads(body)["__type"]) == ("500 Internal Server Error", "InternalFailure")
    assert "ValueError: broken" in capsys.readouterr().err


def test_a_fault_of_the_emulation(
    served: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As AWS answers one of its own."""
    monkeypatch.setattr("cfnproof.hosts.serving.application.called", lambda *_: 1 / 0)
    application = Application(served.accounts, RequestLog(stream=io.StringIO()))
    status, headers, body = asked(application, "/")
    assert (status, json.loads(body)["__type"]) == ("500 Internal Server Error", "InternalFailure")
    assert headers["x-amzn-requestid"]
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_prefixes() -> None:
    """None is a path of S3's: names of buckets have three characters at least."""
    assert all(len(prefix.split("/")[1]) < 3 for prefix in MOUNTS)


@pytest.mark.parametrize(
    ("environ", "target"),
    [
        ({"REQUEST_URI": "/a%20b?c=%2F"}, "/a%20b?c=%2F"),
        ({"REQUEST_URI": "http://host/a?b"}, "/a?b"),
        ({"RAW_URI": "//two"}, "//two"),
        ({"PATH_INFO": "/a b/\xc3\xbc", "QUERY_STRING": "c=d"}, "/a%20b/%C3%BC?c=d"),
        ({"REQUEST_URI": "host:443"}, "/host:443"),
        ({}, "/"),
    ],
)
def test_the_target_with_any_server(environ: dict[str, str], target: str) -> None:
    """As it was sent, where the server tells it."""
    assert incoming.target_of(environ) == target


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b'{"Password": "a\\"b", "Name": "n"}', '{"Password": "***", "Name": "n"}'),
        (b'{"Password":["a","b"],"Name":1}', '{"Password":"***","Name":1}'),
        (
            b"<R><Password a='1'>x</Password>\n <Name>n</Name></R>",
            "<R><Password a='1'>***</Password> <Name>n</Name></R>",
        ),
        (b"Action=X&Password=secret&Name=n", "Action=X&Password=***&Name=n"),
        (b"Action=X&Key.Password=secret", "Action=X&Key.Password=***"),
        (b'{"Password": "never ends', '{"Password": "***"'),
        (b"\x00\x01\x02", "3 bytes"),
        (b"", ""),
    ],
)
def test_a_body_in_the_log(body: bytes, line: str) -> None:
    """On one line, with its secrets masked in each protocol."""
    assert shown(body, frozenset({"Password"})).startswith(line)
    assert "secret" not in shown(body, frozenset({"Password"}))
