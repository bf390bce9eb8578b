"""What a commit does to files: the entries of CreateCommit, checked against each other and against the parent.

https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateCommit.html
https://docs.aws.amazon.com/codecommit/latest/APIReference/API_PutFileEntry.html
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from dulwich.objects import Blob

from cfnproof.emulator.codecommit import contents, formats
from cfnproof.emulator.codecommit.contents import MODES, Entry, Snapshot
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.service import Request

KEEPER: Final = ".gitkeep"
"""The file that keeps an otherwise empty folder."""
_MOST: Final = 100
_LARGEST_SUM: Final = 7 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Edits:
    """Files to write, by path, and files to delete."""

    puts: Mapping[str, Entry]
    deletes: tuple[str, ...]


def requested(parent: Snapshot, request: Request) -> Edits:
    """The edits that a CreateCommit asks for, on the parent; new content is stored.

    Raises ServiceError with the codes of its page.
    """
    puts, modes = request.get("putFiles", ()), request.get("setFileModes", ())
    deletes = [_path(entry) for entry in request.get("deleteFiles", ())]
    count = len(puts) + len(modes) + len(deletes)
    if not count:
        raise ServiceError(
            "FileEntryRequiredException", "The commit has no files: give putFiles, deleteFiles or setFileModes"
        )
    if count > _MOST:
        raise ServiceError("MaximumFileEntriesExceededException", f"{count} files: a commit can change {_MOST}")
    moves = [entry["sourceFile"]["filePath"] for entry in puts if entry.get("sourceFile", {}).get("isMove")]
    for entry in puts:
        _check_put(entry)
    _check_paths([*map(_path, puts), *map(_path, modes), *deletes, *moves], [_path(entry) for entry in puts])
    _check_sum(puts)
    for path in (*deletes, *moves):
        parent.file(path)
    written = {entry["filePath"]: _put(parent, entry) for entry in puts}
    written |= {entry["filePath"]: _set_mode(parent, entry) for entry in modes}
    return Edits(written, (*deletes, *moves))


def folders_above(path: str) -> Iterator[str]:
    """The folders above a path, the nearest first, without the root."""
    return (str(parent) for parent in PurePosixPath(path).parents if parent.name)


def stored(parent: Snapshot, path: str, content: bytes, mode: str | None) -> Entry:
    """Store a file's content; without a mode the file keeps the one it has, and a new one is NORMAL."""
    known = parent.lookup(path)
    kept = known.mode if known and known.is_file else MODES["NORMAL"]
    made = Blob.from_string(content)
    contents.store(parent.repository).add_object(made)
    return Entry(MODES[mode] if mode else kept, made.id)


def _path(entry: Mapping[str, Any]) -> str:
    path: str | None = entry.get("filePath")
    if path is None:
        raise ServiceError("PathRequiredException", "A path is required: give filePath in each entry")
    formats.check_path(path)
    return path


def _check_put(entry: Mapping[str, Any]) -> None:
    path, source = _path(entry), entry.get("sourceFile")
    if source is None and "fileContent" not in entry:
        raise ServiceError("SourceFileOrContentRequiredException", f"{path} has neither fileContent nor sourceFile")
    if source is not None and "fileContent" in entry:
        raise ServiceError(
            "FileContentAndSourceFileSpecifiedException", f"{path} has both fileContent and sourceFile: give one"
        )
    if "fileMode" in entry:
        formats.check_mode(entry["fileMode"])
    if source is not None and PurePosixPath(_path(source)).name == KEEPER:
        raise ServiceError("RestrictedSourceFileException", f"{source['filePath']} cannot be copied or moved")
    formats.check_content(entry.get("fileContent", b""))


def _check_paths(all_paths: Sequence[str], puts: Sequence[str]) -> None:
    if twice := sorted(path for path, times in Counter(all_paths).items() if times > 1):
        raise ServiceError("SamePathRequestException", f"The commit has more than one change of {', '.join(twice)}")
    written = set(puts)
    for path in puts:
        if folder := next((above for above in folders_above(path) if above in written), None):
            raise ServiceError(
                "PutFileEntryConflictException", f"The commit has {folder} both as a file and as the folder of {path}"
            )


def _check_sum(puts: Sequence[Mapping[str, Any]]) -> None:
    size = sum(len(entry.get("fileContent", b"")) for entry in puts)
    if size > _LARGEST_SUM:
        raise ServiceError(
            "FileContentSizeLimitExceededException",
            f"The combined file content changes have {size} bytes: the maximum is {_LARGEST_SUM}",
        )


def _put(parent: Snapshot, entry: Mapping[str, Any]) -> Entry:
    path, mode = entry["filePath"], entry.get("fileMode")
    if "sourceFile" not in entry:
        return stored(parent, path, entry["fileContent"], mode)
    source = parent.file(entry["sourceFile"]["filePath"])
    return Entry(MODES[mode] if mode else source.mode, source.id)


def _set_mode(parent: Snapshot, entry: Mapping[str, Any]) -> Entry:
    if "fileMode" not in entry:
        raise ServiceError(
            "FileModeRequiredException", f"A file mode is required for {entry['filePath']}: give fileMode"
        )
    formats.check_mode(entry["fileMode"])
    return Entry(MODES[entry["fileMode"]], parent.file(entry["filePath"]).id)
