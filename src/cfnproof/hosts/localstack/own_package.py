"""The cfnproof that runs here, for LocalStack's Python: the package alone, with its entry points."""

import hashlib
import os
import shutil
import tempfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

import cfnproof
from cfnproof.errors import CfnproofError

_FILES: Final = ("METADATA", "entry_points.txt")
_HOOKS: Final = "localstack.hooks.on_infra_start"
"""The group of entry points with which the plugin begins."""


def folder_in(environment: Path) -> Path:
    """A folder for PYTHONPATH, with nothing else of the environment that runs here; made where it is not there yet.

    Raises CfnproofError where cfnproof is not installed, or was before it had a plugin: no entry point would be found.
    """
    try:
        installed = distribution("cfnproof")
    except PackageNotFoundError as error:
        raise CfnproofError("cfnproof is not installed, so LocalStack cannot find its plugin: pip install .") from error
    if not any(entry.group == _HOOKS for entry in installed.entry_points):
        raise CfnproofError(
            "the installed cfnproof has no plugin for LocalStack: install it anew, in a checkout: make venv"
        )
    package = Path(cfnproof.__file__).resolve().parent
    texts = [(installed.read_text(name) or "").encode() for name in _FILES]
    key = hashlib.sha256(b"\0".join((os.fsencode(package), *texts))).hexdigest()[:16]
    folder = environment / "packages" / key
    if not folder.is_dir():
        _make(folder, package, f"cfnproof-{installed.version}.dist-info", texts)
    return folder


def _make(folder: Path, package: Path, information: str, texts: list[bytes]) -> None:
    folder.parent.mkdir(exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=folder.parent))
    (making / information).mkdir()
    for name, text in zip(_FILES, texts, strict=True):
        (making / information / name).write_bytes(text)
    (making / "cfnproof").symlink_to(package)
    try:
        making.rename(folder)
    except OSError:
        shutil.rmtree(making)
        if not folder.is_dir():  # else another process has made it meanwhile
            raise
