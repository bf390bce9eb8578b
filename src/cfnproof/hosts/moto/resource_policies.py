"""The policies of resources in moto's stores.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from cfnproof.hosts.access.compiled import Text, policy_set
from cfnproof.hosts.moto import stores
from cfnproof.iam.arn import Arn
from cfnproof.iam.calls.model import Asked
from cfnproof.iam.decision import PolicyType
from cfnproof.iam.policy import PolicyKind, PolicySet
from cfnproof.template.images import registries

_ELEMENTS: Final = frozenset({"Sid", "Effect", "Principal", "Action", "Resource", "Condition"})
_ACCOUNT: Final = 12  # digits
_SENT_TO: Final = ("lambda", "sns", "sqs")
_ASSUMING: Final = "sts:"
_PULL: Final = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
)
"""What AWS's own registries let everybody do: https://docs.aws.amazon.com/sagemaker/latest/dg/pre-built-containers-frameworks-deep-learning.html"""


def owner(asked: Asked) -> str:
    """The account that owns a resource: of a bucket it is not in the ARN."""
    if asked.account:
        return asked.account
    arn = stores.located(asked.resource)
    if arn is None or arn.service != "s3":
        return asked.account
    found = stores.bucket(arn)
    return str(found.account_id) if found is not None else ""


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


@dataclass(frozen=True, slots=True)
class _Holder:
    """How moto's object of a resource holds its policy: the attributes that have its ARN and its text."""

    kind: PolicyKind
    arn: str = "arn"
    text: str = "policy"

    def texts(self, arn: Arn) -> Iterator[Text]:
        """The policy of a resource, nothing where it has none or does not exist."""
        found = stores.FINDERS[arn.service](arn)
        document = getattr(found, self.text, None)
        if document:
            yield Text(getattr(found, self.arn), _text(document), self.kind)


def _is_missing_key(arn: Arn, asked: Asked) -> bool:
    """Whether KMS itself is asked for a key that does not exist: it says so to whom the account lets ask."""
    return arn.service == "kms" and not asked.via and len(arn.owner) == _ACCOUNT and stores.key(arn) is None


def _of_missing_key(arn: Arn) -> Iterator[Text]:
    """The policy that a key has where nobody gives it one.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    account = {"AWS": f"arn:{arn.partition}:iam::{arn.account}:root"}
    allowed = {"Effect": "Allow", "Principal": account, "Action": "kms:*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [allowed]}
    yield Text(
        f"arn:{arn.partition}:kms:{arn.region}:{arn.account}:{arn.resource}", json.dumps(document), PolicyKind.KEY
    )


def _of_function(arn: Arn) -> Iterator[Text]:
    found = stores.function(arn)
    if found is not None and found.policy.statements:
        policy = found.policy.get_policy()["Policy"]
        statements = [_of_permission(statement) for statement in policy["Statement"]]
        yield Text(found.function_arn, _text({**policy, "Statement": statements}), PolicyKind.FUNCTION)


def _of_permission(statement: Mapping[str, Any]) -> dict[str, Any]:
    """A statement as Lambda keeps it: moto leaves an account's or user's name bare, and has parameters as elements.

    https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
    """
    kept = {name: value for name, value in statement.items() if name in _ELEMENTS}
    given = kept.get("Principal", "")
    named = str(given.get("Service", "") if isinstance(given, Mapping) else given)
    if named.isdigit() or named.startswith("arn:"):
        kept["Principal"] = {"AWS": named}
    if kind := statement.get("FunctionUrlAuthType"):
        kept["Condition"] = {
            **kept.get("Condition", {}),
            "StringEqualsIgnoreCase": {"lambda:FunctionUrlAuthType": kind},
        }
    return kept


def _of_bus(arn: Arn) -> Iterator[Text]:
    """A bus has a policy, a rule has none. moto writes the account of everybody as an asterisk."""
    if arn.resource.startswith("event-bus/"):
        for policy in _Holder(PolicyKind.BUS).texts(arn):
            yield replace(policy, text=policy.text.replace(f'"arn:{arn.partition}:iam::*:root"', '"*"'))


def _of_image_repository(arn: Arn) -> Iterator[Text]:
    if arn.account not in _image_accounts():
        yield from _Holder(PolicyKind.REPOSITORY).texts(arn)
        return
    statement = {"Effect": "Allow", "Principal": "*", "Action": list(_PULL), "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    yield Text("AWS's image accounts", _text(document), PolicyKind.REPOSITORY)


def _of_logs(arn: Arn) -> Iterator[Text]:
    for policy in stores.log_policies(arn):
        yield Text(policy.policy_name, policy.policy_document, PolicyKind.LOGS)


@cache
def _image_accounts() -> set[str]:
    return {registry.account for registry in registries().values()}


def _text(document: Any) -> str:  # noqa: ANN401  # text, bytes or what they hold: moto has all of them
    if isinstance(document, bytes):
        return document.decode()
    return document if isinstance(document, str) else json.dumps(document)


_READERS: Final[Mapping[str, Callable[[Arn], Iterator[Text]]]] = {
    "ecr": _of_image_repository,
    "events": _of_bus,
    "iam": _Holder(PolicyKind.TRUST, text="assume_role_policy_document").texts,
    "kms": _Holder(PolicyKind.KEY).texts,
    "lambda": _of_function,
    "logs": _of_logs,
    "s3": _Holder(PolicyKind.BUCKET).texts,
    "secretsmanager": _Holder(PolicyKind.SECRET).texts,
    "sns": _Holder(PolicyKind.TOPIC).texts,
    "sqs": _Holder(PolicyKind.QUEUE, arn="queue_arn").texts,
}
"""By the service in the resource's ARN."""
