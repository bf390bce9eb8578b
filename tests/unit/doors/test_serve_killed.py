"""`cfnproof serve` killed in the middle of a push and of an execution: nothing is left, and it starts again at once."""

import base64
import secrets
import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.credentials import Credentials

from cfnproof.emulator.plans import TrainingPlan
from cfnproof.hosts.host import KeyPair
from cfnproof.hosts.pipelines import Pipelines
from cfnproof.hosts.remote_control import RemoteControl
from cfnproof.hosts.repositories import push
from cfnproof.hosts.stacks import CAPABILITIES, DeployedStack, deploy
from tests.git_client import signature
from tests.pipelines.workshop import SECONDS, TRAINING_INPUT, Workshop
from tests.unit.doors.test_serve import ACCOUNT, KEYS, serve
from tests.waiting import until

MARK: Final = "CFNPROOF_TEST"
FOLDERS: Final = {"HOME": "home", "TMPDIR": "tmp", "XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state"}
OF_PUSH: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class Served:
    """The served account, as a host."""

    url: str
    region: str = "us-east-1"
    name: str = "moto"
    account: str = ACCOUNT

    @property
    def administrator(self) -> KeyPair:
        """Its key."""
        return KeyPair(*KEYS)

    @property
    def control(self) -> RemoteControl:
        """Its controls."""
        return RemoteControl(self.url, self.account)

    def client(self, service: str, *, region: str | None = None, access_key: str | None = None) -> Any:  # noqa: ANN401  # boto3's clients have no types
        """The administrator's client."""
        assert access_key is None
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=region or self.region,
            aws_access_key_id=KEYS[0],
            aws_secret_access_key=KEYS[1],
            config=Config(proxies={}),
        )


def test_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No process, no lock, no temporary file; the next one listens on the same port."""
    mark = secrets.token_hex(8)
    monkeypatch.setenv(MARK, mark)
    for variable, name in FOLDERS.items():
        (tmp_path / name).mkdir()
        monkeypatch.setenv(variable, str(tmp_path / name))
    monkeypatch.chdir(tmp_path / "home")
    before, port = sorted(tmp_path.rglob("*")), str(_free_port())
    with serve(tmp_path / "home", "--port", port) as first:
        workshop = _workshop(Served(first.url))
        _train(workshop)
        with _pushing(first.url, workshop.repository):
            assert _processes(mark) == [first.process.pid]
            first.process.kill()
            first.process.wait(10)
        assert _processes(mark) == []
        assert sorted(tmp_path.rglob("*")) == before
        with serve(tmp_path / "home", "--port", port) as second:
            assert second.url == first.url
            assert Served(second.url).client("codecommit").list_repositories()["repositories"] == []


def _workshop(host: Served) -> Workshop:
    def deploy_stack(
        template: Path | str,
        parameters: Any = None,  # noqa: ANN401  # as the fixture of this name has it
        *,
        name: str | None = None,
        tags: Any = None,  # noqa: ANN401  # as above
        capabilities: Any = None,  # noqa: ANN401  # as above
    ) -> DeployedStack:
        assert name is not None
        return deploy(host.client, name, template, parameters, tags=tags, capabilities=capabilities or CAPABILITIES)

    return Workshop(host, deploy_stack, partial(push, host.client), Pipelines(host.client))


def _train(workshop: Workshop) -> None:
    """Push what to train with, and wait until the training job is in progress: it goes on for an hour."""
    workshop.deploy("foundation")
    workshop.deploy("training-workflow")
    workshop.upload_training_data()
    pipeline = workshop.deploy_pipeline("mlpipeline")
    workshop.host.control.plans.training = TrainingPlan(timedelta(hours=1))
    commit = workshop.push([TRAINING_INPUT])
    workshop.pipelines.started_by(pipeline.name, commit)
    until(workshop.training_jobs, lambda jobs: [*jobs.values()] == ["InProgress"], "a job in progress", SECONDS)


@contextmanager
def _pushing(url: str, repository: str) -> Iterator[None]:
    """A push of which half has been sent."""
    address, path = urlsplit(url), f"/v1/repos/{repository}"
    host = str(address.hostname)
    name, password = signature(Credentials(*KEYS), "us-east-1", host, path)
    shown = base64.b64encode(f"{name}:{password}".encode()).decode()
    head = (
        f"POST {path}/git-receive-pack HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Basic {shown}\r\n"
        f"Content-Type: application/x-git-receive-pack-request\r\nContent-Length: {OF_PUSH}\r\n\r\n"
    )
    update = f"{'0' * 40} {'1' * 40} refs/heads/half\0report-status"
    with socket.create_connection((host, address.port or 0), timeout=10) as client:
        client.sendall(head.encode() + f"{len(update) + 4:04x}{update}0000".encode() + b"PACK" + bytes(OF_PUSH // 2))
        assert select.select([client], [], [], 0.1)[0] == [], client.recv(4096)  # it waits for the rest
        yield


def _processes(mark: str) -> list[int]:
    """The processes that have a mark in their environment: a child inherits it, whoever has become its parent."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            is_marked = f"{MARK}={mark}".encode() in (folder / "environ").read_bytes().split(b"\0")
        except OSError:  # it has ended, or is another user's
            continue
        if is_marked:
            found.append(int(folder.name))
    return sorted(found)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port
