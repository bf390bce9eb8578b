"""CodeCommit with a repository."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.credentials import Credentials

from cfnproof.emulator.codecommit.service import CodeCommit
from cfnproof.emulator.codecommit.state import Repository
from cfnproof.hosts.moto.host import MotoHost, moto_host
from tests.git_client import signature
from tests.unit.emulator.account import ACCOUNT, REGION, Emulated

ARN = f"arn:aws:codecommit:{REGION}:{ACCOUNT}:models"
FILES = {
    "README.md": (b"models\n", "NORMAL"),
    "src/train.py": (b"print()\n", "NORMAL"),
    "src/run.sh": (b"#!/bin/sh\n", "EXECUTABLE"),
    "src/latest": (b"train.py", "SYMLINK"),
}
"""What the first commit of `committed` writes."""


@pytest.fixture
def codecommit() -> Emulated:
    """CodeCommit with the repository `models`; EventBridge takes every event."""
    emulated = Emulated(CodeCommit())
    emulated.clients.answers["put_events"] = {"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}
    emulated.call("CreateRepository", repositoryName="models", repositoryDescription="code", tags={"Team": "ml"})
    return emulated


@pytest.fixture
def committed(codecommit: Emulated) -> Emulated:
    """The same with a commit of FILES on the branch `main`."""
    puts = [{"filePath": path, "fileContent": content, "fileMode": mode} for path, (content, mode) in FILES.items()]
    commit(codecommit, putFiles=puts)
    return codecommit


@pytest.fixture(scope="module")
def host() -> Iterator[MotoHost]:
    """An account with the repository `models`."""
    with moto_host() as running:
        running.client("codecommit").create_repository(repositoryName="models")
        yield running


@pytest.fixture
def shown(host: MotoHost) -> tuple[str, str]:
    """The administrator's user name and password for `models`."""
    pair = host.administrator
    return signature(Credentials(pair.access_key, pair.secret), host.region, "localhost", "/v1/repos/models")


def metadata(codecommit: Emulated, name: str = "models") -> dict[str, Any]:
    """What GetRepository says."""
    found: dict[str, Any] = codecommit.call("GetRepository", repositoryName=name)["repositoryMetadata"]
    return found


def repository(codecommit: Emulated) -> Repository:
    """The repository `models` as the state has it."""
    found: Repository = codecommit.state.repositories["models"]
    return found


def tip(codecommit: Emulated, branch: str = "main") -> str:
    """The id of the last commit of a branch."""
    found: str = codecommit.call("GetBranch", repositoryName="models", branchName=branch)["branch"]["commitId"]
    return found


def commit(codecommit: Emulated, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # members of CreateCommit
    """Create a commit on `main`, on its tip where there is one."""
    found = codecommit.call("ListBranches", repositoryName="models")["branches"]
    parent = {"parentCommitId": tip(codecommit)} if "main" in found else {}
    return codecommit.call("CreateCommit", **{"repositoryName": "models", "branchName": "main", **parent, **members})


def paths(codecommit: Emulated, branch: str = "main") -> dict[str, str]:
    """All files of a branch, each with its mode."""
    found = codecommit.call("GetDifferences", repositoryName="models", afterCommitSpecifier=branch)["differences"]
    return {one["afterBlob"]["path"]: one["afterBlob"]["mode"] for one in found}


def events(codecommit: Emulated) -> list[dict[str, Any]]:
    """The entries that were put on the bus, each with who put it."""
    return [
        entry for _, method, asked in codecommit.clients.asked if method == "put_events" for entry in asked["Entries"]
    ]
