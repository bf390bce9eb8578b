"""CodeCommit has an error code of its own for each member of a request that is missing or wrong.

https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateRepository.html#API_CreateRepository_Errors
https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from botocore.model import OperationModel

from cfnproof.emulator.codecommit import formats
from cfnproof.emulator.errors import ServiceError

_NAME: Final = re.compile(r"[\w.-]{1,100}(?<!\.git)", re.ASCII)
_KEY: Final = re.compile(r"[a-zA-Z0-9:/_-]+")
_LONGEST_DESCRIPTION: Final = 1000
_MOST_NAMES: Final = 100
_MOST_COMMITS: Final = 100
_INVALID_NAME: Final = (
    "The repository name is not valid. Repository names can be any valid combination of letters, numbers, periods, "
    "underscores, and dashes between 1 and 100 characters in length. Names are case sensitive. For more information, "
    "see Limits in the AWS CodeCommit User Guide. "
)


@dataclass(frozen=True, slots=True)
class Member:
    """The error codes of a member, and how a message calls it."""

    missing: str
    noun: str


_REPOSITORY: Final = Member("RepositoryNameRequiredException", "repository name")
_BRANCH: Final = Member("BranchNameRequiredException", "branch name")
_PATH: Final = Member("PathRequiredException", "path")
_MEMBERS: Final[Mapping[str, Member]] = {
    "repositoryName": _REPOSITORY,
    "oldName": _REPOSITORY,
    "newName": _REPOSITORY,
    "repositoryNames": Member("RepositoryNamesRequiredException", "list of repository names"),
    "kmsKeyId": Member("EncryptionKeyRequiredException", "encryption key"),
    "resourceArn": Member("ResourceArnRequiredException", "resource ARN"),
    "tags": Member("TagsMapRequiredException", "map of tags"),
    "tagKeys": Member("TagKeysListRequiredException", "list of tag keys"),
    "triggers": Member("RepositoryTriggersListRequiredException", "list of triggers"),
    "branchName": _BRANCH,
    "defaultBranchName": _BRANCH,
    "commitId": Member("CommitIdRequiredException", "commit ID"),
    "commitIds": Member("CommitIdsListRequiredException", "list of commit IDs"),
    "afterCommitSpecifier": Member("CommitRequiredException", "commit specifier"),
    "parentCommitId": Member("ParentCommitIdRequiredException", "parent commit ID"),
    "blobId": Member("BlobIdRequiredException", "blob ID"),
    "filePath": _PATH,
    "folderPath": _PATH,
    "fileContent": Member("FileContentRequiredException", "file content"),
}
_REQUIRED_BESIDE_MODEL: Final[Mapping[str, tuple[str, ...]]] = {"GetBranch": ("repositoryName", "branchName")}
"""Members that an operation's page has errors for when they are missing, and the model calls optional."""


def _check_encodable(value: object) -> None:
    """Raise ServiceError for text with a lone half of a UTF-16 pair: no file, name or message can hold it."""
    match value:
        case str():
            try:
                value.encode()
            except UnicodeEncodeError as error:
                raise ServiceError("SerializationException", f"{value!r} is not text: {error.reason}") from error
        case Mapping():
            for member in value.values():
                _check_encodable(member)
        case list():
            for member in value:
                _check_encodable(member)


def check(operation: OperationModel, request: Mapping[str, Any]) -> None:
    """Raise ServiceError with the member's own code for the first one that is missing or wrong."""
    for name in (*operation.input_shape.required_members, *_REQUIRED_BESIDE_MODEL.get(operation.name, ())):
        if request.get(name) is None:
            member = _MEMBERS[name]
            raise ServiceError(member.missing, f"A {member.noun} is required: give {name}")
    _check_encodable(request)
    for name, value in request.items():
        if name in _RULES:
            _RULES[name](value)
    if operation.name == "PutFile":
        _check_put(request)


def check_name(name: str) -> None:
    """Raise ServiceError InvalidRepositoryNameException for what cannot be a repository's name."""
    if not _NAME.fullmatch(name):
        raise ServiceError("InvalidRepositoryNameException", _INVALID_NAME)


def _check_put(request: Mapping[str, Any]) -> None:
    formats.check_path(request["filePath"])
    if not request["fileContent"]:
        raise ServiceError(
            "FileContentRequiredException",
            "The file cannot be added because it is empty. Empty files cannot be added to the repository with this API",
        )


def _check_names(names: list[str]) -> None:
    if len(names) > _MOST_NAMES:
        raise ServiceError(
            "MaximumRepositoryNamesExceededException", f"{len(names)} repository names: {_MOST_NAMES} are allowed"
        )
    for name in names:
        check_name(name)


def _check_commit_ids(ids: list[str]) -> None:
    if not ids:
        raise ServiceError("CommitIdsListRequiredException", "A list of commit IDs is required: give commitIds")
    if len(ids) > _MOST_COMMITS:
        raise ServiceError("CommitIdsLimitExceededException", f"{len(ids)} commit IDs: {_MOST_COMMITS} are allowed")


def _check_description(text: str) -> None:
    if len(text) > _LONGEST_DESCRIPTION:
        raise ServiceError(
            "InvalidRepositoryDescriptionException",
            f"The repository description has {len(text)} characters: {_LONGEST_DESCRIPTION} are allowed",
        )


def _check_key(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise ServiceError("EncryptionKeyInvalidIdException", f"{key!r} is not the id or ARN of a KMS key")


def _check_sort_by(value: str) -> None:
    _check_choice("InvalidSortByException", value, ("repositoryName", "lastModifiedDate"))


def _check_order(value: str) -> None:
    _check_choice("InvalidOrderException", value, ("ascending", "descending"))


def _check_choice(code: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ServiceError(code, f"{value!r} is not one of {', '.join(known)}")


def _check_max_results(number: int) -> None:
    if number < 1:
        raise ServiceError("InvalidMaxResultsException", f"MaxResults is {number}: give 1 or more")


_RULES: Final[Mapping[str, Callable[[Any], None]]] = {
    "repositoryName": check_name,
    "oldName": check_name,
    "newName": check_name,
    "repositoryNames": _check_names,
    "repositoryDescription": _check_description,
    "kmsKeyId": _check_key,
    "sortBy": _check_sort_by,
    "order": _check_order,
    "branchName": formats.check_branch_name,
    "defaultBranchName": formats.check_branch_name,
    "commitId": formats.check_commit_id,
    "commitIds": _check_commit_ids,
    "commitSpecifier": formats.check_specifier,
    "beforeCommitSpecifier": formats.check_specifier,
    "afterCommitSpecifier": formats.check_specifier,
    "parentCommitId": formats.check_parent_commit_id,
    "blobId": formats.check_blob_id,
    "filePath": formats.check_path_from_root,
    "folderPath": formats.check_folder_path,
    "beforePath": formats.check_folder_path,
    "afterPath": formats.check_folder_path,
    "fileMode": formats.check_mode,
    "fileContent": formats.check_content,
    "authorName": formats.check_author,
    "name": formats.check_author,
    "email": formats.check_email,
    "commitMessage": formats.check_message,
    "MaxResults": _check_max_results,
}
"""What a member's value must be; each raises ServiceError with the member's own code."""
