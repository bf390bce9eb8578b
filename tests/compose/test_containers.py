"""docker-compose.yml, built, started, used and removed.

`make test` does it where an engine and the base images are there, `make test-deep` gets the base images first.
"""

import json
import os
import secrets
import shutil
import urllib.request
from collections.abc import Mapping

import boto3
import pytest

from tests.compose import bases
from tests.compose.engine import ROOT, why_not
from tests.compose.project import Project, running

ACCOUNT = "210987654321"
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
def test_the_gate_in_its_container() -> None:
    """It proves this checkout against LocalStack's container; the reports are the caller's."""
    folder = ROOT / "build" / f"compose-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    try:
        with running(bases.obtained(), CFNPROOF_USER=f"{os.getuid()}:{os.getgid()}") as project:
            project.compose("build", "gate")
            assert "PROVEN:" in project.compose("run", "--rm", "-T", "gate", *GATE, f"build/{folder.name}")
            written = {file.name: file.stat().st_uid for file in folder.iterdir()}
        assert written == dict.fromkeys(("junit.xml", "report.json", "report.sarif", "report.txt"), os.getuid())
        assert project.left() == {}
    finally:
        shutil.rmtree(folder)


def _prove(found: Mapping[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with running(found) as project:
        proven = f"docker-compose.yml proven on {bases.kind(project.image)} ({found['LOCALSTACK_IMAGE']})"
        _answers(project)
    assert project.left() == {}
    with capsys.disabled():
        print(f"\n{proven}")  # noqa: T201  # what was proven belongs into the output of the run


def _answers(project: Project) -> None:
    with urllib.request.urlopen(f"{project.endpoint}/_cfnproof/health", timeout=10) as answer:  # noqa: S310  # loopback
        told = json.load(answer)
    assert (told["enforcesIam"], told["status"]) == (True, "ready")
    client = boto3.client(
        "codecommit",
        endpoint_url=project.endpoint,
        region_name="us-east-1",
        aws_access_key_id=ACCOUNT,
        aws_secret_access_key=ACCOUNT,
    )
    try:
        made = client.create_repository(repositoryName="in-a-container")["repositoryMetadata"]
        assert made["Arn"] == f"arn:aws:codecommit:us-east-1:{ACCOUNT}:in-a-container"
        client.put_file(repositoryName="in-a-container", branchName="main", filePath="a.txt", fileContent=b"a")
        read = client.get_file(repositoryName="in-a-container", filePath="a.txt", commitSpecifier="main")
        assert read["fileContent"] == b"a"
    finally:
        client.close()
