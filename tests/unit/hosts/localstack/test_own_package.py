"""The cfnproof that LocalStack's Python imports."""

import importlib.metadata
import json
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from cfnproof import __version__
from cfnproof.errors import CfnproofError
from cfnproof.hosts.localstack import own_package

LOOK = """
import importlib.metadata, json, sys
import cfnproof
found = importlib.metadata.entry_points(group="localstack.hooks.on_infra_start")
print(json.dumps([cfnproof.__version__, importlib.metadata.version("cfnproof"), [one.name for one in found]]))
"""


def test_seen_from_another_python(tmp_path: Path) -> None:
    """The package, its version and the plugin's entry points, and nothing else; it is made once."""
    folder = own_package.folder_in(tmp_path)
    said = subprocess.run(  # noqa: S603  # our own code
        [sys.executable, "-S", "-c", LOOK],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(said.stdout) == [__version__, __version__, ["cfnproof_start"]]
    assert sorted(entry.name for entry in folder.iterdir()) == ["cfnproof", f"cfnproof-{__version__}.dist-info"]
    before = folder.stat().st_mtime_ns
    assert own_package.folder_in(tmp_path) == folder
    assert folder.stat().st_mtime_ns == before
    assert list((tmp_path / "packages").iterdir()) == [folder]


def test_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What to do is said; so it is where it was installed before it had a plugin."""

    class Old:
        entry_points = ()

    monkeypatch.setattr(own_package, "distribution", lambda _: Old())
    with pytest.raises(CfnproofError, match="has no plugin for LocalStack: install it anew, in a checkout: make venv"):
        own_package.folder_in(tmp_path)

    def missing(name: str) -> importlib.metadata.Distribution:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(own_package, "distribution", missing)
    with pytest.raises(CfnproofError, match=r"cfnproof is not installed, .*: pip install \."):
        own_package.folder_in(tmp_path)
