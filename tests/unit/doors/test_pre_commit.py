"""The pre-commit files are valid, and our hooks exist in the environment that they name."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]


def test_the_hook_installs_what_the_extra_does() -> None:
    """Every format works in it."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert hooks[0]["additional_dependencies"] == project["optional-dependencies"]["gates"]


@pytest.mark.parametrize(
    ("command", "file"),
    [("validate-config", ".pre-commit-config.yaml"), ("validate-manifest", ".pre-commit-hooks.yaml")],
)
def test_valid(command: str, file: str) -> None:
    """By pre-commit's own schemas."""
    arguments = [sys.executable, "-m", "pre_commit", command, str(ROOT / file)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)  # noqa: S603  # pre-commit
    assert done.returncode == 0, done.stdout + done.stderr
