"""What differs between two commits.

https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetDifferences.html
"""

from collections.abc import Sequence
from typing import Any, Final

from dulwich.diff_tree import TreeChange, tree_changes
from dulwich.objects import ObjectID, TreeEntry

from cfnproof.emulator.codecommit import contents, errors
from cfnproof.emulator.codecommit.contents import Snapshot
from cfnproof.emulator.codecommit.state import CodeCommitContext, Repository
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.paging import InvalidTokenError, page
from cfnproof.emulator.service import Answer, Request
from cfnproof.emulator.shapes import present

_PAGE: Final = 100
_CHANGE_TYPES: Final = {"add": "A", "modify": "M", "delete": "D"}


class DifferenceOperations:
    """Compare commits."""

    def get_differences(self, context: CodeCommitContext, request: Request) -> Answer:
        """The files that were added, modified or deleted between two commits, or since the beginning."""
        repository = contents.find(context, request["repositoryName"])
        after = contents.resolve(repository, request["afterCommitSpecifier"]).tree
        before = None
        if "beforeCommitSpecifier" in request:
            before = contents.resolve(repository, request["beforeCommitSpecifier"]).tree
        paths = [request[name].strip("/") for name in ("beforePath", "afterPath") if name in request]
        for path in paths:
            _check_exists(repository, path, (after, before))
        found = changed(repository, before, after, [path for path in paths if path])
        try:
            part = page(found, request.get("NextToken"), request.get("MaxResults", _PAGE))
        except InvalidTokenError as error:
            raise errors.invalid_token("GetDifferences") from error
        differences = [_difference(change) for change in part.items]
        return {"differences": differences} | ({"NextToken": part.next_token} if part.next_token else {})


def changed(
    repository: Repository, before: ObjectID | None, after: ObjectID, paths: Sequence[str] = ()
) -> tuple[TreeChange, ...]:
    """The changed files between two trees, by path; those at or below `paths` alone where some are given."""
    return tuple(
        tree_changes(
            contents.store(repository),
            before,
            after,
            change_type_same=True,
            paths=[path.encode() for path in paths] or None,
        )
    )


def filled(entry: TreeEntry | None) -> tuple[str, int, ObjectID]:
    """Path, mode and id of a side of a change that has a file: dulwich types each as one that may be missing."""
    if entry is None or entry.path is None or entry.mode is None or entry.sha is None:
        raise ValueError(f"{entry} is the side of a change without a file")
    return entry.path.decode(), entry.mode, entry.sha


def _check_exists(repository: Repository, path: str, trees: tuple[ObjectID | None, ...]) -> None:
    if not any(tree and Snapshot(repository, tree).lookup(path) for tree in trees):
        raise ServiceError("PathDoesNotExistException", f"The path {path} does not exist in the compared commits")


def _difference(change: TreeChange) -> dict[str, Any]:
    sides = {
        "beforeBlob": _blob(change.old) if change.old else None,
        "afterBlob": _blob(change.new) if change.new else None,
    }
    return {"changeType": _CHANGE_TYPES[change.type], **present(sides)}


def _blob(entry: TreeEntry) -> dict[str, str]:
    path, mode, key = filled(entry)
    return {"path": path, "mode": f"{mode:06o}", "blobId": key.decode()}
