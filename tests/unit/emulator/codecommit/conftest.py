"""CodeCommit with a repository."""

from typing import Any

import pytest

from cfnproof.emulator.codecommit.service import CodeCommit
from tests.unit.emulator.account import ACCOUNT, REGION, Emulated

ARN = f"arn:aws:codecommit:{REGION}:{ACCOUNT}:models"


@pytest.fixture
def codecommit() -> Emulated:
    """CodeCommit with the repository `models`."""
    emulated = Emulated(CodeCommit())
    emulated.call("CreateRepository", repositoryName="models", repositoryDescription="code", tags={"Team": "ml"})
    return emulated


def metadata(codecommit: Emulated, name: str = "models") -> dict[str, Any]:
    """What GetRepository says."""
    found: dict[str, Any] = codecommit.call("GetRepository", repositoryName=name)["repositoryMetadata"]
    return found
