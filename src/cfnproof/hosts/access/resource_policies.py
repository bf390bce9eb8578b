"""The policies of resources: which of a host's stores has the one that a request is asked by.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from cfnproof.hosts.access.compiled import Text, policy_set
from cfnproof.iam.arn import Arn, is_account_id
from cfnproof.iam.calls.model import Asked
from cfnproof.iam.decision import PolicyType
from cfnproof.iam.policy import PolicyKind, PolicySet
from cfnproof.template.images import registries

_SENT_TO: Final = ("lambda", "sns", "sqs")
_ASSUMING: Final = "sts:"
_PULL: Final = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
)
"""What AWS's own registries let everybody do: https://docs.aws.amazon.com/sagemaker/latest/dg/pre-built-containers-frameworks-deep-learning.html"""


@dataclass(frozen=True, slots=True)
class ResourcePolicies:
    """Those of a host. `located` gives the fields of an ARN that can name something there, None for any other text.

    `finders` look up a resource, `readers` its policies, both by the service in its ARN; `bucket_owner` gives the
    account that has a bucket, None where nobody has it.
    """

    located: Callable[[str], Arn | None]
    finders: Mapping[str, Callable[[Arn], Any]]
    readers: Mapping[str, Callable[[Arn], Iterator[Text]]]
    bucket_owner: Callable[[Arn], str | None]

    def owner(self, asked: Asked) -> str:
        """The account that owns a resource: of a bucket it is not in the ARN."""
        arn = None if asked.account else self.located(asked.resource)
        if arn is None or arn.service != "s3":
            return asked.account
        return self.bucket_owner(arn) or ""

    def missing(self, asked: Asked) -> bool:
        """Whether a queue, topic or function does not exist: whoever sends it something is told so."""
        arn = self.located(asked.resource)
        return arn is not None and arn.service in _SENT_TO and self.finders[arn.service](arn) is None

    def of(self, asked: Asked) -> PolicySet | None:
        """The policy of the resource that is asked for, None where it has none."""
        arn = self.located(asked.resource)
        reader = self.readers.get(arn.service) if arn is not None else None
        if arn is None or reader is None or (arn.service == "iam" and not asked.action.startswith(_ASSUMING)):
            return None
        texts = tuple(_of_missing_key(arn) if self._is_missing_key(arn, asked) else reader(arn))
        return policy_set(texts, PolicyType.RESOURCE) if texts else None

    def _is_missing_key(self, arn: Arn, asked: Asked) -> bool:
        """Whether KMS itself is asked for a key that does not exist: it says so to whom the account lets ask."""
        if arn.service != "kms" or asked.via or not is_account_id(arn.account):
            return False
        return self.finders["kms"](arn) is None


def _of_missing_key(arn: Arn) -> Iterator[Text]:
    """The policy that a key has where nobody gives it one.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    account = {"AWS": f"arn:{arn.partition}:iam::{arn.account}:root"}
    allowed = {"Effect": "Allow", "Principal": account, "Action": "kms:*", "Resource": "*"}
    name = f"arn:{arn.partition}:kms:{arn.region}:{arn.account}:{arn.resource}"
    yield Text(name, text_of({"Version": "2012-10-17", "Statement": [allowed]}), PolicyKind.KEY)


def of_aws_images(arn: Arn) -> Iterator[Text]:
    """The policy of AWS's own image repositories, nothing for any other."""
    if arn.account in _image_accounts():
        statement = {"Effect": "Allow", "Principal": "*", "Action": list(_PULL), "Resource": "*"}
        document = {"Version": "2012-10-17", "Statement": [statement]}
        yield Text("AWS's image accounts", text_of(document), PolicyKind.REPOSITORY)


@cache
def _image_accounts() -> set[str]:
    return {registry.account for registry in registries().values()}


def text_of(document: Any) -> str:  # noqa: ANN401  # text, bytes or what they hold: stores have all of them
    """A policy document as JSON text."""
    if isinstance(document, bytes):
        return document.decode()
    return document if isinstance(document, str) else json.dumps(document)
