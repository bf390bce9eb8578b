"""What an account on moto knows of its resources: ARNs of names, tags, keys. See iam.calls.model.Known."""

from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any, Final

from moto.events.models import events_backends
from moto.iam.models import iam_backends
from moto.kms.utils import KEY_ID_LEN
from moto.s3.models import s3_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.ssm.models import ssm_backends

from cfnproof.hosts.moto import stores
from cfnproof.hosts.moto.resource_tags import Peer, tags_of
from cfnproof.iam.arn import Arn

_KMS: Final = "aws:kms"
_MANAGED: Final = "alias/aws/"
_SECURE: Final = "SecureString"


class KnownResources:
    """What one account knows in one region. `peer` gives the states of the emulator's services."""

    def __init__(self, account: str, partition: str, region: str, peer: Peer) -> None:
        self.account, self.partition, self.region = account, partition, region
        self.peer = peer

    def arn(self, kind: str, name: str) -> str | None:
        """The ARN of what exists under a name."""
        finder = _ARNS.get(kind)
        return None if finder is None else finder(self, name)

    def tags(self, arn: str) -> Mapping[str, str]:
        """The tags of a resource."""
        return tags_of(arn, self.peer)

    def encryption_key(self, arn: str) -> str | None:
        """The customer managed key of a bucket, topic, queue, parameter or secret."""
        parsed = stores.located(arn)
        reader = _ENCRYPTION.get(parsed.service) if parsed else None
        name = None if parsed is None or reader is None else reader(parsed)
        return self._customer_key(name) if name else None

    def object_key(self, bucket: str, key: str, version: str | None) -> str | None:
        """The customer managed key of an object."""
        found = stores.s3_object(self._in_s3(f"{bucket}/{key}"), version)
        if found is None or found.encryption != _KMS:
            return None
        name = found.kms_key_id or _key_of_bucket(self._in_s3(bucket))
        return self._customer_key(name) if name else None

    def object_is_tagged(self, bucket: str, key: str, version: str | None) -> bool:
        """Whether an object has tags."""
        found = stores.s3_object(self._in_s3(f"{bucket}/{key}"), version)
        if found is None:
            return False
        return bool(s3_backends[found.account_id][self.partition].tagger.get_tag_dict_for_resource(found.arn))

    def bucket_key_enabled(self, bucket: str) -> bool:
        """Whether a bucket uses S3 Bucket Keys by default."""
        return str(_encryption_rule(self._in_s3(bucket)).get("BucketKeyEnabled", "false")).lower() == "true"

    def key(self, name: str) -> Any:  # noqa: ANN401  # moto's own object
        """The key in moto by any of its names, None where there is none."""
        resource = name if name.startswith("alias/") else f"key/{name}"
        return stores.key(stores.located(name) or Arn(self.partition, "kms", self.region, self.account, resource))

    def of_iam(self, collection: str, name: str) -> Any:  # noqa: ANN401  # as above
        """The role, user, policy… in moto of a name, None where there is none."""
        held = getattr(iam_backends[self.account][self.partition], collection)
        return next((one for one in list(held.values()) if one.name == name), None)

    def _in_s3(self, resource: str) -> Arn:
        return Arn(self.partition, "s3", "", "", resource)

    def _customer_key(self, name: str) -> str | None:
        """The ARN of a key by any of its names; keys that AWS manages ask nobody."""
        if name.startswith(_MANAGED) or f":{_MANAGED}" in name:
            return None
        found = self.key(name)
        if found is None or any(alias.startswith(_MANAGED) for alias in found.aliases):
            return None
        return str(found.arn)


def _encryption_rule(arn: Arn) -> Mapping[str, Any]:
    """The rule of a bucket's default encryption, empty where it has none."""
    found = stores.bucket(arn)
    if found is None or not found.encryption:
        return {}
    rule = found.encryption["Rule"]
    first: Mapping[str, Any] = rule[0] if isinstance(rule, list) else rule
    return first


def _key_of_bucket(arn: Arn) -> str | None:
    applied = _encryption_rule(arn).get("ApplyServerSideEncryptionByDefault", {})
    return applied.get("KMSMasterKeyID") if applied.get("SSEAlgorithm") == _KMS else None


def _key_of_topic(arn: Arn) -> str | None:
    found = stores.topic(arn)
    return found.kms_master_key_id if found is not None else None


def _key_of_queue(arn: Arn) -> str | None:
    found = stores.queue(arn)
    return found.kms_master_key_id if found is not None else None


def _key_of_parameter(arn: Arn) -> str | None:
    name = arn.resource.removeprefix("parameter")
    if not arn.account:  # AWS's own are not encrypted
        return None
    held = ssm_backends[arn.account][arn.region]._parameters  # noqa: SLF001  # where moto keeps them
    versions = held.get(name) or held.get(name.removeprefix("/"))
    return versions[-1].keyid if versions and versions[-1].parameter_type == _SECURE else None


def _key_of_secret(arn: Arn) -> str | None:
    found = stores.secret(arn)
    return found.kms_key_id if found is not None else None


def _key(known: KnownResources, name: str) -> str | None:
    found = known.key(name)
    return str(found.arn) if found is not None else None


def _of_iam(collection: str) -> Callable[[KnownResources, str], str | None]:
    def find(known: KnownResources, name: str) -> str | None:
        found = known.of_iam(collection, name)
        return str(found.arn) if found is not None else None

    return find


def _boundary_of(collection: str) -> Callable[[KnownResources, str], str | None]:
    def find(known: KnownResources, name: str) -> str | None:
        return getattr(known.of_iam(collection, name), "permissions_boundary_arn", None) or None

    return find


def _key_of_ciphertext(known: KnownResources, text: str) -> str | None:
    """The key that a ciphertext of moto's begins with the id of."""
    try:
        key_id = b64decode(text)[:KEY_ID_LEN].decode()
    except ValueError:
        return None
    return _key(known, key_id)


def _stack(known: KnownResources, name: str) -> str | None:
    state = known.peer("cloudformation", known.region)
    if ":changeSet/" in name:
        return next((str(one.id) for one in list(state.stacks.values()) if name in one.change_sets), None)
    found = state.named(name)
    return None if found is None else str(found.id)


def _rule(known: KnownResources, name: str) -> str | None:
    bus = events_backends[known.account][known.region].event_buses.get("default")
    found = bus.rules.get(name) if bus else None
    return str(found.arn) if found is not None else None


def _secret(known: KnownResources, name: str) -> str | None:
    held = secretsmanager_backends[known.account][known.region].secrets
    found = held.get(name)
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
    "secretsmanager:Secret": _secret,
}
"""By the service's prefix and the resource type."""

_ENCRYPTION: Final[Mapping[str, Callable[[Arn], str | None]]] = {
    "s3": _key_of_bucket,
    "secretsmanager": _key_of_secret,
    "sns": _key_of_topic,
    "sqs": _key_of_queue,
    "ssm": _key_of_parameter,
}
