"""The policies of resources in LocalStack's stores.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from cfnproof.hosts.access.compiled import Text, policy_set
from cfnproof.hosts.localstack_plugin import stores
from cfnproof.iam.arn import Arn
from cfnproof.iam.calls.model import Asked
from cfnproof.iam.decision import PolicyType
from cfnproof.iam.policy import PolicyKind, PolicySet
from cfnproof.template.images import registries

_ASSUMING: Final = "sts:"
_ACCOUNT: Final = 12  # digits
_SENT_TO: Final = ("lambda", "sns", "sqs")
_PULL: Final = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
)


def owner(asked: Asked) -> str:
    """The account that owns a resource: of a bucket it is not in the ARN."""
    if asked.account:
        return asked.account
    arn = stores.located(asked.resource)
    if arn is None or arn.service != "s3":
        return asked.account
    return stores.owner_of_bucket(arn.resource.partition("/")[0]) or ""


def missing(asked: Asked) -> bool:
    """Whether a queue, topic or function does not exist: whoever sends it something is told so."""
    arn = stores.located(asked.resource)
    return arn is not None and arn.service in _SENT_TO and stores.FINDERS[arn.service](arn) is None


def of(asked: Asked) -> PolicySet | None:
    """The policy of the resource that is asked for, None where it has none."""
    arn = stores.located(asked.resource)
    if arn is None:
        return None
    reader = _READERS.get(arn.service)
    if reader is None or (arn.service == "iam" and not asked.action.startswith(_ASSUMING)):
        return None
    texts = tuple(_of_missing_key(arn) if _is_missing_key(arn, asked) else reader(arn))
    return policy_set(texts, PolicyType.RESOURCE) if texts else None


def _is_missing_key(arn: Arn, asked: Asked) -> bool:
    """Whether KMS itself is asked for a key that does not exist: it says so to whom the account lets ask."""
    return arn.service == "kms" and not asked.via and len(arn.owner) == _ACCOUNT and stores.key(arn) is None


def _of_missing_key(arn: Arn) -> Iterator[Text]:
    account = {"AWS": f"arn:{arn.partition}:iam::{arn.account}:root"}
    yield _text(
        f"arn:{arn.partition}:kms:{arn.region}:{arn.account}:{arn.resource}",
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": account, "Action": "kms:*", "Resource": "*"}],
        },
        PolicyKind.KEY,
    )


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


def _of_image_repository(arn: Arn) -> Iterator[Text]:
    """What AWS's own registries let everybody do; those of users are not read here.

    https://docs.aws.amazon.com/sagemaker/latest/dg/pre-built-containers-frameworks-deep-learning.html
    """
    if arn.account in {registry.account for registry in registries().values()}:
        statement = {"Effect": "Allow", "Principal": "*", "Action": list(_PULL), "Resource": "*"}
        document = {"Version": "2012-10-17", "Statement": [statement]}
        yield _text("AWS's image accounts", document, PolicyKind.REPOSITORY)


def _text(name: str, document: Any, kind: PolicyKind) -> Text:  # noqa: ANN401  # a text, or what it holds
    if isinstance(document, bytes):
        document = document.decode()
    return Text(name, document if isinstance(document, str) else json.dumps(document), kind)


_READERS: Final[Mapping[str, Callable[[Arn], Iterator[Text]]]] = {
    "ecr": _of_image_repository,
    "events": _of_bus,
    "iam": _of_role,
    "kms": _of_key,
    "lambda": _of_function,
    "s3": _of_bucket,
    "sns": _of_topic,
    "sqs": _of_queue,
}
"""By the service in the resource's ARN."""
