"""The action modes that create, update and delete stacks.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
"""

from collections.abc import Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.codepipeline.providers.action import FAILED, ActionFailedError, RunningAction
from cfnproof.emulator.codepipeline.providers.cloudformation.request import StackRequest, read, required
from cfnproof.emulator.codepipeline.providers.cloudformation.seen import (
    IN_REVIEW,
    SeenStack,
    failure,
    find,
    refused,
    settled,
)
from cfnproof.emulator.codepipeline.providers.console import stack_page

_FAILED: Final = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED", "UPDATE_ROLLBACK_FAILED")
_NOT_UPDATABLE: Final = frozenset(_FAILED) - {"CREATE_FAILED"}
"""A stack whose creation failed without a rollback can be updated."""
_NO_UPDATES: Final = "No updates are to be performed"


def create_update(running: RunningAction) -> Mapping[str, str]:
    """Create the stack, or update it where there is one."""
    request = read(running)
    return _bring_about(running, request, find(running, request.stack))


def replace_on_failure(running: RunningAction) -> Mapping[str, str]:
    """As `create_update`, but a stack that has failed is deleted and created anew."""
    request = read(running)
    stack = find(running, request.stack)
    if stack is not None and stack.status in _FAILED:
        _delete(running, stack, request.role)
        stack = None
    return _bring_about(running, request, stack)


def delete_only(running: RunningAction) -> Mapping[str, str]:
    """Delete the stack where there is one."""
    name, role = required(running, "StackName"), required(running, "RoleArn")
    stack = find(running, name)
    if stack is None:
        running.report(summary=f"Stack {name} does not exist.")
        return {}
    _delete(running, stack, role)
    running.report(summary=f"Stack {name} was deleted.")
    return {}


def _bring_about(running: RunningAction, request: StackRequest, stack: SeenStack | None) -> Mapping[str, str]:
    if stack is None or stack.status == IN_REVIEW:
        return _create(running, request)
    if stack.status in _NOT_UPDATABLE:
        raise ActionFailedError(FAILED, f"Stack exists but with non-updatable status: {stack.status}")
    return _update(running, request, stack)


def _create(running: RunningAction, request: StackRequest) -> Mapping[str, str]:
    cloudformation: Any = running.clients("cloudformation")  # boto3's clients have no types
    policy = {"StackPolicyBody": request.policy} if request.policy else {}
    made = cloudformation.create_stack(**request.members(), **policy)
    _report(running, made["StackId"])
    stack = settled(running, made["StackId"])
    if stack.status != "CREATE_COMPLETE":
        raise failure(running, "create stack", stack)
    running.report(summary=f"Stack {stack.name} was created.")
    return stack.outputs


def _update(running: RunningAction, request: StackRequest, before: SeenStack) -> Mapping[str, str]:
    """Update a stack. One that is as it should be already gets its stack policy all the same."""
    cloudformation: Any = running.clients("cloudformation")  # as above
    _report(running, before.id)
    policy = {"StackPolicyBody": request.policy} if request.policy else {}
    try:
        cloudformation.update_stack(**request.members(), **policy)
    except ClientError as error:
        if not refused(error, _NO_UPDATES):
            raise
        if policy:
            cloudformation.set_stack_policy(StackName=before.id, **policy)
        running.report(summary=f"{_NO_UPDATES}.")
        return before.outputs
    stack = settled(running, before.id)
    if stack.status != "UPDATE_COMPLETE":
        raise failure(running, "update stack", stack)
    running.report(summary=f"Stack {stack.name} was updated.")
    return stack.outputs


def _delete(running: RunningAction, stack: SeenStack, role: str) -> None:
    cloudformation: Any = running.clients("cloudformation")  # as above
    _report(running, stack.id)
    cloudformation.delete_stack(StackName=stack.id, RoleARN=role)
    left = settled(running, stack.id)
    if left.status != "DELETE_COMPLETE":
        raise failure(running, "delete stack", left)


def _report(running: RunningAction, stack_id: str) -> None:
    running.report(external_id=stack_id, url=stack_page(running.context, stack_id))
