"""The Python 3.13 that LocalStack runs under: one that really runs, not merely a file of that name.

python -m cfnproof.hosts.localstack.interpreter     prints it, or says why there is none
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cfnproof.errors import CfnproofError

WANTED: Final = "3.13"
VARIABLE: Final = "CFNPROOF_LOCALSTACK_PYTHON"
NAME: Final = f"python{WANTED}"
_ASK: Final = "import os, sys; print(os.path.realpath(sys.executable)); print('%d.%d.%d' % sys.version_info[:3])"
_LINES: Final = 2
"""That it answers with."""
_SECONDS: Final = 20
_ADVICE: Final = (
    f"install Python {WANTED} (for instance `uv python install {WANTED}` or `pyenv install {WANTED}`), "
    f"or name one with --python PATH or in {VARIABLE}"
)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that has been run. `path` has no links left; `version` is like `3.13.0`."""

    path: Path
    version: str


class _UnfitError(Exception):
    """A candidate does not run, or is another version."""


def find(named: Path | None = None) -> Interpreter:
    """The Python that is named, by the caller or by the variable, else the first that runs of those found.

    Raises CfnproofError where none does.
    """
    variable = os.environ.get(VARIABLE)
    for source, path in (("--python", named), (VARIABLE, Path(variable) if variable else None)):
        if path is not None:
            return _only(source, path)
    unfit: dict[Path, str] = {}
    for candidate in dict.fromkeys(_candidates()):
        try:
            return _run(candidate)
        except _UnfitError as error:
            unfit[candidate] = str(error)
    tried = "; ".join(f"{path} {why}" for path, why in unfit.items()) or f"there is no {NAME} on PATH nor of pyenv"
    raise CfnproofError(f"LocalStack needs a Python {WANTED}, and none runs here: {tried}: {_ADVICE}")


def _only(source: str, path: Path) -> Interpreter:
    try:
        return _run(path)
    except _UnfitError as error:
        raise CfnproofError(f"{source}: LocalStack needs a Python {WANTED}, and {path} {error}: {_ADVICE}") from error


def _candidates() -> Iterator[Path]:
    if sys.version_info[:2] == tuple(map(int, WANTED.split("."))):
        yield Path(sys.executable)
    for folder in os.get_exec_path():
        if (Path(folder) / NAME).is_file():
            yield Path(folder) / NAME
    yield from sorted((Path.home() / ".pyenv/versions").glob(f"{WANTED}*/bin/{NAME}"), reverse=True)


def _run(path: Path) -> Interpreter:
    """The Python that a path leads to. Raises _UnfitError with words that follow the path."""
    try:
        done = subprocess.run(  # noqa: S603  # that it runs is what is asked
            [path, "-I", "-c", _ASK], capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False
        )
    except OSError as error:
        raise _UnfitError(f"does not run ({error.strerror})") from error
    except subprocess.TimeoutExpired as error:
        raise _UnfitError(f"has not answered in {_SECONDS} s") from error
    said = done.stdout.splitlines()
    if done.returncode or len(said) != _LINES:
        why = (done.stderr.strip() or "no words").splitlines()[0]
        raise _UnfitError(f"does not run (exit code {done.returncode}: {why})")
    found, version = said
    if not version.startswith(f"{WANTED}."):
        raise _UnfitError(f"is Python {version}")
    return Interpreter(Path(found), version)


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{find().path}\n")
    except CfnproofError as none:
        sys.exit(str(none))
