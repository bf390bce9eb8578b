"""Events and resources of a stack."""

import json

from cfnproof.emulator.cloudformation.operations.answers import (
    event_members,
    paged,
    resource_members,
    resource_summary_members,
)
from cfnproof.emulator.cloudformation.operations.lookup import described
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.cloudformation.state import Stack, StackResource, Stacks
from cfnproof.emulator.context import Context
from cfnproof.emulator.service import Answer, Request
from cfnproof.template.model import scalar_text
from cfnproof.template.nodes import plain


class ResourceOperations:
    """The operations on what a stack holds and on what happened to it."""

    def describe_stack_events(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html."""
        name = request.get("StackName")
        if not name:
            raise refusal("StackName is a required parameter.")
        stack = context.state.named(name)
        if stack is None:
            raise refusal(f"Stack [{name}] does not exist")
        found = [event_members(stack, event) for event in reversed(stack.events)]
        return paged("StackEvents", found, request.get("NextToken"))

    def describe_stack_resource(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResource.html."""
        stack = context.state.named(request["StackName"])
        if stack is None:
            raise refusal(f"Stack '{request['StackName']}' does not exist")
        logical_id = request["LogicalResourceId"]
        resource = stack.resources.get(logical_id)
        if resource is None:
            raise refusal(f"Resource {logical_id} does not exist for stack {stack.name}")
        members = resource_members(stack, resource)
        members["LastUpdatedTimestamp"] = members.pop("Timestamp")
        return {"StackResourceDetail": {**members, **_written(stack, resource)}}

    def describe_stack_resources(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html."""
        name, physical_id = request.get("StackName"), request.get("PhysicalResourceId")
        if bool(name) == bool(physical_id):
            raise refusal("You must specify exactly one of StackName and PhysicalResourceId")
        stack = described(context, name) if name else _owner(context, str(physical_id))
        wanted = request.get("LogicalResourceId")
        found = [one for one in stack.resources.values() if wanted in {None, one.logical_id}]
        if wanted and not found:
            raise refusal(f"Resource {wanted} does not exist for stack {stack.name}")
        return {"StackResources": [resource_members(stack, resource) for resource in found]}

    def list_stack_resources(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html."""
        name = request["StackName"]
        stack = context.state.named(name)
        if stack is None:
            raise refusal(f"Stack with id {name} does not exist")
        found = [resource_summary_members(resource) for resource in stack.resources.values()]
        return paged("StackResourceSummaries", found, request.get("NextToken"))


def _owner(context: Context[Stacks], physical_id: str) -> Stack:
    for stack in context.state.stacks.values():
        if not stack.gone and any(one.physical_id == physical_id for one in stack.resources.values()):
            return stack
    raise refusal(f"Stack for {physical_id} does not exist")


def _written(stack: Stack, resource: StackResource) -> dict[str, str]:
    """What the template says of a resource beside its properties."""
    declared = stack.definition.template.resources.get(resource.logical_id)
    if declared is None:
        return {}
    metadata, description = declared.body.get("Metadata"), scalar_text(declared.body.get("Description"))
    found = {"Metadata": json.dumps(plain(metadata))} if metadata is not None else {}
    return {**found, "Description": description} if description else found
