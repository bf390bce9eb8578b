"""Operations on commits.

https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateCommit.html
https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetCommit.html
"""

from typing import Any, Final

from dulwich.objects import Commit, TreeEntry, format_timezone

from cfnproof.emulator.codecommit import contents, differences, edits, errors, formats, trees, writing
from cfnproof.emulator.codecommit.state import CodeCommitContext
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.service import Answer, Request

_MESSAGE: Final = "Committed with CreateCommit"


class CommitOperations:
    """Create and describe commits."""

    def create_commit(self, context: CodeCommitContext, request: Request) -> Answer:
        """Write, delete and change the modes of files on the tip of a branch."""
        repository = contents.find(context, request["repositoryName"])
        draft = writing.Draft(
            branch=request["branchName"],
            parent=request.get("parentCommitId"),
            author=request.get("authorName") or writing.user_name(context),
            email=request.get("email", ""),
            message=request.get("commitMessage") or _MESSAGE,
        )
        before = writing.base(repository, draft.branch, draft.parent)
        wanted = edits.requested(before, request)
        after = trees.edited(before, wanted, keep_empty_folders=request.get("keepEmptyFolders", False))
        changes = differences.changed(repository, before.tree, after)
        if not changes:
            raise ServiceError(
                "NoChangeException", "The commit cannot be created: it would change nothing in the repository"
            )
        commit_id = writing.write(context, repository, draft, after)
        return {
            "commitId": commit_id,
            "treeId": after.decode(),
            "filesAdded": [_file(change.new) for change in changes if change.type == "add"],
            "filesUpdated": [_file(change.new) for change in changes if change.type == "modify"],
            "filesDeleted": [_file(change.old) for change in changes if change.type == "delete"],
        }

    def get_commit(self, context: CodeCommitContext, request: Request) -> Answer:
        """Describe one commit."""
        repository, commit_id = contents.find(context, request["repositoryName"]), request["commitId"]
        found = contents.commit(repository, commit_id)
        if found is None:
            raise ServiceError("CommitIdDoesNotExistException", errors.commit_missing(repository, commit_id).message)
        return {"commit": described(found)}

    def batch_get_commits(self, context: CodeCommitContext, request: Request) -> Answer:
        """Describe several commits; an id that names none is answered with its error."""
        repository = contents.find(context, request["repositoryName"])
        commits, failures = [], []
        for commit_id in request["commitIds"]:
            if not formats.is_id(commit_id):
                failures.append(_failure(commit_id, "InvalidCommitIdException", "write all 40 characters"))
            elif found := contents.commit(repository, commit_id):
                commits.append(described(found))
            else:
                missing = errors.commit_missing(repository, commit_id)
                failures.append(_failure(commit_id, missing.code, missing.message))
        return {"commits": commits, "errors": failures}


def described(commit: Commit) -> dict[str, Any]:
    """A commit as the API describes it."""
    return {
        "commitId": commit.id.decode(),
        "treeId": commit.tree.decode(),
        "parents": [parent.decode() for parent in commit.parents],
        "message": commit.message.decode(errors="replace"),
        "author": _user(commit.author, commit.author_time, commit.author_timezone),
        "committer": _user(commit.committer, commit.commit_time, commit.commit_timezone),
        "additionalData": "",
    }


def _user(identity: bytes, seconds: int, offset: int) -> dict[str, str]:
    name, _, email = identity.decode(errors="replace").rpartition(" <")
    return {"name": name, "email": email.removesuffix(">"), "date": f"{seconds} {format_timezone(offset).decode()}"}


def _file(entry: TreeEntry | None) -> dict[str, str]:
    """A file's metadata."""
    path, mode, key = differences.filled(entry)
    return {"absolutePath": path, "blobId": key.decode(), "fileMode": contents.mode_name(mode)}


def _failure(commit_id: str, code: str, message: str) -> dict[str, str]:
    return {"commitId": commit_id, "errorCode": code, "errorMessage": message}
