"""Two revisions of a small project: a git repository with commits, or a folder beside."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from cfnproof.access_command import new_access
from cfnproof.config import find
from cfnproof.findings import Finding
from tests.unit.least_privilege.comparison.projects import laid_out


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, as nobody in particular and without anybody's settings."""
    identity = {f"GIT_{who}_{what}": "x@x.test" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    own = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", "-C", str(folder), *arguments], env=own, check=True, capture_output=True)  # noqa: S603, S607  # as is


def committed(folder: Path, files: Mapping[str, str]) -> None:
    """Write files and commit them on the branch `main`; the repository is made where there is none."""
    laid_out(folder, files)
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "a revision")


def newly(folder: Path, base: str, *names: str) -> list[Finding]:
    """What the templates of a project newly allow against another revision; all of it must be comparable."""
    report = new_access([folder / name for name in names or ("app.yaml",)], base, find(folder))
    assert report.errors == ()
    return list(report.findings)


def compared(folder: Path, before: Mapping[str, str], after: Mapping[str, str]) -> list[Finding]:
    """What `app.yaml` newly allows, the two revisions being folders."""
    laid_out(folder / "before", before)
    laid_out(folder / "after", after)
    return newly(folder / "after", str(folder / "before"))
