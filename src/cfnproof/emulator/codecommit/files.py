"""Operations on files and folders.

https://docs.aws.amazon.com/codecommit/latest/userguide/files.html
"""

import stat

from cfnproof.emulator.codecommit import contents, edits, formats, trees, writing
from cfnproof.emulator.codecommit.contents import MODES, Entry, Snapshot
from cfnproof.emulator.codecommit.edits import Edits
from cfnproof.emulator.codecommit.state import CodeCommitContext
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.service import Answer, Request


class FileOperations:
    """Write, delete and read files, and list folders."""

    def put_file(self, context: CodeCommitContext, request: Request) -> Answer:
        """Commit one file."""
        repository, path = contents.find(context, request["repositoryName"]), request["filePath"]
        before = writing.base(repository, request["branchName"], request.get("parentCommitId"))
        known = before.lookup(path)
        made = edits.stored(before, path, request["fileContent"], request.get("fileMode"))
        if known == made:
            raise ServiceError(
                "SameFileContentException", f"The content of {path} is exactly the same in {request['branchName']}"
            )
        after = trees.edited(before, Edits({path: made}, ()), keep_empty_folders=False)
        draft = _draft(request, f"{'Edited' if known else 'Added'} {path}", writing.user_name(context))
        commit_id = writing.write(context, repository, draft, after)
        return {"commitId": commit_id, "blobId": made.id.decode(), "treeId": after.decode()}

    def delete_file(self, context: CodeCommitContext, request: Request) -> Answer:
        """Commit the deletion of one file."""
        repository = contents.find(context, request["repositoryName"])
        path = request["filePath"].removeprefix("/")
        before = writing.base(repository, request["branchName"], request["parentCommitId"])
        gone = before.file(path)
        keep = request.get("keepEmptyFolders", False)
        after = trees.edited(before, Edits({}, (path,)), keep_empty_folders=keep)
        commit_id = writing.write(context, repository, _draft(request, f"Deleted {path}", context.caller.arn), after)
        return {"commitId": commit_id, "blobId": gone.id.decode(), "treeId": after.decode(), "filePath": path}

    def get_file(self, context: CodeCommitContext, request: Request) -> Answer:
        """A file's content and metadata."""
        repository = contents.find(context, request["repositoryName"])
        path = request["filePath"].removeprefix("/")
        commit = contents.resolve(repository, request.get("commitSpecifier"))
        found = Snapshot(repository, commit.tree).file(path)
        content = contents.store(repository)[found.id].as_raw_string()
        formats.check_readable(path, len(content))
        return {
            "commitId": commit.id.decode(),
            "blobId": found.id.decode(),
            "filePath": path,
            "fileMode": contents.mode_name(found.mode),
            "fileSize": len(content),
            "fileContent": content,
        }

    def get_blob(self, context: CodeCommitContext, request: Request) -> Answer:
        """A blob's content."""
        repository, blob_id = contents.find(context, request["repositoryName"]), request["blobId"]
        found = contents.blob(repository, blob_id)
        if found is None:
            raise ServiceError("BlobIdDoesNotExistException", f"Blob {blob_id} does not exist in {repository.name}")
        formats.check_readable(blob_id, found.raw_length())
        return {"content": found.as_raw_string()}

    def get_folder(self, context: CodeCommitContext, request: Request) -> Answer:
        """What a folder holds, each kind in a list of its own."""
        repository, path = contents.find(context, request["repositoryName"]), request["folderPath"].strip("/")
        commit = contents.resolve(repository, request.get("commitSpecifier"))
        found = Snapshot(repository, commit.tree).folder(path)
        if found is None:
            raise ServiceError("FolderDoesNotExistException", f"The folder {path} does not exist in {repository.name}")
        entries = [(item.path.decode(), Entry(item.mode, item.sha)) for item in found.iteritems()]
        link = MODES["SYMLINK"]
        return {
            "commitId": commit.id.decode(),
            "folderPath": path,
            "treeId": found.id.decode(),
            "subFolders": [
                {"treeId": entry.id.decode(), **_paths(path, name)} for name, entry in entries if entry.is_folder
            ],
            "files": [_described(path, name, entry) for name, entry in entries if stat.S_ISREG(entry.mode)],
            "symbolicLinks": [_described(path, name, entry) for name, entry in entries if entry.mode == link],
            "subModules": [
                {"commitId": entry.id.decode(), **_paths(path, name)} for name, entry in entries if entry.is_submodule
            ],
        }


def _draft(request: Request, message: str, author: str) -> writing.Draft:
    return writing.Draft(
        branch=request["branchName"],
        parent=request.get("parentCommitId"),
        author=request.get("name") or author,
        email=request.get("email", ""),
        message=request.get("commitMessage") or message,
    )


def _described(folder: str, name: str, entry: Entry) -> dict[str, str]:
    return {"blobId": entry.id.decode(), **_paths(folder, name), "fileMode": contents.mode_name(entry.mode)}


def _paths(folder: str, name: str) -> dict[str, str]:
    return {"absolutePath": f"{folder}/{name}" if folder else name, "relativePath": name}
