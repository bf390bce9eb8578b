"""The policies of resources in LocalStack's stores.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from cfnproof.hosts.access.compiled import Text
from cfnproof.hosts.access.resource_policies import ResourcePolicies, of_aws_images, text_of
from cfnproof.hosts.localstack_plugin import stores
from cfnproof.iam.arn import Arn
from cfnproof.iam.policy import PolicyKind


def _of_bucket(arn: Arn) -> Iterator[Text]:
    found = stores.bucket(arn)
    if found is not None and found.policy:
        yield _text(str(found.bucket_arn), found.policy, PolicyKind.BUCKET)


def _of_key(arn: Arn) -> Iterator[Text]:
    found = stores.key(arn)
    if found is not None and found.policy:
        yield _text(str(found.metadata["Arn"]), found.policy, PolicyKind.KEY)


def _of_topic(arn: Arn) -> Iterator[Text]:
    found = stores.topic(arn)
    if found is not None and found["attributes"].get("Policy"):
        yield _text(str(found["arn"]), found["attributes"]["Policy"], PolicyKind.TOPIC)


def _of_queue(arn: Arn) -> Iterator[Text]:
    found = stores.queue(arn)
    if found is not None and found.attributes.get("Policy"):
        yield _text(str(found.arn), found.attributes["Policy"], PolicyKind.QUEUE)


def _of_role(arn: Arn) -> Iterator[Text]:
    found = stores.role(arn)
    if found is not None and found.assume_role_policy_document:
        yield _text(str(found.arn), found.assume_role_policy_document, PolicyKind.TRUST)


def _of_function(arn: Arn) -> Iterator[Text]:
    found = stores.function(arn)
    for policy in found.permissions.values() if found is not None else ():
        document = {"Version": policy.policy.Version, "Statement": policy.policy.Statement}
        yield _text(
            f"arn:{arn.partition}:lambda:{arn.region}:{arn.account}:{arn.resource}", document, PolicyKind.FUNCTION
        )


def _of_bus(arn: Arn) -> Iterator[Text]:
    found = stores.bus(arn) if arn.resource.startswith("event-bus/") else None
    if found is not None and found.policy:
        yield _text(str(found.arn), found.policy, PolicyKind.BUS)


def _bucket_owner(arn: Arn) -> str | None:
    return stores.owner_of_bucket(arn.resource.partition("/")[0])


def _text(name: str, document: Any, kind: PolicyKind) -> Text:  # noqa: ANN401  # a text, or what it holds
    return Text(name, text_of(document), kind)


_READERS: Final[Mapping[str, Callable[[Arn], Iterator[Text]]]] = {
    "ecr": of_aws_images,
    "events": _of_bus,
    "iam": _of_role,
    "kms": _of_key,
    "lambda": _of_function,
    "s3": _of_bucket,
    "sns": _of_topic,
    "sqs": _of_queue,
}
"""By the service in the resource's ARN."""

POLICIES: Final = ResourcePolicies(stores.located, stores.FINDERS, _READERS, _bucket_owner)
"""Those in LocalStack's stores; of image repositories only AWS's own are read."""
