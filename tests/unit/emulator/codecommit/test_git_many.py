"""A push of ten thousand files, with the real git."""

from pathlib import Path

import pytest

from cfnproof.hosts.moto.git import git_application
from cfnproof.hosts.moto.host import moto_host
from tests.git_client import served
from tests.unit.emulator.codecommit.git_account import GitAccount


@pytest.mark.deep
def test_ten_thousand_files_are_pushed_cloned_and_changed(tmp_path: Path) -> None:
    """The API has them all, and so has a clone; a small change stays small."""
    with moto_host() as host, served(git_application(host)) as server:
        account = GitAccount(host, server, tmp_path)
        address = account.repository("many")
        clone = account.clone(address)
        clone.commit({f"{at % 100:02}/{at:05}.txt": f"file {at}\n" * 20 for at in range(10_000)})
        clone("push", "-q", "origin", "main")
        folder = account.codecommit.get_folder(repositoryName="many", folderPath="42")
        assert len(folder["files"]) == 100
        file = account.codecommit.get_file(repositoryName="many", filePath="42/00042.txt")
        assert file["fileContent"] == b"file 42\n" * 20
        other = account.clone(address)
        assert len(other("ls-files").split()) == 10_000
        assert other("fsck", "--full", "--strict") == ""
        commit = other.commit({"42/00042.txt": "another\n"})
        other("push", "-q", "origin", "main")
        clone("pull", "-q", "origin", "main")
        assert clone("rev-parse", "HEAD") == commit
