"""Operations on tags.

https://docs.aws.amazon.com/codecommit/latest/APIReference/API_TagResource.html
"""

from collections.abc import Mapping
from typing import Final

from cfnproof.emulator.codecommit import errors
from cfnproof.emulator.codecommit.state import CodeCommitContext
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.service import Answer, Request
from cfnproof.emulator.system_tags import reserved

_MOST: Final = 50
_LONGEST_KEY: Final = 128
_LONGEST_VALUE: Final = 256


class TagOperations:
    """Tag, untag and list the tags of repositories."""

    def tag_resource(self, context: CodeCommitContext, request: Request) -> Answer:
        """Add tags or change their values."""
        repository = errors.find_by_arn(context, request["resourceArn"])
        tags = {**repository.tags, **request["tags"]}
        check(request["tags"])
        check(tags)
        repository.tags = tags
        return {}

    def untag_resource(self, context: CodeCommitContext, request: Request) -> Answer:
        """Remove tags; a key that is not there is no error."""
        repository = errors.find_by_arn(context, request["resourceArn"])
        _refuse_reserved(request["tagKeys"])
        repository.tags = {key: value for key, value in repository.tags.items() if key not in request["tagKeys"]}
        return {}

    def list_tags_for_resource(self, context: CodeCommitContext, request: Request) -> Answer:
        """All tags of a repository."""
        return {"tags": dict(errors.find_by_arn(context, request["resourceArn"]).tags)}


def check(tags: Mapping[str, str]) -> None:
    """Raise ServiceError for tags that CodeCommit does not take."""
    _refuse_reserved(tags)
    for key, value in tags.items():
        if not 1 <= len(key) <= _LONGEST_KEY or len(value) > _LONGEST_VALUE:
            raise ServiceError(
                "InvalidTagsMapException",
                f"The tag {key!r} is not valid: a key has 1 to {_LONGEST_KEY} characters, a value {_LONGEST_VALUE}",
            )
    if len(tags) > _MOST:
        raise ServiceError("TooManyTagsException", f"{len(tags)} tags: a repository can have {_MOST}")


def _refuse_reserved(keys: Mapping[str, str] | list[str]) -> None:
    if system := reserved(keys):
        raise ServiceError(
            "InvalidSystemTagUsageException", f"System tags, which begin with 'aws:', are not yours to set: {system}"
        )
