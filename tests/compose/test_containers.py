"""docker-compose.yml, built, started, used and removed.

`make test` does it where an engine and the base images are there, `make test-deep` gets the base images first.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Mapping

import boto3
import pytest
from botocore.config import Config

from tests.compose import bases
from tests.compose.engine import ROOT, why_not
from tests.compose.project import Project, running
from tests.unit.doors.test_serve import ACCOUNT, KEYS

TRAIN = "ExecuteSagemakerMLOpsStepFunction"
CANNOT_CHECK = 2
GATE = ("gate", "--host", "localstack", "--endpoint-url", "http://localstack:4566", "--report-dir")


@pytest.fixture(scope="module", autouse=True)
def _engine() -> None:
    if reason := why_not():
        pytest.skip(reason)


def test_on_the_bases_that_are_here(capsys: pytest.CaptureFixture[str]) -> None:
    """As `make test` finds them."""
    found = bases.present()
    if missing := [" or ".join(base.names) for base in bases.BASES if base.variable not in found]:
        pytest.skip(f"not here: {' and '.join(missing)}; make test-deep pulls or makes them")
    _prove(found, capsys)


@pytest.mark.deep
def test_on_bases_that_are_had_first(capsys: pytest.CaptureFixture[str]) -> None:
    """Pulled, or made."""
    if len(bases.present()) == len(bases.BASES):
        pytest.skip("the base images are here: make test proves them")
    _prove(bases.obtained(), capsys)


@pytest.mark.deep
def test_the_command_line_in_its_container() -> None:
    """The gate proves this checkout, and the reports are the caller's; `cfnproof serve` answers."""
    folder = ROOT / "build" / f"compose-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    try:
        with running(bases.obtained(), CFNPROOF_USER=f"{os.getuid()}:{os.getgid()}") as project:
            project.compose("build", "gate")
            assert "PROVEN:" in project.compose("run", "--rm", "-T", "gate", *GATE, f"build/{folder.name}")
            _serves(project)
            written = {file.name: file.stat().st_uid for file in folder.iterdir()}
        assert written == dict.fromkeys(("junit.xml", "report.json", "report.sarif", "report.txt"), os.getuid())
        assert project.left() == {}
    finally:
        shutil.rmtree(folder)


def _prove(found: Mapping[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with running(found) as project:
        proven = f"docker-compose.yml proven on {bases.kind(project.image)} ({found['LOCALSTACK_IMAGE']})"
        _tells_the_story(project)
        _is_killed(project)
    assert project.left() == {}
    with capsys.disabled():
        print(f"\n{proven}")  # noqa: T201  # what was proven belongs into the output of the run


def _serves(project: Project) -> None:
    project.compose("build", "moto")
    project.compose("up", "--detach", "--wait", "--wait-timeout", "120", "moto")
    key, secret = KEYS
    sts = boto3.client(
        "sts",
        endpoint_url=project.served,
        region_name="us-east-1",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=Config(proxies={}),
    )
    assert sts.get_caller_identity()["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/administrator"


def _tells_the_story(project: Project) -> None:
    """The walkthrough, from the first stack to the last deletion, in a process of its own."""
    with urllib.request.urlopen(f"{project.endpoint}/_cfnproof/health", timeout=10) as answer:  # noqa: S310  # loopback
        told = json.load(answer)
    assert (told["enforcesIam"], told["status"]) == (True, "ready")
    story = [sys.executable, "-m", "pytest", "-q", "tests/pipelines/test_story.py"]
    done = subprocess.run(  # noqa: S603  # our own command line
        [*story, "--host", "localstack", "--endpoint-url", project.endpoint],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def _is_killed(project: Project) -> None:
    """During an execution: the run gate could not look, and says so once."""
    gate = [sys.executable, "-m", "cfnproof", "run", "--host", "localstack", "--endpoint-url", project.endpoint]
    with subprocess.Popen(  # noqa: S603  # our own command line
        gate, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running_gate:
        assert running_gate.stdout is not None
        told = next((line for line in running_gate.stdout if f"{TRAIN}  InProgress" in line), "")
        project.compose("kill", "localstack")
        rest = running_gate.stdout.read()
    assert told, rest
    assert running_gate.returncode == CANNOT_CHECK
    assert rest.count(f"LocalStack at {project.endpoint} does not answer any more") == rest.count("ERROR") == 1
