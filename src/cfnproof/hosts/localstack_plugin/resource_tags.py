"""The tags of resources, in LocalStack's stores and in the emulator's states."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from cfnproof.hosts.localstack_plugin import stores
from cfnproof.iam.arn import Arn

Peer = Callable[[str, str], Any]
"""From a service of the emulator and a region to its state in the account."""

_NO_TAGS: Final[Mapping[str, str]] = {}


def tags_of(arn: str, peer: Peer) -> Mapping[str, str]:
    """The tags of a resource, empty where it has none or does not exist."""
    parsed = stores.located(arn)
    reader = _TAGS.get(parsed.service) if parsed else None
    return _NO_TAGS if parsed is None or reader is None else reader(peer, parsed, arn)


def _by_pairs(tags: Any) -> Mapping[str, str]:  # noqa: ANN401  # a list of pairs
    return {tag["Key"]: tag["Value"] for tag in tags}


def _of_bucket(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    """A bucket's tags: an object's are not those of the resource in aws:ResourceTag."""
    found = None if "/" in arn.resource else stores.bucket(arn)
    if found is None:
        return _NO_TAGS
    return dict(stores.tags_in_s3(found.bucket_account_id, found.bucket_region).get_tags(text))


def _of_key(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    return dict(stores.tags_in_kms(arn).get_tags(text)) if arn.account else _NO_TAGS


def _of_topic(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    return dict(stores.tags_in_sns(arn).get_tags(text))


def _of_queue(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    return dict(stores.tags_in_sqs(arn).get_tags(text))


def _in_iam(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    if not arn.account.isdigit():  # AWS's own policies have none
        return _NO_TAGS
    if arn.resource.startswith("role/"):
        found = stores.role(arn)
        return _by_pairs(found.tags or ()) if found is not None else _NO_TAGS
    backend = stores.iam(arn.account, arn.partition)
    if arn.resource.startswith("policy/"):
        policy = backend.managed_policies.get(text)
        return _by_pairs(policy.tags.values()) if policy is not None else _NO_TAGS
    return _by_pairs(backend.tagger.list_tags_for_resource(text)["Tags"])


def _of_rule(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    return _by_pairs(stores.tags_in_events(arn).list_tags_for_resource(text)["Tags"])


def _of_state_machine(_: Peer, arn: Arn, __: str) -> Mapping[str, str]:
    found = stores.state_machine(arn)
    return _NO_TAGS if found is None else {tag["key"]: tag["value"] for tag in found.tags or ()}


def _of_stack(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    found = stores.stack(arn.account, arn.region, text)
    return _by_pairs(found.tags or ()) if found is not None else _NO_TAGS


def _of_repository(peer: Peer, arn: Arn, __: str) -> Mapping[str, str]:
    state = peer("codecommit", arn.region)
    found = next((one for one in list(state.repositories.values()) if one.name == arn.resource), None)
    return found.tags if found is not None else _NO_TAGS


def _of_pipeline(peer: Peer, arn: Arn, __: str) -> Mapping[str, str]:
    found = peer("codepipeline", arn.region).pipelines.get(arn.resource.partition("/")[0])
    return found.tags if found is not None else _NO_TAGS


def _in_sagemaker(peer: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    tags: Mapping[str, str] = peer("sagemaker", arn.region).tags.get(text, _NO_TAGS)
    return tags


_TAGS: Final[Mapping[str, Callable[[Peer, Arn, str], Mapping[str, str]]]] = {
    "cloudformation": _of_stack,
    "codecommit": _of_repository,
    "codepipeline": _of_pipeline,
    "events": _of_rule,
    "iam": _in_iam,
    "kms": _of_key,
    "s3": _of_bucket,
    "sagemaker": _in_sagemaker,
    "sns": _of_topic,
    "sqs": _of_queue,
    "states": _of_state_machine,
}
"""By the service in the ARN."""
