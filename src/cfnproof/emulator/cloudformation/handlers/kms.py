"""AWS::KMS::Key and AWS::KMS::Alias.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-alias.html
"""

from collections.abc import Mapping
from typing import Any, Final

from cfnproof.emulator.cloudformation.handlers.arguments import tags_to_set
from cfnproof.emulator.cloudformation.handlers.grammar import (
    Argument,
    Call,
    Const,
    ResourceType,
    Scope,
    Setting,
    Tagging,
)

_KEY: Final = {"KeyId": "$ref"}
_FIXED: Final = {
    "KeySpec": "SYMMETRIC_DEFAULT",
    "KeyUsage": "ENCRYPT_DECRYPT",
    "Origin": "AWS_KMS",
    "MultiRegion": False,
}
"""Properties that a key keeps, and their defaults: a change fails, it does not replace the key."""


def _enabled(properties: Mapping[str, Any]) -> bool:
    return properties.get("Enabled") is not False


def _rotates(properties: Mapping[str, Any]) -> bool:
    return bool(properties.get("EnableKeyRotation"))


def _invalid(scope: Scope) -> str | None:
    now, before = scope.properties, scope.target.previous
    own_material = now.get("KeySpec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT" and now.get("Origin") != "EXTERNAL"
    if _rotates(now) and not own_material:
        return "You cannot set the EnableKeyRotation property to true on asymmetric or external keys."
    if scope.physical_id is None:
        return None
    if not _enabled(now) and not _enabled(before) and _rotates(now) != _rotates(before):
        return "You cannot change the EnableKeyRotation property while the Enabled property is false."
    if any(now.get(name, default) != before.get(name, default) for name, default in _FIXED.items()):
        return (
            "You cannot change the values of the KeySpec, KeyUsage, Origin, or MultiRegion properties of an "
            "AWS::KMS::Key resource."
        )
    return None


def _default_policy(scope: Scope) -> dict[str, object]:
    """https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html."""
    root = f"arn:{scope.target.partition}:iam::{scope.target.account}:root"
    statement = {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": root},
        "Action": "kms:*",
        "Resource": "*",
    }
    return {"Version": "2012-10-17", "Id": "key-default", "Statement": [statement]}


def _tags(scope: Scope) -> list[dict[str, str]] | None:
    return [{"TagKey": key, "TagValue": value} for key, value in tags_to_set(scope).items()] or None


_POLICY: Final[dict[str, Argument]] = {
    **_KEY,
    "PolicyName": Const("default"),
    "BypassPolicyLockoutSafetyCheck": "BypassPolicyLockoutSafetyCheck",
}

_KEY_ROW: Final = ResourceType(
    type="AWS::KMS::Key",
    client="kms",
    invalid=_invalid,
    create=(
        Call(
            "CreateKey",
            {
                "Description": "Description",
                "KeySpec": "KeySpec",
                "KeyUsage": "KeyUsage",
                "Origin": "Origin",
                "MultiRegion": "MultiRegion",
                "Policy": "KeyPolicy",
                "BypassPolicyLockoutSafetyCheck": "BypassPolicyLockoutSafetyCheck",
                "Tags": _tags,
            },
        ),
    ),
    physical_id="response.KeyMetadata.KeyId",
    # Rotation can only be changed while the key is enabled.
    settings=(
        Setting(
            ("Enabled",),
            put=Call("EnableKey", _KEY, when=lambda scope: _enabled(scope.properties)),
            on_create=False,
        ),
        Setting(
            ("EnableKeyRotation", "RotationPeriodInDays"),
            put=Call(
                "EnableKeyRotation",
                {**_KEY, "RotationPeriodInDays": "RotationPeriodInDays"},
                when=lambda scope: _rotates(scope.properties),
            ),
            defaults={"RotationPeriodInDays": 365},
        ),
        Setting(
            ("EnableKeyRotation",),
            put=Call("DisableKeyRotation", _KEY, when=lambda scope: not _rotates(scope.properties)),
            on_create=False,
        ),
        Setting(("Enabled",), put=Call("DisableKey", _KEY, when=lambda scope: not _enabled(scope.properties))),
        Setting(
            ("Description",),
            put=Call("UpdateKeyDescription", {**_KEY, "Description": "Description"}),
            remove=Call("UpdateKeyDescription", {**_KEY, "Description": Const("")}),
            on_create=False,
        ),
        Setting(
            ("KeyPolicy",),
            put=Call("PutKeyPolicy", {**_POLICY, "Policy": "KeyPolicy"}),
            remove=Call("PutKeyPolicy", {**_POLICY, "Policy": _default_policy}),
            on_create=False,
        ),
    ),
    tagging=Tagging(
        tag=Call("TagResource", {**_KEY, "Tags": _tags}),
        untag=Call("UntagResource", {**_KEY, "TagKeys": "$removed"}),
    ),
    read=(Call("DescribeKey", _KEY),),
    attributes={"Arn": "KeyMetadata.Arn", "KeyId": "KeyMetadata.KeyId"},
    # A key that waits for its deletion already is in an invalid state for another.
    delete=(Call("ScheduleKeyDeletion", {**_KEY, "PendingWindowInDays": "PendingWindowInDays"}),),
    missing=("NotFoundException", "KMSInvalidStateException"),
)

_ALIAS: Final = {"AliasName": "AliasName", "TargetKeyId": "TargetKeyId"}

_ALIAS_ROW: Final = ResourceType(
    type="AWS::KMS::Alias",
    client="kms",
    create=(Call("CreateAlias", _ALIAS),),
    exists=("AlreadyExistsException",),
    taken=lambda scope: (
        f"Resource of type 'AWS::KMS::Alias' with identifier '{scope.properties['AliasName']}' already exists."
    ),
    physical_id="AliasName",
    settings=(Setting(("TargetKeyId",), put=Call("UpdateAlias", _ALIAS), on_create=False),),
    delete=(Call("DeleteAlias", {"AliasName": "$ref"}),),
    missing=("NotFoundException",),
)

ROWS: Final[tuple[ResourceType, ...]] = (_KEY_ROW, _ALIAS_ROW)
