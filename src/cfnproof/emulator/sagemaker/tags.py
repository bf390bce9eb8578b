"""Operations on tags.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AddTags.html
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from cfnproof.emulator.paging import InvalidTokenError, page
from cfnproof.emulator.sagemaker import errors
from cfnproof.emulator.sagemaker.state import SageMakerContext
from cfnproof.emulator.service import Answer, Request
from cfnproof.emulator.system_tags import reserved

_MOST: Final = 50
_PAGE: Final = 50
_ARN: Final = re.compile(r"arn:[^:]+:sagemaker:[^:]+:\d{12}:(?P<kind>[^/]+)/.+")
KINDS: Final = ("model", "endpoint-config", "endpoint", "model-package-group", "training-job")
"""The kinds of resources whose tags are kept here, as ARNs write them."""


class TagOperations:
    """Add, delete and list the tags of the resources that are kept here."""

    def add_tags(self, context: SageMakerContext, request: Request) -> Answer:
        """Add tags or change their values."""
        tags = _tags_of(context, request["ResourceArn"])
        wanted = checked(request["Tags"])
        merged = {**tags, **wanted}
        _check_number(merged)
        tags.update(wanted)
        return {"Tags": _as_list(merged)}

    def delete_tags(self, context: SageMakerContext, request: Request) -> Answer:
        """Remove tags; a key that is not there is no error."""
        tags = _tags_of(context, request["ResourceArn"])
        _refuse_reserved(request["TagKeys"])
        for key in request["TagKeys"]:
            tags.pop(key, None)
        return {}

    def list_tags(self, context: SageMakerContext, request: Request) -> Answer:
        """The tags of a resource."""
        tags = _as_list(_tags_of(context, request["ResourceArn"]))
        try:
            part = page(tags, request.get("NextToken"), request.get("MaxResults", _PAGE))
        except InvalidTokenError as error:
            raise errors.invalid("Invalid NextToken: give the one that ListTags returned") from error
        return {"Tags": list(part.items)} | ({"NextToken": part.next_token} if part.next_token else {})


def kept_elsewhere(arn: str) -> bool:
    """Whether an ARN is of a kind of SageMaker's whose tags are not kept here."""
    found = _ARN.fullmatch(arn)
    return found is not None and found["kind"] not in KINDS


def checked(tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """A request's tags by key, or ServiceError ValidationException."""
    found = {tag["Key"]: tag["Value"] for tag in tags}
    _refuse_reserved(found)
    _check_number(found)
    return found


def _check_number(tags: Mapping[str, str]) -> None:
    if len(tags) > _MOST:
        raise errors.invalid(f"{len(tags)} tags: a resource can have {_MOST}")


def _refuse_reserved(keys: Iterable[str]) -> None:
    if system := reserved(keys):
        raise errors.invalid(f"Tag keys that begin with 'aws:' are reserved for AWS: {', '.join(system)}")


def _tags_of(context: SageMakerContext, arn: str) -> dict[str, str]:
    head, _, name = arn.rpartition("/")
    found = context.state.tags.get(f"{head}/{name.lower()}")
    if found is None:
        raise errors.invalid(f"Could not find resource {arn!r}.")
    return found


def _as_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
