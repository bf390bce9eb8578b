"""`cfnproof localstack start`, `stop` and `status`: what they print and their exit codes; and with the real one."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from cfnproof.config import find
from cfnproof.errors import CfnproofError
from cfnproof.hosts.localstack import interpreter, server
from cfnproof.hosts.localstack.state import StateFolder
from cfnproof.hosts.polling import poll
from cfnproof.hosts.registry import HOSTS
from tests.unit.doors.test_check import Here, caller, cfnproof
from tests.unit.hosts.localstack import stubs
from tests.unit.hosts.localstack.stubs import HEALTH, path_without, script, well

TEMPLATE = "Resources: {Topic: {Type: AWS::SNS::Topic}}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Run the command in this process: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return caller(capsys, "localstack")


def test_start_status_stop(here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The endpoint alone on standard output, for scripts; what to try on standard error."""
    stubs.install(tmp_path, monkeypatch, stubs.READY)
    assert here("status") == (1, "LocalStack is not running: cfnproof localstack start\n", "")
    code, url, said = here("start", "--port", "0")
    assert code == 0
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+\n", url)
    first, *lines = said.splitlines()
    assert re.fullmatch(
        r"LocalStack 4\.14\.0 with cfnproof 0\.1\.0, IAM enforced: is ready after \d\.\d s; log: .*/localstack\.log",
        first,
    )
    assert lines[:2] == ["  cfnproof run --host localstack", "  pytest --host localstack"]
    assert lines[2].endswith(f" aws --endpoint-url {url.strip()} sts get-caller-identity")
    code, again, said = here("start")
    assert (code, again) == (0, url)
    assert "IAM enforced: already runs; log: " in said
    code, shown, _ = here("status")
    assert code == 0
    assert shown.startswith(f"LocalStack 4.14.0 with cfnproof 0.1.0, IAM enforced, runs at {url.strip()} as process ")
    assert here("stop") == (0, f"stopped LocalStack at {url.strip()}\n", "")
    assert here("stop") == (0, "LocalStack was not running\n", "")


