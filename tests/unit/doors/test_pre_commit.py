"""The pre-commit files are valid, and our hooks exist in the environment that they name."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("command", "file"),
    [("validate-config", ".pre-commit-config.yaml"), ("validate-manifest", ".pre-commit-hooks.yaml")],
)
def test_valid(command: str, file: str) -> None:
    """By pre-commit's own schemas."""
    arguments = [sys.executable, "-m", "pre_commit", command, str(ROOT / file)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)  # noqa: S603  # pre-commit
    assert done.returncode == 0, done.stdout + done.stderr
