"""Branches and tags: the one place where they change, and where each change is told to EventBridge.

https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html
https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-change-branch.html
"""

import json
from dataclasses import dataclass
from typing import Final, Literal

from botocore.exceptions import ClientError
from dulwich.objects import ObjectID
from dulwich.refs import HEADREF, SYMREF, Ref

from cfnproof.emulator.codecommit.state import CodeCommitContext, Repository
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.shapes import present

_PREFIXES: Final = {"branch": "refs/heads/", "tag": "refs/tags/"}


@dataclass(frozen=True, slots=True)
class Reference:
    """A branch or a tag, by its short name."""

    type: Literal["branch", "tag"]
    name: str

    @property
    def full_name(self) -> str:
        """As git writes it: refs/heads/main."""
        return _PREFIXES[self.type] + self.name

    @property
    def git(self) -> Ref:
        """The key in git's references."""
        return Ref(self.full_name.encode())


def branch(name: str) -> Reference:
    """The branch of a name."""
    return Reference("branch", name)


def tag(name: str) -> Reference:
    """The tag of a name."""
    return Reference("tag", name)


def of_full_name(name: str) -> Reference | None:
    """The reference that git calls so; None for what is neither a branch nor a tag."""
    if name.startswith(_PREFIXES["branch"]):
        return branch(name.removeprefix(_PREFIXES["branch"]))
    if name.startswith(_PREFIXES["tag"]):
        return tag(name.removeprefix(_PREFIXES["tag"]))
    return None


def target(repository: Repository, reference: Reference) -> str | None:
    """The id of the object to which a reference points, None for one that is not there."""
    found = repository.git.refs.read_loose_ref(reference.git)
    return found.decode() if found else None


def branches(repository: Repository) -> tuple[str, ...]:
    """The names of all branches, sorted."""
    prefix = _PREFIXES["branch"]
    names = (name.decode() for name in repository.git.refs.allkeys())
    return tuple(sorted(name.removeprefix(prefix) for name in names if name.startswith(prefix)))


def default_branch(repository: Repository) -> str | None:
    """The name of the default branch, None before the first branch is made."""
    head = repository.git.refs.read_loose_ref(HEADREF)
    return head.removeprefix(SYMREF).decode().removeprefix(_PREFIXES["branch"]) if head else None


def set_default_branch(context: CodeCommitContext, repository: Repository, name: str) -> bool:
    """Make a branch the default one; False where it is not there."""
    with repository.lock:
        if target(repository, branch(name)) is None:
            return False
        repository.git.refs.set_symbolic_ref(HEADREF, branch(name).git)
        repository.modified = context.clock.now()
        return True


def change(
    context: CodeCommitContext, repository: Repository, reference: Reference, old: str | None, new: str | None
) -> bool:
    """Point a reference from one object to another; None stands for no reference, before or afterwards.

    Returns False, with nothing changed, where the reference is not at `old`. The first branch becomes the default one.
    Raises ServiceError DefaultBranchCannotBeDeletedException, and InternalFailure where the reference has changed
    and EventBridge did not take the event.
    """
    with repository.lock:
        if new is None and reference == branch(default_branch(repository) or ""):
            raise ServiceError(
                "DefaultBranchCannotBeDeletedException",
                f"The branch {reference.name} is the default branch of {repository.name}, and cannot be deleted. "
                "To delete it, first set another branch as the default branch",
            )
        if not _compare_and_set(repository, reference, old, new):
            return False
        repository.modified = context.clock.now()
    _tell(context, repository, reference, old, new)
    return True


def _compare_and_set(repository: Repository, reference: Reference, old: str | None, new: str | None) -> bool:
    refs, name = repository.git.refs, reference.git
    if target(repository, reference) != old:
        return False
    if new is None:
        return old is not None and refs.remove_if_equals(name, ObjectID(old.encode()))
    if old is not None:
        return refs.set_if_equals(name, ObjectID(old.encode()), ObjectID(new.encode()))
    refs.add_if_new(name, ObjectID(new.encode()))
    if reference.type == "branch" and default_branch(repository) is None:
        refs.set_symbolic_ref(HEADREF, name)
    return True


def _tell(
    context: CodeCommitContext, repository: Repository, reference: Reference, old: str | None, new: str | None
) -> None:
    kind = "referenceCreated" if old is None else "referenceDeleted" if new is None else "referenceUpdated"
    detail = {
        "callerUserArn": context.caller.arn,
        "commitId": new,
        "event": kind,
        "oldCommitId": old,
        "referenceFullName": reference.full_name,
        "referenceName": reference.name,
        "referenceType": reference.type,
        "repositoryId": repository.id,
        "repositoryName": repository.name,
    }
    entry = {
        "Source": "aws.codecommit",
        "DetailType": "CodeCommit Repository State Change",
        "Resources": [context.arn("codecommit", repository.name)],
        "Time": context.clock.now(),
        "Detail": json.dumps(present(detail)),
    }
    try:
        answer = context.clients.inside()("events").put_events(Entries=[entry])
    except ClientError as error:
        raise _untold(reference, kind, str(error)) from error
    if answer["FailedEntryCount"]:
        raise _untold(reference, kind, str(answer["Entries"]))


def _untold(reference: Reference, kind: str, reason: str) -> ServiceError:
    """A client must not repeat the request: the change is made. Hence no status of the 500s."""
    return ServiceError(
        "InternalFailure",
        f"{reference.full_name} has changed, but EventBridge did not take the event {kind}: {reason}",
    )
