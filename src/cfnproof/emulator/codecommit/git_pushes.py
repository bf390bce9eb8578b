"""A push: what git-receive-pack does, by the rules of the API and with the same events.

https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-conditional-branch.html
https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dulwich.objects import Commit, ObjectID, sha_to_hex
from dulwich.refs import Ref, check_ref_format

from cfnproof.emulator.codecommit import contents, formats, git_commands, git_packs, references
from cfnproof.emulator.codecommit.edits import folders_above
from cfnproof.emulator.codecommit.git_bounds import Bounds
from cfnproof.emulator.codecommit.git_commands import Command, CommandError, PushRequest
from cfnproof.emulator.codecommit.git_packs import PackError
from cfnproof.emulator.codecommit.git_trees import Arriving
from cfnproof.emulator.codecommit.git_visits import PUSH, GitVisit
from cfnproof.emulator.codecommit.references import Change
from cfnproof.emulator.codecommit.state import Repository
from cfnproof.emulator.errors import ServiceError

_OK: Final = "ok"
_REFERENCES: Final = "codecommit:References"
_UNPACKER: Final = "unpacker error"
_TOGETHER: Final = "atomic push failed"


def advertised(repository: Repository) -> bytes:
    """The branches and tags that a client can push to."""
    refs = repository.git.refs
    with repository.lock:
        known = {bytes(name): value for name in refs.allkeys() if (value := refs.read_loose_ref(name))}
    return git_commands.advertised({name: ObjectID(key) for name, key in known.items() if name.startswith(b"refs/")})


def pushed(visit: GitVisit, repository: Repository, push: PushRequest, bounds: Bounds) -> bytes:
    """Do what a push wants, as far as it is allowed, and report on each of its references.

    Raises CommandError for a push that names one twice.
    """
    names = [one.name for one in push.commands]
    if len(names) != len(set(names)):
        raise CommandError("the push changes a reference more than once")
    if len(names) > bounds.references:
        many = f"Too many reference update commands: a push can have {bounds.references}"
        return git_commands.report(push, many, dict.fromkeys(names, many))
    pushing = _Push(visit, repository, push, bounds, _Taken.of(repository))
    refused = {one.name: why for one in push.commands if (why := pushing.refusal(one))}
    wanted = [one for one in push.commands if one.name not in refused]
    if refused and push.atomic:
        return git_commands.report(push, _OK, dict.fromkeys(names, _TOGETHER) | refused)
    try:
        wrong = pushing.unpack([one for one in wanted if one.new])
    except PackError as error:
        return git_commands.report(push, str(error), dict.fromkeys(names, _UNPACKER) | refused)
    refused |= wrong
    if wrong and push.atomic:
        return git_commands.report(push, _OK, dict.fromkeys(names, _TOGETHER) | refused)
    made = pushing.change([one for one in wanted if one.name not in wrong])
    return git_commands.report(push, _OK, {name: refused.get(name) or made[name] for name in names})


@dataclass(frozen=True, slots=True)
class _Taken:
    """The full names of the references that are there, and of the folders that these names have."""

    names: frozenset[str]
    folders: frozenset[str]

    @classmethod
    def of(cls, repository: Repository) -> "_Taken":
        """Those of a repository."""
        names = frozenset(name.decode() for name in repository.git.refs.allkeys())
        return cls(names, frozenset(above for name in names for above in folders_above(name)))

    def conflict(self, name: str) -> str | None:
        """Why a name cannot be, None where it can: no client could fetch a reference and one below it."""
        found = next((above for above in folders_above(name) if above in self.names), None)
        if found is None and name not in self.folders:
            return None
        return f"{found or name + '/'} is there already: no reference can be both a name and a folder"


@dataclass(frozen=True, slots=True)
class _Push:
    visit: GitVisit
    repository: Repository
    push: PushRequest
    bounds: Bounds
    taken: _Taken

    def refusal(self, command: Command) -> str | None:
        """Why a reference may not change, None where it may: IAM is asked for each one."""
        try:
            _check_name(command)
            if command.new and (why := self.taken.conflict(command.name)):
                return why
            resource = self.visit.context.arn("codecommit", self.repository.name)
            self.visit.authorize(PUSH, resource, {_REFERENCES: command.name})
        except ServiceError as error:
            return error.message
        return None

    def unpack(self, commands: Sequence[Command]) -> Mapping[str, str]:
        """Store what new references lead to; return those that point to what they cannot, each with the reason.

        Raises PackError with nothing stored.
        """
        if not commands:
            return {}
        store = contents.store(self.repository)
        new = git_packs.objects_of(self.push.pack, self._known, self.bounds)
        arriving = Arriving(store, new, self.bounds)
        wrong = {one.name: why for one in commands if (why := _wrong_tip(arriving, one))}
        tips = [ObjectID(one.new.encode()) for one in commands if one.new and one.name not in wrong]
        for found in arriving.reached(tips).values():
            store.add_object(found)
        return wrong

    def change(self, commands: Sequence[Command]) -> Mapping[str, str]:
        """Change references, together where the push says so; return what became of each."""
        together = [commands] if self.push.atomic else [[one] for one in commands]
        results: dict[str, str] = {}
        for group in together:
            results |= dict.fromkeys((one.name for one in group), self._changed(group))
        return results

    def _changed(self, commands: Sequence[Command]) -> str:
        changes = [Change(found, one.old, one.new) for one in commands if (found := references.of_full_name(one.name))]
        try:
            missed = references.change_all(self.visit.context, self.repository, changes)
        except ServiceError as error:
            return error.message
        return _OK if missed is None else f"{missed.reference.full_name} is no longer at {missed.old}: fetch first"

    def _known(self, key: bytes) -> tuple[int, bytes] | None:
        store, name = contents.store(self.repository), sha_to_hex(key)  # type: ignore[arg-type]  # dulwich's own name
        return store.get_raw(name) if name in store else None


def _check_name(command: Command) -> None:
    """Raise ServiceError for what is neither a branch nor a tag, or has a name that git or CodeCommit does not allow.

    What is to go may have any name.
    """
    reference = references.of_full_name(command.name)
    if reference is None or not check_ref_format(Ref(command.name.encode())):
        raise ServiceError("InvalidReferenceNameException", "funny refname: only branches and tags can be pushed")
    if command.new is not None and reference.type == "branch":
        formats.check_branch_name(reference.name)


def _wrong_tip(arriving: Arriving, command: Command) -> str | None:
    """Why a reference cannot point where it is to, None where it can: a branch leads to a commit."""
    found = arriving.get(ObjectID((command.new or "").encode()))
    if found is None:
        return f"object {command.new} is missing"
    reference = references.of_full_name(command.name)
    is_branch = reference is not None and reference.type == "branch"
    return f"{command.new} is no commit" if is_branch and not isinstance(found, Commit) else None
