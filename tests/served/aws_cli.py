"""The AWS CLI in an environment of its own, made once from the package index and kept in the cache."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from cfnproof.hosts.localstack.folders import cache_folder
from cfnproof.hosts.localstack.locks import locked

REQUIREMENTS: Final = Path(__file__).with_name("requirements.txt")
_SECONDS: Final = 300


class NotInstalledError(Exception):
    """Why there is no AWS CLI."""


def folder() -> Path:
    """The folder with the command `aws`. Raises NotInstalledError where it cannot be installed."""
    known = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()[:16]
    place = cache_folder() / f"aws-cli-{known}"
    with locked(place.with_suffix(".lock")):
        if not place.is_dir():
            _make(place)
    return place / "bin"


def _make(place: Path) -> None:
    uv = Path(sys.executable).parent / "uv"
    if not uv.is_file():
        raise NotInstalledError(f"the AWS CLI is not here, and no uv to install it with beside {sys.executable}")
    making = Path(tempfile.mkdtemp(prefix="making-", dir=place.parent))
    try:
        _run(uv, "venv", "--quiet", "--no-config", "--relocatable", "--python", sys.executable, making)
        locked_ones = ("--no-deps", "--require-hashes", "--requirement", REQUIREMENTS)
        _run(uv, "pip", "install", "--quiet", "--no-config", "--python", making / "bin/python", *locked_ones)
        making.rename(place)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _run(*command: str | Path) -> None:
    done = subprocess.run(  # noqa: S603  # our own command line
        command, capture_output=True, text=True, errors="replace", check=False, timeout=_SECONDS
    )
    if done.returncode:
        said = " ".join(done.stderr.split())
        raise NotInstalledError(f"the AWS CLI could not be installed, which needs the package index once: {said}")
