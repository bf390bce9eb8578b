"""Branches and tags: the one place where they change, and where each change is told to EventBridge.

https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html
https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-change-branch.html
"""

import json
from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class Change:
    """A reference, and the ids of the objects that it points to before and afterwards, None for no reference."""

    reference: Reference
    old: str | None
    new: str | None


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
    return change_all(context, repository, (Change(reference, old, new),)) is None


def change_all(context: CodeCommitContext, repository: Repository, changes: Sequence[Change]) -> Change | None:
    """Make all changes, of which no two are of one reference, or none; return the first one that cannot be made.

    Raises ServiceError as `change` does.
    """
    with repository.lock:
        for one in changes:
            _check_deletable(repository, one)
            if target(repository, one.reference) != one.old or (one.old is None and one.new is None):
                return one
        for one in changes:
            _set(repository, one)
        repository.modified = context.clock.now()
    untold = [error for one in changes if (error := _told(context, repository, one))]
    if untold:
        raise untold[0]
    return None


def _check_deletable(repository: Repository, wanted: Change) -> None:
    reference = wanted.reference
    if wanted.new is None and reference == branch(default_branch(repository) or ""):
        raise ServiceError(
            "DefaultBranchCannotBeDeletedException",
            f"The branch {reference.name} is the default branch of {repository.name}, and cannot be deleted. "
            "To delete it, first set another branch as the default branch",
        )


def _set(repository: Repository, wanted: Change) -> None:
    refs, name, old = repository.git.refs, wanted.reference.git, wanted.old
    if wanted.new is None:
        refs.remove_if_equals(name, None)
        return
    new = ObjectID(wanted.new.encode())
    if old is not None:
        refs.set_if_equals(name, None, new)
        return
    refs.add_if_new(name, new)
    if wanted.reference.type == "branch" and default_branch(repository) is None:
        refs.set_symbolic_ref(HEADREF, name)


def _told(context: CodeCommitContext, repository: Repository, made: Change) -> ServiceError | None:
    """Tell EventBridge of a change; return what to say where it does not take the event."""
    reference, old, new = made.reference, made.old, made.new
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
        return _untold(reference, kind, str(error))
    return _untold(reference, kind, str(answer["Entries"])) if answer["FailedEntryCount"] else None


def _untold(reference: Reference, kind: str, reason: str) -> ServiceError:
    """A client must not repeat the request: the change is made. Hence no status of the 500s."""
    return ServiceError(
        "InternalFailure",
        f"{reference.full_name} has changed, but EventBridge did not take the event {kind}: {reason}",
    )
