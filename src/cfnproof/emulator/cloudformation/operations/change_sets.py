"""Change sets: what an update would do, kept until it is executed or deleted.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html
"""

from dataclasses import replace
from typing import Final

from cfnproof.emulator.cloudformation.changes.answers import change_members
from cfnproof.emulator.cloudformation.changes.plan import differs_beside_resources, plan
from cfnproof.emulator.cloudformation.engine import operate
from cfnproof.emulator.cloudformation.engine.run import Run
from cfnproof.emulator.cloudformation.operations.answers import (
    change_set_summary,
    paged,
    parameter_members,
    tag_members,
)
from cfnproof.emulator.cloudformation.operations.definitions import definition_of, new_stack, stack_id_of
from cfnproof.emulator.cloudformation.operations.lookup import change_set_of, existing, remembered
from cfnproof.emulator.cloudformation.operations.stacks import check_updatable
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.cloudformation.state import ChangeSet, Definition, Stack, Stacks
from cfnproof.emulator.context import Context
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.service import Answer, Request

_NO_CHANGES: Final = (
    "The submitted information didn't contain changes. Submit different information to create a change set."
)


class ChangeSetOperations:
    """The operations on change sets."""

    def create_change_set(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html."""
        kind = request.get("ChangeSetType", "UPDATE")
        if kind not in {"CREATE", "UPDATE"}:
            raise refusal(f"ChangeSetType {kind} is not emulated; CREATE and UPDATE are")
        with context.state.lock:
            name, token = request["StackName"], request.get("ClientToken")
            again = remembered(context, "CreateChangeSet", name, token)
            if again:
                return {"Id": again, "StackId": _stack_of(context, again)}
            stack, definition = (
                self._for_creation(context, request) if kind == "CREATE" else _for_update(context, request)
            )
            change_set = _change_set(context, stack, request, kind, definition)
            stack.change_sets[change_set.id] = change_set
            remembered(context, "CreateChangeSet", name, token, change_set.id)
        return {"Id": change_set.id, "StackId": stack.id}

    def _for_creation(self, context: Context[Stacks], request: Request) -> tuple[Stack, Definition]:
        """The stack in review, made by its first change set."""
        name = request["StackName"]
        stack = context.state.named(name)
        if stack is not None and stack.status != "REVIEW_IN_PROGRESS":
            raise refusal(
                f"Stack [{name}] already exists and cannot be created again with the changeSet "
                f"[{request['ChangeSetName']}]."
            )
        stack_id = stack.id if stack else stack_id_of(context, name)
        definition = definition_of(context, request, name, stack_id)
        if stack is None:
            stack = new_stack(context, name, definition, stack_id)
            context.state.stacks[stack.id] = stack
            Run(context, stack, context.clients.caller(), request.get("ClientToken")).stack_status(
                "REVIEW_IN_PROGRESS", operate.USER
            )
        _refuse_name(stack, request["ChangeSetName"])
        return stack, definition

    def describe_change_set(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html."""
        stack, change_set = change_set_of(context, request)
        definition = change_set.definition
        return {
            **change_set_summary(stack, change_set),
            "Parameters": parameter_members(change_set.parameters),
            "NotificationARNs": list(definition.notification_arns) if definition else [],
            "Capabilities": list(definition.capabilities) if definition else [],
            "Tags": tag_members(definition) if definition else [],
            "RollbackConfiguration": {},
            **paged("Changes", change_set.changes, request.get("NextToken")),
            **({"OnStackFailure": change_set.on_stack_failure} if change_set.on_stack_failure else {}),
        }

    def execute_change_set(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html."""
        with context.state.lock:
            stack, change_set = change_set_of(context, request)
            token = request.get("ClientRequestToken")
            if remembered(context, "ExecuteChangeSet", change_set.id, token):
                return {}
            _check_executable(change_set)
            operation = _operation(context, stack, change_set, request)
            change_set.execution_status = "EXECUTE_IN_PROGRESS"
            stack.change_set_id = change_set.id
            stack.change_sets.clear()  # executing one deletes all of the stack's, this one is kept for its description
            stack.change_sets[change_set.id] = change_set
            remembered(context, "ExecuteChangeSet", change_set.id, token, change_set.id)
        operate.start(context, _reporting(operation, change_set))
        return {}

    def delete_change_set(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteChangeSet.html."""
        if not request["ChangeSetName"].startswith("arn:"):
            if not request.get("StackName"):
                raise refusal("StackName must be specified if ChangeSetName is not specified as an ARN.")
            stack = context.state.named(request["StackName"])
            if stack is None:
                raise refusal(f"Stack [{request['StackName']}] does not exist")
            if all(one.name != request["ChangeSetName"] for one in stack.change_sets.values()):
                return {}
        stack, change_set = change_set_of(context, request)
        if change_set.execution_status.startswith("EXECUTE"):
            raise refusal(
                f"An operation on this ChangeSet is already in progress or done: {change_set.execution_status}",
                "InvalidChangeSetStatus",
            )
        del stack.change_sets[change_set.id]
        return {}

    def list_change_sets(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListChangeSets.html."""
        stack = existing(context, request["StackName"])
        found = [
            change_set_summary(stack, one)
            for one in stack.change_sets.values()
            if not one.execution_status.startswith("EXECUTE")
        ]
        return paged("Summaries", found, request.get("NextToken"))


def _for_update(context: Context[Stacks], request: Request) -> tuple[Stack, Definition]:
    stack = existing(context, request["StackName"])
    if stack.status == "REVIEW_IN_PROGRESS":
        raise refusal(f"Stack [{stack.name}] does not exist")
    check_updatable(stack)
    _refuse_name(stack, request["ChangeSetName"])
    return stack, definition_of(context, request, stack.name, stack.id, stack)


def _refuse_name(stack: Stack, name: str) -> None:
    if any(one.name == name and not one.execution_status.startswith("EXECUTE") for one in stack.change_sets.values()):
        raise refusal(
            f"ChangeSet {name} cannot be created due to a mismatch with existing attribute Name",
            "AlreadyExistsException",
        )


def _change_set(
    context: Context[Stacks], stack: Stack, request: Request, kind: str, definition: Definition
) -> ChangeSet:
    """A change set with its changes; one without any has failed."""
    name = request["ChangeSetName"]
    change_set = ChangeSet(
        id=context.arn("cloudformation", f"changeSet/{name}/{context.ids.uuid()}"),
        name=name,
        type=kind,
        definition=definition,
        parameters=definition.parameters,
        created=context.clock.now(),
        status="CREATE_COMPLETE",
        execution_status="AVAILABLE",
        description=request.get("Description"),
        on_stack_failure=request.get("OnStackFailure"),
        token=request.get("ClientToken"),
    )
    try:
        changes = plan(context, stack, definition)
    except ServiceError as error:
        _fail(change_set, error.message)
        return change_set
    change_set.changes = [change_members(change) for change in changes]
    if kind == "UPDATE" and not changes and not differs_beside_resources(context, stack, definition):
        _fail(change_set, _NO_CHANGES)
    return change_set


def _fail(change_set: ChangeSet, reason: str) -> None:
    change_set.status, change_set.execution_status, change_set.reason = "FAILED", "UNAVAILABLE", reason


def _check_executable(change_set: ChangeSet) -> None:
    """Raise ServiceError for a change set that failed, is being executed, or has been overtaken by an update."""
    if change_set.status == "FAILED":
        status = f"status of [{change_set.status}]"
    elif change_set.execution_status != "AVAILABLE":
        status = f"execution status of [{change_set.execution_status}]"
    else:
        return
    message = f"ChangeSet [{change_set.id}] cannot be executed in its current {status}"
    raise refusal(message, "InvalidChangeSetStatus")


def _operation(context: Context[Stacks], stack: Stack, change_set: ChangeSet, request: Request) -> operate.Operation:
    assert change_set.definition is not None  # noqa: S101  # looked at by the caller
    token = request.get("ClientRequestToken")
    disable = request.get("DisableRollback")
    failure = change_set.on_stack_failure or "ROLLBACK"
    if change_set.type == "CREATE":
        if stack.status != "REVIEW_IN_PROGRESS":
            raise refusal(f"Stack:{stack.id} is in {stack.status} state and can not be created.")
        stack.definition = change_set.definition
        stack.on_failure = "DO_NOTHING" if disable else failure
        return operate.creation(context, stack, token)
    check_updatable(stack)
    stack.on_failure = "DO_NOTHING" if disable or failure == "DO_NOTHING" else "ROLLBACK"
    return operate.update(context, stack, change_set.definition, stack.policy, token)


def _reporting(operation: operate.Operation, change_set: ChangeSet) -> operate.Operation:
    """The same operation, which tells the change set how it ended."""

    def work() -> None:
        operation.work()
        done = operation.run.stack.status in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
        change_set.execution_status = "EXECUTE_COMPLETE" if done else "EXECUTE_FAILED"

    return replace(operation, work=work)


def _stack_of(context: Context[Stacks], change_set_id: str) -> str:
    return next(stack.id for stack in context.state.stacks.values() if change_set_id in stack.change_sets)
