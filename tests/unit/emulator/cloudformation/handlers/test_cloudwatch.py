"""Alarms are made, changed and deleted through CloudWatch."""

from collections.abc import Iterator

import pytest

from cfnproof.emulator.cloudformation.handlers.cloudwatch import HANDLERS
from cfnproof.emulator.cloudformation.handlers.target import HandlerError
from tests.unit.emulator.cloudformation.handlers.targets import ACCOUNT, REGION, Account, account, changed, made

(ALARM,) = HANDLERS
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"
METRIC = {
    "MetricName": "Errors",
    "Namespace": "Shop",
    "Statistic": "Sum",
    "Period": "60",
    "EvaluationPeriods": 2,
    "Threshold": "1.5",
    "ComparisonOperator": "GreaterThanThreshold",
}


@pytest.fixture
def aws() -> Iterator[Account]:
    """An empty account."""
    with account() as one:
        yield one


def described(aws: Account, name: str) -> dict[str, object]:
    """What DescribeAlarms says of an alarm."""
    found: list[dict[str, object]] = aws.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return found[0]


def test_an_alarm_is_made(aws: Account) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html."""
    given = METRIC | {
        "AlarmActions": [TOPIC],
        "Dimensions": [{"Name": "Stage", "Value": "live"}],
        "ActionsEnabled": False,
    }
    tags = [{"Key": "own", "Value": "1"}]
    target = aws.target(ALARM, given | {"AlarmDescription": "too many", "TreatMissingData": "breaching", "Tags": tags})
    name = made(ALARM, target)
    found = described(aws, name)
    arn = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}"
    assert name.startswith("shop-Thing-")
    assert (found["MetricName"], found["Namespace"], found["Statistic"]) == ("Errors", "Shop", "Sum")
    assert (found["Period"], found["EvaluationPeriods"], found["Threshold"]) == (60, 2, 1.5)
    assert (found["AlarmActions"], found["ActionsEnabled"]) == ([TOPIC], False)
    assert (found["AlarmDescription"], found["TreatMissingData"]) == ("too many", "breaching")
    assert found["Dimensions"] == [{"Name": "Stage", "Value": "live"}]
    assert ALARM.read(target, name) == {"Arn": arn}
    stored = aws.client("cloudwatch").list_tags_for_resource(ResourceARN=arn)["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in stored} == {"team": "ml", "own": "1"}


def test_an_alarm_on_metric_queries_is_made(aws: Account) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html."""
    query = {"Id": "rate", "Expression": "errors / calls", "ReturnData": "true", "Label": "share"}
    given = {"Metrics": [query], "EvaluationPeriods": 1, "Threshold": 1, "ComparisonOperator": "LessThanThreshold"}
    name = made(ALARM, aws.target(ALARM, given))
    metrics = described(aws, name)["Metrics"]
    assert metrics == [{"Id": "rate", "Expression": "errors / calls", "ReturnData": True, "Label": "share"}]


def test_an_alarm_changes_and_goes(aws: Account) -> None:
    """Every update replaces the whole alarm: what is not stated is unset."""
    given = METRIC | {"AlarmActions": [TOPIC], "AlarmDescription": "too many", "Tags": [{"Key": "own", "Value": "1"}]}
    target = aws.target(ALARM, given)
    name = made(ALARM, target)
    changed(ALARM, target, name, METRIC | {"Threshold": 3, "Tags": [{"Key": "other", "Value": "2"}]})
    found = described(aws, name)
    assert found["Threshold"] == 3
    assert not found["AlarmActions"]
    assert "AlarmDescription" not in found
    stored = aws.client("cloudwatch").list_tags_for_resource(ResourceARN=found["AlarmArn"])["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in stored} == {"team": "ml", "other": "2"}
    ALARM.delete(target, name)
    assert ALARM.gone(target, name)
    assert aws.client("cloudwatch").describe_alarms()["MetricAlarms"] == []
    ALARM.delete(target, name)


def test_an_alarm_name_that_is_taken_is_refused(aws: Account) -> None:
    """PutMetricAlarm would overwrite it.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    """
    named = METRIC | {"AlarmName": "errors"}
    made(ALARM, aws.target(ALARM, named))
    with pytest.raises(HandlerError, match="errors already exists"):
        made(ALARM, aws.target(ALARM, named | {"Threshold": 9}))
    assert described(aws, "errors")["Threshold"] == 1.5
