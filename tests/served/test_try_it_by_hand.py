"""docs/try-it-by-hand.md as it stands: the article's story with the AWS CLI and git alone, against `cfnproof serve`."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.served import aws_cli
from tests.served.page import blocks, script

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs/try-it-by-hand.md"
MARK: Final = "--- the next block ---"
SECONDS: Final = 240


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder like a checkout after `make venv`, with a `build` of its own."""
    here = tmp_path / "checkout"
    here.mkdir()
    for name in ("cfn", "pyproject.toml"):
        (here / name).symlink_to(ROOT / name)
    (here / ".venv").symlink_to(sys.prefix)
    return here


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """An environment with the AWS CLI and git, and without the settings of this machine."""
    missing = [name for name in ("bash", "curl", "git", "tar") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not on PATH: {', '.join(missing)}")
    try:
        commands = aws_cli.folder()
    except aws_cli.NotInstalledError as error:
        pytest.skip(str(error))
    home = tmp_path / "home"
    home.mkdir()
    path = f"{commands}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}


def test_the_page_tells_what_happens(checkout: Path, variables: dict[str, str]) -> None:
    """Every block succeeds, and prints what the page shows below it."""
    page, commands, log = blocks(PAGE, _free_port()), checkout.parent / "page.sh", checkout.parent / "printed"
    commands.write_text(script(page, MARK), encoding="utf-8")
    with (
        log.open("w") as out,
        subprocess.Popen(  # noqa: S603  # the page's own commands
            ["bash", commands],  # noqa: S607  # the one that is there
            cwd=checkout,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as shell,
    ):
        try:
            shell.wait(SECONDS)
        finally:
            _end(shell.pid)
    printed = log.read_text(encoding="utf-8")
    assert shell.returncode == 0, printed
    by_block = printed.split(f"{MARK}\n")[1:]
    assert len(by_block) == len(page)
    for block, lines in zip(page, by_block, strict=True):
        assert block.missing(lines) == [], f"after\n{block.commands}\nwas printed\n{lines}"
    assert "implicitDeny" not in printed
    assert "explicitDeny" not in printed


def _end(group: int) -> None:
    """End what a shell that failed has left running."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port
