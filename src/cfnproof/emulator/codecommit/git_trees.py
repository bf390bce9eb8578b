"""What a push brings must be whole: every object that its references lead to is there, in trees that others can read.

https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from dulwich.object_store import BaseObjectStore
from dulwich.objects import S_ISGITLINK, Blob, Commit, ObjectID, ShaFile, Tag, Tree

from cfnproof.emulator.codecommit.git_bounds import Bounds
from cfnproof.emulator.codecommit.git_packs import PackError

_FOLDER: Final = 0o040000
_GIT: Final = ".git"
_ID_LENGTH: Final = 40


@dataclass(frozen=True, slots=True)
class _Size:
    """What a tree holds, with all that is below it."""

    files: int = 0
    content: int = 0
    path: int = 0
    depth: int = 0


@dataclass(slots=True)
class Arriving:
    """Objects that have come with a push, and those that the repository has: what it has is whole."""

    store: BaseObjectStore
    objects: Mapping[ObjectID, ShaFile]
    bounds: Bounds
    _sizes: dict[ObjectID, _Size] = field(default_factory=dict)

    def reached(self, tips: Iterable[ObjectID]) -> Mapping[ObjectID, ShaFile]:
        """The new objects that tips lead to.

        Raises PackError where one is missing or of another type, and for a tree that nobody could read.
        """
        found: dict[ObjectID, ShaFile] = {}
        waiting: list[tuple[ObjectID, type[ShaFile]]] = [(tip, ShaFile) for tip in tips]
        while waiting:
            key, kind = waiting.pop()
            if len(key) != _ID_LENGTH:
                raise PackError(f"{key.decode()} is no id of SHA-1")
            if key in found:
                self._check_type(found[key], kind)
            elif key in self.store:
                self._check_type(self.store[key], kind)
            else:
                found[key] = self._new(key, kind)
                waiting.extend(_links(found[key]))
        for one in found.values():
            if isinstance(one, Commit):
                self._check_size(one)
        return found

    def get(self, key: ObjectID) -> ShaFile | None:
        """An object, new or known; None for one that is not there."""
        if key in self.objects:
            return self.objects[key]
        return self.store[key] if key in self.store else None  # noqa: SIM401  # a store has no get

    def _new(self, key: ObjectID, kind: type[ShaFile]) -> ShaFile:
        found = self.objects.get(key)
        if found is None:
            raise PackError(f"the push is not whole: object {key.decode()} is missing")
        self._check_type(found, kind)
        return found

    @staticmethod
    def _check_type(found: ShaFile, kind: type[ShaFile]) -> None:
        if not isinstance(found, kind):
            wanted, is_ = kind.__name__.lower(), found.type_name.decode()
            raise PackError(f"object {found.id.decode()} is a {is_}, where a {wanted} must be")

    def _check_size(self, commit: Commit) -> None:
        size, bounds = self._size(commit.tree), self.bounds
        for name, is_, most in (
            ("files", size.files, bounds.files),
            ("bytes in its files", size.content, bounds.content),
            ("characters in a path", size.path, bounds.path),
            ("directories above a file", size.depth - 1, bounds.depth),
        ):
            if is_ > most:
                raise PackError(f"commit {commit.id.decode()} has {is_} {name}, at most {most} are taken")

    def _size(self, root: ObjectID) -> _Size:
        """What is in a tree; one that is in it a thousand times is looked into once."""
        waiting = [root]
        while waiting:
            tree = self.get(waiting[-1])
            below = [key for _, key in _folders(tree) if key not in self._sizes] if isinstance(tree, Tree) else []
            if below:
                waiting.extend(below)
            else:
                self._sizes[waiting.pop()] = self._sum(tree) if isinstance(tree, Tree) else _Size()
        return self._sizes[root]

    def _sum(self, tree: Tree) -> _Size:
        files, content, path, depth = 0, 0, 0, 0
        for entry in tree.iteritems():
            name, mode, key = _name(tree, entry.path), entry.mode, entry.sha
            size = self._sizes.get(key) if mode == _FOLDER else self._file(mode, key)
            below = size or _Size()
            files, content = files + below.files, content + below.content
            path, depth = max(path, len(name) + below.path + (mode == _FOLDER)), max(depth, below.depth + 1)
        return _Size(files, content, path, depth)

    def _file(self, mode: int, key: ObjectID) -> _Size:
        found = None if S_ISGITLINK(mode) else self.get(key)
        return _Size(1, found.raw_length() if found is not None else 0)


def _folders(tree: Tree) -> Iterator[tuple[bytes, ObjectID]]:
    for entry in tree.iteritems():
        if entry.mode == _FOLDER:
            yield entry.path, entry.sha


def _name(tree: Tree, name: bytes) -> str:
    """The name of a file or folder. Raises PackError for one that leads elsewhere, or is no text.

    git's own form is checked already: no slash, no dots alone.
    """
    try:
        text = name.decode()
    except UnicodeDecodeError as error:
        raise PackError(f"tree {tree.id.decode()} has the name {name!r}, which is not UTF-8") from error
    if text.lower() == _GIT:
        raise PackError(f"tree {tree.id.decode()} has a file or folder {text!r}: git keeps that for itself")
    return text


def _links(found: ShaFile) -> Iterator[tuple[ObjectID, type[ShaFile]]]:
    """The ids in an object, each with the type of what must be there; another repository's commit is not followed."""
    if isinstance(found, Commit):
        yield found.tree, Tree
        yield from ((parent, Commit) for parent in found.parents)
    elif isinstance(found, Tag):
        kind, key = found.object
        yield key, kind
    elif isinstance(found, Tree):
        for entry in found.iteritems():
            _name(found, entry.path)
            if not S_ISGITLINK(entry.mode):
                yield entry.sha, Tree if entry.mode == _FOLDER else Blob
