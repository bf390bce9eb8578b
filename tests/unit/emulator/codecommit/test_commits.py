"""Commits that CreateCommit makes."""

import itertools
from typing import Any

import pytest
from dulwich.objects import ObjectID

from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.account import Emulated
from tests.unit.emulator.codecommit.conftest import commit, metadata, paths, repository, tip

_API = "https://docs.aws.amazon.com/codecommit/latest/APIReference"
HELLO = {"filePath": "hello.txt", "fileContent": b"hello"}


def test_the_first_commit_makes_the_branch_and_the_default_branch(codecommit: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-create-commit.html."""
    assert "defaultBranch" not in metadata(codecommit)
    made = commit(codecommit, putFiles=[HELLO])
    # What `git hash-object` and `git write-tree` print for this content.
    blob, tree = "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0", "04df07b08ca746b3167d0f1d1514e2f39a52c16c"
    assert made == {
        "commitId": tip(codecommit),
        "treeId": tree,
        "filesAdded": [{"absolutePath": "hello.txt", "blobId": blob, "fileMode": "NORMAL"}],
        "filesUpdated": [],
        "filesDeleted": [],
    }
    assert metadata(codecommit)["defaultBranch"] == "main"


def test_a_commit_is_described(codecommit: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetCommit.html."""
    first = commit(codecommit, putFiles=[HELLO])["commitId"]
    second = commit(
        codecommit,
        putFiles=[{**HELLO, "fileContent": b"bye"}],
        authorName="Saanvi Sarkar",
        email="saanvi@example.com",
        commitMessage="Say bye\n",
    )
    user = {"name": "Saanvi Sarkar", "email": "saanvi@example.com", "date": "1767323045 +0000"}
    assert codecommit.call("GetCommit", repositoryName="models", commitId=second["commitId"])["commit"] == {
        "commitId": second["commitId"],
        "treeId": second["treeId"],
        "parents": [first],
        "message": "Say bye\n",
        "author": user,
        "committer": user,
        "additionalData": "",
    }
    author = codecommit.call("GetCommit", repositoryName="models", commitId=first)["commit"]["author"]
    assert (author["name"], author["email"]) == ("engineer", "")
    repository(codecommit).git[ObjectID(second["commitId"].encode())].check()  # raises where git's own rules are broken


def test_several_commits_are_described_and_the_wrong_ids_named(committed: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_BatchGetCommits.html."""
    answer = committed.call("BatchGetCommits", repositoryName="models", commitIds=[tip(committed), "0" * 40, "abc"])
    assert [one["commitId"] for one in answer["commits"]] == [tip(committed)]
    assert [(one["commitId"], one["errorCode"]) for one in answer["errors"]] == [
        ("0" * 40, "CommitDoesNotExistException"),
        ("abc", "InvalidCommitIdException"),
    ]


def test_files_are_written_copied_moved_deleted_and_their_modes_set_in_one_commit(committed: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_PutFileEntry.html."""
    made = commit(
        committed,
        putFiles=[
            {"filePath": "README.md", "fileContent": b"new\n"},
            {"filePath": "bin/start.sh", "sourceFile": {"filePath": "src/run.sh", "isMove": True}},
            {"filePath": "copy.py", "sourceFile": {"filePath": "src/train.py"}, "fileMode": "EXECUTABLE"},
        ],
        setFileModes=[{"filePath": "src/train.py", "fileMode": "EXECUTABLE"}],
        deleteFiles=[{"filePath": "src/latest"}],
    )
    added, updated, deleted = (
        {file["absolutePath"]: file["fileMode"] for file in made[kind]}
        for kind in ("filesAdded", "filesUpdated", "filesDeleted")
    )
    assert added == {"bin/start.sh": "EXECUTABLE", "copy.py": "EXECUTABLE"}
    assert updated == {"README.md": "NORMAL", "src/train.py": "EXECUTABLE"}
    assert deleted == {"src/latest": "SYMLINK", "src/run.sh": "EXECUTABLE"}
    assert paths(committed) == {
        "README.md": "100644",
        "bin/start.sh": "100755",
        "copy.py": "100755",
        "src/train.py": "100755",
    }


@pytest.mark.parametrize(
    ("keep", "left"),
    [
        pytest.param(False, {"README.md"}, id="goes"),
        pytest.param(True, {"README.md", "src/.gitkeep"}, id="kept"),
    ],
)
def test_a_folder_that_deletes_leave_empty(committed: Emulated, left: set[str], keep: bool) -> None:  # noqa: FBT001  # a case
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateCommit.html."""
    gone = [{"filePath": path} for path in ("src/train.py", "src/run.sh", "src/latest")]
    made = commit(committed, deleteFiles=gone, keepEmptyFolders=keep)
    assert set(paths(committed)) == left
    assert [file["absolutePath"] for file in made["filesAdded"]] == sorted(left - {"README.md"})


def test_of_nested_folders_that_are_kept_the_deepest_has_the_file(committed: Emulated) -> None:
    """The folders above it are then not empty."""
    commit(committed, putFiles=[{"filePath": path, "fileContent": b"x"} for path in ("a/x", "a/b/y")])
    commit(committed, deleteFiles=[{"filePath": "a/x"}, {"filePath": "a/b/y"}], keepEmptyFolders=True)
    assert {path for path in paths(committed) if path.startswith("a/")} == {"a/b/.gitkeep"}


def test_a_folder_is_not_kept_where_a_file_takes_its_place_or_one_above(committed: Emulated) -> None:
    """What the commit writes comes first."""
    commit(committed, putFiles=[{"filePath": path, "fileContent": b"x"} for path in ("a/b/c", "d/e")])
    commit(
        committed,
        deleteFiles=[{"filePath": "a/b/c"}, {"filePath": "d/e"}],
        putFiles=[{"filePath": path, "fileContent": b"x"} for path in "ad"],
        keepEmptyFolders=True,
    )
    assert {path for path in paths(committed) if path[0] in "ad"} == {"a", "d"}


def test_a_file_makes_room_for_a_folder_of_its_name_and_back(committed: Emulated) -> None:
    """Deletes of a commit come before what it writes."""
    into = {"filePath": "README.md/text", "fileContent": b"x"}
    commit(committed, deleteFiles=[{"filePath": "README.md"}], putFiles=[into])
    assert {"README.md/text"} == {path for path in paths(committed) if path.startswith("README")}
    commit(committed, deleteFiles=[{"filePath": "README.md/text"}], putFiles=[{**into, "filePath": "README.md"}])
    assert "README.md" in paths(committed)


def test_many_files_in_folders_are_committed_at_a_steady_pace(codecommit: Emulated) -> None:
    """What a commit reads and writes is the folders that it changes: objects grow with them, not with all files."""
    sizes = []
    for number in range(40):
        puts = [{"filePath": f"d{number}/{one}", "fileContent": b"%d" % one} for one in range(50)]
        commit(codecommit, putFiles=puts)
        sizes.append(len(list(repository(codecommit).git.object_store)))
    grown = {after - before for before, after in itertools.pairwise(sizes)}
    assert grown == {2}  # a root tree and the commit; the same folder and blobs every time


PUT: dict[str, Any] = {"filePath": "a", "fileContent": b"x"}
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({}, "FileEntryRequiredException"),
    ({"putFiles": [{**PUT, "filePath": f"f{n}"} for n in range(101)]}, "MaximumFileEntriesExceededException"),
    ({"putFiles": [{"fileContent": b"x"}]}, "PathRequiredException"),
    ({"putFiles": [PUT, PUT]}, "SamePathRequestException"),
    ({"deleteFiles": [{"filePath": "README.md"}, {"filePath": "README.md"}]}, "SamePathRequestException"),
    (
        {
            "putFiles": [{"filePath": "b", "sourceFile": {"filePath": "README.md", "isMove": True}}],
            "deleteFiles": [{"filePath": "README.md"}],
        },
        "SamePathRequestException",
    ),
    ({"putFiles": [PUT, {**PUT, "filePath": "a/b"}]}, "PutFileEntryConflictException"),
    ({"putFiles": [{"filePath": "a"}]}, "SourceFileOrContentRequiredException"),
    (
        {"putFiles": [{**PUT, "sourceFile": {"filePath": "README.md"}}]},
        "FileContentAndSourceFileSpecifiedException",
    ),
    ({"putFiles": [{"filePath": "a", "sourceFile": {"filePath": "gone"}}]}, "FileDoesNotExistException"),
    ({"putFiles": [{"filePath": "a", "sourceFile": {"filePath": "src"}}]}, "FileDoesNotExistException"),
    ({"putFiles": [{"filePath": "a", "sourceFile": {"filePath": "b/.gitkeep"}}]}, "RestrictedSourceFileException"),
    ({"putFiles": [{**PUT, "fileMode": "0644"}]}, "InvalidFileModeException"),
    ({"putFiles": [{**PUT, "fileContent": b"x" * (6 * 1024 * 1024 + 1)}]}, "FileContentSizeLimitExceededException"),
    (
        {"putFiles": [{"filePath": path, "fileContent": b"x" * (4 * 1024 * 1024)} for path in "ab"]},
        "FileContentSizeLimitExceededException",
    ),
    ({"putFiles": [{**PUT, "filePath": "src"}]}, "FileNameConflictsWithDirectoryNameException"),
    ({"putFiles": [{**PUT, "filePath": "README.md/a/b"}]}, "DirectoryNameConflictsWithFileNameException"),
    ({"putFiles": [{"filePath": "README.md", "fileContent": b"models\n"}]}, "NoChangeException"),
    ({"setFileModes": [{"filePath": "src/run.sh", "fileMode": "EXECUTABLE"}]}, "NoChangeException"),
    ({"setFileModes": [{"filePath": "gone", "fileMode": "NORMAL"}]}, "FileDoesNotExistException"),
    ({"setFileModes": [{"filePath": "src/run.sh"}]}, "FileModeRequiredException"),
    ({"setFileModes": [{"filePath": "src/run.sh", "fileMode": "x"}]}, "InvalidFileModeException"),
    ({"deleteFiles": [{"filePath": "gone"}]}, "FileDoesNotExistException"),
    ({"deleteFiles": [{"filePath": "src"}]}, "FileDoesNotExistException"),
    ({"putFiles": [PUT], "authorName": "x" * 1025}, "NameLengthExceededException"),
    ({"putFiles": [PUT], "email": "a b@example.com"}, "InvalidEmailException"),
    ({"putFiles": [PUT], "email": "x" * 257}, "InvalidEmailException"),
    ({"putFiles": [PUT], "commitMessage": "x" * (256 * 1024 + 1)}, "CommitMessageLengthExceededException"),
    ({"putFiles": [PUT], "parentCommitId": None}, "ParentCommitIdRequiredException"),
    ({"putFiles": [PUT], "parentCommitId": "main"}, "InvalidParentCommitIdException"),
    ({"putFiles": [PUT], "parentCommitId": "0" * 40}, "ParentCommitDoesNotExistException"),
    ({"putFiles": [PUT], "branchName": "other"}, "BranchDoesNotExistException"),
    ({"putFiles": [PUT], "branchName": "a..b"}, "InvalidBranchNameException"),
    ({"putFiles": [PUT], "branchName": None}, "BranchNameRequiredException"),
    ({"putFiles": [PUT], "repositoryName": "other"}, "RepositoryDoesNotExistException"),
]
PATHS = (
    *(
        "../a",
        "/etc/passwd",
        "a//b",
        "a/",
        "",
        ".",
        "a/./b",
        "a/../../b",
        ".git/config",
        "a/.GIT/hooks/x",
        "a\0b",
        "a\\",
    ),
    "/".join("a" * 22),
    "a" * 4097,
)


@pytest.mark.parametrize(("members", "code"), REFUSED, ids=[code for _, code in REFUSED])
def test_what_is_refused(committed: Emulated, members: dict[str, Any], code: str) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateCommit.html#API_CreateCommit_Errors."""
    before = tip(committed)
    asked = {"repositoryName": "models", "branchName": "main", "parentCommitId": before, **members}
    with pytest.raises(ServiceError) as error:
        committed.call("CreateCommit", **{name: value for name, value in asked.items() if value is not None})
    assert error.value.code == code
    assert tip(committed) == before


@pytest.mark.parametrize("path", PATHS, ids=lambda path: repr(path)[:30])
def test_paths_that_are_refused_wherever_a_commit_names_one(committed: Emulated, path: str) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html."""
    for members in (
        {"putFiles": [{**PUT, "filePath": path}]},
        {"putFiles": [{"filePath": "a", "sourceFile": {"filePath": path}}]},
        {"deleteFiles": [{"filePath": path}]},
        {"setFileModes": [{"filePath": path, "fileMode": "NORMAL"}]},
    ):
        with pytest.raises(ServiceError) as error:
            commit(committed, **members)
        assert error.value.code == "InvalidPathException"


def test_a_parent_that_the_branch_has_left_behind_is_outdated_and_one_of_another_branch_unknown(
    committed: Emulated,
) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateCommit.html#API_CreateCommit_Errors."""
    first = tip(committed)
    committed.call("CreateBranch", repositoryName="models", branchName="other", commitId=first)
    commit(committed, putFiles=[PUT])
    with pytest.raises(ServiceError, match=f"ParentCommitIdOutdatedException.*GetBranch returns {tip(committed)}"):
        commit(committed, putFiles=[{**PUT, "fileContent": b"y"}], parentCommitId=first)
    with pytest.raises(ServiceError, match="ParentCommitDoesNotExistException"):
        commit(committed, branchName="other", putFiles=[PUT], parentCommitId=tip(committed))


def test_an_empty_repository_has_no_parent(codecommit: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateCommit.html#API_CreateCommit_Errors."""
    with pytest.raises(ServiceError, match="ParentCommitDoesNotExistException"):
        commit(codecommit, putFiles=[PUT], parentCommitId="0" * 40)
    assert codecommit.call("ListBranches", repositoryName="models") == {"branches": []}
