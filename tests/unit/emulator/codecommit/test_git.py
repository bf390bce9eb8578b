"""Clone, fetch and push with the real git."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cfnproof.hosts.moto.git import git_application
from cfnproof.hosts.moto.host import moto_host
from tests.git_client import served
from tests.unit.emulator.codecommit.git_account import GitAccount


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitAccount]:
    """An account with a door."""
    with moto_host() as host, served(git_application(host)) as address:
        yield GitAccount(host, address, tmp_path_factory.mktemp("git"))


def test_an_empty_repository_is_cloned_and_the_first_push_makes_the_default_branch(account: GitAccount) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/userguide/getting-started-cc.html."""
    address = account.repository("empty")
    git = account.administrator(address)
    assert "empty repository" in git.ran("clone", address, "clone").err
    clone = git.inside("clone")
    commit = clone.commit({"README.md": "models\n", "src/train.py": "print()\n"})
    clone("push", "-q", "origin", "main")
    assert account.codecommit.get_repository(repositoryName="empty")["repositoryMetadata"]["defaultBranch"] == "main"
    branch = account.codecommit.get_branch(repositoryName="empty", branchName="main")["branch"]
    assert branch == {"branchName": "main", "commitId": commit}
    file = account.codecommit.get_file(repositoryName="empty", filePath="src/train.py")
    assert (file["fileContent"], file["commitId"]) == (b"print()\n", commit)


def test_what_others_have_pushed_is_fetched(account: GitAccount) -> None:
    """Also what came through the API; both clients have the same files in the end."""
    address = account.repository("fetched")
    first, second = account.clone(address), account.clone(address)
    first.commit({"a": "1"})
    first("push", "-q", "origin", "main")
    second("pull", "-q", "origin", "main")
    put = account.codecommit.put_file(
        repositoryName="fetched",
        branchName="main",
        filePath="b",
        fileContent=b"2",
        parentCommitId=second("rev-parse", "HEAD"),
    )
    first("pull", "-q", "origin", "main")
    assert first("rev-parse", "HEAD") == put["commitId"]
    second("pull", "-q", "origin", "main")
    assert second("ls-files").split() == ["a", "b"]
    assert second("fsck", "--full", "--strict") == ""


def test_tags_are_pushed_fetched_and_deleted(account: GitAccount) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-create-tag.html."""
    address = account.repository("tagged")
    clone = account.clone(address)
    commit = clone.commit({"a": "1"})
    clone("tag", "light")
    clone("tag", "-a", "v1", "-m", "first")
    clone("push", "-q", "--tags", "origin", "main")
    other = account.clone(address)
    assert other("tag").split() == ["light", "v1"]
    assert other("rev-parse", "v1^{commit}") == other("rev-parse", "light") == commit
    assert other("cat-file", "-t", "v1") == "tag"
    file = account.codecommit.get_file(repositoryName="tagged", filePath="a", commitSpecifier="refs/tags/v1")
    assert file["commitId"] == commit
    clone("push", "-q", "origin", "--delete", "light")
    assert "light" not in clone("ls-remote", "--tags", "origin")


def test_a_branch_is_deleted_but_not_the_default_one(account: GitAccount) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-delete-branch.html."""
    clone = account.clone(account.repository("branches"))
    clone.commit({"a": "1"})
    clone("push", "-q", "origin", "main", "main:dev", "main:release/1")
    clone("push", "-q", "origin", "--delete", "dev")
    assert account.codecommit.list_branches(repositoryName="branches")["branches"] == ["main", "release/1"]
    assert "main is the default branch of branches" in clone.refused("push", "origin", "--delete", "main")
    assert account.codecommit.list_branches(repositoryName="branches")["branches"] == ["main", "release/1"]


def test_a_force_push_replaces_what_was_there(account: GitAccount) -> None:
    """IAM alone can forbid it: https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-conditional-branch.html."""
    clone = account.clone(account.repository("forced"))
    clone.commit({"a": "1"})
    clone("push", "-q", "origin", "main")
    clone("commit", "-q", "--amend", "-m", "again")
    assert "non-fast-forward" in clone.refused("push", "origin", "main")
    clone("push", "-q", "--force", "origin", "main")
    tip = account.codecommit.get_branch(repositoryName="forced", branchName="main")["branch"]["commitId"]
    assert tip == clone("rev-parse", "HEAD")


def test_a_push_that_comes_too_late_is_told_to_fetch_first(account: GitAccount) -> None:
    """The other push stays."""
    address = account.repository("raced")
    first = account.clone(address)
    first.commit({"a": "1"})
    first("push", "-q", "origin", "main")
    second = account.clone(address)
    first.commit({"a": "2"})
    second.commit({"a": "3"})
    first("push", "-q", "origin", "main")
    assert "fetch first" in second.refused("push", "origin", "main")
    assert first("ls-remote", "origin", "refs/heads/main").split()[0] == first("rev-parse", "HEAD")


def test_an_atomic_push_changes_all_or_nothing(account: GitAccount) -> None:
    """https://git-scm.com/docs/git-push#Documentation/git-push.txt---no-atomic."""
    clone = account.clone(account.repository("atomic"))
    clone.commit({"a": "1"})
    clone("push", "-q", "--atomic", "origin", "main", "main:dev")
    clone.commit({"a": "2"})
    refused = clone.refused("push", "--atomic", "origin", "main:other", ":main")
    assert "main is the default branch" in refused
    assert account.codecommit.list_branches(repositoryName="atomic")["branches"] == ["dev", "main"]


def test_shallow_clones_fetch_and_push(account: GitAccount) -> None:
    """A client that has not all of the history can work on."""
    address = account.repository("shallow")
    full = account.clone(address)
    for number in range(3):
        full.commit({"a": str(number)})
    full("push", "-q", "origin", "main")
    git = account.administrator(address)
    git("clone", "-q", "--depth", "1", address, "clone")
    shallow = git.inside("clone")
    assert shallow("rev-list", "--count", "HEAD") == "1"
    commit = shallow.commit({"b": "new"})
    shallow("push", "-q", "origin", "main")
    shallow("fetch", "-q", "--unshallow")
    assert shallow("rev-list", "--count", "HEAD") == "4"
    full("pull", "-q", "origin", "main")
    assert full("rev-parse", "HEAD") == commit


def test_modes_links_and_submodules_stay_what_they_are(account: GitAccount) -> None:
    """They are data: nothing of them is followed or checked out."""
    address = account.repository("kinds")
    clone = account.clone(address)
    (clone.folder / "link").symlink_to("/etc/passwd")
    script = clone.folder / "run.sh"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    clone.commit({"CON": "a device elsewhere", "nul.txt": "as well"})
    clone("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    clone("commit", "-q", "-m", "module")
    clone("push", "-q", "origin", "main")
    folder = account.codecommit.get_folder(repositoryName="kinds", folderPath="/")
    assert [one["relativePath"] for one in folder["symbolicLinks"]] == ["link"]
    assert [one["relativePath"] for one in folder["subModules"]] == ["module"]
    assert {one["relativePath"]: one["fileMode"] for one in folder["files"]} == {
        "CON": "NORMAL",
        "nul.txt": "NORMAL",
        "run.sh": "EXECUTABLE",
    }
    link = account.codecommit.get_file(repositoryName="kinds", filePath="link")
    assert (link["fileContent"], link["fileMode"]) == (b"/etc/passwd", "SYMLINK")
    assert Path(account.clone(address).folder / "link").readlink() == Path("/etc/passwd")
