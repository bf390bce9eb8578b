"""What is asked of an endpoint, and what is told where it is not as it should be."""

import json
import socket
import threading
from collections.abc import Mapping

import pytest

from cfnproof import __version__
from cfnproof.errors import CfnproofError
from cfnproof.hosts.localstack import endpoint
from cfnproof.hosts.localstack.endpoint import Health, NoPluginError, UnreachableError
from tests.unit.hosts.localstack import stubs
from tests.unit.hosts.localstack.stubs import HEALTH, LOCALSTACK, Answer, well


def test_all_is_well() -> None:
    """It says so."""
    with stubs.endpoint({HEALTH: well()}) as server:
        endpoint.check(server.url, enforce_iam=True)
        assert endpoint.health(server.url) == Health(__version__, "4.14.0", enforces_iam=True, status="ready")
        assert str(endpoint.health(server.url)) == f"LocalStack 4.14.0 with cfnproof {__version__}, IAM enforced"


@pytest.mark.parametrize(
    ("answers", "enforce", "words"),
    [
        ({HEALTH: well(localstack="4.15.0")}, True, "is LocalStack '4.15.0', cfnproof knows 4.14.0: start that one"),
        (
            {HEALTH: well(cfnproof="9.0")},
            True,
            f"has the plugin of cfnproof '9.0', this is {__version__}: start it anew",
        ),
        ({HEALTH: well(status="starting")}, True, "is not ready, its status is 'starting': wait"),
        (
            {HEALTH: well(enforcesIam=False)},
            True,
            "does not ask IAM, so nothing would be proven about permissions: start",
        ),
        ({HEALTH: well()}, False, "asks IAM, and --without-iam wants that it does not: leave that out"),
        (
            {LOCALSTACK: (200, json.dumps({"version": "4.2.0"}))},
            True,
            "is LocalStack 4.2.0: it has no plugin of cfnproof",
        ),
        (
            {HEALTH: (200, "hello")},
            True,
            "is no LocalStack but Stub/1: it has no plugin of cfnproof; start one that has",
        ),
        ({HEALTH: (500, json.dumps(stubs.WELL))}, True, "is no LocalStack but Stub/1: it has no plugin of cfnproof"),
        ({HEALTH: (200, "[]")}, True, "is no LocalStack but Stub/1"),
        ({HEALTH: (200, "{}")}, True, "is no LocalStack but Stub/1"),
    ],
)
def test_what_is_not_well(answers: Mapping[str, Answer], enforce: bool, words: str) -> None:  # noqa: FBT001  # a parameter
    """What is there, and what to do."""
    with stubs.endpoint(answers) as server, pytest.raises(CfnproofError) as raised:
        endpoint.check(server.url, enforce_iam=enforce)
    assert f"{server.url} {words}" in raised.value.message


def test_without_iam() -> None:
    """Where both agree."""
    with stubs.endpoint({HEALTH: well(enforcesIam=False)}) as server:
        endpoint.check(server.url, enforce_iam=False)


def test_nothing_answers() -> None:
    """Both ways to start are named."""
    with stubs.endpoint({}) as server:
        url = server.url
    with pytest.raises(
        UnreachableError, match=r"nothing answers at .*refused.*`cfnproof localstack start`, or `docker"
    ):
        endpoint.check(url, enforce_iam=True)


def test_dropping_an_account() -> None:
    """A refusal is told, with the server's words."""
    with stubs.endpoint({"/_cfnproof/control/123456789012": (200, "{}")}) as server:
        endpoint.drop(server.url, "123456789012")
        assert server.asked == ["DELETE /_cfnproof/control/123456789012"]
        server.answers["/_cfnproof/control/123456789012"] = (500, "work does not end")
        with pytest.raises(CfnproofError, match="did not drop account 123456789012: status 500, 'work does not end'"):
            endpoint.drop(server.url, "123456789012")


def test_who_listens() -> None:
    """In words for who wants the port."""
    with stubs.endpoint({HEALTH: well()}) as server:
        assert endpoint.listener(server.url) == f"LocalStack 4.14.0 with cfnproof {__version__}, IAM enforced"
        server.answers = {LOCALSTACK: (200, json.dumps({"version": "4.2.0"}))}
        assert endpoint.listener(server.url) == "LocalStack 4.2.0"
        server.answers = {}
        assert endpoint.listener(server.url) == "no LocalStack but Stub/1"
        with pytest.raises(NoPluginError):
            endpoint.health(server.url)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        hanging_up = threading.Thread(target=_hang_up, args=(mute,))
        hanging_up.start()
        assert endpoint.listener(f"http://127.0.0.1:{mute.getsockname()[1]}") == "a program that does not speak HTTP"
        hanging_up.join()


def _hang_up(listening: socket.socket) -> None:
    listening.accept()[0].close()


@pytest.mark.parametrize("url", ["127.0.0.1:4566", "ftp://127.0.0.1", "http://", "http://h/path", "http://h?x=1"])
def test_no_endpoint(url: str) -> None:
    """Is said before anything is asked."""
    with pytest.raises(CfnproofError, match=r"is no URL of LocalStack: give one such as http://127\.0\.0\.1:4566"):
        endpoint.checked(url)
    assert endpoint.checked("http://localhost:4566/") == "http://localhost:4566"
