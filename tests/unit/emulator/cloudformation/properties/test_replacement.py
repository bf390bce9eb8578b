"""Which changes replace a resource: each property's "Update requires" on its type's page."""

from dataclasses import replace
from typing import Any

import pytest

from cfnproof.emulator.cloudformation.properties.replacement import Recreation, changed, replacement, replaces
from cfnproof.template.resource_schema import schema_of

ALWAYS, CONDITIONALLY, NEVER = Recreation.ALWAYS, Recreation.CONDITIONALLY, Recreation.NEVER


@pytest.mark.parametrize(
    ("resource_type", "before", "after", "changes", "replaces"),
    [
        pytest.param("AWS::S3::Bucket", {"BucketName": "a"}, {"BucketName": "a"}, {}, False, id="nothing"),
        pytest.param(
            "AWS::S3::Bucket", {"BucketName": "a"}, {"BucketName": "b"}, {"BucketName": ALWAYS}, True, id="name"
        ),
        pytest.param("AWS::S3::Bucket", {}, {"BucketName": "b"}, {"BucketName": ALWAYS}, True, id="name-given"),
        pytest.param("AWS::S3::Bucket", {"BucketName": "b"}, {}, {"BucketName": ALWAYS}, True, id="name-removed"),
        pytest.param(
            "AWS::S3::Bucket",
            {"Tags": [{"Key": "a", "Value": "1"}]},
            {"Tags": [{"Key": "a", "Value": "2"}]},
            {"Tags": NEVER},
            False,
            id="tags",
        ),
        pytest.param(
            "AWS::Events::Rule",
            {"EventBusName": "a", "ScheduleExpression": "rate(1 day)"},
            {"EventBusName": "b", "ScheduleExpression": "rate(1 day)"},
            {"EventBusName": CONDITIONALLY},
            None,
            id="conditional",
        ),
        pytest.param(
            "AWS::Events::Rule",
            {"EventBusName": "a", "Name": "a"},
            {"EventBusName": "b", "Name": "b"},
            {"EventBusName": CONDITIONALLY, "Name": ALWAYS},
            True,
            id="always-outweighs-conditional",
        ),
        pytest.param(
            "AWS::SageMaker::Model",
            {"PrimaryContainer": {"Image": "i", "Environment": {"A": "1"}}},
            {"PrimaryContainer": {"Image": "i", "Environment": {"A": "2"}}},
            {"PrimaryContainer": ALWAYS},
            True,
            id="inside-a-create-only-property",
        ),
        pytest.param(
            "AWS::SageMaker::Endpoint",
            {"EndpointConfigName": "a"},
            {"EndpointConfigName": "b"},
            {"EndpointConfigName": NEVER},
            False,
            id="endpoint-takes-another-configuration",
        ),
        pytest.param(
            "AWS::StepFunctions::StateMachine",
            {"RoleArn": "a", "StateMachineType": "STANDARD", "Definition": {"StartAt": "A"}},
            {"RoleArn": "b", "StateMachineType": "EXPRESS", "Definition": {"StartAt": "B"}},
            {"Definition": NEVER, "RoleArn": NEVER, "StateMachineType": ALWAYS},
            True,
            id="several",
        ),
    ],
)
def test_replacement(
    resource_type: str,
    before: dict[str, Any],
    after: dict[str, Any],
    changes: dict[str, Recreation],
    replaces: bool | None,  # noqa: FBT001  # a column of the table
) -> None:
    """What each change does, and what that means for the resource."""
    found = replacement(resource_type, before, after)
    assert found.changes == changes
    assert found.replaces is replaces


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        pytest.param({"A": 1, "B": 2}, {"B": 2, "C": 3}, ("A", "C"), id="gone-and-new"),
        pytest.param({"A": True}, {"A": 1}, ("A",), id="true-is-not-1"),
        pytest.param({"A": [{"B": False}]}, {"A": [{"B": 0}]}, ("A",), id="false-is-not-0-inside"),
        pytest.param({"A": {"X": 1, "Y": 2}}, {"A": {"Y": 2, "X": 1}}, (), id="order-of-keys"),
        pytest.param({"A": [1, 2]}, {"A": [2, 1]}, ("A",), id="order-of-elements"),
        pytest.param({"A": [1]}, {"A": [1, 1]}, ("A",), id="length"),
        pytest.param({"A": ""}, {}, ("A",), id="empty-is-not-absent"),
    ],
)
def test_changed(before: dict[str, Any], after: dict[str, Any], names: tuple[str, ...]) -> None:
    """The names of what differs."""
    assert changed(before, after) == names
    assert changed(after, before) == names


@pytest.mark.parametrize(
    ("paths", "before", "after", "replaces"),
    [
        pytest.param({("A", "B")}, {"A": {"B": 1, "C": 1}}, {"A": {"B": 1, "C": 2}}, False, id="beside-a-nested-path"),
        pytest.param({("A", "B")}, {"A": {"B": 1}}, {"A": {"B": 2}}, True, id="at-a-nested-path"),
        pytest.param({("A", "B")}, {"A": {"B": 1}}, {}, True, id="nested-path-gone"),
        pytest.param({("A", "B")}, {"A": {"C": 1}}, {}, False, id="nested-path-never-there"),
        pytest.param({("A", "*", "B")}, {"A": [{"B": 1}]}, {"A": [{"B": 2}]}, True, id="in-a-list"),
        pytest.param({("A", "*", "B")}, {"A": [{"C": 1}]}, {"A": [{"C": 2}]}, False, id="beside-in-a-list"),
        pytest.param({("A", "*", "B")}, {"A": [{"B": 1}]}, {"A": [{"B": 1}, {"B": 2}]}, True, id="longer-list"),
    ],
)
def test_nested_paths(
    monkeypatch: pytest.MonkeyPatch,
    paths: set[tuple[str, ...]],
    before: dict[str, Any],
    after: dict[str, Any],
    replaces: bool,  # noqa: FBT001  # a column of the table
) -> None:
    """A create-only path inside a property means that path alone: no shipped schema has one, others of AWS's do."""
    schema = replace(schema_of("AWS::S3::Bucket"), create_only=frozenset(paths))
    monkeypatch.setattr(f"{replacement.__module__}.schema_of", {"AWS::S3::Bucket": schema}.__getitem__)
    assert replacement("AWS::S3::Bucket", before, after).replaces is replaces


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        pytest.param("a", "b", True, id="another"),
        pytest.param("a", "arn:aws:events:us-east-1:123456789012:event-bus/a", False, id="the-same-by-arn"),
        pytest.param(None, "default", False, id="the-default-by-name"),
        pytest.param("a", None, True, id="back-to-the-default"),
    ],
)
def test_another_event_bus_replaces_a_rule(before: str | None, after: str | None, wanted: bool) -> None:  # noqa: FBT001  # what is expected
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html."""
    one, other = ({"EventBusName": name} if name else {} for name in (before, after))
    assert replaces("AWS::Events::Rule", one, other) is wanted
