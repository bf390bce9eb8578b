"""What an account knows of its resources, by what its host's stores have of them. See iam.calls.model.Known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cfnproof.hosts.access.emulated_tags import Peer
from cfnproof.iam.arn import Arn

_KMS: Final = "aws:kms"
_MANAGED: Final = "alias/aws/"
_IN_IAM: Final[Mapping[str, str]] = {
    "iam:group": "groups",
    "iam:instance-profile": "instance_profiles",
    "iam:policy": "managed_policies",
    "iam:role": "roles",
    "iam:user": "users",
}
"""Collections of IAM's store, by the service's prefix and the resource type."""
_BOUNDARIES: Final[Mapping[str, str]] = {"iam:boundary-of-role": "roles", "iam:boundary-of-user": "users"}
_IN_KMS: Final = ("kms:alias", "kms:key")


@dataclass(frozen=True, slots=True)
class Key:
    """A KMS key. `managed` says that it is AWS's own, which asks nobody."""

    arn: str
    managed: bool


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object in S3: how it is encrypted, and the name of its key; `is_tagged` looks whether it has tags."""

    encryption: str | None
    key: str | None
    is_tagged: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a host's stores have, by the ARNs of resources; a lookup gives None for what does not exist.

    `located` gives the fields of an ARN that can name something there. `iam` is the store of an account in a partition.
    `encryption_rule` is that of a bucket's default encryption, empty where it has none. `keys` name the key that
    another resource encrypts with, by the service in its ARN. `finders` give the ARN of what exists under a name, by
    the service's prefix and the resource type.
    """

    located: Callable[[str], Arn | None]
    iam: Callable[[str, str], Any]
    key: Callable[[Arn], Key | None]
    encryption_rule: Callable[[Arn], Mapping[str, Any]]
    stored_object: Callable[[Arn, str | None], StoredObject | None]
    tags: Callable[[str, Peer], Mapping[str, str]]
    keys: Mapping[str, Callable[[Arn], str | None]]
    finders: Mapping[str, Callable[["KnownResources", str], str | None]]


@dataclass(frozen=True, slots=True)
class KnownResources:
    """What one account knows in one region. `peer` gives the states of the emulator's services."""

    account: str
    partition: str
    region: str
    peer: Peer
    holdings: Holdings

    def arn(self, kind: str, name: str) -> str | None:
        """The ARN of what exists under a name."""
        if kind in _IN_IAM:
            found = self._in_iam(_IN_IAM[kind], name)
            return None if found is None else str(found.arn)
        if kind in _BOUNDARIES:
            return getattr(self._in_iam(_BOUNDARIES[kind], name), "permissions_boundary_arn", None) or None
        if kind in _IN_KMS:
            return self.key_arn(name)
        finder = self.holdings.finders.get(kind)
        return None if finder is None else finder(self, name)

    def tags(self, arn: str) -> Mapping[str, str]:
        """The tags of a resource."""
        return self.holdings.tags(arn, self.peer)

    def encryption_key(self, arn: str) -> str | None:
        """The customer managed key of a bucket, topic, queue, parameter or secret."""
        parsed = self.holdings.located(arn)
        if parsed is None:
            return None
        if parsed.service == "s3":
            return self._customer_key(self._key_of_bucket(parsed))
        reader = self.holdings.keys.get(parsed.service)
        return None if reader is None else self._customer_key(reader(parsed))

    def object_key(self, bucket: str, key: str, version: str | None) -> str | None:
        """The customer managed key of an object."""
        found = self.holdings.stored_object(self._in_s3(f"{bucket}/{key}"), version)
        if found is None or found.encryption != _KMS:
            return None
        return self._customer_key(found.key or self._key_of_bucket(self._in_s3(bucket)))

    def object_is_tagged(self, bucket: str, key: str, version: str | None) -> bool:
        """Whether an object has tags."""
        found = self.holdings.stored_object(self._in_s3(f"{bucket}/{key}"), version)
        return found is not None and found.is_tagged()

    def bucket_key_enabled(self, bucket: str) -> bool:
        """Whether a bucket uses S3 Bucket Keys by default."""
        rule = self.holdings.encryption_rule(self._in_s3(bucket))
        return str(rule.get("BucketKeyEnabled", "false")).lower() == "true"

    def key_arn(self, name: str) -> str | None:
        """The ARN of a key by any of its names."""
        found = self._key(name)
        return None if found is None else found.arn

    def _key(self, name: str) -> Key | None:
        """A key by any of its names; requests that nobody has signed are for no region."""
        resource = name if name.startswith("alias/") else f"key/{name}"
        here = Arn(self.partition, "kms", self.region, self.account, resource)
        place = self.holdings.located(name) or (here if self.region else None)
        return None if place is None else self.holdings.key(place)

    def _customer_key(self, name: str | None) -> str | None:
        """The ARN of a key by any of its names; keys that AWS manages ask nobody."""
        if not name or name.startswith(_MANAGED) or f":{_MANAGED}" in name:
            return None
        found = self._key(name)
        return None if found is None or found.managed else found.arn

    def _key_of_bucket(self, arn: Arn) -> str | None:
        applied = self.holdings.encryption_rule(arn).get("ApplyServerSideEncryptionByDefault", {})
        return applied.get("KMSMasterKeyID") if applied.get("SSEAlgorithm") == _KMS else None

    def _in_iam(self, collection: str, name: str) -> Any:  # noqa: ANN401  # stores have no types
        """The role, user, policy… of a name, None where there is none."""
        held = getattr(self.holdings.iam(self.account, self.partition), collection)
        return next((one for one in list(held.values()) if one.name == name), None)

    def _in_s3(self, resource: str) -> Arn:
        return Arn(self.partition, "s3", "", "", resource)
