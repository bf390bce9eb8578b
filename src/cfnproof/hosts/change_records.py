"""What CloudFormation says of a change set, read from boto3's answers.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from cfnproof.emulator.context import ClientOf
from cfnproof.errors import CfnproofError
from cfnproof.hosts.polling import poll
from cfnproof.hosts.stack_records import refused


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a resource. `replacement` is `True`, `False` or `Conditional`, empty where nothing is modified."""

    action: str
    logical_id: str
    physical_id: str
    type: str
    replacement: str
    scope: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeSetState:
    """A change set as DescribeChangeSet gives it, with all its changes."""

    name: str
    status: str
    reason: str
    changes: tuple[Change, ...]


def described(client: ClientOf, change_set_id: str, timeout: float) -> ChangeSetState:
    """A change set once it is made, or has failed; CfnproofError where that takes longer than `timeout` seconds."""
    pages = poll(lambda: _pages(client, change_set_id), _made, timeout)
    first = pages[0]
    if not _made(pages):
        name, status = first["ChangeSetName"], first["Status"]
        raise CfnproofError(f"change set {name!r} was still {status} after {timeout:g} s")
    changes = tuple(_change(one["ResourceChange"]) for page in pages for one in page.get("Changes", ()))
    return ChangeSetState(first["ChangeSetName"], first["Status"], first.get("StatusReason", ""), changes)


def _made(pages: Sequence[Mapping[str, Any]]) -> bool:
    return not pages[0]["Status"].endswith(("_PENDING", "_IN_PROGRESS"))


def _pages(client: ClientOf, change_set_id: str) -> list[dict[str, Any]]:
    try:
        pages = client("cloudformation").get_paginator("describe_change_set").paginate(ChangeSetName=change_set_id)
        return list(pages)
    except ClientError as error:
        raise refused("DescribeChangeSet", change_set_id, error) from error


def _change(one: Mapping[str, Any]) -> Change:
    return Change(
        one["Action"],
        one["LogicalResourceId"],
        one.get("PhysicalResourceId", ""),
        one["ResourceType"],
        one.get("Replacement", ""),
        tuple(one.get("Scope", ())),
    )
