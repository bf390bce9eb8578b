"""What the roles of EventBridge rules do.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html
"""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.least_privilege.requirements.scope import Leaf
from cfnproof.least_privilege.workloads import event_targets
from tests.unit.least_privilege.projects.sample import joined
from tests.unit.least_privilege.workloads import (
    OF_ACCOUNT,
    ROLE,
    Json,
    conditions,
    found_in,
    machine,
    needs,
    pipeline,
    project,
)

PARAMETERS: Final = {
    "Open": {"Type": "String"},
    "Target": {"Type": "String", "AllowedPattern": "^arn:aws:states:[^:]+:[0-9]+:stateMachine:.+$"},
}


def rule(*targets: Json, **more: Json) -> Json:
    """A rule with these targets."""
    return {"Type": "AWS::Events::Rule", "Properties": {"Name": "r", "Targets": list(targets), **more}}


def target(arn: Json, role: str = "events", more: Json = None) -> Json:
    """A target with a role."""
    return {"Id": "t", "Arn": arn, "RoleArn": f"{ROLE}{role}", **(more or {})}


def test_a_target(tmp_path: Path) -> None:
    """Its role is trusted for the rule, and reaches it."""
    of = project(tmp_path, {"R": rule(target({"Ref": "M"})), "M": machine({})})
    (found,) = found_in(event_targets, of)["events"]
    assert found.title == "rule 'R'"
    assert [unit.name for unit in found.units] == ["trust", "target"]
    assert needs([found])["events-states"] == [f"arn:${{AWS::Partition}}:states:{OF_ACCOUNT}:stateMachine:m"]
    assert any(one.endswith(f":events:{OF_ACCOUNT}:rule/r") for one in conditions([found], "events-trust"))


def test_a_pipeline(tmp_path: Path) -> None:
    """By the ARN that the template makes up."""
    arn = {"Fn::Sub": "arn:${AWS::Partition}:codepipeline:${AWS::Region}:${AWS::AccountId}:${P}"}
    found = needs(found_in(event_targets, project(tmp_path, {"R": rule(target(arn)), "P": pipeline()}))["events"])
    assert found["events-codepipeline"] == [f"arn:${{AWS::Partition}}:codepipeline:{OF_ACCOUNT}:line"]


def test_targets_without_a_role(tmp_path: Path) -> None:
    """EventBridge asks their own policies."""
    assert found_in(event_targets, project(tmp_path, {"R": rule({"Id": "t", "Arn": "arn:aws:sns:::x"})})) == {}
    assert found_in(event_targets, project(tmp_path, {"R": rule()})) == {}


def test_several_targets(tmp_path: Path) -> None:
    """Each with its role; of a single one no list need be made."""
    of = project(
        tmp_path, {"R": rule(target("arn:aws:sns:us-east-1:1:a"), target("arn:aws:sns:us-east-1:1:b", "other"))}
    )
    assert set(found_in(event_targets, of)) == {"events", "other"}


@pytest.mark.parametrize(
    ("arn", "service", "kind"),
    [
        ("arn:aws:states:us-east-1:111122223333:stateMachine:m", "states", "stateMachine"),
        ("arn:aws:sqs:us-east-1:111122223333:q", "sqs", "q"),
        ("arn:aws:ecs:us-east-1:111122223333:cluster/c", "ecs", "cluster"),
        ("arn:aws:events:us-east-1:111122223333:api-destination/d/0123", "events", "api-destination"),
        ({"Ref": "Target"}, "states", "stateMachine"),
        ("arn:aws:sns", "sns", None),
    ],
)
def test_what_a_target_is(arn: Json, service: str, kind: str | None, tmp_path: Path) -> None:
    """The service of its ARN, and what its resource begins with."""
    of = project(tmp_path, {"R": rule(target(arn))}, parameters=PARAMETERS)
    (found,) = found_in(event_targets, of)["events"]
    scope = found.units[1].scope
    shown = [
        joined(one.values[0]) if isinstance(one, Leaf) else None
        for one in (scope.find("Service"), scope.find("ResourceType"))
    ]
    assert shown == [service, kind]


@pytest.mark.parametrize("arn", [{"Ref": "Open"}, "text", "", {"Fn::ImportValue": "nobody"}])
def test_a_target_that_is_not_known(arn: Json, tmp_path: Path) -> None:
    """It may need anything, and the advice says how to give it."""
    of = project(tmp_path, {"R": rule(target(arn))}, parameters=PARAMETERS)
    (found,) = found_in(event_targets, of)["events"]
    (what,) = needs([found])["?"]
    assert what.startswith("what target ")
    assert "events-trust" in needs([found])


def test_settings_of_a_target(tmp_path: Path) -> None:
    """They are names of the scope."""
    settings = {"EcsParameters": {"TaskDefinitionArn": "arn:aws:ecs:us-east-1:1:task-definition/web:3"}}
    arn = "arn:aws:ecs:us-east-1:111122223333:cluster/c"
    (found,) = found_in(event_targets, project(tmp_path, {"R": rule(target(arn, more=settings))}))["events"]
    assert needs([found])["events-ecs"] == ["arn:${AWS::Partition}:ecs:us-east-1:1:task-definition/web:3"]
