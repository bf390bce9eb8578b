"""What a repository holds: commits by what names them, files and folders by their paths.

https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetFile.html
"""

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from dulwich.errors import NotTreeError
from dulwich.object_store import BaseObjectStore, peel_sha, tree_lookup_path
from dulwich.objects import S_ISGITLINK, Blob, Commit, ObjectID, RawObjectID, ShaFile, SubmoduleEncountered, Tree

from cfnproof.emulator.codecommit import errors, formats, references
from cfnproof.emulator.codecommit.keys import MANAGED_KEY, check_key
from cfnproof.emulator.codecommit.state import CodeCommitContext, Repository
from cfnproof.emulator.errors import ServiceError

MODES: Final[Mapping[str, int]] = {
    "NORMAL": stat.S_IFREG | 0o644,
    "EXECUTABLE": stat.S_IFREG | 0o755,
    "SYMLINK": stat.S_IFLNK,
}
"""git's mode of each of the API's."""
_HEAD: Final = "HEAD"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a tree has at a path: git's mode, and the id of a blob, a tree, or a submodule's commit."""

    mode: int
    id: ObjectID

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return stat.S_ISDIR(self.mode)

    @property
    def is_submodule(self) -> bool:
        """Whether it is a submodule."""
        return S_ISGITLINK(self.mode)

    @property
    def is_file(self) -> bool:
        """Whether it is a file or a symbolic link."""
        return not self.is_folder and not self.is_submodule


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A tree of a repository to read from. What is read stays: a folder of thousands of files is parsed once."""

    repository: Repository
    tree: ObjectID
    _read: dict[ObjectID | RawObjectID, ShaFile] = field(default_factory=dict)

    def lookup(self, path: str) -> Entry | None:
        """What is at a path, None for nothing; an empty path is the tree itself.

        Raises ServiceError FilePathConflictsWithSubmodulePathException for a path that leads into a submodule.
        """
        try:
            return Entry(*tree_lookup_path(self._object, self.tree, path.encode()))
        except SubmoduleEncountered as error:
            raise ServiceError(
                "FilePathConflictsWithSubmodulePathException", f"The path {path} leads into a submodule"
            ) from error
        except (KeyError, NotTreeError):
            return None

    def file(self, path: str) -> Entry:
        """The file or symbolic link at a path.

        Raises ServiceError FileDoesNotExistException.
        """
        found = self.lookup(path)
        if found is None or not found.is_file:
            raise errors.file_missing(path)
        return found

    def folder(self, path: str) -> Tree | None:
        """The folder at a path, None where none is there."""
        found = self.lookup(path)
        tree = self._object(found.id) if found and found.is_folder else None
        return tree if isinstance(tree, Tree) else None

    def _object(self, key: ObjectID | RawObjectID) -> ShaFile:
        if key not in self._read:
            self._read[key] = store(self.repository)[key]
        return self._read[key]


def find(context: CodeCommitContext, name: str) -> Repository:
    """The repository of a name, for its content: its key must be usable.

    Raises ServiceError RepositoryDoesNotExistException, or that of the key.
    """
    repository = errors.find(context, name)
    if repository.key != MANAGED_KEY:
        check_key(context, repository.key)
    return repository


def store(repository: Repository) -> BaseObjectStore:
    """The git objects of a repository."""
    return repository.git.object_store


def mode_name(mode: int) -> str:
    """The API's name of git's mode of a file."""
    if stat.S_ISLNK(mode):
        return "SYMLINK"
    return "EXECUTABLE" if mode & stat.S_IXUSR else "NORMAL"


def commit(repository: Repository, commit_id: str) -> Commit | None:
    """The commit of a full id, None where there is no such commit."""
    found = _object(repository, commit_id)
    return found if isinstance(found, Commit) else None


def resolve(repository: Repository, specifier: str | None) -> Commit:
    """The commit that an id, a branch, a tag, a full reference or HEAD names; without one, the default branch's.

    Raises ServiceError CommitDoesNotExistException.
    """
    if specifier is None or specifier == _HEAD:
        name = references.default_branch(repository)
        if name is None:
            raise ServiceError(
                "CommitDoesNotExistException",
                f"No commit was specified, and the repository {repository.name} has no default branch",
            )
        return resolve(repository, references.branch(name).full_name)
    found = commit(repository, specifier) if formats.is_id(specifier) else _referenced(repository, specifier)
    if found is None:
        raise errors.commit_missing(repository, specifier)
    return found


def blob(repository: Repository, blob_id: str) -> Blob | None:
    """The blob of an id, None where there is no such blob."""
    found = _object(repository, blob_id)
    return found if isinstance(found, Blob) else None


def _object(repository: Repository, key: str) -> ShaFile | None:
    try:
        return store(repository)[ObjectID(key.encode())]
    except KeyError:
        return None


def _referenced(repository: Repository, name: str) -> Commit | None:
    full = references.of_full_name(name)
    for reference in (full,) if full else (references.branch(name), references.tag(name)):
        if target := references.target(repository, reference):
            _, peeled = peel_sha(store(repository), ObjectID(target.encode()))
            return peeled if isinstance(peeled, Commit) else None
    return None
