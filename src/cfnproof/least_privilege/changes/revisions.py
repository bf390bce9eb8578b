"""A revision of a project as a folder: one that is given, or what a git revision has, unpacked.

https://git-scm.com/docs/gitrevisions
"""

import io
import re
import shutil
import subprocess
import tarfile
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from cfnproof.config import FILE, Config
from cfnproof.errors import CfnproofError
from cfnproof.least_privilege.needs import FOLDER

_PLAIN: Final = (FILE, str(FOLDER))
"""What is read of a project beside the files that its settings name."""
_DEFAULT: Final = "cfn"
_PATH: Final = re.compile(r"[^:${}*?\[\]]+")


@contextmanager
def revision(base: str, config: Config, paths: Iterable[Path] = ()) -> Iterator[Path]:
    """Yield the folder that has the project as it was at `base`: a folder, or a git revision like `main` or `HEAD~1`.

    Of a git revision it has the settings, what they name, and what was at `paths`. Raises CfnproofError for what is
    neither.
    """
    if not base:
        raise CfnproofError("the base has no name: name a revision or a folder")
    if Path(base).is_dir():
        yield Path(base).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="cfnproof-") as folder:
        yield _unpacked(base, config, paths, Path(folder).resolve())


def _unpacked(base: str, config: Config, paths: Iterable[Path], folder: Path) -> Path:
    git = shutil.which("git")
    if git is None:
        raise CfnproofError(
            f"{base!r} is no folder, and for a git revision there is no git: install it, or name a folder"
        )
    top = Path(_git(git, config.root, "rev-parse", "--show-toplevel").decode().strip())
    try:
        named = _git(git, config.root, "rev-parse", "--verify", "--end-of-options", f"{base}^{{commit}}")
    except CfnproofError as error:
        raise CfnproofError(f"{base!r} is neither a folder nor a revision: {error}") from error
    commit = named.decode().strip()
    root = config.root.resolve()
    below = root.relative_to(top.resolve())
    asked = [str(path.resolve().relative_to(root)) for path in paths if path.resolve().is_relative_to(root)]
    for wanted in ((*_PLAIN, *asked), None):
        files = wanted or _named(folder / below / FILE)
        listed = [(below / file).as_posix() for file in files]
        known = _git(git, top, "ls-tree", "--name-only", "-z", commit, "--", *listed).decode().split("\0")
        if present := [name for name in known if name]:
            _extract(_git(git, top, "archive", "--format=tar", commit, "--", *present), folder)
    return folder / below


def _named(settings: Path) -> tuple[str, ...]:
    """The files and folders that the settings of the revision may name, relative to them: every text in their table."""
    if not settings.is_file():
        return (_DEFAULT,)
    try:
        table = tomllib.loads(settings.read_text(encoding="utf-8")).get("tool", {}).get("cfnproof", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CfnproofError(f"the revision's {FILE} is not valid TOML: {error}") from error
    named = (text for text in _texts(table) if _PATH.fullmatch(text) and ".." not in PurePosixPath(text).parts)
    return tuple(dict.fromkeys(named)) or (_DEFAULT,)


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for item in value.values():
                yield from _texts(item)
        case list():
            for item in value:
                yield from _texts(item)
        case _:
            return


def _extract(archive: bytes, folder: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")


def _git(git: str, folder: Path, *arguments: str) -> bytes:
    done = subprocess.run([git, "-C", str(folder), *arguments], capture_output=True, check=False)  # noqa: S603  # no shell
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise CfnproofError(
            f"git {arguments[0]} failed ({said[-1] if said else done.returncode}): name a revision or a folder"
        )
    return done.stdout
