"""The tags of resources, in LocalStack's stores and in the emulator's states."""

from collections.abc import Mapping
from typing import Final

from cfnproof.hosts.access.emulated_tags import EMULATED, NO_TAGS, Peer, Reader, by_pairs
from cfnproof.hosts.localstack_plugin import stores
from cfnproof.iam.arn import Arn


def tags_of(arn: str, peer: Peer) -> Mapping[str, str]:
    """The tags of a resource, empty where it has none or does not exist."""
    parsed = stores.located(arn)
    reader = _TAGS.get(parsed.service) if parsed else None
    return NO_TAGS if parsed is None or reader is None else reader(peer, parsed, arn)


def _of_bucket(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    """A bucket's tags: an object's are not those of the resource in aws:ResourceTag."""
    found = None if "/" in arn.resource else stores.bucket(arn)
    if found is None:
        return NO_TAGS
    return dict(stores.tags_in_s3(found.bucket_account_id, found.bucket_region).get_tags(text))


def _of_key(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    return dict(stores.tags_in_kms(arn).get_tags(text)) if arn.account else NO_TAGS


def _of_topic(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    return dict(stores.tags_in_sns(arn).get_tags(text))


def _of_queue(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    return dict(stores.tags_in_sqs(arn).get_tags(text))


def _in_iam(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    if not arn.account.isdigit():  # AWS's own policies have none
        return NO_TAGS
    if arn.resource.startswith("role/"):
        found = stores.role(arn)
        return by_pairs(found.tags or ()) if found is not None else NO_TAGS
    backend = stores.iam(arn.account, arn.partition)
    if arn.resource.startswith("policy/"):
        policy = backend.managed_policies.get(text)
        return by_pairs(policy.tags.values()) if policy is not None else NO_TAGS
    return by_pairs(backend.tagger.list_tags_for_resource(text)["Tags"])


def _of_rule(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    return by_pairs(stores.tags_in_events(arn).list_tags_for_resource(text)["Tags"])


def _of_state_machine(_: Peer, arn: Arn, __: str) -> Mapping[str, str]:
    found = stores.state_machine(arn)
    return NO_TAGS if found is None else {tag["key"]: tag["value"] for tag in found.tags or ()}


def _of_stack(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    found = stores.stack(arn.account, arn.region, text)
    return by_pairs(found.tags or ()) if found is not None else NO_TAGS


_TAGS: Final[Mapping[str, Reader]] = {
    **EMULATED,
    "cloudformation": _of_stack,
    "events": _of_rule,
    "iam": _in_iam,
    "kms": _of_key,
    "s3": _of_bucket,
    "sns": _of_topic,
    "sqs": _of_queue,
    "states": _of_state_machine,
}
"""By the service in the ARN."""
