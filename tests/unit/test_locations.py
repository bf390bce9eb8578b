"""Where the shipped policies are: in a checkout, in an editable install, in a wheel."""

import subprocess
import sys
from pathlib import Path

import pytest

from cfnproof import locations
from cfnproof.errors import CfnproofError

ROOT = Path(__file__).parents[2]
ASK = "from cfnproof.locations import shipped_policies; print(shipped_policies())"


def answer(source: Path) -> Path:
    """What a fresh interpreter with only this folder on its path says."""
    code = f"import sys; sys.path.insert(0, {str(source)!r}); {ASK}"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  # our own code
    return Path(done.stdout.strip())


def test_checkout() -> None:
    """Beside the sources."""
    assert answer(ROOT / "src") == ROOT / "policies/checkov"


def test_editable_install(tmp_path: Path) -> None:
    """The installed project points back to the sources."""
    done = subprocess.run([sys.executable, "-c", ASK], cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603  # our own code
    assert Path(done.stdout.strip()) == ROOT / "policies/checkov"


def test_wheel(tmp_path: Path) -> None:
    """Inside the package, with every policy, table and type marker."""
    wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*wheel, str(tmp_path), str(ROOT)], check=True)  # noqa: S603  # pip
    target = tmp_path / "site"
    (built,) = tmp_path.glob("*.whl")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target)]
    subprocess.run([*install, str(built)], check=True)  # noqa: S603  # pip
    assert answer(target) == target / "cfnproof/policies/checkov"
    for source, installed in (
        (ROOT / "policies/checkov", target / "cfnproof/policies/checkov"),
        (ROOT / "src/cfnproof", target / "cfnproof"),
    ):
        expected = {
            path.relative_to(source) for path in source.rglob("*") if path.suffix in {".json", ".py", ".typed", ".yaml"}
        }
        assert expected <= {path.relative_to(installed) for path in installed.rglob("*")}


def test_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A broken installation is said so, with the folders that were looked in."""
    monkeypatch.setattr(locations, "_PACKAGE", tmp_path / "a" / "b")
    with pytest.raises(CfnproofError, match="the shipped policies are missing, looked in"):
        locations.shipped_policies()
