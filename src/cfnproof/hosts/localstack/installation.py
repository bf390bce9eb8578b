"""The environment that LocalStack runs in: made once from the locked requirements, then reused."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from cfnproof.errors import CfnproofError
from cfnproof.hosts.localstack.endpoint import RELEASE
from cfnproof.hosts.localstack.folders import cache_folder
from cfnproof.hosts.localstack.interpreter import Interpreter
from cfnproof.hosts.localstack.locks import locked

REQUIREMENTS: Final = Path(__file__).with_name("requirements.txt")
PYTHON: Final = Path("bin/python")
STATIC: Final = "static"
"""Within an environment: its Python, and the folder of what LocalStack reads at every start and its image has too."""
_INDEX: Final = (
    "import os, sys; from localstack.aws import spec; os.mkdir(sys.argv[1]); "
    "spec.build_service_index_cache(os.path.join(sys.argv[1], spec._get_catalog_filename()))"
)
_MAKING: Final = "making-"
_LINES: Final = 5
Say = Callable[[str], None]


def environment(python: Interpreter, say: Say) -> Path:
    """The folder of the environment, which is made where it is not there yet.

    Raises CfnproofError where it cannot be made; what was made of it by then is removed.
    """
    folder = folder_for(python)
    if folder.is_dir():
        return folder
    with locked(cache_folder() / "environments.lock"):
        for left in cache_folder().glob(f"{_MAKING}*"):
            shutil.rmtree(left)
        if not folder.is_dir():
            say(f"making LocalStack's environment in {folder}, once")
            _make(folder, python)
    return folder


def folder_for(python: Interpreter) -> Path:
    """Where the environment is: other requirements or another Python make another one."""
    made_from = (REQUIREMENTS.read_bytes(), os.fsencode(python.path), python.version.encode())
    key = hashlib.sha256(b"\0".join(made_from)).hexdigest()[:16]
    return cache_folder() / f"localstack-{RELEASE}-{key}"


def _make(folder: Path, python: Interpreter) -> None:
    making = Path(tempfile.mkdtemp(prefix=_MAKING, dir=folder.parent))
    try:
        for command in _commands(making, python):
            _run(command, making)
        making.rename(folder)
    except BaseException:
        shutil.rmtree(making)
        raise


def _commands(making: Path, python: Interpreter) -> list[list[str | Path]]:
    """Install, with uv where it is beside the running Python, else with the pip of a new environment; then index."""
    uv = Path(sys.executable).parent / "uv"
    locked_ones = ("--quiet", "--no-deps", "--require-hashes", "--requirement", REQUIREMENTS)
    static = making / STATIC
    index: list[str | Path] = [making / PYTHON, "-c", _INDEX, static]
    if uv.is_file():
        return [
            [python.path, "-m", "venv", "--without-pip", making],
            [uv, "pip", "install", "--python", making / PYTHON, "--no-config", *locked_ones],
            index,
        ]
    return [
        [python.path, "-m", "venv", making],
        [making / PYTHON, "-m", "pip", "install", "--disable-pip-version-check", *locked_ones],
        index,
    ]


def _run(command: Sequence[str | Path], folder: Path) -> None:
    done = subprocess.run(  # noqa: S603  # our own command line
        command, cwd=folder, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        said = "\n".join((done.stderr.strip() or done.stdout.strip()).splitlines()[-_LINES:])
        raise CfnproofError(
            f"LocalStack's environment could not be made: {' '.join(map(str, command))} ended with "
            f"{done.returncode}; it needs the package index, once: try again with a connection to it.\n{said}"
        )