def test_a_state_folder_of_ones_own(here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other commands find it by its endpoint."""
    stubs.install(tmp_path, monkeypatch, stubs.READY)
    _, url, said = here("start", "--port", "0", "--state-folder", "mine", "--without-iam")
    assert "IAM not enforced: is ready after" in said
    assert f"  pytest --host localstack --endpoint-url {url.strip()}" in said.splitlines()
    assert here("status")[0] == 1
    assert here("status", "--state-folder", "mine")[0] == 0
    assert here("stop", "--state-folder", "mine")[0] == 0
    assert list((tmp_path / "mine").iterdir()) == []


def test_one_that_has_died(here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2, with the last lines of its log."""
    installed = stubs.install(tmp_path, monkeypatch, stubs.READY)
    here("start", "--port", "0")
    kill(installed.state)
    code, shown, _ = here("status")
    assert code == 2
    assert re.fullmatch(r"LocalStack at \S+ has died; `cfnproof .*\nthe end of .*/localstack\.log:\nReady\.\n", shown)
    assert here("stop")[0] == 0


def test_what_cannot_be_started(here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2, and what to do."""
    stubs.install(tmp_path, monkeypatch, stubs.BROKEN)
    code, shown, error = here("start", "--port", "0")
    assert (code, shown) == (2, "")
    assert error.startswith("cfnproof: error: LocalStack ended with 3 before it was ready; the end of ")
    assert error.endswith("\nboom\n")
    with stubs.endpoint({HEALTH: well()}) as taken:
        code, _, error = here("start", "--port", taken.url.rpartition(":")[2])
    assert code == 2
    assert " is taken, by LocalStack 4.14.0 with cfnproof 0.1.0, IAM enforced: end that, or take another" in error
    path_without(monkeypatch, tmp_path / "bin")
    script(tmp_path / "bin/python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    code, _, error = here("start", "--port", "0")
    assert code == 2
    assert "LocalStack needs a Python 3.13, and none runs here: " in error


@pytest.mark.parametrize("port", ["-1", "65536", "http", "4.5"])
def test_no_port(here: Here, port: str) -> None:
    """Exit code 2."""
    code, _, error = here("start", f"--port={port}")
    assert code == 2
    assert f"{port!r} is no port: give a number from 0 to 65535" in error


def test_a_host_that_does_not_run(tmp_path: Path) -> None:
    """Deploying and the gate say both ways to start one."""
    (tmp_path / "topic.yaml").write_text(TEMPLATE, encoding="utf-8")
    state = {"XDG_STATE_HOME": str(tmp_path / "state")}
    done = cfnproof(tmp_path, "deploy", "topic.yaml", "--host", "localstack", **state)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        "no LocalStack runs that cfnproof has started: start one: `cfnproof localstack start`, or `docker"
        in done.stderr
    )
    refused = cfnproof(tmp_path, "deploy", "topic.yaml", "--endpoint-url", "http://127.0.0.1:1")
    assert refused.returncode == 2
    assert "--endpoint-url is for --host localstack: the host 'moto' has none" in refused.stderr


def kill(folder: Path) -> None:
    """Let a LocalStack that this process has started die."""
    record = StateFolder(folder).read()
    assert record is not None
    os.kill(record.pid, signal.SIGKILL)
    assert not poll(StateFolder(folder).is_alive, lambda lives: not lives, 5)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The state folder of a real LocalStack, which runs."""
    try:
        interpreter.find()
    except CfnproofError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("state")
    started = cfnproof(folder, "localstack", "start", "--port", "0", "--state-folder", str(folder))
    assert started.returncode == 0, started.stderr
    yield folder
    server.stop(folder)


class TestReal:
    """One LocalStack for all, which the last one lets die."""

    def test_an_account(self, state: Path) -> None:
        """Fresh and empty; IAM decides, and sessions are signed with what was told."""
        status = cfnproof(state, "localstack", "status", "--state-folder", str(state))
        assert status.returncode == 0
        url = re.search(r"http://\S+", status.stdout)
        assert url is not None
        with HOSTS["localstack"]("eu-west-1", endpoint_url=url[0]) as host:
            arn = f"arn:aws:iam::{host.account}:user/administrator"
            assert host.client("sts").get_caller_identity()["Arn"] == arn
            assert boto3.client("sts").get_caller_identity()["Arn"] == arn
            host.client("iam").create_user(UserName="joe")
            key = host.client("iam").create_access_key(UserName="joe")["AccessKey"]["AccessKeyId"]
            with pytest.raises(
                host.client("s3").exceptions.ClientError, match="not authorized to perform: s3:ListAllMy"
            ):
                host.client("s3", access_key=key).list_buckets()
            (denied,) = host.control.ledger.denials()
            assert denied.request.action == "s3:ListAllMyBuckets"

    def test_beside_the_host_in_process(self, state: Path) -> None:
        """Both at once, each with its own."""
        record = StateFolder.below(state).read()
        assert record is not None
        with (
            HOSTS["moto"]("us-east-1") as moto,
            HOSTS["localstack"]("us-east-1", endpoint_url=record.endpoint) as other,
        ):
            for host in (moto, other):
                host.client("s3").create_bucket(Bucket=f"data-{host.account}")
                assert [one["Name"] for one in host.client("s3").list_buckets()["Buckets"]] == [f"data-{host.account}"]

    def test_tests_of_others(self, state: Path, pytester: pytest.Pytester) -> None:
        """With pytest's options, in workers of their own."""
        record = StateFolder.below(state).read()
        assert record is not None
        pytester.makefile(".yaml", topic=TEMPLATE)
        pytester.makepyfile(
            """
            import pytest

            @pytest.mark.parametrize("number", [1, 2])
            def test_topic(deploy_stack, aws_host, number):
                assert deploy_stack("topic.yaml").status == "CREATE_COMPLETE"
                assert aws_host.endpoint.startswith("http://127.0.0.1:")
            """
        )
        options = ("--host", "localstack", "--endpoint-url", record.endpoint, "-n", "2")
        pytester.runpytest_subprocess(*options).assert_outcomes(passed=2)

    def test_it_listens_on_loopback_alone(self, state: Path) -> None:
        """LocalStack's own server would listen on every address."""
        record = StateFolder.below(state).read()
        assert record is not None
        port = int(record.endpoint.rpartition(":")[2])
        table = Path("/proc/net/tcp")
        if not table.exists():
            pytest.skip(f"{sys.platform} does not show who listens in /proc/net/tcp")
        local = [
            line.split()[1] for line in table.read_text(encoding="utf-8").splitlines()[1:] if line.split()[3] == "0A"
        ]
        assert [one for one in local if one.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]

    def test_it_dies_during_a_test(self, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """One error, which says where to look."""
        monkeypatch.setenv("XDG_STATE_HOME", str(state))
        record = StateFolder.below(state).read()
        assert record is not None

        def use() -> None:
            with HOSTS["localstack"]("us-east-1") as host:
                os.killpg(record.pid, signal.SIGKILL)
                host.client("s3").list_buckets()

        with pytest.raises(CfnproofError) as lost:
            use()
        assert lost.value.message == (
            f"LocalStack at {record.endpoint} has died: `cfnproof localstack start` starts it anew, and `cfnproof "
            f"localstack status` shows the end of its log, {StateFolder.below(state).log}"
        )
        shown = cfnproof(state, "localstack", "status", "--state-folder", str(state))
        assert shown.returncode == 2
        assert "AWS iam.CreateAccessKey => 200" in shown.stdout

    def test_it_dies_during_an_execution(self, state: Path) -> None:
        """The run gate could not look, and says so in one line; nothing is left, and the next one starts clean."""
        again = cfnproof(state, "localstack", "start", "--port", "0", "--state-folder", str(state))
        assert again.returncode == 0, again.stderr
        record = StateFolder.below(state).read()
        assert record is not None
        with subprocess.Popen(
            [sys.executable, "-m", "cfnproof", "run", "--host", "localstack"],
            cwd=find(Path(__file__)).root,
            env={**os.environ, "XDG_STATE_HOME": str(state)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as gate:
            assert gate.stdout is not None
            seen = next((line for line in gate.stdout if "ExecuteSagemakerMLOpsStepFunction  InProgress" in line), "")
            os.killpg(record.pid, signal.SIGKILL)
            rest = gate.stdout.read()
        assert seen, rest
        assert gate.returncode == 2
        assert rest.count(f"LocalStack at {record.endpoint} has died: ") == rest.count("ERROR") == 1
        assert "Traceback" not in rest
        stopped = cfnproof(state, "localstack", "stop", "--state-folder", str(state))
        assert stopped.stdout.startswith(f"LocalStack at {record.endpoint} had died; the end of ")
        assert list(state.iterdir()) == []
        assert processes_of(record.pid) == []
        again = cfnproof(state, "localstack", "start", "--port", "0", "--state-folder", str(state))
        assert again.returncode == 0, again.stderr
        stopped = cfnproof(state, "localstack", "stop", "--state-folder", str(state))
        assert stopped.returncode == 0
        assert list(state.iterdir()) == []


def processes_of(session: int) -> list[str]:
    """The processes of a session that have not ended, as `ps` shows them: a zombie is what nobody has asked about."""
    shown = subprocess.run(  # noqa: S603  # our own command line
        ["ps", "-o", "pid=,args=", "--sid", str(session)],  # noqa: S607  # found on PATH
        check=False,
        capture_output=True,
        text=True,
    )
    return [line for line in shown.stdout.splitlines() if not line.endswith("<defunct>")]
