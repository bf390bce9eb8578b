"""Requests to CodeCommit that succeed."""

from collections.abc import Mapping
from typing import Any, Final

from tests.unit.emulator.operations.requests import Request, Requests
from tests.unit.emulator.operations.workspace import Workspace


def repository(workspace: Workspace) -> str:
    """A repository with a branch `main` that holds `a.txt`, and a branch `next`."""
    name, codecommit = workspace.name("models"), workspace.client("codecommit")
    codecommit.create_repository(repositoryName=name)
    commit = codecommit.put_file(repositoryName=name, branchName="main", fileContent=b"a", filePath="a.txt")["commitId"]
    codecommit.create_branch(repositoryName=name, branchName="next", commitId=commit)
    return name


def _of(**members: Any) -> Any:  # noqa: ANN401  # as the API
    """A request about a new repository."""
    return lambda workspace: {"repositoryName": repository(workspace), **members}


def _arn(workspace: Workspace, **members: Any) -> Request:  # noqa: ANN401  # as the API
    return {"resourceArn": workspace.arn("codecommit", repository(workspace)), **members}


def _tip(workspace: Workspace, name: str) -> str:
    found: str = workspace.client("codecommit").get_branch(repositoryName=name, branchName="main")["branch"]["commitId"]
    return found


def _with_tip(member: str, **members: Any) -> Any:  # noqa: ANN401  # as the API
    """A request about a new repository and the tip of its branch."""

    def made(workspace: Workspace) -> Request:
        name = repository(workspace)
        return {"repositoryName": name, member: _tip(workspace, name), **members}

    return made


def _blob(workspace: Workspace) -> Request:
    name = repository(workspace)
    found = workspace.client("codecommit").get_file(repositoryName=name, filePath="a.txt")
    return {"repositoryName": name, "blobId": found["blobId"]}


def _commits(workspace: Workspace) -> Request:
    name = repository(workspace)
    return {"repositoryName": name, "commitIds": [_tip(workspace, name)]}


_TRIGGER: Final = {"name": "tell", "destinationArn": "arn:aws:sns:us-east-1:111122223333:told", "events": ["all"]}

REQUESTS: Final[Mapping[str, Requests]] = {
    "BatchGetCommits": _commits,
    "BatchGetRepositories": lambda workspace: {"repositoryNames": [repository(workspace), "none"]},
    "CreateBranch": _with_tip("commitId", branchName="third"),
    "CreateCommit": _with_tip("parentCommitId", branchName="main", putFiles=[{"filePath": "b", "fileContent": b"b"}]),
    "CreateRepository": lambda workspace: {"repositoryName": workspace.name("made"), "tags": {"Team": "ml"}},
    "DeleteBranch": _of(branchName="next"),
    "DeleteFile": _with_tip("parentCommitId", branchName="main", filePath="a.txt", keepEmptyFolders=True),
    "DeleteRepository": _of(),
    "GetBlob": _blob,
    "GetBranch": _of(branchName="main"),
    "GetCommit": _with_tip("commitId"),
    "GetDifferences": _of(afterCommitSpecifier="main"),
    "GetFile": _of(filePath="a.txt"),
    "GetFolder": _of(folderPath="/"),
    "GetRepository": _of(),
    "GetRepositoryTriggers": _of(),
    "ListBranches": _of(),
    "ListRepositories": lambda _: {"sortBy": "repositoryName"},
    "ListTagsForResource": _arn,
    "PutFile": _with_tip("parentCommitId", branchName="main", fileContent=b"c", filePath="c.txt", name="Ana"),
    "PutRepositoryTriggers": _of(triggers=[_TRIGGER]),
    "TagResource": lambda workspace: _arn(workspace, tags={"Team": "ml"}),
    "UntagResource": lambda workspace: _arn(workspace, tagKeys=["Team"]),
    "UpdateDefaultBranch": _of(defaultBranchName="next"),
    "UpdateRepositoryDescription": _of(repositoryDescription="models"),
    "UpdateRepositoryEncryptionKey": _of(kmsKeyId="alias/aws/codecommit"),
    "UpdateRepositoryName": lambda workspace: {"oldName": repository(workspace), "newName": workspace.name("new")},
}
