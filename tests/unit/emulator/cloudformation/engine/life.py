"""Stacks in tests as a user has them: made through boto3, looked at when they are at rest, with requests that fail."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.hosts.control import ServiceRequest
from cfnproof.hosts.host import Host
from tests.in_process import control_of
from tests.waiting import until

NAME: Final = "demo"

Members = Mapping[str, Any]
Request = tuple[str, str]
"""A request of the engine: the service's botocore name and the operation."""


def template(resources: Members, **sections: object) -> str:
    """A template's text."""
    return json.dumps({"Resources": resources, **sections})


def of(kind: str, properties: Members | None = None, **beside: object) -> dict[str, Any]:
    """A resource of a template: `kind` is its type without `AWS::`."""
    return {"Type": f"AWS::{kind}", "Properties": dict(properties or {}), **beside}


def values(**parameters: str) -> list[dict[str, str]]:
    """Parameters as CreateStack takes them."""
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]


def tags(**found: str) -> list[dict[str, str]]:
    """Tags as CreateStack takes them."""
    return [{"Key": key, "Value": value} for key, value in found.items()]


def create(host: Host, body: str, name: str = NAME, **members: Any) -> str:  # noqa: ANN401  # members of CreateStack
    """Create a stack and wait until it is at rest; return its id."""
    stack_id = host.client("cloudformation").create_stack(StackName=name, TemplateBody=body, **members)["StackId"]
    settled(host, stack_id)
    return str(stack_id)


def update(host: Host, body: str, name: str = NAME, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    """Update a stack and wait until it is at rest; return its description."""
    host.client("cloudformation").update_stack(StackName=name, TemplateBody=body, **members)
    return settled(host, name)


def delete(host: Host, stack_id: str, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    """Delete a stack and wait until it is at rest; return its description."""
    host.client("cloudformation").delete_stack(StackName=stack_id, **members)
    return settled(host, stack_id)


def described(host: Host, name: str = NAME) -> dict[str, Any]:
    """A stack as DescribeStacks gives it."""
    found: dict[str, Any] = host.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
    return found


def settled(host: Host, name: str = NAME, seconds: float = 10.0) -> dict[str, Any]:
    """A stack once it is at rest."""
    return reached(host, name, lambda status: not status.endswith("_IN_PROGRESS"), seconds)


def reached(host: Host, name: str, wanted: Any, seconds: float = 10.0) -> dict[str, Any]:  # noqa: ANN401  # a predicate
    """A stack once its status is as wanted."""
    return until(
        lambda: described(host, name),
        lambda stack: bool(wanted(stack["StackStatus"])),
        f"another status of {name}",
        seconds,
    )


def outputs(host: Host, name: str = NAME) -> dict[str, str]:
    """A stack's outputs."""
    return {one["OutputKey"]: one["OutputValue"] for one in described(host, name).get("Outputs", [])}


def physical_ids(host: Host, name: str = NAME) -> dict[str, str]:
    """The physical id of each resource that a stack has."""
    found = host.client("cloudformation").describe_stack_resources(StackName=name)["StackResources"]
    return {one["LogicalResourceId"]: one.get("PhysicalResourceId", "") for one in found}


def events(host: Host, name: str = NAME) -> list[dict[str, Any]]:
    """A stack's events, the oldest first."""
    pages = host.client("cloudformation").get_paginator("describe_stack_events").paginate(StackName=name)
    return [event for page in pages for event in page["StackEvents"]][::-1]


def story(host: Host, name: str = NAME, after: int = 0) -> list[str]:
    """A stack's events as `LogicalId STATUS`, the oldest first, without the first `after`."""
    return [f"{event['LogicalResourceId']} {event['ResourceStatus']}" for event in events(host, name)[after:]]


def reason(host: Host, line: str, name: str = NAME) -> str:
    """The reason of the last event that `story` shows as `line`."""
    found = [one for one in events(host, name) if f"{one['LogicalResourceId']} {one['ResourceStatus']}" == line]
    return str(found[-1].get("ResourceStatusReason", ""))


def refusal(operation: str) -> ClientError:
    """What a service answers that cannot work just now."""
    answer = {
        "Error": {"Code": "ServiceUnavailable", "Message": "injected"},
        "ResponseMetadata": {"HTTPStatusCode": 503, "RequestId": "none"},
    }
    return ClientError(answer, operation)


@contextmanager
def recording(host: Host, fail_at: int | None = None) -> Iterator[list[Request]]:
    """Collect the engine's requests; the one with the index `fail_at` fails."""
    found: list[Request] = []

    def see(request: ServiceRequest) -> None:
        found.append((request.service, request.operation))
        if len(found) - 1 == fail_at:
            raise refusal(request.operation)

    control_of(host).before_request = see
    yield found
    control_of(host).before_request = None


@contextmanager
def refusing(host: Host, *requests: Request) -> Iterator[None]:
    """Let the engine's requests of these kinds fail, every time."""

    def see(request: ServiceRequest) -> None:
        if (request.service, request.operation) in requests:
            raise refusal(request.operation)

    control_of(host).before_request = see
    yield
    control_of(host).before_request = None
