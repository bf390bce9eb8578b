"""The tags of resources, in moto's stores and in the emulator's states."""

from collections.abc import Mapping
from typing import Final

from moto.cloudwatch.models import cloudwatch_backends
from moto.ecr.models import ecr_backends
from moto.events.models import events_backends
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.logs.models import logs_backends
from moto.s3.models import s3_backends
from moto.ssm.models import ssm_backends
from moto.stepfunctions.parser.models import stepfunctions_parser_backends

from cfnproof.hosts.access.emulated_tags import EMULATED, NO_TAGS, Peer, Reader, by_pairs
from cfnproof.hosts.moto import stores
from cfnproof.iam.arn import Arn


def tags_of(arn: str, peer: Peer) -> Mapping[str, str]:
    """The tags of a resource, empty where it has none or does not exist."""
    parsed = stores.located(arn)
    reader = _TAGS.get(parsed.service) if parsed else None
    return NO_TAGS if parsed is None or reader is None else reader(peer, parsed, arn)


def _tags_in_s3(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    """A bucket's tags: an object's are not those of the resource in aws:ResourceTag."""
    found = None if "/" in arn.resource else stores.bucket(arn)
    if found is None:
        return NO_TAGS
    tagger = s3_backends[found.account_id][arn.partition].tagger
    return by_pairs(tagger.list_tags_for_resource(text)["Tags"])


def _tags_of_key(_: Peer, arn: Arn, __: str) -> Mapping[str, str]:
    found = stores.key(arn)
    if found is None:
        return NO_TAGS
    listed = kms_backends[arn.account][arn.region].tagger.list_tags_for_resource(found.id)["Tags"]
    return {tag["TagKey"]: tag["TagValue"] for tag in listed}


def _tags_of_topic(_: Peer, arn: Arn, __: str) -> Mapping[str, str]:
    found = stores.topic(arn)
    return dict(found._tags) if found is not None else NO_TAGS  # noqa: SLF001  # where moto keeps them


def _tags_of_queue(_: Peer, arn: Arn, __: str) -> Mapping[str, str]:
    found = stores.queue(arn)
    return dict(found.tags) if found is not None else NO_TAGS


def _tags_in_iam(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    found = stores.role(arn) if arn.resource.startswith("role/") else None
    if found is not None:
        return by_pairs(found.tags or ())
    if not arn.account.isdigit():  # AWS's own policies have none
        return NO_TAGS
    backend = iam_backends[arn.account][arn.partition]
    if arn.resource.startswith("policy/"):
        policy = backend.managed_policies.get(text)
        return by_pairs(policy.tags.values()) if policy is not None else NO_TAGS
    return by_pairs(backend.tagger.list_tags_for_resource(text)["Tags"])


def _tags_of_rule(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    return by_pairs(events_backends[arn.account][arn.region].tagger.list_tags_for_resource(text)["Tags"])


def _tags_of_log_group(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    """A log group's tags by its ARN, or by one that goes on with `:log-stream:` or `:*`.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    """
    group = text.partition(":log-stream:")[0].removesuffix(":*")
    return dict(logs_backends[arn.account][arn.region].tagger.get_tag_dict_for_resource(group))


def _tags_of_secret(_: Peer, arn: Arn, __: str) -> Mapping[str, str]:
    found = stores.secret(arn)
    return by_pairs(found.tags or ()) if found is not None else NO_TAGS


def _tags_of_parameter(_: Peer, arn: Arn, __: str) -> Mapping[str, str]:
    """A parameter's tags, whose name may begin with a slash that the ARN does not show; AWS's public ones have none."""
    if not arn.account:
        return NO_TAGS
    name = arn.resource.removeprefix("parameter")
    held = ssm_backends[arn.account][arn.region]._resource_tags.get("Parameter", {})  # noqa: SLF001  # where moto keeps them
    return dict(held.get(name) or held.get(name.removeprefix("/")) or NO_TAGS)


def _tags_of_function(_: Peer, arn: Arn, __: str) -> Mapping[str, str]:
    found = stores.function(arn)
    return dict(found.tags) if found is not None else NO_TAGS


def _tags_of_state_machine(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    """A state machine's tags, also by the ARN of a version or alias."""
    machine = ":".join(text.split(":")[:7])
    return dict(stepfunctions_parser_backends[arn.account][arn.region].tagger.get_tag_dict_for_resource(machine))


def _tags_of_alarm(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    return dict(cloudwatch_backends[arn.account][arn.region].tagger.get_tag_dict_for_resource(text))


def _tags_of_image_repository(_: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    return dict(ecr_backends[arn.account][arn.region].tagger.get_tag_dict_for_resource(text))


def _tags_of_stack(peer: Peer, arn: Arn, text: str) -> Mapping[str, str]:
    found = peer("cloudformation", arn.region).named(text)
    return found.definition.tags if found is not None and found.definition else NO_TAGS


_TAGS: Final[Mapping[str, Reader]] = {
    **EMULATED,
    "cloudformation": _tags_of_stack,
    "cloudwatch": _tags_of_alarm,
    "ecr": _tags_of_image_repository,
    "events": _tags_of_rule,
    "iam": _tags_in_iam,
    "kms": _tags_of_key,
    "lambda": _tags_of_function,
    "logs": _tags_of_log_group,
    "s3": _tags_in_s3,
    "secretsmanager": _tags_of_secret,
    "sns": _tags_of_topic,
    "sqs": _tags_of_queue,
    "ssm": _tags_of_parameter,
    "states": _tags_of_state_machine,
}
"""By the service in the ARN."""
