"""The sessions of roles, as STS has answered: LocalStack knows them, but not what they may or when they end.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from cfnproof.hosts.access.compiled import Text
from cfnproof.hosts.access.identities import document_of
from cfnproof.hosts.localstack_plugin import stores
from cfnproof.iam.policy import PolicyKind

_HOUR: Final = 3600  # seconds


@dataclass(frozen=True, slots=True)
class AssumedSession:
    """A session, with what `identities` reads of one."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    arn: str
    user_id: str
    role_arn: str
    issued: datetime
    expiration: datetime
    tags: Mapping[str, str]
    limits: tuple[Text, ...] | None
    source_identity: str | None
    with_mfa: bool


def session_of(asked: Mapping[str, Any], answer: Mapping[str, Any], now: datetime) -> AssumedSession:
    """The session that AssumeRole has made, by its request and its answer."""
    given, user = answer["Credentials"], answer["AssumedRoleUser"]
    return AssumedSession(
        access_key_id=given["AccessKeyId"],
        secret_access_key=given["SecretAccessKey"],
        session_token=given["SessionToken"],
        arn=user["Arn"],
        user_id=user["AssumedRoleId"],
        role_arn=asked["RoleArn"],
        issued=now,
        expiration=now + timedelta(seconds=int(asked.get("DurationSeconds") or _HOUR)),
        tags={tag["Key"]: tag["Value"] for tag in asked.get("Tags") or ()},
        limits=_limits(asked),
        source_identity=asked.get("SourceIdentity"),
        with_mfa=bool(asked.get("SerialNumber")),
    )


def _limits(asked: Mapping[str, Any]) -> tuple[Text, ...] | None:
    """The policies that a session is limited to, None where it is not; one that does not exist allows nothing."""
    if not asked.get("Policy") and not asked.get("PolicyArns"):
        return None
    role = stores.located(asked["RoleArn"])
    held = stores.iam(role.account, role.partition).managed_policies if role is not None else {}
    own = [Text("Policy", asked["Policy"], PolicyKind.SESSION)] if asked.get("Policy") else []
    named = [held.get(one.get("arn")) for one in asked.get("PolicyArns") or ()]
    return (*own, *(Text(one.arn, document_of(one), PolicyKind.IDENTITY) for one in named if one is not None))
