"""CodeCommit has an error code of its own for each member of a request that is missing or wrong.

https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateRepository.html#API_CreateRepository_Errors
https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from botocore.model import OperationModel

from cfnproof.emulator.errors import ServiceError

_NAME: Final = re.compile(r"[\w.-]{1,100}(?<!\.git)", re.ASCII)
_KEY: Final = re.compile(r"[a-zA-Z0-9:/_-]+")
_LONGEST_DESCRIPTION: Final = 1000
_MOST_NAMES: Final = 100
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
}


def check(operation: OperationModel, request: Mapping[str, Any]) -> None:
    """Raise ServiceError with the member's own code for the first one that is missing or wrong."""
    for name in operation.input_shape.required_members:
        if request.get(name) is None:
            member = _MEMBERS[name]
            raise ServiceError(member.missing, f"A {member.noun} is required: give {name}")
    for name, value in request.items():
        _check_member(name, value)


def _check_member(name: str, value: Any) -> None:  # noqa: ANN401  # any member's value
    match name:
        case "repositoryName" | "oldName" | "newName":
            check_name(value)
        case "repositoryNames":
            _check_names(value)
        case "repositoryDescription" if len(value) > _LONGEST_DESCRIPTION:
            raise ServiceError(
                "InvalidRepositoryDescriptionException",
                f"The repository description has {len(value)} characters: {_LONGEST_DESCRIPTION} are allowed",
            )
        case "kmsKeyId" if not _KEY.fullmatch(value):
            raise ServiceError("EncryptionKeyInvalidIdException", f"{value!r} is not the id or ARN of a KMS key")
        case "sortBy":
            _check_choice("InvalidSortByException", value, ("repositoryName", "lastModifiedDate"))
        case "order":
            _check_choice("InvalidOrderException", value, ("ascending", "descending"))
        case _:
            pass


def check_name(name: str) -> None:
    """Raise ServiceError InvalidRepositoryNameException for what cannot be a repository's name."""
    if not _NAME.fullmatch(name):
        raise ServiceError("InvalidRepositoryNameException", _INVALID_NAME)


def _check_names(names: list[str]) -> None:
    if len(names) > _MOST_NAMES:
        raise ServiceError(
            "MaximumRepositoryNamesExceededException", f"{len(names)} repository names: {_MOST_NAMES} are allowed"
        )
    for name in names:
        check_name(name)


def _check_choice(code: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ServiceError(code, f"{value!r} is not one of {', '.join(known)}")
