"""Which branch names, commit ids, paths, modes and texts CodeCommit takes.

https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html
"""

import re
from typing import Final

from dulwich.refs import Ref, check_ref_format

from cfnproof.emulator.errors import ServiceError

_ID: Final = re.compile(r"[0-9a-f]{40}")
_MODES: Final = ("NORMAL", "EXECUTABLE", "SYMLINK")
_LARGEST_FILE: Final = 6 * 1024 * 1024
_LARGEST_MESSAGE: Final = 256 * 1024
_LONGEST_BRANCH: Final = 256
_LONGEST_PATH: Final = 4096
_DEEPEST_PATH: Final = 20
_LONGEST_NAME: Final = 1024
_LONGEST_EMAIL: Final = 256


def is_id(text: str) -> bool:
    """Whether a text is the full id of a git object."""
    return _ID.fullmatch(text) is not None


def check_branch_name(name: str) -> None:
    """Raise ServiceError InvalidBranchNameException for what git or CodeCommit does not allow as a branch."""
    valid = 1 <= len(name) <= _LONGEST_BRANCH and check_ref_format(Ref(f"refs/heads/{name}".encode()))
    if not valid or name == "@" or is_id(name.lower()):
        raise ServiceError(
            "InvalidBranchNameException",
            f"{name!r} is not a valid branch name: write 1 to {_LONGEST_BRANCH} characters that "
            "git check-ref-format allows, and not 40 hexadecimal ones",
        )


def check_commit_id(text: str) -> None:
    """Raise ServiceError InvalidCommitIdException for what is no full id."""
    if not is_id(text):
        raise ServiceError("InvalidCommitIdException", f"{text!r} is not a commit ID: write all 40 characters")


def check_parent_commit_id(text: str) -> None:
    """Raise ServiceError InvalidParentCommitIdException for what is no full id."""
    if not is_id(text):
        raise ServiceError(
            "InvalidParentCommitIdException", f"The parent commit ID {text!r} is not valid: write all 40 characters"
        )


def check_blob_id(text: str) -> None:
    """Raise ServiceError InvalidBlobIdException for what is no full id."""
    if not is_id(text):
        raise ServiceError("InvalidBlobIdException", f"{text!r} is not a blob ID: write all 40 characters")


def check_specifier(text: str) -> None:
    """Raise ServiceError InvalidCommitException for what can name no commit: neither an id nor a reference."""
    if not check_ref_format(Ref(f"refs/heads/{text}".encode())):
        raise ServiceError(
            "InvalidCommitException", f"{text!r} names no commit: give a commit ID, a branch, a tag or HEAD"
        )


def check_path(path: str) -> None:
    """Raise ServiceError InvalidPathException for a path that is not the plain one of a file in a repository.

    Nothing may lead out of the repository or into git's own folder.
    """
    folders = path.split("/")
    plain = all(folder not in ("", ".", "..") and folder.lower() != ".git" for folder in folders)
    short = len(path) <= _LONGEST_PATH and len(folders) - 1 <= _DEEPEST_PATH
    if not plain or not short or "\0" in path or path.endswith("\\"):
        raise ServiceError(
            "InvalidPathException",
            f"The path {path!r} is not valid: write the full path in the repository, at most {_LONGEST_PATH} "
            f"characters and {_DEEPEST_PATH} directories, without '.', '..', '.git', empty parts, a slash at an end",
        )


def check_path_from_root(path: str) -> None:
    """Like `check_path`, for what is read or deleted: AWS documents these paths with a slash before them."""
    check_path(path.removeprefix("/"))


def check_folder_path(path: str) -> None:
    """Like `check_path`, for a folder: slashes at its ends are allowed, and nothing else is the repository's root."""
    if inner := path.removeprefix("/").removesuffix("/"):
        check_path(inner)


def check_mode(mode: str) -> None:
    """Raise ServiceError InvalidFileModeException for an unknown mode."""
    if mode not in _MODES:
        raise ServiceError("InvalidFileModeException", f"The file mode {mode!r} is not one of {', '.join(_MODES)}")


def check_content(content: bytes) -> None:
    """Raise ServiceError FileContentSizeLimitExceededException for a file over 6 MB."""
    if len(content) > _LARGEST_FILE:
        raise ServiceError(
            "FileContentSizeLimitExceededException",
            f"The file cannot be added because it is too large: {len(content)} bytes, the maximum is {_LARGEST_FILE}",
        )


def check_readable(name: str, size: int) -> None:
    """Raise ServiceError FileTooLargeException for what the API does not hand out: use git."""
    if size > _LARGEST_FILE:
        raise ServiceError(
            "FileTooLargeException", f"{name} has {size} bytes, the API returns at most {_LARGEST_FILE}: use git"
        )


def check_author(name: str) -> None:
    """Raise ServiceError NameLengthExceededException for a name that is too long."""
    if len(name) > _LONGEST_NAME:
        raise ServiceError(
            "NameLengthExceededException", f"The user name has {len(name)} characters: {_LONGEST_NAME} are allowed"
        )


def check_email(email: str) -> None:
    """Raise ServiceError InvalidEmailException for an address that is too long, or that git cannot hold."""
    if len(email) > _LONGEST_EMAIL or re.search(r"[<>\s\0]", email):
        raise ServiceError(
            "InvalidEmailException",
            f"The email address {email!r} is not valid: write at most {_LONGEST_EMAIL} characters, no spaces, < or >",
        )


def check_message(message: str) -> None:
    """Raise ServiceError CommitMessageLengthExceededException for a message over 256 KB."""
    size = len(message.encode())
    if size > _LARGEST_MESSAGE:
        raise ServiceError(
            "CommitMessageLengthExceededException",
            f"The commit message is too long: {size} bytes, the maximum is {_LARGEST_MESSAGE}",
        )
