"""Begins operations on stacks: changes the status at once, does the rest on a worker thread."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cfnproof.emulator.cloudformation.engine.create import create_stack
from cfnproof.emulator.cloudformation.engine.delete import delete_stack
from cfnproof.emulator.cloudformation.engine.role import clients_of
from cfnproof.emulator.cloudformation.engine.rollback import roll_back
from cfnproof.emulator.cloudformation.engine.run import Run
from cfnproof.emulator.cloudformation.engine.update import update_stack
from cfnproof.emulator.cloudformation.state import Definition, Stack, Stacks
from cfnproof.emulator.context import Context
from cfnproof.emulator.errors import WorkStoppedError

USER: Final = "User Initiated"
_PAUSE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that has begun. `failed` is the stack's status where the engine itself breaks down."""

    run: Run
    work: Callable[[], None]
    failed: str


def creation(context: Context[Stacks], stack: Stack, token: str | None) -> Operation:
    """Begin to create a stack."""
    run = Run(context, stack, clients_of(context, stack.id, stack.definition.role_arn), token)
    run.stack_status("CREATE_IN_PROGRESS", USER)
    return Operation(run, lambda: create_stack(run), "CREATE_FAILED")


def update(
    context: Context[Stacks], stack: Stack, definition: Definition, policy: str | None, token: str | None
) -> Operation:
    """Begin to update a stack to a definition, under a stack policy."""
    run = Run(context, stack, clients_of(context, stack.id, definition.role_arn), token)
    run.stack_status("UPDATE_IN_PROGRESS", USER)
    return Operation(run, lambda: update_stack(run, definition, policy), "UPDATE_FAILED")


def deletion(
    context: Context[Stacks], stack: Stack, retained: tuple[str, ...], token: str | None, role: str | None
) -> Operation:
    """Begin to delete a stack, without the retained resources."""
    run = Run(context, stack, clients_of(context, stack.id, role or stack.definition.role_arn), token)
    stack.cancel = stack.status == "CREATE_IN_PROGRESS"
    run.stack_status("DELETE_IN_PROGRESS", USER)

    def work() -> None:
        stack.cancel = False
        delete_stack(run, retained)

    return Operation(run, work, "DELETE_FAILED")


def continued_rollback(
    context: Context[Stacks], stack: Stack, skip: frozenset[str], token: str | None, role: str | None
) -> Operation:
    """Begin to go on with a rollback that failed."""
    run = Run(context, stack, clients_of(context, stack.id, role or stack.definition.role_arn), token)
    run.stack_status("UPDATE_ROLLBACK_IN_PROGRESS", USER)
    return Operation(run, lambda: roll_back(run, skip), "UPDATE_ROLLBACK_FAILED")


def start(context: Context[Stacks], operation: Operation) -> None:
    """Do an operation's work on a thread, and hold the answer until it has settled or the time is up.

    A service that asks, CloudFormation itself for a nested stack, is answered at once.
    """
    stack = operation.run.stack
    previous = stack.task

    def work() -> None:
        while previous is not None and not previous.done.wait(_PAUSE):
            context.work.check()
        try:
            operation.work()
        except WorkStoppedError:
            raise
        except Exception as error:
            operation.run.stack_status(operation.failed, f"Internal failure: {type(error).__name__}: {error}")
            raise

    stack.task = context.work.start(f"cloudformation {stack.name}", work)
    if context.caller.service is None:
        context.work.hold(stack.task)
