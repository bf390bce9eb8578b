"""AWS::KMS::Key and AWS::KMS::Alias against KMS's own answers.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import moto
import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers import kms
from cfnproof.emulator.cloudformation.handlers.table import TableHandler
from cfnproof.emulator.cloudformation.handlers.target import HandlerError
from tests.unit.emulator.cloudformation.handlers.driver import Driver, Recorder, clients
from tests.unit.emulator.cloudformation.handlers.targets import ACCOUNT

KEY, ALIAS = (TableHandler(row) for row in kms.ROWS)
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


@pytest.fixture
def key() -> Iterator[Driver]:
    """A driver of a key, in an empty account."""
    with moto.mock_aws():
        yield Driver(KEY, clients())


def _metadata(driver: Driver) -> Mapping[str, Any]:
    found: Mapping[str, Any] = driver.target.clients("kms").describe_key(KeyId=driver.physical_id)["KeyMetadata"]
    return found


def _rotates(driver: Driver) -> bool:
    answer = driver.target.clients("kms").get_key_rotation_status(KeyId=driver.physical_id)
    return bool(answer["KeyRotationEnabled"])


def _policy(driver: Driver) -> Mapping[str, Any]:
    answer = driver.target.clients("kms").get_key_policy(KeyId=driver.physical_id, PolicyName="default")
    found: Mapping[str, Any] = json.loads(answer["Policy"])
    return found


def _document(sid: str) -> dict[str, Any]:
    statement = {"Sid": sid, "Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "kms:*", "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def test_ref_is_the_key_id_and_attributes_are_id_and_arn(key: Driver) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html."""
    key_id = key.create({})
    assert [one["KeyId"] for one in key.target.clients("kms").list_keys()["Keys"]] == [key_id]
    assert key.attributes() == {"Arn": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{key_id}", "KeyId": key_id}


def test_create_with_every_property(key: Driver) -> None:
    """What the key is made with is what KMS describes."""
    key.create({"Description": "data", "KeyUsage": "SIGN_VERIFY", "KeySpec": "RSA_2048", "KeyPolicy": _document("A")})
    found = _metadata(key)
    assert (found["Description"], found["KeyUsage"], found["KeySpec"]) == ("data", "SIGN_VERIFY", "RSA_2048")
    assert _policy(key) == _document("A")


def test_description_is_changed_and_emptied(key: Driver) -> None:
    """A description that goes leaves an empty one."""
    key.create({"Description": "data"})
    key.update({"Description": "models"})
    assert _metadata(key)["Description"] == "models"
    key.update({})
    assert _metadata(key)["Description"] == ""


def test_policy_is_changed_and_goes_back_to_the_default(key: Driver) -> None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html."""
    key.create({"KeyPolicy": _document("A")})
    key.update({"KeyPolicy": _document("B")})
    assert _policy(key) == _document("B")
    key.update({})
    (statement,) = _policy(key)["Statement"]
    assert (statement["Sid"], statement["Principal"]) == ("Enable IAM User Permissions", {"AWS": ROOT})


def test_rotation(key: Driver) -> None:
    """Rotation goes on and off with its property; it is off by default."""
    key.create({"EnableKeyRotation": True})
    assert _rotates(key)
    key.update({})
    assert not _rotates(key)
    key.update({"EnableKeyRotation": True})
    assert _rotates(key)


def test_rotation_period() -> None:
    """https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html."""
    recorder = Recorder({"kms.create_key": {"KeyMetadata": {"KeyId": "1"}}})
    driver = Driver(KEY, recorder)
    driver.create({"EnableKeyRotation": True, "RotationPeriodInDays": 90})
    driver.update({"EnableKeyRotation": True, "RotationPeriodInDays": 180})
    driver.update({"EnableKeyRotation": True})
    requests = [request for name, request in recorder.calls if name == "kms.enable_key_rotation"]
    assert requests == [
        {"KeyId": "1", "RotationPeriodInDays": 90},
        {"KeyId": "1", "RotationPeriodInDays": 180},
        {"KeyId": "1", "RotationPeriodInDays": 365},
    ]


def test_disabled_key_is_enabled_again(key: Driver) -> None:
    """A key is enabled by default."""
    key.create({"Enabled": False})
    assert _metadata(key)["KeyState"] == "Disabled"
    key.update({})
    assert _metadata(key)["KeyState"] == "Enabled"
    key.update({"Enabled": False})
    assert _metadata(key)["KeyState"] == "Disabled"


@pytest.mark.parametrize(
    ("before", "after", "calls"),
    [
        ({"Enabled": False}, {"EnableKeyRotation": True}, ["describe_key", "enable_key", "enable_key_rotation"]),
        ({"EnableKeyRotation": True}, {"Enabled": False}, ["describe_key", "disable_key_rotation", "disable_key"]),
    ],
    ids=["enabled first", "disabled last"],
)
def test_rotation_changes_while_the_key_is_enabled(
    before: dict[str, Any], after: dict[str, Any], calls: list[str]
) -> None:
    """https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html."""
    recorder = Recorder({"kms.create_key": {"KeyMetadata": {"KeyId": "1"}}})
    driver = Driver(KEY, recorder)
    driver.create(before)
    recorder.calls.clear()
    driver.update(after)
    assert [name.removeprefix("kms.") for name, _ in recorder.calls] == calls


def test_create_calls_of_a_plain_key() -> None:
    """Tags go with the create, and nothing is called for what is left at its default."""
    recorder = Recorder({"kms.create_key": {"KeyMetadata": {"KeyId": "1"}}})
    Driver(KEY, recorder).create({"BypassPolicyLockoutSafetyCheck": True}, {"team": "ml"})
    request = {"BypassPolicyLockoutSafetyCheck": True, "Tags": [{"TagKey": "team", "TagValue": "ml"}]}
    assert recorder.calls == [("kms.create_key", request)]


@pytest.mark.parametrize("change", [{"KeySpec": "RSA_2048"}, {"KeyUsage": "SIGN_VERIFY"}, {"MultiRegion": True}])
def test_what_a_key_keeps_cannot_be_changed(key: Driver, change: dict[str, Any]) -> None:
    """The update fails: the key is not replaced, so that no data is lost."""
    key.create({"KeySpec": "SYMMETRIC_DEFAULT"})
    with pytest.raises(HandlerError, match="You cannot change the values of the KeySpec, KeyUsage, Origin") as caught:
        key.update(change)
    assert caught.value.code == "InvalidRequest"


def test_default_that_is_written_out_is_no_change(key: Driver) -> None:
    """A property that is absent has its default."""
    key.create({"KeySpec": "SYMMETRIC_DEFAULT", "MultiRegion": False, "Description": "a"})
    key.update({"KeyUsage": "ENCRYPT_DECRYPT", "Description": "b"})
    assert _metadata(key)["Description"] == "b"


def test_rotation_of_a_disabled_key_cannot_be_changed(key: Driver) -> None:
    """KMS refuses it, and AWS's handler says so first."""
    key.create({"Enabled": False})
    with pytest.raises(HandlerError, match="You cannot change the EnableKeyRotation property while the Enabled"):
        key.update({"Enabled": False, "EnableKeyRotation": True})


@pytest.mark.parametrize("other", [{"KeySpec": "RSA_2048"}, {"Origin": "EXTERNAL"}])
def test_keys_that_do_not_rotate(key: Driver, other: dict[str, Any]) -> None:
    """Only symmetric keys with material of KMS rotate; nothing is made."""
    with pytest.raises(HandlerError, match="You cannot set the EnableKeyRotation property to true on asymmetric"):
        key.create({"EnableKeyRotation": True, **other})
    assert key.target.clients("kms").list_keys()["Keys"] == []


def test_tags(key: Driver) -> None:
    """The stack's and the key's own tags are added, changed and removed."""

    def tags() -> dict[str, str]:
        answer = key.target.clients("kms").list_resource_tags(KeyId=key.physical_id)
        return {tag["TagKey"]: tag["TagValue"] for tag in answer["Tags"]}

    key.create({"Tags": [{"Key": "kind", "Value": "data"}]}, {"team": "ml"})
    assert tags() == {"kind": "data", "team": "ml"}
    key.update({"Tags": [{"Key": "kind", "Value": "models"}]}, {"stage": "test"})
    assert tags() == {"kind": "models", "stage": "test"}


def test_delete_schedules_the_deletion(key: Driver) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html#cfn-kms-key-pendingwindowindays."""
    key.create({"PendingWindowInDays": 7})
    key.delete()
    found = _metadata(key)
    assert found["KeyState"] == "PendingDeletion"
    days = (found["DeletionDate"] - found["CreationDate"]).days
    assert days in {6, 7}
    key.delete()


@pytest.mark.parametrize("code", ["KMSInvalidStateException", "NotFoundException"])
def test_key_that_is_on_its_way_out_already_is_gone(code: str) -> None:
    """https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html."""
    recorder = Recorder(failures={"kms.schedule_key_deletion": code})
    driver = Driver(KEY, recorder)
    driver.delete()
    assert [name for name, _ in recorder.calls] == ["kms.schedule_key_deletion"]


@pytest.fixture
def alias(key: Driver) -> Driver:
    """A driver of an alias, beside a key."""
    key.create({})
    return Driver(ALIAS, key.target.clients)


def _target(driver: Driver) -> list[str]:
    aliases = driver.target.clients("kms").list_aliases()["Aliases"]
    return [one["TargetKeyId"] for one in aliases if one["AliasName"] == "alias/data"]


def test_alias(alias: Driver, key: Driver) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-alias.html."""
    first = key.physical_id
    second = Driver(KEY, key.target.clients).create({})
    assert alias.create({"AliasName": "alias/data", "TargetKeyId": first}) == "alias/data"
    assert _target(alias) == [first]
    alias.update({"AliasName": "alias/data", "TargetKeyId": second})
    assert _target(alias) == [second]
    alias.delete()
    assert _target(alias) == []
    alias.delete()


def test_taken_alias(alias: Driver, key: Driver) -> None:
    """The alias stays with the key that it has."""
    alias.create({"AliasName": "alias/data", "TargetKeyId": key.physical_id})
    with pytest.raises(HandlerError, match="'AWS::KMS::Alias' with identifier 'alias/data' already exists") as caught:
        Driver(ALIAS, key.target.clients).create({"AliasName": "alias/data", "TargetKeyId": key.physical_id})
    assert caught.value.code == "AlreadyExists"


def test_alias_of_a_key_that_is_not_there(alias: Driver) -> None:
    """KMS's own error is raised, and nothing was created."""
    with pytest.raises(ClientError) as caught:
        alias.create({"AliasName": "alias/data", "TargetKeyId": "nowhere"})
    assert (caught.value.response["Error"]["Code"], alias.physical_id) == ("NotFoundException", "")
