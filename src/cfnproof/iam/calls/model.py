"""An API call, and what it asks of IAM."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from cfnproof.iam.request import Values


@dataclass(frozen=True, slots=True)
class Call:
    """One API call as it arrived.

    `service` is botocore's name, `operation` the API's (`CreateStack`), `members` are shaped by botocore's model.
    `account` is the caller's, for which the call is made. `via` are the principals of the services in whose course it
    is made on the caller's behalf, the first one first (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html).
    `caller` is the caller's ARN, which some operations of IAM mean where they name no user.
    """

    service: str
    operation: str
    members: Mapping[str, Any]  # any of the model's values
    account: str
    region: str
    partition: str = "aws"
    via: tuple[str, ...] = ()
    caller: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that IAM is asked: an action on a resource.

    `account` owns the resource. `context` are the keys that the call itself gives, in lower case. `via` as in Call: a
    key that S3 uses for the caller is asked for via S3.
    """

    action: str
    resource: str
    account: str
    context: Mapping[str, Values] = field(default_factory=dict)
    via: tuple[str, ...] = ()


class Known(Protocol):
    """What the account knows of its resources, and a call does not say."""

    def arn(self, kind: str, name: str) -> str | None:
        """The ARN of what exists under a name that is no ARN, None where nothing does.

        `kind` is the service's prefix and the resource type of the Service Authorization Reference: `iam:role`,
        `cloudformation:stack` (also by the ARN of one of its change sets), `kms:key` (by key id), `kms:alias` (the ARN
        of its key; by `alias/name`, or by an ARN in another account or region), `secretsmanager:Secret`…. Besides,
        `iam:boundary-of-role` and `iam:boundary-of-user` are the ARN of the boundary that one of a name has,
        `kms:ciphertext` is that of the key of a ciphertext, which is in base64.
        """
        ...

    def tags(self, arn: str) -> Mapping[str, str]:
        """The tags of a resource, empty where it has none or does not exist."""
        ...

    def encryption_key(self, arn: str) -> str | None:
        """The ARN of the customer managed KMS key that a resource encrypts with, None where it has none.

        Resources are buckets, topics, queues, and SSM's parameters and secrets.
        """
        ...

    def object_key(self, bucket: str, key: str, version: str | None) -> str | None:
        """The ARN of the customer managed key that an object in S3 is encrypted with, None where it is not."""
        ...

    def object_is_tagged(self, bucket: str, key: str, version: str | None) -> bool:
        """Whether an object in S3 has tags."""
        ...

    def bucket_key_enabled(self, bucket: str) -> bool:
        """Whether a bucket uses S3 Bucket Keys by default."""
        ...
