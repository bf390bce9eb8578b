"""Stacks, resources and events in the form of the API."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cfnproof.emulator.cloudformation.language.outputs import Output
from cfnproof.emulator.cloudformation.language.parameters import MASK, ParameterValue
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.cloudformation.state import ChangeSet, Definition, Event, Stack, StackResource
from cfnproof.emulator.paging import InvalidTokenError, page
from cfnproof.emulator.shapes import present
from cfnproof.template.model import scalar_text

_PAGE: Final = 100


def stack_members(stack: Stack) -> dict[str, Any]:
    """A `Stack` as DescribeStacks gives it."""
    definition = stack.definition
    return present(
        {
            "StackId": stack.id,
            "StackName": stack.name,
            "ChangeSetId": stack.change_set_id,
            "Description": _description(definition),
            "Parameters": parameter_members(definition.parameters),
            "CreationTime": stack.created,
            "DeletionTime": stack.deleted,
            "LastUpdatedTime": stack.updated,
            "RollbackConfiguration": {},
            "StackStatus": stack.status,
            "StackStatusReason": stack.reason,
            "DisableRollback": stack.on_failure == "DO_NOTHING",
            "NotificationARNs": list(definition.notification_arns),
            "TimeoutInMinutes": stack.timeout_minutes,
            "Capabilities": list(definition.capabilities) or None,
            "Outputs": [_output(output) for output in stack.outputs.values()] or None,
            "RoleARN": definition.role_arn,
            "Tags": tag_members(definition),
            "EnableTerminationProtection": stack.termination_protection,
            "ParentId": stack.parent_id,
            "RootId": stack.root_id,
            "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
        }
    )


def summary_members(stack: Stack) -> dict[str, Any]:
    """A `StackSummary` as ListStacks gives it."""
    return present(
        {
            "StackId": stack.id,
            "StackName": stack.name,
            "TemplateDescription": _description(stack.definition),
            "CreationTime": stack.created,
            "LastUpdatedTime": stack.updated,
            "DeletionTime": stack.deleted,
            "StackStatus": stack.status,
            "StackStatusReason": stack.reason,
            "ParentId": stack.parent_id,
            "RootId": stack.root_id,
            "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
        }
    )


def event_members(stack: Stack, event: Event) -> dict[str, Any]:
    """A `StackEvent`."""
    return present(
        {
            "StackId": stack.id,
            "EventId": event.id,
            "StackName": stack.name,
            "LogicalResourceId": event.logical_id,
            "PhysicalResourceId": event.physical_id or "",
            "ResourceType": event.type,
            "Timestamp": event.time,
            "ResourceStatus": event.status,
            "ResourceStatusReason": event.reason,
            "ResourceProperties": event.properties,
            "ClientRequestToken": event.token,
        }
    )


def resource_members(stack: Stack, resource: StackResource) -> dict[str, Any]:
    """A `StackResource` as DescribeStackResources gives it."""
    return {"StackName": stack.name, "StackId": stack.id, "Timestamp": resource.updated, **_common(resource)}


def resource_summary_members(resource: StackResource) -> dict[str, Any]:
    """A `StackResourceSummary` as ListStackResources gives it."""
    return {"LastUpdatedTimestamp": resource.updated, **_common(resource)}


def parameter_members(parameters: Mapping[str, ParameterValue]) -> list[dict[str, Any]]:
    """Parameters as they are described: what must not be echoed is masked."""
    return [_parameter(name, value) for name, value in parameters.items()]


def tag_members(definition: Definition) -> list[dict[str, str]]:
    """A stack's tags as a list."""
    return [{"Key": key, "Value": value} for key, value in definition.tags.items()]


def change_set_summary(stack: Stack, change_set: ChangeSet) -> dict[str, Any]:
    """A `ChangeSetSummary` as ListChangeSets gives it."""
    return present(
        {
            "StackId": stack.id,
            "StackName": stack.name,
            "ChangeSetId": change_set.id,
            "ChangeSetName": change_set.name,
            "ExecutionStatus": change_set.execution_status,
            "Status": change_set.status,
            "StatusReason": change_set.reason,
            "CreationTime": change_set.created,
            "Description": change_set.description,
            "IncludeNestedStacks": False,
            "ImportExistingResources": False,
        }
    )


def paged(name: str, found: Sequence[dict[str, Any]], token: str | None) -> dict[str, Any]:
    """The members of an answer that hold one page of a list."""
    try:
        part = page(found, token, _PAGE)
    except InvalidTokenError as error:
        raise refusal(f"NextToken {token!r} is not one that an earlier answer gave") from error
    return present({name: list(part.items), "NextToken": part.next_token})


def _common(resource: StackResource) -> dict[str, Any]:
    return present(
        {
            "LogicalResourceId": resource.logical_id,
            "PhysicalResourceId": resource.physical_id,
            "ResourceType": resource.type,
            "ResourceStatus": resource.status,
            "ResourceStatusReason": resource.reason,
            "DriftInformation": {"StackResourceDriftStatus": "NOT_CHECKED"},
        }
    )


def _output(output: Output) -> dict[str, Any]:
    return present(
        {
            "OutputKey": output.name,
            "OutputValue": output.value,
            "Description": output.description,
            "ExportName": output.export,
        }
    )


def _parameter(name: str, value: ParameterValue) -> dict[str, Any]:
    resolved = MASK if value.no_echo and value.resolved else value.resolved
    return present({"ParameterKey": name, "ParameterValue": value.described, "ResolvedValue": resolved})


def _description(definition: Definition) -> str | None:
    return scalar_text(definition.template.root.get("Description"))
