"""The pseudo parameters: what CloudFormation itself declares for every stack.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cfnproof.emulator.partitions import URL_SUFFIXES

NO_VALUE_NAME: Final = "AWS::NoValue"
NAMES: Final = frozenset(
    {
        "AWS::AccountId",
        "AWS::NotificationARNs",
        NO_VALUE_NAME,
        "AWS::Partition",
        "AWS::Region",
        "AWS::StackId",
        "AWS::StackName",
        "AWS::URLSuffix",
    }
)


@dataclass(frozen=True, slots=True)
class Stack:
    """What the pseudo parameters tell of a stack."""

    account: str
    partition: str
    region: str
    stack_id: str
    stack_name: str
    notification_arns: tuple[str, ...] = ()


def pseudo_parameters(stack: Stack) -> Mapping[str, str | tuple[str, ...]]:
    """The values of all but `AWS::NoValue`.

    Raises ValueError for a partition whose suffix is not known.
    """
    if stack.partition not in URL_SUFFIXES:
        known = ", ".join(URL_SUFFIXES)
        raise ValueError(f"partition {stack.partition!r} has no known AWS::URLSuffix; known: {known}")
    return {
        "AWS::AccountId": stack.account,
        "AWS::NotificationARNs": stack.notification_arns,
        "AWS::Partition": stack.partition,
        "AWS::Region": stack.region,
        "AWS::StackId": stack.stack_id,
        "AWS::StackName": stack.stack_name,
        "AWS::URLSuffix": URL_SUFFIXES[stack.partition],
    }
