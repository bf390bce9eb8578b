"""Where the shipped files are: in a checkout, in an editable install, in a wheel."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from cfnproof import locations
from cfnproof.errors import CfnproofError

ROOT: Final = Path(__file__).parents[2]
SHIPPED: Final = {"shipped_policies": "policies/checkov", "shipped_requirements": "policies/requirements"}
"""The functions, and where their folders are: below the sources' root, and below the package in a wheel."""
SHIPPED_CASES: Final = [pytest.param(name, folder, id=name) for name, folder in SHIPPED.items()]


def ask(name: str) -> str:
    """The code that says where the files of a function are."""
    return f"from cfnproof.locations import {name}; print({name}())"


def answer(source: Path, name: str) -> Path:
    """What a fresh interpreter with only this folder on its path says."""
    code = f"import sys; sys.path.insert(0, {str(source)!r}); {ask(name)}"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  # our own code
    return Path(done.stdout.strip())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the built wheel is installed in."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*build, str(folder), str(ROOT)], check=True)  # noqa: S603  # pip
    target = folder / "site"
    (built,) = folder.glob("*.whl")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target)]
    subprocess.run([*install, str(built)], check=True)  # noqa: S603  # pip
    return target


@pytest.mark.parametrize(("name", "folder"), SHIPPED_CASES)
def test_checkout(name: str, folder: str) -> None:
    """Beside the sources."""
    assert answer(ROOT / "src", name) == ROOT / folder


@pytest.mark.parametrize(("name", "folder"), SHIPPED_CASES)
def test_editable_install(name: str, folder: str, tmp_path: Path) -> None:
    """The installed project points back to the sources."""
    command = [sys.executable, "-c", ask(name)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603  # our own code
    assert Path(done.stdout.strip()) == ROOT / folder


@pytest.mark.parametrize(("name", "folder"), SHIPPED_CASES)
def test_wheel(name: str, folder: str, wheel: Path) -> None:
    """Inside the package, every file of it."""
    installed = wheel / "cfnproof" / folder
    assert answer(wheel, name) == installed
    assert files(ROOT / folder) == files(installed)


def test_the_package_in_the_wheel(wheel: Path) -> None:
    """Every module, table and type marker, and nothing of the policies twice."""
    assert files(ROOT / "src/cfnproof") <= files(wheel / "cfnproof")
    assert not (wheel / "policies").exists()


def files(folder: Path) -> set[Path]:
    """The files that are shipped of a folder."""
    kinds = {".json", ".py", ".typed", ".yaml"}
    return {path.relative_to(folder) for path in folder.rglob("*") if path.suffix in kinds}


@pytest.mark.parametrize(
    ("name", "what"), [("shipped_policies", "policies"), ("shipped_requirements", "tables of requirements")]
)
def test_nowhere(name: str, what: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A broken installation is said so, with the folders that were looked in."""
    monkeypatch.setattr(locations, "_PACKAGE", tmp_path / "a" / "b")
    with pytest.raises(CfnproofError, match=f"the shipped {what} are missing, looked in"):
        getattr(locations, name)()
