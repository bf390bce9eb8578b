"""AWS::Logs::LogGroup against CloudWatch Logs' own answers.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import moto
import pytest

from cfnproof.emulator.cloudformation.handlers import logs
from cfnproof.emulator.cloudformation.handlers.table import TableHandler
from cfnproof.emulator.cloudformation.handlers.target import HandlerError
from tests.unit.emulator.cloudformation.handlers.driver import Driver, Recorder, clients
from tests.unit.emulator.cloudformation.handlers.targets import ACCOUNT

(GROUP,) = (TableHandler(row) for row in logs.ROWS)
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"


@pytest.fixture
def group() -> Iterator[Driver]:
    """A driver of a log group, in an empty account."""
    with moto.mock_aws():
        yield Driver(GROUP, clients())


def _groups(driver: Driver) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = driver.target.clients("logs").describe_log_groups()["logGroups"]
    return found


def test_generated_name(group: Driver) -> None:
    """Stack, logical id and random characters."""
    assert re.fullmatch(r"stack-Thing-[A-Za-z0-9]{12}", group.create({}))
    assert [one["logGroupName"] for one in _groups(group)] == [group.physical_id]


def test_generated_name_of_long_ids_is_512_characters() -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html."""
    recorder = Recorder()
    assert len(Driver(GROUP, recorder, stack_name="s" * 128, logical_id="L" * 500).create({})) == 512


def test_ref_is_the_name_and_arn_ends_in_an_asterisk(group: Driver) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html."""
    assert group.create({"LogGroupName": "/aws/vendedlogs/states/train"}) == "/aws/vendedlogs/states/train"
    arn = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/aws/vendedlogs/states/train:*"
    assert group.attributes() == {"Arn": arn}
    assert [one["arn"] for one in _groups(group)] == [arn]


def test_create_with_key_class_and_retention(group: Driver) -> None:
    """What the group is made with is what Logs describes."""
    group.create({"KmsKeyId": KEY, "LogGroupClass": "STANDARD", "RetentionInDays": 731})
    (found,) = _groups(group)
    assert (found["kmsKeyId"], found["retentionInDays"]) == (KEY, 731)


def test_log_group_class_goes_with_the_create() -> None:
    """The class has no call of its own."""
    recorder = Recorder()
    Driver(GROUP, recorder).create({"LogGroupName": "train", "LogGroupClass": "INFREQUENT_ACCESS"})
    request = {"logGroupName": "train", "logGroupClass": "INFREQUENT_ACCESS"}
    assert recorder.calls == [("logs.create_log_group", request)]


def test_retention_is_changed_and_removed(group: Driver) -> None:
    """A group without retention keeps its events for ever."""
    group.create({"RetentionInDays": 7})
    group.update({"RetentionInDays": 30})
    assert [one["retentionInDays"] for one in _groups(group)] == [30]
    group.update({})
    assert [one.get("retentionInDays") for one in _groups(group)] == [None]


def test_key_is_associated_and_disassociated() -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_AssociateKmsKey.html."""
    recorder = Recorder()
    driver = Driver(GROUP, recorder)
    driver.create({"LogGroupName": "train"})
    recorder.calls.clear()
    driver.update({"LogGroupName": "train", "KmsKeyId": KEY})
    driver.update({"LogGroupName": "train"})
    assert recorder.calls == [
        ("logs.associate_kms_key", {"logGroupName": "train", "kmsKeyId": KEY}),
        ("logs.disassociate_kms_key", {"logGroupName": "train"}),
    ]


def test_class_cannot_be_changed(group: Driver) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html#cfn-logs-loggroup-loggroupclass."""
    group.create({})
    group.update({"LogGroupClass": "STANDARD"})
    with pytest.raises(HandlerError, match="LogGroupClass cannot be updated") as caught:
        group.update({"LogGroupClass": "INFREQUENT_ACCESS"})
    assert caught.value.code == "InvalidRequest"


def test_tags(group: Driver) -> None:
    """The stack's and the group's own tags are added, changed and removed."""

    def tags() -> Mapping[str, str]:
        arn = str(group.attributes()["Arn"]).removesuffix(":*")
        found: Mapping[str, str] = group.target.clients("logs").list_tags_for_resource(resourceArn=arn)["tags"]
        return found

    group.create({"Tags": [{"Key": "kind", "Value": "log"}]}, {"team": "ml"})
    assert tags() == {"kind": "log", "team": "ml"}
    group.update({"Tags": [{"Key": "kind", "Value": "trace"}]}, {"stage": "test"})
    assert tags() == {"kind": "trace", "stage": "test"}


def test_taken_name(group: Driver) -> None:
    """The group that is there is not taken over."""
    group.target.clients("logs").create_log_group(logGroupName="train")
    with pytest.raises(HandlerError, match="already exists") as caught:
        group.create({"LogGroupName": "train"})
    assert (caught.value.code, group.physical_id) == ("AlreadyExists", "")
    assert str(caught.value) == (
        "Resource of type 'AWS::Logs::LogGroup' with identifier "
        """'{"/properties/LogGroupName":"train"}' already exists."""
    )


def test_delete_and_delete_again(group: Driver) -> None:
    """A group that has gone already is no error."""
    group.create({})
    group.delete()
    assert _groups(group) == []
    group.delete()
