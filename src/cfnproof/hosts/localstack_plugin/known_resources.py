"""What LocalStack's stores have of resources: see hosts.access.known_resources."""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any, Final

from localstack.services.s3.utils import get_unique_key_id

from cfnproof.hosts.access.known_resources import Holdings, Key, KnownResources, StoredObject
from cfnproof.hosts.localstack_plugin import stores
from cfnproof.hosts.localstack_plugin.resource_tags import tags_of
from cfnproof.iam.arn import Arn

_KEY_ID: Final = 36  # characters, with which LocalStack's ciphertexts begin


def _key(arn: Arn) -> Key | None:
    found = stores.key(arn)
    return None if found is None else Key(str(found.metadata["Arn"]), found.metadata.get("KeyManager") == "AWS")


def _encryption_rule(arn: Arn) -> Mapping[str, Any]:
    found = stores.bucket(arn)
    rule: Mapping[str, Any] = (found.encryption_rule or {}) if found is not None else {}
    return rule


def _stored_object(arn: Arn, version: str | None) -> StoredObject | None:
    bucket = stores.bucket(arn)
    name = arn.resource.partition("/")[2]
    found = None if bucket is None else stores.s3_object(bucket, name, version)
    if found is None:
        return None

    def is_tagged() -> bool:
        tags = stores.tags_in_s3(bucket.bucket_account_id, bucket.bucket_region)
        return bool(tags.get_tags(get_unique_key_id(bucket.name, name, found.version_id)))

    return StoredObject(getattr(found, "encryption", None), getattr(found, "kms_key_id", None), is_tagged)


def _key_of_topic(arn: Arn) -> str | None:
    found = stores.topic(arn)
    return found["attributes"].get("KmsMasterKeyId") if found is not None else None


def _key_of_queue(arn: Arn) -> str | None:
    found = stores.queue(arn)
    return found.attributes.get("KmsMasterKeyId") if found is not None else None


def _key_of_ciphertext(known: KnownResources, text: str) -> str | None:
    try:
        key_id = base64.b64decode(text)[:_KEY_ID].decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return known.key_arn(key_id)


def _stack(known: KnownResources, name: str) -> str | None:
    found = stores.stack(known.account, known.region, name)
    return None if found is None else str(found.stack_id)


def _rule(known: KnownResources, name: str) -> str | None:
    found = stores.rule(known.account, known.region, name)
    return str(found.arn) if found is not None else None


_FINDERS: Final[Mapping[str, Callable[[KnownResources, str], str | None]]] = {
    "cloudformation:stack": _stack,
    "events:rule-on-default-event-bus": _rule,
    "kms:ciphertext": _key_of_ciphertext,
}
_KEYS: Final[Mapping[str, Callable[[Arn], str | None]]] = {"sns": _key_of_topic, "sqs": _key_of_queue}

HOLDINGS: Final = Holdings(
    located=stores.located,
    iam=stores.iam,
    key=_key,
    encryption_rule=_encryption_rule,
    stored_object=_stored_object,
    tags=tags_of,
    keys=_KEYS,
    finders=_FINDERS,
)
"""Those in LocalStack's stores."""
