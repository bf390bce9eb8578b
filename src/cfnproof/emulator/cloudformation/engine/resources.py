"""What is done to one resource: make, change, delete; each with its events."""

import json
from collections.abc import Callable
from copy import copy
from typing import Any, Final

from cfnproof.emulator.cloudformation.engine.failures import EXPECTED, ResourceFailedError, reason_of
from cfnproof.emulator.cloudformation.engine.run import Run
from cfnproof.emulator.cloudformation.handlers.registry import HANDLERS
from cfnproof.emulator.cloudformation.handlers.target import Handler, HandlerError, Target
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.cloudformation.state import STACK_TYPE, StackResource

_PAUSE: Final = 0.01
"""Seconds between two looks at a resource that has not come to rest."""

Wanted = dict[str, Any]


def create(run: Run, resource: StackResource, wanted: Callable[[], Wanted], tags: dict[str, str]) -> None:
    """Make a resource.

    `wanted` gives the checked properties; what it refuses fails the resource.
    Raises ResourceFailedError, with the event written.
    """
    token = run.context.ids.uuid()
    run.resource_status(resource, "CREATE_IN_PROGRESS")
    try:
        resource.properties = wanted()
        make(run, resource, tags, token, "CREATE_IN_PROGRESS")
    except EXPECTED as error:
        fail(run, resource, "CREATE_FAILED", reason_of(error, token))
    run.resource_status(resource, "CREATE_COMPLETE", properties=shown(resource))


def make(run: Run, resource: StackResource, tags: dict[str, str], token: str, status: str) -> None:
    """Call the handler to make a resource and wait until it has come to rest."""
    handler, target = HANDLERS[resource.type], _target(run, resource, resource.properties, tags, token)

    def created(physical_id: str) -> None:
        resource.physical_id = physical_id
        run.resource_status(resource, status, "Resource creation Initiated", shown(resource))
        if resource.type == STACK_TYPE:
            _adopt(run, physical_id)

    handler.create(target, created)
    _settle(run, handler, target, resource)
    resource.applied_tags = tags


def update(run: Run, resource: StackResource, wanted: Wanted, tags: dict[str, str], before: StackResource) -> None:
    """Change a resource in place from what `before` says.

    Raises ResourceFailedError, with the event written.
    """
    token = run.context.ids.uuid()
    handler = HANDLERS[resource.type]
    run.resource_status(resource, "UPDATE_IN_PROGRESS", properties=shown(resource))
    target = _target(run, resource, wanted, tags, token, before)
    try:
        handler.update(target, str(resource.physical_id))
        resource.properties, resource.applied_tags = wanted, tags
        _settle(run, handler, target, resource)
    except EXPECTED as error:
        untouched = isinstance(error, HandlerError) and error.code == "InvalidRequest"
        fail(run, resource, "UPDATE_FAILED", reason_of(error, token), untouched=untouched)
    run.resource_status(resource, "UPDATE_COMPLETE", properties=shown(resource))


def replace(run: Run, resource: StackResource, wanted: Wanted, tags: dict[str, str]) -> None:
    """Make a new physical resource for a logical id; the old one is the caller's to discard.

    Raises ResourceFailedError, with the event written.
    """
    token = run.context.ids.uuid()
    reason = "Requested update requires the creation of a new physical resource; hence creating one."
    run.resource_status(resource, "UPDATE_IN_PROGRESS", reason, shown(resource))
    old = resource.physical_id
    resource.properties = wanted
    try:
        make(run, resource, tags, token, "UPDATE_IN_PROGRESS")
    except EXPECTED as error:
        if resource.physical_id == old:
            resource.physical_id = None
        fail(run, resource, "UPDATE_FAILED", reason_of(error, token))
    run.resource_status(resource, "UPDATE_COMPLETE", properties=shown(resource))


def delete(run: Run, resource: StackResource, policy: str) -> None:
    """Delete a resource, or leave it where its policy says so.

    Raises ResourceFailedError, with the event written.
    """
    if resource.physical_id is None:
        run.resource_status(resource, "DELETE_COMPLETE")
        return
    if policy == "Retain":
        run.resource_status(resource, "DELETE_SKIPPED")
        return
    token = run.context.ids.uuid()
    run.resource_status(resource, "DELETE_IN_PROGRESS", properties=shown(resource))
    handler, target = HANDLERS[resource.type], _target(run, resource, resource.properties, resource.applied_tags, token)
    try:
        handler.delete(target, resource.physical_id)
        while not handler.gone(target, resource.physical_id):
            run.context.work.pause(_PAUSE)
    except EXPECTED as error:
        fail(run, resource, "DELETE_FAILED", reason_of(error, token))
    run.resource_status(resource, "DELETE_COMPLETE", properties=shown(resource))


def fail(run: Run, resource: StackResource, status: str, reason: str, *, untouched: bool = False) -> None:
    """Write the event of a failure and raise ResourceFailedError."""
    run.resource_status(resource, status, reason, shown(resource))
    raise ResourceFailedError(resource.logical_id, reason, untouched)


def shown(resource: StackResource) -> str | None:
    """The properties as an event shows them."""
    return json.dumps(resource.properties, default=str) if resource.properties else None


def _settle(run: Run, handler: Handler, target: Target, resource: StackResource) -> None:
    """Wait until the resource has come to rest, then read its attributes."""
    physical_id = str(resource.physical_id)
    while not handler.ready(target, physical_id):
        if run.stack.cancel or run.late:
            raise refusal("Resource creation cancelled")
        run.context.work.pause(_PAUSE)
    resource.attributes = dict(handler.read(target, physical_id))


def _target(  # noqa: PLR0913, PLR0917  # what a handler needs to know of both sides of a change
    run: Run,
    resource: StackResource,
    properties: Wanted,
    tags: dict[str, str],
    token: str,
    before: StackResource | None = None,
) -> Target:
    context = run.context
    return Target(
        logical_id=resource.logical_id,
        type=resource.type,
        stack_id=run.stack.id,
        stack_name=run.stack.name,
        account=context.account,
        partition=context.partition,
        region=context.region,
        clients=run.clients,
        ids=context.ids,
        work=context.work,
        token=token,
        properties=properties,
        previous=before.properties if before else {},
        tags=tags,
        previous_tags=before.applied_tags if before else {},
        capabilities=run.stack.definition.capabilities,
        role_arn=run.stack.definition.role_arn,
        why=lambda stack_id: _why(run, stack_id),
    )


def _why(run: Run, stack_id: str) -> str:
    """The reason of the last event in which a stack, as a whole, said that something had failed."""
    child = run.context.state.stacks.get(stack_id)
    reasons = [event.reason for event in child.events if event.type == STACK_TYPE and event.reason] if child else []
    return reasons[-1].removesuffix("Rollback requested by user.").strip() if reasons else ""


def _adopt(run: Run, stack_id: str) -> None:
    """Tell a nested stack whose it is."""
    child = run.context.state.stacks.get(stack_id)
    if child is not None:
        child.parent_id, child.root_id = run.stack.id, run.stack.root_id or run.stack.id


def snapshot(resource: StackResource) -> StackResource:
    """A copy that later changes do not touch."""
    return copy(resource)
