"""Trees of git with edits applied.

https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateCommit.html
"""

from collections.abc import Mapping
from pathlib import PurePosixPath

from dulwich.object_store import commit_tree_changes
from dulwich.objects import Blob, ObjectID, Tree

from cfnproof.emulator.codecommit import contents
from cfnproof.emulator.codecommit.contents import MODES, Entry, Snapshot
from cfnproof.emulator.codecommit.edits import KEEPER, Edits, folders_above
from cfnproof.emulator.codecommit.state import Repository
from cfnproof.emulator.errors import ServiceError


def empty(repository: Repository) -> Snapshot:
    """No files."""
    tree = Tree()
    contents.store(repository).add_object(tree)
    return Snapshot(repository, tree.id)


def edited(parent: Snapshot, edits: Edits, *, keep_empty_folders: bool) -> ObjectID:
    """A tree after edits: deletes come first, so that a file can make room for a folder of its name.

    A folder that the deletes leave empty goes, or is kept with a .gitkeep file.
    Raises ServiceError for a file where a folder is, and the other way round.
    """
    objects = contents.store(parent.repository)
    deletes = [(path.encode(), None, None) for path in edits.deletes]
    rest = Snapshot(parent.repository, commit_tree_changes(objects, parent.tree, deletes)) if deletes else parent
    for path in edits.puts:
        _check_place(rest, path)
    after = _written(rest, edits.puts)
    return _written(after, _keepers(after, edits)).tree if keep_empty_folders else after.tree


def _written(before: Snapshot, puts: Mapping[str, Entry]) -> Snapshot:
    changes = [(path.encode(), entry.mode, entry.id) for path, entry in puts.items()]
    return Snapshot(before.repository, commit_tree_changes(contents.store(before.repository), before.tree, changes))


def _check_place(before: Snapshot, path: str) -> None:
    there = before.lookup(path)
    if there and there.is_folder:
        raise ServiceError(
            "FileNameConflictsWithDirectoryNameException",
            f"The file {path} cannot be added: a directory of that name is in the repository",
        )
    if there and there.is_submodule:
        raise ServiceError("FilePathConflictsWithSubmodulePathException", f"The path {path} is that of a submodule")
    for folder in folders_above(path):
        found = before.lookup(folder)
        if found and found.is_file:
            raise ServiceError(
                "DirectoryNameConflictsWithFileNameException",
                f"The file {path} cannot be added: {folder} is a file in the repository",
            )
        if found:
            return


def _keepers(after: Snapshot, edits: Edits) -> dict[str, Entry]:
    """The .gitkeep files of folders that have gone with their last file."""
    blob = Blob.from_string(b"")
    contents.store(after.repository).add_object(blob)
    emptied = {str(PurePosixPath(path).parent) for path in edits.deletes if "/" in path}
    gone = {folder for folder in emptied if _is_free(after, folder)}
    deepest = gone.difference(*(folders_above(folder) for folder in gone))
    return {f"{folder}/{KEEPER}": Entry(MODES["NORMAL"], blob.id) for folder in sorted(deepest)}


def _is_free(after: Snapshot, folder: str) -> bool:
    """Whether nothing is at the path of a folder, nor a file above it."""
    above = (after.lookup(path) for path in folders_above(folder))
    return after.lookup(folder) is None and not any(found and found.is_file for found in above)
