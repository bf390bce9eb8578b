"""Starting, looking at and stopping, with a stand-in for LocalStack; each message."""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import urllib3

from cfnproof.errors import CfnproofError
from cfnproof.hosts.localstack import endpoint, process, server
from cfnproof.hosts.localstack.locks import is_held
from cfnproof.hosts.localstack.server import Condition, Start, Started
from cfnproof.hosts.localstack.state import StateFolder
from cfnproof.hosts.polling import poll
from tests.unit.hosts.localstack import stubs
from tests.unit.hosts.localstack.stubs import HEALTH, Installed, well

Install = Callable[[str], Installed]
SOON = 20.0


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Makes an environment; whatever is started in it is stopped."""
    yield lambda main: stubs.install(tmp_path, monkeypatch, main)
    server.stop(None)


def start(**asked: object) -> Started:
    """Start on any free port."""
    return server.start(Start(**{"port": 0, **asked}), lambda _: None)  # type: ignore[arg-type]  # as Start's


def left(installed: Installed) -> list[str]:
    """The names in the state folder's parent, and below."""
    return sorted(str(entry.relative_to(installed.state.parent)) for entry in installed.state.parent.rglob("*"))


def all_ended(installed: Installed) -> bool:
    """Whether LocalStack's child has ended."""
    return not poll(lambda: is_held(installed.child), lambda held: not held, 5)


def pid_of(installed: Installed) -> int:
    """The process that was started."""
    record = StateFolder(installed.state).read()
    assert record is not None
    return record.pid


def test_from_start_to_stop(install: Install) -> None:
    """Ready, found again, stopped with its children; nothing is left."""
    installed = install(stubs.READY)
    assert server.status(None).condition is Condition.NOT_RUNNING
    started = start()
    assert started.seconds is not None
    assert str(started.health) == "LocalStack 4.14.0 with cfnproof 0.1.0, IAM enforced"
    assert is_held(installed.child)
    found = server.status(None)
    assert (found.condition, found.last_lines) == (Condition.READY, "")
    assert f"runs at {started.endpoint} as process {pid_of(installed)}; log: {started.log}" in found.words
    again = start()
    assert (again.endpoint, again.seconds) == (started.endpoint, None)
    assert server.stop(None) == f"stopped LocalStack at {started.endpoint}"
    assert all_ended(installed)
    assert left(installed) == []
    assert server.stop(None) == "LocalStack was not running"


def test_another_than_the_one_that_runs(install: Install) -> None:
    """Is refused: another port, or IAM treated otherwise."""
    install(stubs.READY)
    started = start(enforce_iam=False)
    with pytest.raises(CfnproofError, match="IAM not enforced: `cfnproof localstack stop` first"):
        start()
    with pytest.raises(CfnproofError, match=f"already runs at {started.endpoint}: to move it"):
        start(port=1, enforce_iam=False)
    assert start(port=None, enforce_iam=False).endpoint == started.endpoint


