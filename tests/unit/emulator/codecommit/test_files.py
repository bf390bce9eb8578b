"""Files and folders."""

from typing import Any

import pytest
from dulwich.objects import Blob, Commit, ObjectID, Tag, Tree

from cfnproof.emulator.codecommit import contents, references
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.account import CALLER, Emulated
from tests.unit.emulator.codecommit.conftest import FILES, paths, repository, tip

_API = "https://docs.aws.amazon.com/codecommit/latest/APIReference"


@pytest.mark.parametrize("path", [*FILES, "/src/train.py"])
def test_a_file_is_read_with_its_metadata(committed: Emulated, path: str) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetFile.html: a slash may come before the path."""
    content, mode = FILES[path.removeprefix("/")]
    found = committed.call("GetFile", repositoryName="models", filePath=path)
    blob = Blob.from_string(content).id.decode()
    assert found == {
        "commitId": tip(committed),
        "blobId": blob,
        "filePath": path.removeprefix("/"),
        "fileMode": mode,
        "fileSize": len(content),
        "fileContent": content,
    }
    assert committed.call("GetBlob", repositoryName="models", blobId=blob) == {"content": content}


@pytest.mark.parametrize("specifier", ["main", "refs/heads/main", "HEAD", "v1", "refs/tags/v1", "commit id"])
def test_a_commit_is_named_in_many_ways(committed: Emulated, specifier: str) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetFile.html."""
    made, context = repository(committed), committed._context()  # noqa: SLF001  # there is no API for tags
    assert references.change(context, made, references.tag("v1"), None, tip(committed))
    known = tip(committed) if specifier == "commit id" else specifier
    found = committed.call("GetFile", repositoryName="models", filePath="README.md", commitSpecifier=known)
    assert found["commitId"] == tip(committed)


