"""git at `cfnproof serve`: the story, and a server that is killed in the middle of a push."""

import base64
import signal
import socket
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.credentials import Credentials

from tests.git_client import Git, signature, signing
from tests.unit.doors.test_serve import KEYS, serve

REGION: Final = "eu-west-1"
PATH: Final = "/v1/repos/models"


def _client(url: str, service: str) -> Any:  # noqa: ANN401  # boto3's clients have no types
    key, secret = KEYS
    return boto3.client(
        service,
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=Config(proxies={}),
    )


def test_clone_commit_and_push(tmp_path: Path) -> None:
    """A push of more than a megabyte comes in chunks; each request stands in the log."""
    files, work = tmp_path / "server", tmp_path / "work"
    files.mkdir()
    work.mkdir()
    with serve(files, "--region", REGION) as running:
        codecommit = _client(running.url, "codecommit")
        codecommit.create_repository(repositoryName="models")
        address = f"{running.url}{PATH}"
        git = Git(work, signing(Credentials(*KEYS), REGION, address))
        git("clone", "-q", address, "clone")
        clone = git.inside("clone")
        commit = clone.commit({"large": "".join(f"{at * 7919 % 1_000_003}\n" for at in range(400_000))})
        clone("push", "-q", "origin", "main")
        tip = codecommit.get_branch(repositoryName="models", branchName="main")["branch"]["commitId"]
        assert tip == commit
        git("clone", "-q", address, "again")
        assert git.inside("again")("rev-parse", "HEAD") == commit
        code, _, said = running.ends(signal.SIGTERM)
    assert code == 0
    assert f"POST {PATH}/git-receive-pack" in said


def test_killed_in_a_push_it_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has come of the pack was in memory alone."""
    files, temporary = tmp_path / "server", tmp_path / "tmp"
    files.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("HOME", str(files))
    with serve(files, "--region", REGION) as running:
        _client(running.url, "codecommit").create_repository(repositoryName="models")
        parts = urlsplit(running.url)
        name, password = signature(Credentials(*KEYS), REGION, str(parts.hostname), PATH)
        shown = base64.b64encode(f"{name}:{password}".encode()).decode()
        with socket.create_connection((str(parts.hostname), parts.port or 0), timeout=10) as client:
            client.sendall(
                f"POST {PATH}/git-receive-pack HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Basic {shown}\r\n"
                "Content-Type: application/x-git-receive-pack-request\r\nContent-Length: 20000000\r\n\r\n".encode()
                + b"0" * 10_000_000
            )
            running.process.kill()
            running.process.wait(10)
    assert [*temporary.rglob("*"), *files.rglob("*")] == []
