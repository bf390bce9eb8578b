"""Controls in another process: what is sent, and what is told when the other side is not as it should be."""

import socket
from collections.abc import Callable, Iterator

import pytest

from cfnproof.errors import CfnproofError
from cfnproof.hosts.access.ledger import Ledger
from cfnproof.hosts.remote_control import RemoteControl
from tests.unit.hosts.control_server import ACCOUNT, Answer, ControlServer, control_server
from tests.unit.hosts.ledger_entries import entry

BASE = f"/_cfnproof/control/{ACCOUNT}"


@pytest.fixture
def server() -> Iterator[ControlServer]:
    """A host's controls, served."""
    with control_server() as running:
        yield running


@pytest.fixture
def remote(server: ControlServer) -> RemoteControl:
    """The same from outside; a slash at the endpoint's end changes nothing."""
    return RemoteControl(f"{server.url}/", ACCOUNT)


def test_only_new_decisions_are_asked_for(server: ControlServer, remote: RemoteControl) -> None:
    """What is known is not sent again."""
    for key in "abc":
        server.control.ledger.add(entry(key))
        remote.ledger.entries()
    assert server.asked == [f"GET {BASE}/ledger?after={number}" for number in range(3)]
    assert len(remote.ledger.entries()) == 3


def test_another_ledger_is_told(server: ControlServer, remote: RemoteControl) -> None:
    """Else denials that are lost would be taken for none."""
    server.control.ledger.add(entry("a", allowed=False))
    remote.ledger.entries()
    server.control.ledger = Ledger()
    with pytest.raises(CfnproofError, match=r"/control/111122223333 has another ledger than before: .* run again"):
        remote.ledger.denials()


def test_what_a_bounded_ledger_lets_go_is_kept_where_it_was_read(server: ControlServer, remote: RemoteControl) -> None:
    """And told where it was not: it might have been denials."""
    server.control.ledger = Ledger(2)
    for key in "ab":
        server.control.ledger.add(entry(key))
    remote.ledger.entries()
    server.control.ledger.add(entry("c"))
    assert [one.request.resource.rpartition("/")[2] for one in remote.ledger.entries()] == ["a", "b", "c"]
    for key in "defg":
        server.control.ledger.add(entry(key))
    with pytest.raises(CfnproofError, match="has let go the oldest of its decisions for want of space"):
        remote.ledger.denials()
    remote.ledger.clear()
    server.control.ledger.add(entry("h"))
    assert len(remote.ledger.entries()) == 1


USES: dict[str, Callable[[RemoteControl], object]] = {
    "clock": lambda remote: remote.clock.now(),
    "hold": lambda remote: remote.hold_seconds,
    "plans": lambda remote: remote.plans.training,
    "undelivered": lambda remote: remote.undelivered,
    "ledger": lambda remote: remote.ledger.entries(),
    "interruptions": lambda remote: remote.interrupt("GetBranch"),
}


@pytest.mark.parametrize("use", USES)
def test_an_endpoint_where_nothing_listens(use: str) -> None:
    """The address, the reason, and how a host is started."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(CfnproofError) as told:
            USES[use](RemoteControl(url, ACCOUNT))
    assert told.value.message.startswith(f"no answer from {url}{BASE}/{use}")
    assert "Connection refused" in told.value.message
    assert "`cfnproof localstack start`" in told.value.message


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize(
    "answer",
    [
        (404, b"<Error><Code>NoSuchBucket</Code></Error>"),
        (404, b'{"message": "not found"}'),
        (200, b"<html>"),
        (200, b"[]"),
        (302, b""),
        (200, b"[" * 100_000),
    ],
    ids=["XML", "JSON", "page", "list", "redirection", "deep"],
)
def test_an_endpoint_without_controls(server: ControlServer, remote: RemoteControl, use: str, answer: Answer) -> None:
    """Such as LocalStack without the plugin."""
    server.answer = answer
    with pytest.raises(CfnproofError) as told:
        USES[use](remote)
    assert f"{server.url}{BASE}/{use}" in told.value.message
    assert f"answers with status {answer[0]}" in told.value.message
    assert "no host with cfnproof's plugin; `cfnproof localstack start` starts one" in told.value.message


@pytest.mark.parametrize("use", USES)
def test_an_answer_that_is_not_understood(server: ControlServer, remote: RemoteControl, use: str) -> None:
    """The plugin of another version."""
    server.answer = 200, b'{"training": 1}'
    with pytest.raises(CfnproofError, match=r"answers what is not understood .* the host has another version"):
        USES[use](remote)


def test_what_the_host_refuses_is_told(remote: RemoteControl) -> None:
    """In its own words."""
    with pytest.raises(CfnproofError, match=r"PUT http.*/hold was refused: seconds is -1: give a number of seconds"):
        remote.hold_seconds = -1


def test_proxies_of_the_machine_are_not_asked(remote: RemoteControl, monkeypatch: pytest.MonkeyPatch) -> None:
    """The endpoint is on this machine or in its network."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert remote.hold_seconds == 1.0


@pytest.mark.parametrize("url", ["", "localhost:4566", "ftp://localhost", "http://", "/tmp/socket"])  # noqa: S108  # no file
def test_an_endpoint_that_is_no_url(url: str) -> None:
    """Told before anything is asked."""
    with pytest.raises(CfnproofError, match="is no URL: give one such as http"):
        RemoteControl(url, ACCOUNT)


@pytest.mark.parametrize("account", ["", "12", "11112222333a", "111122223333/..", "١١١١٢٢٢٢٣٣٣٣"])
def test_an_account_that_is_none(account: str) -> None:
    """As above."""
    with pytest.raises(CfnproofError, match="is no account id: give 12 digits"):
        RemoteControl("http://127.0.0.1:4566", account)