def test_an_annotated_tag_names_the_commit_that_it_is_of(committed: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetFile.html: only git writes them."""
    made = Tag()
    made.name, made.message, made.tagger = b"v2", b"two", b"Saanvi <saanvi@example.com>"
    made.tag_time, made.tag_timezone = 1_767_323_045, 0
    made.object = (Commit, ObjectID(tip(committed).encode()))
    contents.store(repository(committed)).add_object(made)
    context = committed._context()  # noqa: SLF001  # as a push would
    references.change(context, repository(committed), references.tag("v2"), None, made.id.decode())
    found = committed.call("GetFile", repositoryName="models", filePath="README.md", commitSpecifier="v2")
    assert found["commitId"] == tip(committed)


@pytest.mark.parametrize("folder", ["", "/", "src", "/src/"])
def test_a_folder_lists_each_kind_by_itself(committed: Emulated, folder: str) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetFolder.html."""
    found = committed.call("GetFolder", repositoryName="models", folderPath=folder)
    listed = {
        kind: [(one["absolutePath"], one["relativePath"]) for one in found[kind]]
        for kind in ("subFolders", "files", "symbolicLinks", "subModules")
    }
    assert found["folderPath"] == folder.strip("/")
    if "src" in folder:
        assert listed == {
            "subFolders": [],
            "files": [("src/run.sh", "run.sh"), ("src/train.py", "train.py")],
            "symbolicLinks": [("src/latest", "latest")],
            "subModules": [],
        }
    else:
        assert listed == {
            "subFolders": [("src", "src")],
            "files": [("README.md", "README.md")],
            "symbolicLinks": [],
            "subModules": [],
        }


def test_a_file_is_put_and_deleted(codecommit: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_PutFile.html."""
    put = codecommit.call(
        "PutFile",
        repositoryName="models",
        branchName="main",
        filePath="a/b.sh",
        fileContent=b"x",
        fileMode="EXECUTABLE",
    )
    assert paths(codecommit) == {"a/b.sh": "100755"}
    again = codecommit.call(
        "PutFile",
        repositoryName="models",
        branchName="main",
        filePath="a/b.sh",
        fileContent=b"y",
        parentCommitId=put["commitId"],
    )
    assert paths(codecommit) == {"a/b.sh": "100755"}
    gone = codecommit.call(
        "DeleteFile", repositoryName="models", branchName="main", filePath="/a/b.sh", parentCommitId=again["commitId"]
    )
    assert (gone["blobId"], gone["filePath"]) == (again["blobId"], "a/b.sh")
    assert paths(codecommit) == {}
    told = [
        codecommit.call("GetCommit", repositoryName="models", commitId=made["commitId"])["commit"]
        for made in (put, again, gone)
    ]
    assert [one["message"] for one in told] == ["Added a/b.sh", "Edited a/b.sh", "Deleted a/b.sh"]
    assert told[2]["author"]["name"] == CALLER, f"{_API}/API_DeleteFile.html"


def test_deleting_the_last_file_can_keep_its_folder(committed: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_DeleteFile.html."""
    for path in ("src/train.py", "src/run.sh", "src/latest"):
        committed.call(
            "DeleteFile",
            repositoryName="models",
            branchName="main",
            filePath=path,
            parentCommitId=tip(committed),
            keepEmptyFolders=True,
        )
    assert set(paths(committed)) == {"README.md", "src/.gitkeep"}


def test_submodules_are_listed_and_lead_nowhere(committed: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_SubModule.html: only git writes them."""
    made, other = repository(committed), "1" * 40
    tree = Tree()
    tree.add(b"lib", 0o160000, ObjectID(other.encode()))
    commit = contents.resolve(made, "main").copy()
    assert isinstance(commit, Commit)
    commit.tree = tree.id
    for item in (tree, commit):
        contents.store(made).add_object(item)
    context = committed._context()  # noqa: SLF001  # as a push would
    assert references.change(context, made, references.branch("main"), tip(committed), commit.id.decode())
    found = committed.call("GetFolder", repositoryName="models", folderPath="/")
    assert found["subModules"] == [{"commitId": other, "absolutePath": "lib", "relativePath": "lib"}]
    for path in ("lib", "lib/a"):
        with pytest.raises(ServiceError, match="FilePathConflictsWithSubmodulePathException"):
            committed.call(
                "PutFile",
                repositoryName="models",
                branchName="main",
                filePath=path,
                fileContent=b"x",
                parentCommitId=tip(committed),
            )


PUT: dict[str, Any] = {"branchName": "main", "filePath": "a", "fileContent": b"x"}
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("PutFile", PUT, "ParentCommitIdRequiredException"),
    ("PutFile", {**PUT, "fileContent": b""}, "FileContentRequiredException"),
    ("PutFile", {"branchName": "main", "filePath": "a"}, "FileContentRequiredException"),
    ("PutFile", {**PUT, "filePath": "/a"}, "InvalidPathException"),
    ("PutFile", {**PUT, "fileMode": "x"}, "InvalidFileModeException"),
    ("PutFile", {**PUT, "fileContent": b"x" * (6 * 1024 * 1024 + 1)}, "FileContentSizeLimitExceededException"),
    ("PutFile", {**PUT, "name": "x" * 1025}, "NameLengthExceededException"),
    (
        "PutFile",
        {**PUT, "filePath": "README.md", "fileContent": b"models\n", "parentCommitId": "tip"},
        "SameFileContentException",
    ),
    ("PutFile", {**PUT, "filePath": "src", "parentCommitId": "tip"}, "FileNameConflictsWithDirectoryNameException"),
    (
        "PutFile",
        {**PUT, "filePath": "README.md/a", "parentCommitId": "tip"},
        "DirectoryNameConflictsWithFileNameException",
    ),
    ("DeleteFile", {"branchName": "main", "filePath": "a"}, "ParentCommitIdRequiredException"),
    ("DeleteFile", {"branchName": "main", "filePath": "a", "parentCommitId": "tip"}, "FileDoesNotExistException"),
    (
        "DeleteFile",
        {"branchName": "main", "filePath": "a", "parentCommitId": "0" * 40},
        "ParentCommitDoesNotExistException",
    ),
    ("GetFile", {}, "PathRequiredException"),
    ("GetFile", {"filePath": "../a"}, "InvalidPathException"),
    ("GetFile", {"filePath": "src"}, "FileDoesNotExistException"),
    ("GetFile", {"filePath": "README.md/a"}, "FileDoesNotExistException"),
    ("GetFile", {"filePath": "README.md", "commitSpecifier": "other"}, "CommitDoesNotExistException"),
    ("GetFile", {"filePath": "README.md", "commitSpecifier": "0" * 40}, "CommitDoesNotExistException"),
    ("GetFile", {"filePath": "README.md", "commitSpecifier": "a b"}, "InvalidCommitException"),
    ("GetFolder", {}, "PathRequiredException"),
    ("GetFolder", {"folderPath": "src/../.."}, "InvalidPathException"),
    ("GetFolder", {"folderPath": "README.md"}, "FolderDoesNotExistException"),
    ("GetFolder", {"folderPath": "gone"}, "FolderDoesNotExistException"),
    ("GetBlob", {}, "BlobIdRequiredException"),
    ("GetBlob", {"blobId": "abc"}, "InvalidBlobIdException"),
    ("GetBlob", {"blobId": "0" * 40}, "BlobIdDoesNotExistException"),
    ("GetCommit", {}, "CommitIdRequiredException"),
    ("GetCommit", {"commitId": "main"}, "InvalidCommitIdException"),
    ("GetCommit", {"commitId": "0" * 40}, "CommitIdDoesNotExistException"),
    ("BatchGetCommits", {}, "CommitIdsListRequiredException"),
    ("BatchGetCommits", {"commitIds": []}, "CommitIdsListRequiredException"),
    ("BatchGetCommits", {"commitIds": ["0" * 40] * 101}, "CommitIdsLimitExceededException"),
]


@pytest.mark.parametrize(("operation", "members", "code"), REFUSED, ids=[f"{one}-{code}" for one, _, code in REFUSED])
def test_what_is_refused(committed: Emulated, operation: str, members: dict[str, Any], code: str) -> None:
    """Each operation's page lists its errors; nothing is committed."""
    before = tip(committed)
    parent = {"parentCommitId": before} if members.get("parentCommitId") == "tip" else {}
    with pytest.raises(ServiceError) as error:
        committed.call(operation, **{"repositoryName": "models", **members, **parent})
    assert error.value.code == code, f"{_API}/API_{operation}.html"
    assert tip(committed) == before


@pytest.mark.parametrize("operation", ["GetFile", "GetBlob"])
def test_a_file_that_git_pushed_can_be_too_large_for_the_api(committed: Emulated, operation: str) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html."""
    made, blob = repository(committed), Blob.from_string(b"x" * (6 * 1024 * 1024 + 1))
    tree, commit = Tree(), contents.resolve(made, "main").copy()
    assert isinstance(commit, Commit)
    tree.add(b"large", 0o100644, blob.id)
    commit.tree = tree.id
    for item in (blob, tree, commit):
        contents.store(made).add_object(item)
    members = {
        "GetFile": {"filePath": "large", "commitSpecifier": commit.id.decode()},
        "GetBlob": {"blobId": blob.id.decode()},
    }
    with pytest.raises(ServiceError, match="FileTooLargeException"):
        committed.call(operation, repositoryName="models", **members[operation])


def test_an_empty_repository_has_nothing_to_read(codecommit: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetFolder.html#API_GetFolder_Errors."""
    with pytest.raises(ServiceError, match=r"CommitDoesNotExistException.*no default branch"):
        codecommit.call("GetFolder", repositoryName="models", folderPath="/")
