"""Creating a stack: resources in the order of their dependencies, and back when one fails."""

from typing import Final

from cfnproof.emulator.cloudformation.engine import resources
from cfnproof.emulator.cloudformation.engine.delete import delete_all, delete_stack
from cfnproof.emulator.cloudformation.engine.exports import take_outputs
from cfnproof.emulator.cloudformation.engine.failures import CancelledError, ResourceFailedError
from cfnproof.emulator.cloudformation.engine.run import Run
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.errors import ServiceError

LATE: Final = "Stack creation time exceeded the specified timeout"


def create_stack(run: Run) -> None:
    """Make everything; the status is CREATE_IN_PROGRESS already."""
    stack = run.stack
    run.limit(stack.timeout_minutes)
    try:
        _build(run)
    except ResourceFailedError as error:
        if stack.cancel:
            return
        failed = f"The following resource(s) failed to create: [{error.logical_id}]. "
        _give_up(run, f"{LATE}. " if run.late else failed)
    except ServiceError as error:
        _give_up(run, f"{error.message.rstrip('.')}. ")
    except CancelledError:
        return
    else:
        run.stack_status("CREATE_COMPLETE")


def _build(run: Run) -> None:
    evaluation = run.evaluation()
    for logical_id in evaluation.order:
        _go_on(run)
        resource = evaluation.declared(logical_id)
        run.stack.resources[logical_id] = resource
        raw = resource.written = evaluation.properties(logical_id)
        resources.create(run, resource, lambda: evaluation.checked(logical_id, raw), evaluation.tags(logical_id))  # noqa: B023  # called at once
    take_outputs(run, evaluation)
    _go_on(run)


def _go_on(run: Run) -> None:
    """Raise where the creation must end before the next step."""
    run.check()
    if run.late:
        raise refusal(LATE)


def _give_up(run: Run, reason: str) -> None:
    """Do what the stack says about failures: keep, delete, or roll back."""
    stack = run.stack
    match stack.on_failure:
        case "DO_NOTHING":
            run.stack_status("CREATE_FAILED", reason)
        case "DELETE":
            run.stack_status("DELETE_IN_PROGRESS", f"{reason}Delete requested by user.")
            delete_stack(run)
        case _:
            run.stack_status("ROLLBACK_IN_PROGRESS", f"{reason}Rollback requested by user.")
            _roll_back(run)


def _roll_back(run: Run) -> None:
    """Delete what a failed creation left."""
    failed = delete_all(run, run.stack.resources.values(), creation=True)
    if failed:
        run.stack_status("ROLLBACK_FAILED", f"The following resource(s) failed to delete: [{', '.join(failed)}]. ")
    else:
        run.stack.imports = frozenset()
        run.stack_status("ROLLBACK_COMPLETE")
