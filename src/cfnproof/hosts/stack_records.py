"""What CloudFormation says of a stack, read from boto3's answers, and the errors of stacks that went wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.context import ClientOf
from cfnproof.errors import CfnproofError

CANCELLED: Final = ("Resource creation cancelled", "Resource update cancelled", "Resource deletion cancelled")
"""How the reasons begin that AWS gives for resources which it stopped because another one failed."""


@dataclass(frozen=True, slots=True)
class StackEvent:
    """One event of a stack. `physical_id` and `reason` are empty where AWS gives none."""

    logical_id: str
    physical_id: str
    type: str
    status: str
    reason: str
    time: datetime

    @property
    def failed(self) -> bool:
        """Whether it says that something could not be done."""
        return self.status.endswith("_FAILED")

    @property
    def cancelled(self) -> bool:
        """Whether it failed only because another resource had failed."""
        return self.failed and self.reason.startswith(CANCELLED)

    def __str__(self) -> str:
        """Logical id, status and reason."""
        return f"{self.logical_id} {self.status}" + (f": {self.reason}" if self.reason else "")


@dataclass(frozen=True, slots=True)
class StackResource:
    """One resource of a stack. `physical_id` is empty where it has none."""

    logical_id: str
    physical_id: str
    type: str
    status: str


@dataclass(frozen=True, slots=True)
class StackState:
    """A stack as DescribeStacks gives it."""

    id: str
    name: str
    status: str
    reason: str
    outputs: Mapping[str, str]

    @property
    def settled(self) -> bool:
        """Whether nothing is going on; a stack under review waits for its change set."""
        return not self.status.endswith("_IN_PROGRESS") or self.status == "REVIEW_IN_PROGRESS"


@dataclass(slots=True)
class StackRefusedError(CfnproofError):
    """CloudFormation refused a request: nothing was started. `code` and `reason` are AWS's."""

    code: str = ""
    reason: str = ""


@dataclass(slots=True)
class StackFailedError(CfnproofError):
    """A stack did not come to rest as wanted; `events` are all of the operation's, the oldest first."""

    stack: str = ""
    status: str = ""
    reason: str = ""
    events: tuple[StackEvent, ...] = ()

    @property
    def failures(self) -> tuple[StackEvent, ...]:
        """The events that failed."""
        return tuple(event for event in self.events if event.failed)


def refused(operation: str, stack: str, error: ClientError) -> StackRefusedError:
    """The error for a request that AWS answered with one."""
    code, reason = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    return StackRefusedError(f"{operation} of stack {stack!r} was refused: {code}: {reason}", code=code, reason=reason)


def failed(state: StackState, wanted: str, events: tuple[StackEvent, ...], seconds: float) -> StackFailedError:
    """The error for a stack that settled otherwise, or did not settle within `seconds`."""
    end = f"ended {state.status}" if state.settled else f"was still {state.status} after {seconds:g} s"
    said = f" ({state.reason})" if state.reason else ""
    lines = "".join(f"\n  {event}" for event in events if event.failed)
    message = f"stack {state.name!r} {end}{said}, not {wanted}{':' if lines else ''}{lines}"
    return StackFailedError(message, stack=state.name, status=state.status, reason=state.reason, events=events)


def describe(client: ClientOf, stack: str) -> StackState:
    """The stack of this name or id. Raises StackRefusedError where there is none."""
    try:
        found = client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        raise refused("DescribeStacks", stack, error) from error
    outputs = {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", ())}
    return StackState(
        found["StackId"], found["StackName"], found["StackStatus"], found.get("StackStatusReason", ""), outputs
    )


def events_of(client: ClientOf, stack_id: str, token: str | None = None) -> tuple[StackEvent, ...]:
    """A stack's events, the oldest first; with `token`, those of the one request that carried it."""
    pages = client("cloudformation").get_paginator("describe_stack_events").paginate(StackName=stack_id)
    found = [one for page in pages for one in page["StackEvents"] if token in {None, one.get("ClientRequestToken")}]
    return tuple(_event(one) for one in reversed(found))


def resources_of(client: ClientOf, stack_id: str) -> Iterator[StackResource]:
    """A stack's resources in the order of AWS's answer."""
    pages = client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack_id)
    for one in (one for page in pages for one in page["StackResourceSummaries"]):
        yield StackResource(
            one["LogicalResourceId"], one.get("PhysicalResourceId", ""), one["ResourceType"], one["ResourceStatus"]
        )


def _event(one: Mapping[str, Any]) -> StackEvent:
    return StackEvent(
        one["LogicalResourceId"],
        one.get("PhysicalResourceId", ""),
        one.get("ResourceType", ""),
        one["ResourceStatus"],
        one.get("ResourceStatusReason", ""),
        one["Timestamp"],
    )
