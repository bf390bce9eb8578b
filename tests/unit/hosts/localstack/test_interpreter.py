"""The Python 3.13 that is found."""

from pathlib import Path

import pytest

from cfnproof.errors import CfnproofError
from cfnproof.hosts.localstack import interpreter
from cfnproof.hosts.localstack.interpreter import Interpreter
from tests.unit.hosts.localstack.stubs import path_without, python_stub, script


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH."""
    path_without(monkeypatch, tmp_path / "bin")
    return tmp_path / "bin"


def test_on_path(bin_folder: Path) -> None:
    """As it says of itself, not as the file is named."""
    script(bin_folder / "python3.13", "echo /usr/lib/real\necho 3.13.5")
    assert interpreter.find() == Interpreter(Path("/usr/lib/real"), "3.13.5")


def test_a_shim_that_does_not_run(bin_folder: Path) -> None:
    """Is passed over for the newest of pyenv."""
    script(bin_folder / "python3.13", "echo 'pyenv: python3.13: command not found' >&2\nexit 127")
    for version in ("3.13.0", "3.13.1", "3.12.9"):
        python_stub(bin_folder / f"home/.pyenv/versions/{version}/bin/python3.13", version)
    assert interpreter.find().version == "3.13.1"


def test_none(bin_folder: Path) -> None:
    """Each that was tried is told, with the reason, and what to do."""
    shim = script(bin_folder / "python3.13", "echo 'pyenv: python3.13: command not found' >&2\nexit 127")
    old = python_stub(bin_folder / "home/.pyenv/versions/3.13.0/bin/python3.13", "3.12.1")
    with pytest.raises(CfnproofError) as raised:
        interpreter.find()
    assert raised.value.message == (
        f"LocalStack needs a Python 3.13, and none runs here: {shim} does not run (exit code 127: pyenv: python3.13: "
        f"command not found); {old} is Python 3.12.1: install Python 3.13 (for instance `uv python install 3.13` or "
        "`pyenv install 3.13`), or name one with --python PATH or in CFNPROOF_LOCALSTACK_PYTHON"
    )


def test_nothing_to_try(bin_folder: Path) -> None:
    """Says where was looked."""
    assert not list(bin_folder.iterdir())
    with pytest.raises(CfnproofError, match=r"there is no python3\.13 on PATH nor of pyenv: install Python 3\.13"):
        interpreter.find()


def test_named(bin_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the caller before the variable, by the variable before those that are found; no other is tried instead."""
    python_stub(bin_folder / "python3.13", "3.13.1")
    monkeypatch.setenv(interpreter.VARIABLE, str(python_stub(bin_folder / "two", "3.13.2")))
    assert interpreter.find().version == "3.13.2"
    assert interpreter.find(python_stub(bin_folder / "three", "3.13.3")).version == "3.13.3"
    with pytest.raises(
        CfnproofError, match=r"^--python: LocalStack needs a Python 3\.13, and .*gone does not run \(No"
    ):
        interpreter.find(bin_folder / "gone")
    monkeypatch.setenv(interpreter.VARIABLE, str(script(bin_folder / "mute", "true")))
    with pytest.raises(
        CfnproofError, match=r"^CFNPROOF_LOCALSTACK_PYTHON: .*mute does not run \(exit code 0: no words\)"
    ):
        interpreter.find()


def test_one_that_hangs(bin_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is not waited for."""
    monkeypatch.setattr(interpreter, "_SECONDS", 0.2)
    script(bin_folder / "python3.13", "exec /bin/sleep 5")
    with pytest.raises(CfnproofError, match=r"python3\.13 has not answered in 0\.2 s"):
        interpreter.find()
