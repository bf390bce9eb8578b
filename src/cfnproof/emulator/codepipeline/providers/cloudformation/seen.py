"""Stacks as CloudFormation describes them, and why operations on them fail.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.codepipeline.errors import is_denied
from cfnproof.emulator.codepipeline.providers.action import FAILED, ActionFailedError, RunningAction

IN_REVIEW: Final = "REVIEW_IN_PROGRESS"
_STACK: Final = "AWS::CloudFormation::Stack"
_BEGINNINGS: Final = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS")
_NOT_ALLOWED: Final = (
    "Status reason is not available because IAM role associated with the action does not have CloudFormation "
    "DescribeStackEvents permission"
)


@dataclass(frozen=True, slots=True)
class SeenStack:
    """A stack at one moment."""

    id: str
    name: str
    status: str
    reason: str | None
    outputs: Mapping[str, str]


def find(running: RunningAction, name: str) -> SeenStack | None:
    """The stack of a name, or of an id even when it is deleted; None where there is none."""
    cloudformation: Any = running.clients("cloudformation")  # boto3's clients have no types
    try:
        stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if _is(error, "ValidationError", "does not exist"):
            return None
        raise
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])}
    return SeenStack(
        stack["StackId"], stack["StackName"], stack["StackStatus"], stack.get("StackStatusReason"), outputs
    )


def settled(running: RunningAction, stack_id: str) -> SeenStack:
    """The stack once nothing is being done to it."""

    def look() -> SeenStack | None:
        stack = find(running, stack_id)
        return None if stack is None or stack.status.endswith("_IN_PROGRESS") else stack

    return running.wait_for(look)


def failure(running: RunningAction, purpose: str, stack: SeenStack) -> ActionFailedError:
    """The error of an operation that failed; `purpose` is what it should have done."""
    reason = _reason(running, stack)
    return ActionFailedError(FAILED, f"Failed to {purpose}. Current stack status: {stack.status}. {reason}")


def refused(error: ClientError, words: str) -> bool:
    """Whether CloudFormation refused a request with these words."""
    return _is(error, "ValidationError", words)


def _reason(running: RunningAction, stack: SeenStack) -> str:
    """Why an operation failed: its first resource that did, if the role may look."""
    cloudformation: Any = running.clients("cloudformation")  # as above
    pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack.id)
    try:
        first = _first_failed(event for page in pages for event in page["StackEvents"])
    except ClientError as error:
        if is_denied(error.response["Error"]["Code"]):
            return _NOT_ALLOWED
        raise
    if first is None:
        return f"Reason: {stack.reason or 'No reason was provided.'}"
    described = f"{first['LogicalResourceId']} ({first['ResourceType']}) {first['ResourceStatus']}"
    return f"Reason: {described}: {first.get('ResourceStatusReason', 'No reason was provided.')}"


def _first_failed(events: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The first resource that failed in the last operation; events are the newest first.

    An operation goes back to its beginning, or to the end of the one before: a deletion that was refused has none.
    """
    found = None
    for number, event in enumerate(events):
        status = event["ResourceStatus"]
        if event["ResourceType"] == _STACK and event["PhysicalResourceId"] == event["StackId"]:
            if status in _BEGINNINGS or (number and not status.endswith("_IN_PROGRESS")):
                break
        elif status.endswith("_FAILED"):
            found = event
    return found


def _is(error: ClientError, code: str, words: str) -> bool:
    found = error.response["Error"]
    return bool(found["Code"] == code and words in found["Message"])
