"""What CloudFormation actions ask CloudFormation for, and how they end where the role may not.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
"""

from collections.abc import Callable
from typing import Final

import pytest

from tests.unit.emulator.codepipeline.providers.cloudformation.delivery import (
    TOPIC,
    Configuration,
    Delivery,
    error_of,
    result_of,
)
from tests.unit.emulator.codepipeline.refusals import Request, refusing, seeing

FILES: Final = {"template.json": TOPIC}
Actions = Callable[[Delivery, str], tuple[Configuration, ...]]
"""The actions of a pipeline, for a stack."""


def _replaced(delivery: Delivery, stack: str) -> tuple[Configuration, ...]:
    """A change set, which nobody executes, and one in its place."""
    return (delivery.asked("CHANGE_SET_REPLACE", stack, ChangeSetName="next"),) * 2


def _executed(delivery: Delivery, stack: str) -> tuple[Configuration, ...]:
    """A change set and its execution."""
    execute = delivery.asked("CHANGE_SET_EXECUTE", stack, ChangeSetName="next")
    return delivery.asked("CHANGE_SET_REPLACE", stack, ChangeSetName="next"), execute


def _stack(delivery: Delivery, stack: str) -> tuple[Configuration, ...]:
    """A stack that is made, changed and deleted."""
    change = delivery.asked("CREATE_UPDATE", stack, ParameterOverrides='{"Label": "b"}')
    return delivery.asked("CREATE_UPDATE", stack), change, delivery.asked("DELETE_ONLY", stack)


ASKED: Final[list[tuple[Actions, set[str]]]] = [
    (_replaced, {"DescribeStacks", "CreateChangeSet", "DescribeChangeSet", "DeleteChangeSet"}),
    (_executed, {"DescribeStacks", "CreateChangeSet", "DescribeChangeSet", "ExecuteChangeSet"}),
    (_stack, {"DescribeStacks", "CreateStack", "UpdateStack", "DeleteStack"}),
]


@pytest.mark.parametrize(("actions", "operations"), ASKED, ids=["replaced", "executed", "stack"])
def test_what_the_role_is_asked_for(delivery: Delivery, actions: Actions, operations: set[str]) -> None:
    """The permissions of each mode, and none beside them."""
    asked: list[Request] = []
    with seeing(delivery.host, asked.append):
        ended = delivery.run(FILES, *actions(delivery, delivery.stack()))
    for one in ended:
        result_of(one)
    assert {operation for service, operation in asked if service == "cloudformation"} == operations


REFUSED: Final = [(actions, operation) for actions, operations in ASKED for operation in sorted(operations)]


@pytest.mark.parametrize(("actions", "operation"), REFUSED, ids=[f"{one[0].__name__}-{one[1]}" for one in REFUSED])
def test_what_the_role_may_not_do(delivery: Delivery, actions: Actions, operation: str) -> None:
    """The action that needs it fails with CloudFormation's words."""
    with refusing(delivery.host, ("cloudformation", operation)) as message:
        ended = delivery.run(FILES, *actions(delivery, delivery.stack()))
    assert error_of(ended[-1]) == ("PermissionError", f"{message} (Error Code: AccessDenied)")
