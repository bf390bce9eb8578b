"""What a small account has, for calls to be turned into requests."""

from collections.abc import Mapping
from typing import Any, Final

from cfnproof.iam.calls.model import Call

ACCOUNT: Final = "111122223333"
REGION: Final = "us-east-1"
KEY: Final = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/data"

_STACK: Final = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/there/1-2-3"
_CHANGE_SET: Final = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:changeSet/c/9"
_SECRET: Final = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:password-a1b2c3"
_DEEP: Final = f"arn:aws:iam::{ACCOUNT}:role/very/deep"

_ARNS: Final[Mapping[tuple[str, str], str]] = {
    ("cloudformation:stack", "there"): _STACK,
    ("cloudformation:stack", _CHANGE_SET): _STACK,
    ("iam:role", "deep"): _DEEP,
    ("iam:boundary-of-role", "deep"): f"arn:aws:iam::{ACCOUNT}:policy/bound",
    ("kms:alias", "alias/data"): KEY,
    ("kms:ciphertext", "c2VhbGVk"): KEY,
    ("kms:key", "data"): KEY,
    ("secretsmanager:Secret", "password"): _SECRET,
}
_TAGS: Final[Mapping[str, Mapping[str, str]]] = {
    "arn:aws:s3:::tagged": {"Team": "red"},
    KEY: {"Team": "blue"},
    _DEEP: {"Team": "green"},
}
_ENCRYPTED: Final = frozenset(
    {
        "arn:aws:s3:::sealed",
        "arn:aws:s3:::thrifty",
        f"arn:aws:sns:{REGION}:{ACCOUNT}:sealed",
        f"arn:aws:sqs:{REGION}:{ACCOUNT}:sealed",
        f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/sealed",
        _SECRET,
    }
)


class Account:
    """A stack, a role, a key and its alias; the buckets `sealed` and, with a Bucket Key, `thrifty` encrypt with it."""

    def arn(self, kind: str, name: str) -> str | None:
        """As Known."""
        return _ARNS.get((kind, name))

    def tags(self, arn: str) -> Mapping[str, str]:
        """As Known."""
        return _TAGS.get(arn, {})

    def encryption_key(self, arn: str) -> str | None:
        """As Known."""
        return KEY if arn in _ENCRYPTED else None

    def object_key(self, bucket: str, key: str, version: str | None) -> str | None:  # noqa: ARG002  # the protocol's
        """As Known: all objects have the key of their bucket."""
        return self.encryption_key(f"arn:aws:s3:::{bucket}")

    def object_is_tagged(self, bucket: str, key: str, version: str | None) -> bool:  # noqa: ARG002  # the protocol's
        """As Known: all objects of one bucket have tags."""
        return bucket == "tagged"

    def bucket_key_enabled(self, bucket: str) -> bool:
        """As Known."""
        return bucket == "thrifty"


def call(service: str, operation: str, members: Mapping[str, Any], via: tuple[str, ...] = ()) -> Call:
    """A call in the account by the user `caller`."""
    return Call(
        service=service,
        operation=operation,
        members=members,
        account=ACCOUNT,
        region=REGION,
        via=via,
        caller=f"arn:aws:iam::{ACCOUNT}:user/caller",
    )