def test_what_it_is_told(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own variables, and none of the user's that would change what it does."""
    installed = install(stubs.READY)
    monkeypatch.setenv("AWS_PROFILE", "mine")
    monkeypatch.setenv("SERVICES", "s3")
    start()
    seen = Path(f"/proc/{pid_of(installed)}/environ")
    if not seen.exists():
        pytest.skip("this system does not show the variables of a process")
    told = dict(line.split("=", 1) for line in seen.read_text(encoding="utf-8").split("\0") if line)
    assert "AWS_PROFILE" not in told
    assert "stepfunctions" in told["SERVICES"]
    assert told["CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES"] == "0"
    assert told["HOME"] == str(installed.state / "home")
    assert (installed.state / "volume/usr/lib/localstack").resolve() == installed.environment / "static"


def test_two_at_the_same_time(install: Install) -> None:
    """One starts it, the other finds it."""
    install(stubs.READY)
    started: list[Started] = []
    threads = [threading.Thread(target=lambda: started.append(start())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.endpoint for one in started}) == 1
    assert sorted(one.seconds is None for one in started) == [False, True]


def test_one_that_ends_before_it_is_ready(install: Install) -> None:
    """How it ended, and its last lines; only the log is left, until it is stopped."""
    installed = install(stubs.BROKEN)
    with pytest.raises(CfnproofError) as raised:
        start()
    log = installed.state / "localstack.log"
    assert raised.value.message == f"LocalStack ended with 3 before it was ready; the end of {log}:\nboom"
    assert left(installed) == ["cfnproof-localstack", "cfnproof-localstack/localstack.log"]
    assert server.status(None).condition is Condition.NOT_RUNNING
    server.stop(None)
    assert left(installed) == []


@pytest.mark.parametrize(
    ("main", "words"),
    [
        (stubs.SILENT, "it does not listen; give it more with --timeout, or look into its log; the end of"),
        (stubs.WITHOUT_PLUGIN, "it answers, but its plugin does not; give it more"),
        (stubs.READY.replace('"ready"', '"starting"'), "its plugin answers that it is not; give it more"),
    ],
    ids=["silent", "without plugin", "starting"],
)
def test_one_that_is_not_ready_in_time(install: Install, main: str, words: str) -> None:
    """Is ended."""
    installed = install(main)
    with pytest.raises(CfnproofError) as raised:
        start(timeout=1.5)
    assert f"LocalStack was not ready in 1.5 s and was ended: {words}" in raised.value.message
    assert all_ended(installed)
    assert not StateFolder(installed.state).is_alive()


def test_an_interrupted_start(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves no process."""
    installed = install(stubs.READY)

    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(endpoint, "health", interrupt)
    with pytest.raises(KeyboardInterrupt):
        start()
    assert not StateFolder(installed.state).is_alive()
    assert all_ended(installed)


def test_one_that_has_died(install: Install) -> None:
    """Is told with its last lines, and started anew."""
    installed = install(stubs.READY)
    started = start()
    said: list[str] = []
    os.kill(pid_of(installed), signal.SIGKILL)
    assert not poll(StateFolder(installed.state).is_alive, lambda lives: not lives, SOON)
    found = server.status(None)
    assert found.condition is Condition.DIED
    assert found.words == f"LocalStack at {started.endpoint} has died; `cfnproof localstack start` starts it anew"
    assert found.last_lines == f"the end of {started.log}:\nReady."
    os.waitpid(pid_of(installed), 0)
    again = server.start(Start(port=0), said.append)
    assert again.seconds is not None
    assert said == [f"the LocalStack that was started before has died; the end of {started.log}:\nReady."]
    os.kill(pid_of(installed), signal.SIGKILL)
    os.waitpid(pid_of(installed), 0)
    assert server.stop(None).startswith(f"LocalStack at {again.endpoint} had died; the end of ")
    assert all_ended(installed)
    assert left(installed) == []


def test_one_that_hangs(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is told, by both commands, and stopped."""
    installed = install(stubs.READY)
    start()
    pid = pid_of(installed)
    monkeypatch.setattr(endpoint, "_SECONDS", urllib3.Timeout(0.3))
    monkeypatch.setattr(process, "_TERM_SECONDS", 0.2)
    os.kill(pid, signal.SIGSTOP)
    found = server.status(None)
    assert found.condition is Condition.SILENT
    assert f"process {pid} runs, and is not ready: nothing answers at" in found.words
    with pytest.raises(CfnproofError, match=f"runs as process {pid} and does not answer as it should: `cfnproof loc"):
        start()
    server.stop(None)
    assert all_ended(installed)


def test_one_that_does_not_listen_to_signals(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is killed."""
    installed = install(stubs.DEAF)
    monkeypatch.setattr(process, "_TERM_SECONDS", 0.2)
    start()
    server.stop(None)
    assert all_ended(installed)
    assert not StateFolder(installed.state).is_alive()


def test_a_port_that_is_taken(install: Install) -> None:
    """By what, and what to do; nothing is installed or started."""
    installed = install(stubs.READY)
    with stubs.endpoint({HEALTH: well()}) as taken:
        port = int(taken.url.rpartition(":")[2])
        with pytest.raises(CfnproofError) as raised:
            start(port=port)
        assert raised.value.message == (
            f"port {port} is taken, by LocalStack 4.14.0 with cfnproof 0.1.0, IAM enforced: end that, or take another "
            "port with --port (0: any free one)"
        )
        taken.answers.clear()
        with pytest.raises(CfnproofError, match=f"port {port} is taken, by no LocalStack but Stub/1: end that"):
            start(port=port)
    assert left(installed) == []


def test_the_usual_port(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is LocalStack's own."""
    install(stubs.READY)
    assert server.PORT == 4566
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setattr(server, "PORT", port)
    assert start(port=None).endpoint == f"http://127.0.0.1:{port}"


def test_a_state_folder_of_ones_own(install: Install, tmp_path: Path) -> None:
    """What else lies there stays."""
    install(stubs.READY)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes").write_text("mine", encoding="utf-8")
    started = start(state=tmp_path / "mine")
    assert started.log == tmp_path / "mine/cfnproof-localstack/localstack.log"
    assert server.status(None).condition is Condition.NOT_RUNNING
    assert server.status(tmp_path / "mine").condition is Condition.READY
    server.stop(tmp_path / "mine")
    assert [entry.name for entry in (tmp_path / "mine").iterdir()] == ["notes"]


def test_a_record_that_is_none(install: Install) -> None:
    """Is not overwritten."""
    installed = install(stubs.READY)
    installed.state.mkdir(parents=True)
    record = installed.state / "localstack.json"
    record.write_text("{}", encoding="utf-8")
    with pytest.raises(CfnproofError, match="is no record of a LocalStack that was started") as raised:
        start()
    assert raised.value.file == record
    record.unlink()
