"""Planned changes in the form of the API.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Change.html
"""

from typing import Any

from cfnproof.emulator.cloudformation.changes.change import Detail, ResourceChange
from cfnproof.emulator.shapes import present


def change_members(change: ResourceChange) -> dict[str, Any]:
    """A `Change` as DescribeChangeSet gives it."""
    members = {
        "PolicyAction": change.policy_action,
        "Action": change.action,
        "LogicalResourceId": change.logical_id,
        "PhysicalResourceId": change.physical_id,
        "ResourceType": change.type,
        "Replacement": change.replacement,
        "Scope": list(change.scope),
        "Details": [_detail(detail) for detail in change.details],
    }
    return {"Type": "Resource", "ResourceChange": present(members)}


def _detail(detail: Detail) -> dict[str, Any]:
    target = {"Attribute": detail.attribute, "Name": detail.name, "RequiresRecreation": str(detail.recreation)}
    members = {
        "Target": present(target),
        "Evaluation": detail.evaluation,
        "ChangeSource": detail.source,
        "CausingEntity": detail.causing_entity,
    }
    return present(members)
