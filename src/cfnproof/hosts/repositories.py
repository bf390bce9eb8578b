"""Push files to CodeCommit repositories on any host.

    commit = push(host.client, "FinanceSentiment-1a2b", "main", {"sf_start_params.json": "{}"})

`client` makes a boto3 client from a service's name: a host's `client`, or boto3's own.

https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateCommit.html
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.context import ClientOf
from cfnproof.errors import CfnproofError

NO_REPOSITORY: Final = "RepositoryDoesNotExistException"
_NO_BRANCH: Final = "BranchDoesNotExistException"
_MOST_FILES: Final = 100
"""In one commit: https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html"""

Member = tuple[str, dict[str, Any]]
"""The name of a list in the request, and one entry of it."""


@dataclass(slots=True)
class PushRefusedError(CfnproofError):
    """CodeCommit refused a push. `code` and `reason` are AWS's."""

    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Content:
    """What a push changes."""

    files: Mapping[str, str | bytes]
    delete: Sequence[str]
    message: str

    def members(self) -> Iterator[Member]:
        """The entries of the requests."""
        for path, content in self.files.items():
            data = content.encode() if isinstance(content, str) else content
            yield "putFiles", {"filePath": path, "fileContent": data}
        for path in self.delete:
            yield "deleteFiles", {"filePath": path}


def push(  # noqa: PLR0913  # the members of CreateCommit
    client: ClientOf,
    repository: str,
    branch: str,
    files: Mapping[str, str | bytes],
    *,
    message: str = "",
    delete: Sequence[str] = (),
) -> str:
    """Commit files, by their paths, on top of a branch, and delete others; return the last commit's id.

    A branch that is not there is made, from the default branch. More than 100 files are several commits. Raises
    PushRefusedError.
    """
    content = _Content(files, delete, message)
    tip = branch_tip(client, repository, branch)
    base = None if tip else _default_branch(client, repository, branch)
    if base is None:
        return _commit(client, repository, branch, tip, content)
    return _commit_on_new_branch(client, repository, branch, base, content)


def branch_tip(client: ClientOf, repository: str, branch: str) -> str | None:
    """The id of a branch's newest commit, None where the branch is not there. Raises PushRefusedError."""
    try:
        answer = client("codecommit").get_branch(repositoryName=repository, branchName=branch)
    except ClientError as error:
        if error.response["Error"]["Code"] == _NO_BRANCH:
            return None
        raise _refused("GetBranch", repository, branch, error) from error
    tip: str = answer["branch"]["commitId"]
    return tip


def _default_branch(client: ClientOf, repository: str, branch: str) -> str | None:
    """The name of the default branch, None for an empty repository."""
    try:
        metadata = client("codecommit").get_repository(repositoryName=repository)["repositoryMetadata"]
    except ClientError as error:
        raise _refused("GetRepository", repository, branch, error) from error
    name: str | None = metadata.get("defaultBranch")
    return name


def _commit(client: ClientOf, repository: str, branch: str, tip: str | None, content: _Content) -> str:
    """Commit on top of a branch whose tip is known, or make the first branch."""
    members = content.members()
    while chunk := list(islice(members, _MOST_FILES)):
        request: dict[str, Any] = {"repositoryName": repository, "branchName": branch}
        request |= {"parentCommitId": tip} if tip else {}
        request |= {"commitMessage": content.message} if content.message else {}
        for name, entry in chunk:
            request.setdefault(name, []).append(entry)
        try:
            tip = client("codecommit").create_commit(**request)["commitId"]
        except ClientError as error:
            raise _refused("CreateCommit", repository, branch, error) from error
    if tip is None:
        raise PushRefusedError(f"nothing to push to branch {branch!r} of repository {repository!r}: give files")
    return tip


def _commit_on_new_branch(client: ClientOf, repository: str, branch: str, base: str, content: _Content) -> str:
    """Commit on top of another branch and make the new one of that: one event tells of it, as of a push with git.

    CreateCommit takes no branch that is not there, so the commit is made on one that is deleted again.
    """
    codecommit, draft = client("codecommit"), f"cfnproof-draft-{uuid.uuid4().hex}"
    try:
        before = branch_tip(client, repository, base)
        codecommit.create_branch(repositoryName=repository, branchName=draft, commitId=before)
        try:
            commit = _commit(client, repository, draft, before, content)
            codecommit.create_branch(repositoryName=repository, branchName=branch, commitId=commit)
        finally:
            codecommit.delete_branch(repositoryName=repository, branchName=draft)
    except ClientError as error:
        raise _refused("CreateBranch", repository, branch, error) from error
    return commit


def _refused(operation: str, repository: str, branch: str, error: ClientError) -> PushRefusedError:
    code, reason = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    message = f"{operation}, to push to branch {branch!r} of repository {repository!r}, was refused: {code}: {reason}"
    return PushRefusedError(message, code=code, reason=reason)
