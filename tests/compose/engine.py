"""The Docker engine of this machine, by its own command line."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

_QUESTIONS: Final = (("info",), ("compose", "version"))


def docker(*arguments: str, seconds: float = 60.0, **variables: str) -> str:
    """What a command prints, run in the checkout with `variables` beside the environment's own.

    Raises AssertionError with all that it printed where it fails or takes longer than `seconds`.
    """
    done = _run(arguments, seconds, variables)
    assert done.returncode == 0, (
        f"docker {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    )
    return done.stdout


def has_image(name: str) -> bool:
    """Whether an image is here."""
    return _run(("image", "inspect", name)).returncode == 0


def pulled(name: str) -> bool:
    """Whether an image can be had from its registry; it is here then."""
    return _run(("pull", "--quiet", name), seconds=1200.0).returncode == 0


def why_not() -> str:
    """Why nothing can be run in containers here; empty where it can."""
    if shutil.which("docker") is None:
        return "no 'docker' on PATH: install a Docker engine, its command line and Compose"
    for question in _QUESTIONS:
        done = _run(question)
        if done.returncode:
            said = " ".join(done.stderr.split())
            return f"'docker {' '.join(question)}' fails with {said!r}: start an engine, install Compose"
    return ""


def _run(
    arguments: tuple[str, ...], seconds: float = 60.0, variables: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [shutil.which("docker") or "docker", *arguments]
    environment = {**os.environ, **(variables or {})}
    try:
        return subprocess.run(  # noqa: S603  # docker's own command line
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=seconds
        )
    except subprocess.TimeoutExpired as error:
        raise AssertionError(f"docker {' '.join(arguments)} did not end in {seconds:g} s") from error
