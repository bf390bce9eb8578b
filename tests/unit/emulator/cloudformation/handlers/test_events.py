"""Rules are made, changed and deleted with their targets."""

import json
from collections.abc import Iterator

import pytest

from cfnproof.emulator.cloudformation.handlers.events import HANDLERS
from cfnproof.emulator.cloudformation.handlers.target import HandlerError
from tests.unit.emulator.cloudformation.handlers.targets import ACCOUNT, REGION, Account, account, changed, made

(RULE,) = HANDLERS
PATTERN = {"source": ["aws.codecommit"]}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/starts"
PIPELINE = f"arn:aws:codepipeline:{REGION}:{ACCOUNT}:build"


def target_of(identifier: str) -> dict[str, str]:
    """A target that starts a pipeline."""
    return {"Id": identifier, "Arn": PIPELINE, "RoleArn": ROLE}


@pytest.fixture
def aws() -> Iterator[Account]:
    """An account with an event bus `orders`."""
    with account() as one:
        one.client("events").create_event_bus(Name="orders")
        yield one


def targets(aws: Account, rule: str, bus: str = "default") -> dict[str, str]:
    """A rule's targets: id to role."""
    found = aws.client("events").list_targets_by_rule(Rule=rule, EventBusName=bus)["Targets"]
    return {one["Id"]: one["RoleArn"] for one in found}


def test_a_rule_of_the_default_bus(aws: Account) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html."""
    given = {"EventPattern": PATTERN, "State": "DISABLED", "Description": "pushes", "RoleArn": ROLE}
    tags = [{"Key": "own", "Value": "1"}]
    target = aws.target(RULE, given | {"Targets": [target_of("a"), target_of("b")], "Tags": tags})
    name = made(RULE, target)
    rule = aws.client("events").describe_rule(Name=name)
    assert name.startswith("shop-Thing-")
    assert json.loads(rule["EventPattern"]) == PATTERN
    assert (rule["State"], rule["Description"], rule["RoleArn"]) == ("DISABLED", "pushes", ROLE)
    assert targets(aws, name) == {"a": ROLE, "b": ROLE}
    assert RULE.read(target, name) == {"Arn": f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}", "RuleName": name}
    found = aws.client("events").list_tags_for_resource(ResourceARN=rule["Arn"])["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in found} == {"team": "ml", "own": "1"}


def test_parameters_of_an_ecs_task(aws: Account) -> None:
    """The API has other names for two of them.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-events-rule-ecsparameters.html
    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html
    """
    definition = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/t"
    ecs = {
        "TaskDefinitionArn": definition,
        "PlacementStrategies": [{"Type": "spread", "Field": "instanceId"}],
        "TagList": [{"Key": "k", "Value": "v"}],
    }
    cluster = {"Id": "a", "Arn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/c", "RoleArn": ROLE, "EcsParameters": ecs}
    name = made(RULE, aws.target(RULE, {"EventPattern": PATTERN, "Targets": [cluster]}))
    (found,) = aws.client("events").list_targets_by_rule(Rule=name)["Targets"]
    assert found["EcsParameters"]["PlacementStrategy"] == [{"type": "spread", "field": "instanceId"}]
    assert found["EcsParameters"]["Tags"] == [{"Key": "k", "Value": "v"}]


@pytest.mark.parametrize("bus", ["orders", f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/orders"])
def test_a_rule_of_another_bus_is_referred_to_behind_the_bus_name(aws: Account, bus: str) -> None:
    """As recorded from AWS: `Ref` is `<bus>|<rule>`."""
    given = {"Name": "placed", "EventBusName": bus, "EventPattern": PATTERN, "Targets": [target_of("a")]}
    target = aws.target(RULE, given)
    physical_id = made(RULE, target)
    assert physical_id == "orders|placed"
    assert RULE.read(target, physical_id)["Arn"] == f"arn:aws:events:{REGION}:{ACCOUNT}:rule/orders/placed"
    changed(RULE, target, physical_id, given | {"Targets": [target_of("b")], "State": "DISABLED"})
    assert targets(aws, "placed", "orders") == {"b": ROLE}
    assert aws.client("events").describe_rule(Name="placed", EventBusName="orders")["State"] == "DISABLED"
    RULE.delete(target, physical_id)
    assert aws.client("events").list_rules(EventBusName="orders")["Rules"] == []


def test_each_property_of_a_rule_changes(aws: Account) -> None:
    """The pattern gives way to a schedule, one target goes, one changes, one comes."""
    given = {"EventPattern": PATTERN, "Description": "pushes", "Targets": [target_of("goes"), target_of("changes")]}
    target = aws.target(RULE, given | {"Tags": [{"Key": "own", "Value": "1"}]})
    name = made(RULE, target)
    other = {**target_of("changes"), "RoleArn": f"{ROLE}-now"}
    after = {"ScheduleExpression": "rate(1 day)", "State": "DISABLED", "Targets": [other, target_of("comes")]}
    changed(RULE, target, name, after | {"Tags": [{"Key": "other", "Value": "2"}]})
    rule = aws.client("events").describe_rule(Name=name)
    assert rule["ScheduleExpression"] == "rate(1 day)"
    assert rule["State"] == "DISABLED"
    assert "EventPattern" not in rule
    assert "Description" not in rule
    assert targets(aws, name) == {"changes": f"{ROLE}-now", "comes": ROLE}
    found = aws.client("events").list_tags_for_resource(ResourceARN=rule["Arn"])["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in found} == {"team": "ml", "other": "2"}


def test_a_rule_goes_with_all_its_targets(aws: Account) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html: targets must go first."""
    target = aws.target(RULE, {"EventPattern": PATTERN, "Targets": [target_of("a")]})
    name = made(RULE, target)
    aws.client("events").put_targets(Rule=name, Targets=[target_of("foreign")])
    RULE.delete(target, name)
    assert RULE.gone(target, name)
    assert aws.client("events").list_rules()["Rules"] == []
    RULE.delete(target, name)


def test_a_rule_name_that_is_taken_is_refused(aws: Account) -> None:
    """PutRule would overwrite it: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html."""
    aws.client("events").put_rule(Name="nightly", ScheduleExpression="rate(1 day)")
    target = aws.target(RULE, {"Name": "nightly", "EventPattern": PATTERN})
    with pytest.raises(HandlerError, match="nightly already exists"):
        made(RULE, target)
    assert aws.client("events").describe_rule(Name="nightly")["ScheduleExpression"] == "rate(1 day)"


def test_a_target_that_fails_fails_the_rule(aws: Account) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html: failed entries, no error."""
    entry = {"TargetId": "a", "ErrorCode": "InternalException", "ErrorMessage": "no such pipeline"}

    def fail(parsed: dict[str, object], **_: object) -> None:
        parsed |= {"FailedEntryCount": 1, "FailedEntries": [entry]}

    aws.clients("events").meta.events.register("after-call.events.PutTargets", fail)
    target = aws.target(RULE, {"EventPattern": PATTERN, "Targets": [target_of("a")]})
    with pytest.raises(HandlerError, match="PutTargets failed for a: no such pipeline"):
        made(RULE, target)
