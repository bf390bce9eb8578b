"""The policies of resources in moto's stores.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from cfnproof.hosts.access.compiled import Text
from cfnproof.hosts.access.resource_policies import ResourcePolicies, of_aws_images, text_of
from cfnproof.hosts.moto import stores
from cfnproof.iam.arn import Arn
from cfnproof.iam.policy import PolicyKind

_ELEMENTS: Final = frozenset({"Sid", "Effect", "Principal", "Action", "Resource", "Condition"})


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
            yield Text(getattr(found, self.arn), text_of(document), self.kind)


def _of_function(arn: Arn) -> Iterator[Text]:
    found = stores.function(arn)
    if found is not None and found.policy.statements:
        policy = found.policy.get_policy()["Policy"]
        statements = [_of_permission(statement) for statement in policy["Statement"]]
        yield Text(found.function_arn, text_of({**policy, "Statement": statements}), PolicyKind.FUNCTION)


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
    of_aws = tuple(of_aws_images(arn))
    yield from of_aws or _Holder(PolicyKind.REPOSITORY).texts(arn)


def _of_logs(arn: Arn) -> Iterator[Text]:
    for policy in stores.log_policies(arn):
        if policy.policy_document:  # moto keeps one that has none
            yield Text(policy.policy_name, policy.policy_document, PolicyKind.LOGS)


def _bucket_owner(arn: Arn) -> str | None:
    found = stores.bucket(arn)
    return None if found is None else str(found.account_id)


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

POLICIES: Final = ResourcePolicies(stores.located, stores.FINDERS, _READERS, _bucket_owner)
"""Those in moto's stores."""
