"""LocalStack's stores by the ARNs of what they hold.

A lookup gives None for what does not exist; the objects are LocalStack's own. IAM's are moto's, to which LocalStack
leads.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from localstack.services.cloudformation.stores import cloudformation_stores
from localstack.services.events.models import events_stores
from localstack.services.iam.provider import iam_backends
from localstack.services.kms.models import kms_stores
from localstack.services.lambda_.invocation.models import lambda_stores
from localstack.services.s3.models import s3_stores
from localstack.services.sns.models import sns_stores
from localstack.services.sqs.models import sqs_stores
from localstack.services.stepfunctions.backend.store import sfn_stores
from localstack.utils.aws.aws_stack import get_valid_regions

from cfnproof.iam.arn import Arn, is_account_id

_GLOBAL: Final = "us-east-1"
"""The region in which LocalStack keeps what has none."""
_ALIAS: Final = "alias/"
_WITHOUT_REGION: Final = ("iam", "s3")


def iam(account: str, partition: str) -> Any:  # noqa: ANN401  # LocalStack's stores have no types
    """An account's store of IAM."""
    return iam_backends[account][partition]


def located(text: str) -> Arn | None:
    """The fields of an ARN that can name something here, None for what is none."""
    arn = Arn.of(text)
    if arn is None or (arn.account and not is_account_id(arn.account)):
        return None
    regional = arn.service not in _WITHOUT_REGION
    return None if regional and (not arn.account or arn.region not in _regions()) else arn


@cache
def _regions() -> frozenset[str]:
    """The regions that LocalStack has."""
    return frozenset(get_valid_regions())


def owner_of_bucket(name: str) -> str | None:
    """The account that has a bucket."""
    buckets = s3_stores["000000000000"][_GLOBAL].global_bucket_map  # shared by all accounts
    found = buckets.get(name)
    return None if found is None else str(found)


def bucket(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """A bucket, by its ARN or an object's."""
    name = arn.resource.partition("/")[0]
    account = owner_of_bucket(name)
    return None if account is None else s3_stores[account][_GLOBAL].buckets.get(name)


def s3_object(holder: Any, key: str, version: str | None) -> Any:  # noqa: ANN401  # as above
    """An object of a bucket, the current version where none is named; None where there is none."""
    return holder.objects.get(key, version) if version else holder.objects.get(key)


def tags_in_s3(account: str, region: str) -> Any:  # noqa: ANN401  # as above
    """The tags of an account's buckets and objects."""
    return s3_stores[account][region].tags


def key(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """A KMS key, by its ARN or an alias's."""
    store = kms_stores[arn.account][arn.region]
    if arn.resource.startswith(_ALIAS):
        alias = store.aliases.get(arn.resource)
        return None if alias is None else store.keys.get(alias.metadata["TargetKeyId"])
    return store.keys.get(arn.resource.removeprefix("key/"))


def tags_in_kms(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """The tags of a region's keys."""
    return kms_stores[arn.account][arn.region].tags


def topic(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """A topic of SNS, by its ARN or a subscription's."""
    name = arn.resource.partition(":")[0]
    return sns_stores[arn.account][arn.region].topics.get(f"arn:{arn.partition}:sns:{arn.region}:{arn.account}:{name}")


def tags_in_sns(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """The tags of an account's topics."""
    return sns_stores[arn.account][arn.region].tags


def queue(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """A queue of SQS."""
    return sqs_stores[arn.account][arn.region].queues.get(arn.resource)


def tags_in_sqs(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """The tags of a region's queues."""
    return sqs_stores[arn.account][arn.region].tags


def role(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """A role of IAM, whose ARN must be right to its path."""
    name = arn.resource.rpartition("/")[2]
    for found in list(iam(arn.account, arn.partition).roles.values()):
        if found.name == name:
            return found if found.arn.endswith(f":{arn.resource}") else None
    return None


def role_of(text: str) -> Any:  # noqa: ANN401  # as above
    """A role of IAM by the text of its ARN, None for what is none."""
    arn = located(text)
    return role(arn) if arn is not None and arn.account else None


def function(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """A function of Lambda, of whichever version."""
    name = arn.resource.removeprefix("function:").partition(":")[0]
    return lambda_stores[arn.account][arn.region].functions.get(name)


def bus(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """An event bus."""
    return events_stores[arn.account][arn.region].event_buses.get(arn.resource.rpartition("/")[2])


def rule(account: str, region: str, name: str) -> Any:  # noqa: ANN401  # as above
    """A rule of the default bus."""
    found = events_stores[account][region].event_buses.get("default")
    return None if found is None else found.rules.get(name)


def tags_in_events(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """The tags of rules and buses."""
    return events_stores[arn.account][arn.region].TAGS


def state_machine(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """A state machine, also by the ARN of a version."""
    name = arn.resource.removeprefix("stateMachine:").partition(":")[0]
    machine = f"arn:{arn.partition}:states:{arn.region}:{arn.account}:stateMachine:{name}"
    return sfn_stores[arn.account][arn.region].state_machines.get(machine)


def stack(account: str, region: str, name: str) -> Any:  # noqa: ANN401  # as above
    """A stack by its name, its id or the ARN of one of its change sets; of a name the one that is there now."""
    store = cloudformation_stores[account][region]
    if ":changeSet/" in name:
        found = store.change_sets.get(name)
        return None if found is None else found.stack
    if name in store.stacks_v2:
        return store.stacks_v2[name]
    there = (one for one in list(store.stacks_v2.values()) if one.status != "DELETE_COMPLETE")
    return next((one for one in there if one.stack_name == name), None)


FINDERS: Final[Mapping[str, Callable[[Arn], Any]]] = {
    "events": bus,
    "iam": role,
    "kms": key,
    "lambda": function,
    "s3": bucket,
    "sns": topic,
    "sqs": queue,
}
"""By the service in an ARN."""
