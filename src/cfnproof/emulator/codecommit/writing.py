"""A commit on the tip of a branch: what CreateCommit, PutFile and DeleteFile have in common.

https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateCommit.html
https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-create-commit.html
"""

import re
from dataclasses import dataclass

from dulwich.graph import can_fast_forward
from dulwich.objects import Commit, ObjectID

from cfnproof.emulator.codecommit import contents, errors, references, trees
from cfnproof.emulator.codecommit.contents import Snapshot
from cfnproof.emulator.codecommit.state import CodeCommitContext, Repository
from cfnproof.emulator.errors import ServiceError


@dataclass(frozen=True, slots=True)
class Draft:
    """A commit that is wanted: `parent` is None for the first one of an empty repository."""

    branch: str
    parent: str | None
    author: str
    email: str
    message: str


def base(repository: Repository, branch: str, parent: str | None) -> Snapshot:
    """The files on which a commit builds: that of the branch's tip, which `parent` must be.

    Raises ServiceError for a branch that is not there in a repository that has others, and for any other parent.
    """
    tip = references.target(repository, references.branch(branch))
    if tip is None:
        _check_new(repository, branch, parent)
        return trees.empty(repository)
    if parent != tip:
        raise _wrong_parent(repository, branch, parent, tip)
    return Snapshot(repository, contents.resolve(repository, tip).tree)


def write(context: CodeCommitContext, repository: Repository, draft: Draft, tree: ObjectID) -> str:
    """Commit a tree, and point the branch to the commit; return its id.

    Raises ServiceError like `base` where another commit has come before.
    """
    made = Commit()
    made.tree, made.parents = tree, [ObjectID(draft.parent.encode())] if draft.parent else []
    made.author = made.committer = f"{_plain(draft.author)} <{draft.email}>".encode()
    made.author_time = made.commit_time = int(context.clock.now().timestamp())
    made.author_timezone = made.commit_timezone = 0
    made.message = draft.message.encode()
    contents.store(repository).add_object(made)
    commit_id, branch = made.id.decode(), references.branch(draft.branch)
    if not references.change(context, repository, branch, draft.parent, commit_id):
        tip = references.target(repository, branch)
        raise (
            _wrong_parent(repository, draft.branch, draft.parent, tip)
            if tip
            else errors.branch_missing(repository, draft.branch)
        )
    return commit_id


def user_name(context: CodeCommitContext) -> str:
    """The caller's IAM user name or session name: the author where none is given."""
    return re.split("[:/]", context.caller.arn)[-1]


def _check_new(repository: Repository, branch: str, parent: str | None) -> None:
    if references.target(repository, references.tag(branch)):
        raise ServiceError(
            "BranchNameIsTagNameException", f"{branch} is not a branch, but a tag: give the name of a branch"
        )
    if references.branches(repository):
        raise errors.branch_missing(repository, branch)
    if parent is not None:
        raise _missing_parent(branch, parent)


def _wrong_parent(repository: Repository, branch: str, parent: str | None, tip: str) -> ServiceError:
    if parent is None:
        return ServiceError(
            "ParentCommitIdRequiredException",
            f"A parent commit ID is required: give that of the head of branch {branch}, which GetBranch returns",
        )
    known = contents.commit(repository, parent)
    if known is None or not can_fast_forward(repository.git, known.id, ObjectID(tip.encode())):
        return _missing_parent(branch, parent)
    return ServiceError(
        "ParentCommitIdOutdatedException",
        f"The parent commit ID {parent} is not the current tip of the branch {branch}: GetBranch returns {tip}",
    )


def _missing_parent(branch: str, parent: str) -> ServiceError:
    return ServiceError(
        "ParentCommitDoesNotExistException", f"The parent commit ID {parent} does not exist in the branch {branch}"
    )


def _plain(name: str) -> str:
    """A name as git keeps it: without what ends names and lines."""
    return re.sub(r"[<>\n\0]", "", name)
