"""The tags of what the emulator's services keep, on any host."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from cfnproof.iam.arn import Arn

Peer = Callable[[str, str], Any]
"""From a service of the emulator and a region to its state in the account."""
Reader = Callable[[Peer, Arn, str], Mapping[str, str]]
"""From a resource's ARN, in its fields and as text, to its tags."""

NO_TAGS: Final[Mapping[str, str]] = {}


def by_pairs(tags: Any) -> Mapping[str, str]:  # noqa: ANN401  # what stores list
    """Tags that are a list of keys and values."""
    return {tag["Key"]: tag["Value"] for tag in tags}


def _of_repository(peer: Peer, arn: Arn, _: str) -> Mapping[str, str]:
    state = peer("codecommit", arn.region)
    found = next((one for one in list(state.repositories.values()) if one.name == arn.resource), None)
    return found.tags if found is not None else NO_TAGS


def _of_pipeline(peer: Peer, arn: Arn, _: str) -> Mapping[str, str]:
    found = peer("codepipeline", arn.region).pipelines.get(arn.resource.partition("/")[0])
    return found.tags if found is not None else NO_TAGS


def _in_sagemaker(peer: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    tags: Mapping[str, str] = peer("sagemaker", arn.region).tags.get(text, NO_TAGS)
    return tags


EMULATED: Final[Mapping[str, Reader]] = {
    "codecommit": _of_repository,
    "codepipeline": _of_pipeline,
    "sagemaker": _in_sagemaker,
}
"""By the service in the ARN."""
