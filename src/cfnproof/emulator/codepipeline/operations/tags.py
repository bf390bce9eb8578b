"""Operations on tags.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_TagResource.html
"""

from collections.abc import Iterable, Mapping
from typing import Final

from cfnproof.emulator.codepipeline.operations.lookup import paged
from cfnproof.emulator.codepipeline.state import CodePipelineContext, Pipeline
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.service import Answer, Request
from cfnproof.emulator.system_tags import reserved

_MOST: Final = 50
_PAGE: Final = 100


class TagOperations:
    """Tag, untag and list the tags of pipelines."""

    def tag_resource(self, context: CodePipelineContext, request: Request) -> Answer:
        """Add tags or change their values."""
        pipeline, wanted = _find(context, request["resourceArn"]), as_mapping(request["tags"])
        tags = {**pipeline.tags, **wanted}
        check(wanted, request["resourceArn"])
        check(tags, request["resourceArn"])
        pipeline.tags = tags
        return {}

    def untag_resource(self, context: CodePipelineContext, request: Request) -> Answer:
        """Remove tags; a key that is not there is no error."""
        pipeline = _find(context, request["resourceArn"])
        _refuse_reserved(request["tagKeys"])
        pipeline.tags = {key: value for key, value in pipeline.tags.items() if key not in request["tagKeys"]}
        return {}

    def list_tags_for_resource(self, context: CodePipelineContext, request: Request) -> Answer:
        """The tags of a pipeline."""
        tags = as_list(_find(context, request["resourceArn"]).tags)
        part = paged("ListTagsForResource", tags, request.get("nextToken"), request.get("maxResults", _PAGE))
        return {"tags": list(part.items)} | ({"nextToken": part.next_token} if part.next_token else {})


def arn(context: CodePipelineContext, name: str) -> str:
    """A pipeline's ARN."""
    return context.arn("codepipeline", name)


def as_mapping(tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """A request's tags by key."""
    return {tag["key"]: tag["value"] for tag in tags}


def as_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as an answer has them."""
    return [{"key": key, "value": value} for key, value in tags.items()]


def check(tags: Mapping[str, str], resource: str) -> None:
    """Raise ServiceError InvalidTagsException or TooManyTagsException."""
    _refuse_reserved(tags)
    if len(tags) > _MOST:
        raise ServiceError("TooManyTagsException", f"Tag limit exceeded for resource [{resource}].")


def _refuse_reserved(keys: Iterable[str]) -> None:
    if reserved(keys):
        raise ServiceError(
            "InvalidTagsException",
            "Not allowed to modify system tags. System tags start with 'aws:'. "
            "msg=[Caller is an end user and not allowed to mutate system tags]",
        )


def _find(context: CodePipelineContext, resource: str) -> Pipeline:
    name = resource.rpartition(":")[2]
    if resource != arn(context, name):
        raise ServiceError(
            "InvalidArnException", f"{resource!r} is not the ARN of a pipeline: write {arn(context, '<name>')}"
        )
    found = context.state.pipelines.get(name)
    if found is None:
        raise ServiceError(
            "ResourceNotFoundException", f"Account '{context.account}' does not have a pipeline with name '{name}'"
        )
    return found
