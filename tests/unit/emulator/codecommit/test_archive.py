"""Commits as zip files."""

import io
import stat
import zipfile

import pytest

from cfnproof.emulator.codecommit import errors
from cfnproof.emulator.codecommit.archive import archive
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.account import Emulated
from tests.unit.emulator.codecommit.conftest import FILES, commit, repository, tip


def test_all_files_are_in_it_with_their_modes(committed: Emulated) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html."""
    found = archive(errors.find_in(committed.state, "models"), tip(committed))
    with zipfile.ZipFile(io.BytesIO(found)) as packed:
        assert packed.testzip() is None
        assert {name: packed.read(name) for name in packed.namelist()} == {
            path: content for path, (content, _) in FILES.items()
        }
        assert {member.date_time for member in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        modes = {member.filename: member.external_attr >> 16 for member in packed.infolist()}
    assert modes == {
        "README.md": stat.S_IFREG | 0o644,
        "src/train.py": stat.S_IFREG | 0o644,
        "src/run.sh": stat.S_IFREG | 0o755,
        "src/latest": stat.S_IFLNK,
    }


def test_the_same_commit_is_the_same_bytes_whatever_came_later(committed: Emulated) -> None:
    """What a pipeline reads is the commit that started it."""
    first = tip(committed)
    before = archive(repository(committed), first)
    committed.clock.advance(3600)
    commit(committed, putFiles=[{"filePath": "new", "fileContent": b"x"}])
    assert archive(repository(committed), first) == before
    assert archive(repository(committed), tip(committed)) != before


def test_what_is_not_there_is_refused(committed: Emulated) -> None:
    """A pipeline fails with this."""
    with pytest.raises(ServiceError, match="CommitDoesNotExistException"):
        archive(repository(committed), "0" * 40)
    with pytest.raises(ServiceError, match="RepositoryDoesNotExistException: other does not exist"):
        errors.find_in(committed.state, "other")
