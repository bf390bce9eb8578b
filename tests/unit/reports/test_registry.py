"""The formats by name, and what loading them costs."""

import subprocess
import sys

import pytest

from cfnproof.reports.registry import FORMATS
from tests.unit.reports.samples import SAMPLES

_RENDER_WITHOUT = """
import sys
sys.modules[{library!r}] = None
from pathlib import Path
from cfnproof.errors import MissingToolError
from cfnproof.findings import Report
from cfnproof.reports.registry import FORMATS
try:
    FORMATS[{name!r}](Report((), Path("/repository")))
except MissingToolError as error:
    print(error)
"""
_IMPORTED = "import sys; from cfnproof.reports import registry; print(*sys.modules)"


def _output(program: str) -> str:
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)  # noqa: S603  # ours
    return ran.stdout


def test_formats() -> None:
    """The names that `--format` takes."""
    assert list(FORMATS) == ["text", "json", "junit", "sarif", "github"]


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_written(name: str, sample: str) -> None:
    """Each format takes each report, its output can be encoded, and it ends with a line end if it is not empty."""
    rendered = FORMATS[name](SAMPLES[sample])
    assert rendered.encode("utf-8").endswith(b"\n") or (name == "github" and not rendered)


def test_importing_the_registry_is_cheap() -> None:
    """No library that a format needs is loaded before the format is used."""
    loaded = set(_output(_IMPORTED).split())
    assert "cfnproof.reports.sarif" in loaded
    assert loaded.isdisjoint({"rich", "junitparser", "sarif_pydantic", "pydantic", "xml.etree.ElementTree"})


@pytest.mark.parametrize(("name", "library"), [("junit", "junitparser"), ("sarif", "sarif_pydantic")])
def test_a_missing_library_is_said(name: str, library: str) -> None:
    """The error names the format, the library, and the command that installs it."""
    message = _output(_RENDER_WITHOUT.format(name=name, library=library))
    assert message.startswith(f"the format {name!r} needs the library {library.replace('_', '-')} (")
    assert message.endswith("run pip install 'cfnproof[gates]'\n")


@pytest.mark.parametrize("name", ["text", "json", "github"])
def test_the_other_formats_need_no_library(name: str) -> None:
    """They are written where neither pydantic nor junitparser nor rich is installed."""
    program = _RENDER_WITHOUT.format(name=name, library="rich") + "print('written')"
    assert _output(program) == "written\n"
