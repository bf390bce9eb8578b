"""What an account in LocalStack knows of its resources: ARNs of names, tags, keys. See iam.calls.model.Known."""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any, Final

from cfnproof.hosts.localstack_plugin import stores
from cfnproof.hosts.localstack_plugin.resource_tags import Peer, tags_of
from cfnproof.iam.arn import Arn

_KMS: Final = "aws:kms"
_MANAGED: Final = "alias/aws/"
_KEY_ID: Final = 36  # characters, with which LocalStack's ciphertexts begin


class KnownResources:
    """What one account knows in one region. `peer` gives the states of the emulator's services."""

    def __init__(self, account: str, partition: str, region: str, peer: Peer) -> None:
        self.account, self.partition, self.region, self.peer = account, partition, region, peer

    def arn(self, kind: str, name: str) -> str | None:
        """The ARN of what exists under a name."""
        finder = _ARNS.get(kind)
        return None if finder is None else finder(self, name)

    def tags(self, arn: str) -> Mapping[str, str]:
        """The tags of a resource."""
        return tags_of(arn, self.peer)

    def encryption_key(self, arn: str) -> str | None:
        """The customer managed key of a bucket, topic or queue."""
        parsed = stores.located(arn)
        reader = _ENCRYPTION.get(parsed.service) if parsed else None
        name = None if parsed is None or reader is None else reader(parsed)
        return self._customer_key(str(name)) if name else None

    def object_key(self, bucket: str, key: str, version: str | None) -> str | None:
        """The customer managed key of an object."""
        found = self._object(bucket, key, version)
        if found is None or getattr(found, "encryption", None) != _KMS:
            return None
        return self._customer_key(str(found.kms_key_id)) if found.kms_key_id else None

    def object_is_tagged(self, bucket: str, key: str, version: str | None) -> bool:
        """Whether an object has tags."""
        found = self._object(bucket, key, version)
        holder = stores.bucket(self._in_s3(bucket))
        if found is None or holder is None:
            return False
        tags = stores.tags_in_s3(holder.bucket_account_id, holder.bucket_region)
        return any(f"{bucket}/{key}" in name and held for name, held in tags.get_resource_tag_map().items())

    def bucket_key_enabled(self, bucket: str) -> bool:
        """Whether a bucket uses S3 Bucket Keys by default."""
        return bool(_encryption_rule(self._in_s3(bucket)).get("BucketKeyEnabled", False))

    def key(self, name: str) -> Any:  # noqa: ANN401  # LocalStack's own object
        """The key by any of its names, None where there is none."""
        resource = name if name.startswith("alias/") else f"key/{name}"
        return stores.key(stores.located(name) or Arn(self.partition, "kms", self.region, self.account, resource))

    def of_iam(self, collection: str, name: str) -> Any:  # noqa: ANN401  # as above
        """The role, user, policy… of a name, None where there is none."""
        held = getattr(stores.iam(self.account, self.partition), collection)
        return next((one for one in list(held.values()) if one.name == name), None)

    def _object(self, bucket: str, key: str, version: str | None) -> Any:  # noqa: ANN401  # as above
        found = stores.bucket(self._in_s3(bucket))
        if found is None:
            return None
        return found.objects.get(key, version) if version else found.objects.get(key)

    def _in_s3(self, resource: str) -> Arn:
        return Arn(self.partition, "s3", "", "", resource)

    def _customer_key(self, name: str) -> str | None:
        """The ARN of a key by any of its names; keys that AWS manages ask nobody."""
        if name.startswith(_MANAGED) or f":{_MANAGED}" in name:
            return None
        found = self.key(name)
        if found is None or found.metadata.get("KeyManager") == "AWS":
            return None
        return str(found.metadata["Arn"])


def _encryption_rule(arn: Arn) -> Mapping[str, Any]:
    """The rule of a bucket's default encryption, empty where it has none."""
    found = stores.bucket(arn)
    rule: Mapping[str, Any] = (found.encryption_rule or {}) if found is not None else {}
    return rule


def _key_of_bucket(arn: Arn) -> str | None:
    applied = _encryption_rule(arn).get("ApplyServerSideEncryptionByDefault", {})
    return applied.get("KMSMasterKeyID") if applied.get("SSEAlgorithm") == _KMS else None


def _key_of_topic(arn: Arn) -> str | None:
    found = stores.topic(arn)
    return found["attributes"].get("KmsMasterKeyId") if found is not None else None


def _key_of_queue(arn: Arn) -> str | None:
    found = stores.queue(arn)
    return found.attributes.get("KmsMasterKeyId") if found is not None else None


def _key(known: KnownResources, name: str) -> str | None:
    found = known.key(name)
    return str(found.metadata["Arn"]) if found is not None else None


def _key_of_ciphertext(known: KnownResources, text: str) -> str | None:
    try:
        key_id = base64.b64decode(text)[:_KEY_ID].decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return _key(known, key_id)


def _of_iam(collection: str) -> Callable[[KnownResources, str], str | None]:
    def find(known: KnownResources, name: str) -> str | None:
        found = known.of_iam(collection, name)
        return str(found.arn) if found is not None else None

    return find


def _boundary_of(collection: str) -> Callable[[KnownResources, str], str | None]:
    def find(known: KnownResources, name: str) -> str | None:
        return getattr(known.of_iam(collection, name), "permissions_boundary_arn", None) or None

    return find


def _stack(known: KnownResources, name: str) -> str | None:
    found = stores.stack(known.account, known.region, name)
    return None if found is None else str(found.stack_id)


def _rule(known: KnownResources, name: str) -> str | None:
    found = stores.rule(known.account, known.region, name)
    return str(found.arn) if found is not None else None


_ARNS: Final[Mapping[str, Callable[[KnownResources, str], str | None]]] = {
    "cloudformation:stack": _stack,
    "events:rule-on-default-event-bus": _rule,
    "iam:boundary-of-role": _boundary_of("roles"),
    "iam:boundary-of-user": _boundary_of("users"),
    "iam:group": _of_iam("groups"),
    "iam:instance-profile": _of_iam("instance_profiles"),
    "iam:policy": _of_iam("managed_policies"),
    "iam:role": _of_iam("roles"),
    "iam:user": _of_iam("users"),
    "kms:alias": _key,
    "kms:ciphertext": _key_of_ciphertext,
    "kms:key": _key,
}
"""By the service's prefix and the resource type."""

_ENCRYPTION: Final[Mapping[str, Callable[[Arn], str | None]]] = {
    "s3": _key_of_bucket,
    "sns": _key_of_topic,
    "sqs": _key_of_queue,
}
"""By the service in the ARN."""
