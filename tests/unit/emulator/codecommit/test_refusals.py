"""What CodeCommit refuses, with its own codes."""

from typing import Any

import pytest

from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.account import Emulated
from tests.unit.emulator.codecommit.conftest import ARN, metadata

_API = "https://docs.aws.amazon.com/codecommit/latest/APIReference"

REFUSED = [
    ("CreateRepository", {"repositoryName": "models"}, "RepositoryNameExistsException", "API_CreateRepository"),
    ("CreateRepository", {}, "RepositoryNameRequiredException", "API_CreateRepository"),
    ("CreateRepository", {"repositoryName": "a b"}, "InvalidRepositoryNameException", "API_CreateRepository"),
    ("CreateRepository", {"repositoryName": "a.git"}, "InvalidRepositoryNameException", "API_CreateRepository"),
    ("CreateRepository", {"repositoryName": "a" * 101}, "InvalidRepositoryNameException", "API_CreateRepository"),
    (
        "CreateRepository",
        {"repositoryName": "a", "repositoryDescription": "x" * 1001},
        "InvalidRepositoryDescriptionException",
        "API_CreateRepository",
    ),
    (
        "CreateRepository",
        {"repositoryName": "a", "tags": {"aws:x": "1"}},
        "InvalidSystemTagUsageException",
        "API_CreateRepository",
    ),
    (
        "CreateRepository",
        {"repositoryName": "a", "tags": {f"k{n}": "" for n in range(51)}},
        "TooManyTagsException",
        "API_CreateRepository",
    ),
    (
        "CreateRepository",
        {"repositoryName": "a", "tags": {"k" * 129: ""}},
        "InvalidTagsMapException",
        "API_CreateRepository",
    ),
    (
        "CreateRepository",
        {"repositoryName": "a", "kmsKeyId": "no key"},
        "EncryptionKeyInvalidIdException",
        "API_CreateRepository",
    ),
    (
        "CreateRepository",
        {"repositoryName": "a", "tags": {"Team": "half \ud83d"}},
        "SerializationException",
        "CommonErrors",
    ),
    ("GetRepository", {"repositoryName": "other"}, "RepositoryDoesNotExistException", "API_GetRepository"),
    ("BatchGetRepositories", {}, "RepositoryNamesRequiredException", "API_BatchGetRepositories"),
    (
        "BatchGetRepositories",
        {"repositoryNames": [f"r{n}" for n in range(101)]},
        "MaximumRepositoryNamesExceededException",
        "API_BatchGetRepositories",
    ),
    (
        "BatchGetRepositories",
        {"repositoryNames": ["a b"]},
        "InvalidRepositoryNameException",
        "API_BatchGetRepositories",
    ),
    ("ListRepositories", {"sortBy": "size"}, "InvalidSortByException", "API_ListRepositories"),
    ("ListRepositories", {"order": "up"}, "InvalidOrderException", "API_ListRepositories"),
    ("ListRepositories", {"nextToken": "b25l"}, "InvalidContinuationTokenException", "API_ListRepositories"),
    ("ListRepositories", {"nextToken": "?"}, "InvalidContinuationTokenException", "API_ListRepositories"),
    ("DeleteRepository", {}, "RepositoryNameRequiredException", "API_DeleteRepository"),
    (
        "UpdateRepositoryName",
        {"oldName": "x", "newName": "y"},
        "RepositoryDoesNotExistException",
        "API_UpdateRepositoryName",
    ),
    (
        "UpdateRepositoryName",
        {"oldName": "models", "newName": "models"},
        "RepositoryNameExistsException",
        "API_UpdateRepositoryName",
    ),
    (
        "UpdateRepositoryName",
        {"oldName": "models", "newName": "?"},
        "InvalidRepositoryNameException",
        "API_UpdateRepositoryName",
    ),
    (
        "UpdateRepositoryDescription",
        {"repositoryName": "x"},
        "RepositoryDoesNotExistException",
        "API_UpdateRepositoryDescription",
    ),
    (
        "UpdateRepositoryEncryptionKey",
        {"repositoryName": "models"},
        "EncryptionKeyRequiredException",
        "API_UpdateRepositoryEncryptionKey",
    ),
    ("TagResource", {"resourceArn": ARN}, "TagsMapRequiredException", "API_TagResource"),
    ("TagResource", {"tags": {}}, "ResourceArnRequiredException", "API_TagResource"),
    ("TagResource", {"resourceArn": "models", "tags": {}}, "InvalidResourceArnException", "API_TagResource"),
    ("TagResource", {"resourceArn": f"{ARN}-x", "tags": {}}, "RepositoryDoesNotExistException", "API_TagResource"),
    ("TagResource", {"resourceArn": ARN, "tags": {"aws:x": ""}}, "InvalidSystemTagUsageException", "API_TagResource"),
    ("UntagResource", {"resourceArn": ARN}, "TagKeysListRequiredException", "API_UntagResource"),
    (
        "UntagResource",
        {"resourceArn": ARN, "tagKeys": ["aws:x"]},
        "InvalidSystemTagUsageException",
        "API_UntagResource",
    ),
    (
        "PutRepositoryTriggers",
        {"repositoryName": "models"},
        "RepositoryTriggersListRequiredException",
        "API_PutRepositoryTriggers",
    ),
]


@pytest.mark.parametrize(("operation", "request_", "code", "page"), REFUSED, ids=lambda value: str(value)[:60])
def test_what_is_refused(codecommit: Emulated, operation: str, request_: dict[str, Any], code: str, page: str) -> None:
    """Each with the page that documents the error; nothing is changed."""
    before = metadata(codecommit)
    with pytest.raises(ServiceError) as error:
        codecommit.call(operation, **request_)
    assert error.value.code == code, f"{_API}/{page}.html"
    assert metadata(codecommit) == before
