"""What moto's stores have of resources: see hosts.access.known_resources."""

from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any, Final

from moto.events.models import events_backends
from moto.iam.models import iam_backends
from moto.kms.utils import KEY_ID_LEN
from moto.s3.models import s3_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.ssm.models import ssm_backends

from cfnproof.hosts.access.known_resources import Holdings, Key, KnownResources, StoredObject
from cfnproof.hosts.moto import stores
from cfnproof.hosts.moto.resource_tags import tags_of
from cfnproof.iam.arn import Arn

_MANAGED: Final = "alias/aws/"
_SECURE: Final = "SecureString"


def _key(arn: Arn) -> Key | None:
    found = stores.key(arn)
    if found is None:
        return None
    return Key(str(found.arn), any(alias.startswith(_MANAGED) for alias in found.aliases))


def _encryption_rule(arn: Arn) -> Mapping[str, Any]:
    found = stores.bucket(arn)
    if found is None or not found.encryption:
        return {}
    rule = found.encryption["Rule"]
    first: Mapping[str, Any] = rule[0] if isinstance(rule, list) else rule
    return first


def _stored_object(arn: Arn, version: str | None) -> StoredObject | None:
    found = stores.s3_object(arn, version)
    if found is None:
        return None

    def is_tagged() -> bool:
        return bool(s3_backends[found.account_id][arn.partition].tagger.get_tag_dict_for_resource(found.arn))

    return StoredObject(found.encryption, found.kms_key_id, is_tagged)


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


def _key_of_ciphertext(known: KnownResources, text: str) -> str | None:
    """The key that a ciphertext of moto's begins with the id of."""
    try:
        key_id = b64decode(text)[:KEY_ID_LEN].decode()
    except ValueError:
        return None
    return known.key_arn(key_id)


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


_FINDERS: Final[Mapping[str, Callable[[KnownResources, str], str | None]]] = {
    "cloudformation:stack": _stack,
    "events:rule-on-default-event-bus": _rule,
    "kms:ciphertext": _key_of_ciphertext,
    "secretsmanager:Secret": _secret,
}
_KEYS: Final[Mapping[str, Callable[[Arn], str | None]]] = {
    "secretsmanager": _key_of_secret,
    "sns": _key_of_topic,
    "sqs": _key_of_queue,
    "ssm": _key_of_parameter,
}

HOLDINGS: Final = Holdings(
    located=stores.located,
    iam=lambda account, partition: iam_backends[account][partition],
    key=_key,
    encryption_rule=_encryption_rule,
    stored_object=_stored_object,
    tags=tags_of,
    keys=_KEYS,
    finders=_FINDERS,
)
"""Those in moto's stores."""
