"""Create, update, delete and describe stacks."""

from typing import Final

from cfnproof.emulator.cloudformation.changes.plan import differs
from cfnproof.emulator.cloudformation.engine import operate
from cfnproof.emulator.cloudformation.engine.exports import used
from cfnproof.emulator.cloudformation.engine.run import Run
from cfnproof.emulator.cloudformation.operations.answers import paged, stack_members, summary_members
from cfnproof.emulator.cloudformation.operations.definitions import definition_of, new_stack, policy_text, stack_id_of
from cfnproof.emulator.cloudformation.operations.lookup import existing, remembered
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.cloudformation.state import Stack, Stacks
from cfnproof.emulator.context import Context
from cfnproof.emulator.service import Answer, Request

_UPDATABLE: Final = frozenset(
    {"CREATE_COMPLETE", "CREATE_FAILED", "UPDATE_COMPLETE", "UPDATE_FAILED", "UPDATE_ROLLBACK_COMPLETE"}
)


class StackOperations:
    """The operations on whole stacks."""

    def create_stack(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html."""
        if request.get("OnFailure") and request.get("DisableRollback") is not None:
            raise refusal("You can specify either OnFailure or DisableRollback, but not both.")
        name, token = request["StackName"], request.get("ClientRequestToken")
        with context.state.lock:
            again = remembered(context, "CreateStack", name, token)
            if again:
                return {"StackId": again}
            taken = context.state.named(name)
            if taken is not None and taken.status != "REVIEW_IN_PROGRESS":
                raise refusal(f"Stack [{taken.name}] already exists", "AlreadyExistsException")
            policy = policy_text(request, "StackPolicy", context)
            stack_id = taken.id if taken else stack_id_of(context, name)
            definition = definition_of(context, request, name, stack_id)
            stack = new_stack(context, name, definition, stack_id, taken)
            stack.policy = policy
            stack.on_failure = request.get("OnFailure") or (
                "DO_NOTHING" if request.get("DisableRollback") else "ROLLBACK"
            )
            stack.timeout_minutes = request.get("TimeoutInMinutes")
            stack.termination_protection = bool(request.get("EnableTerminationProtection"))
            operation = operate.creation(context, stack, token)
            outdate_change_sets(stack)
            context.state.stacks[stack.id] = stack
            remembered(context, "CreateStack", name, token, stack.id)
        operate.start(context, operation)
        return {"StackId": stack.id}

    def update_stack(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html."""
        with context.state.lock:
            stack, token = existing(context, request["StackName"]), request.get("ClientRequestToken")
            again = remembered(context, "UpdateStack", stack.id, token)
            if again:
                return {"StackId": again}
            check_updatable(stack)
            policy = policy_text(request, "StackPolicy", context)
            during = policy_text(request, "StackPolicyDuringUpdate", context)
            definition = definition_of(context, request, stack.name, stack.id, stack)
            if not differs(context, stack, definition):
                raise refusal("No updates are to be performed.")
            stack.on_failure = "DO_NOTHING" if request.get("DisableRollback") else "ROLLBACK"
            operation = operate.update(context, stack, definition, during or stack.policy, token)
            outdate_change_sets(stack)
            if policy is not None:
                stack.policy = policy  # it protects from the next update on, this one runs under the old
            remembered(context, "UpdateStack", stack.id, token, stack.id)
        operate.start(context, operation)
        return {"StackId": stack.id}

    def delete_stack(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html."""
        with context.state.lock:
            stack, token = context.state.named(request["StackName"]), request.get("ClientRequestToken")
            if stack is None or stack.gone or stack.status == "DELETE_IN_PROGRESS":
                return {}
            if remembered(context, "DeleteStack", stack.id, token):
                return {}
            _check_deletable(stack, request)
            remembered(context, "DeleteStack", stack.id, token, stack.id)
            before = stack.status
            in_use = used(context.state, stack)
            if in_use:
                Run(context, stack, context.clients.caller(), token).stack_status(before, in_use)
                return {}
            retained = tuple(request.get("RetainResources") or ())
            operation = operate.deletion(context, stack, retained, token, request.get("RoleARN"))
        operate.start(context, operation)
        return {}

    def continue_update_rollback(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html."""
        with context.state.lock:
            stack = existing(context, request["StackName"])
            if stack.status != "UPDATE_ROLLBACK_FAILED" or stack.rollback is None:
                raise refusal(f"Stack:{stack.id} is in {stack.status} state and can not continue update rollback.")
            skip = frozenset(request.get("ResourcesToSkip") or ())
            failed = {name for name, resource in stack.resources.items() if resource.status == "UPDATE_FAILED"}
            if skip - failed:
                named = ", ".join(sorted(skip - failed))
                raise refusal(f"Resources [{named}] to be skipped are not in UPDATE_FAILED state")
            operation = operate.continued_rollback(
                context, stack, skip, request.get("ClientRequestToken"), request.get("RoleARN")
            )
        operate.start(context, operation)
        return {}

    def update_termination_protection(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateTerminationProtection.html."""
        stack = existing(context, request["StackName"])
        if stack.root_id:
            raise refusal(f"TerminationProtection cannot be updated on nested stack: {stack.id}")
        stack.termination_protection = request["EnableTerminationProtection"]
        return {"StackId": stack.id}

    def describe_stacks(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html."""
        name = request.get("StackName")
        if name:
            stack = context.state.named(name)
            if stack is None:
                raise refusal(f"Stack with id {name} does not exist")
            return {"Stacks": [stack_members(stack)]}
        found = [stack_members(stack) for stack in reversed(context.state.stacks.values()) if not stack.gone]
        return paged("Stacks", found, request.get("NextToken"))

    def list_stacks(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html."""
        wanted = request.get("StackStatusFilter")
        found = [
            summary_members(stack)
            for stack in reversed(context.state.stacks.values())
            if not wanted or stack.status in wanted
        ]
        return paged("StackSummaries", found, request.get("NextToken"))


def check_updatable(stack: Stack) -> None:
    """Raise ServiceError for a stack in a state in which CloudFormation updates nothing."""
    if stack.status not in _UPDATABLE:
        raise refusal(f"Stack:{stack.id} is in {stack.status} state and can not be updated.")


def outdate_change_sets(stack: Stack) -> None:
    """Change sets tell what would become of a stack as it was: once it is changed otherwise they cannot be executed.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ChangeSetSummary.html
    """
    for change_set in stack.change_sets.values():
        if change_set.execution_status == "AVAILABLE":
            change_set.execution_status = "OBSOLETE"


def _check_deletable(stack: Stack, request: Request) -> None:
    if stack.termination_protection:
        message = f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
        raise refusal(message)
    retained = request.get("RetainResources") or ()
    if retained and stack.status != "DELETE_FAILED":
        raise refusal(
            f"Invalid operation on stack [{stack.id}]. When you delete a stack, specify which resources to retain "
            "only when the stack is in the DELETE_FAILED state."
        )
    unknown = [name for name in retained if name not in stack.resources]
    if unknown:
        raise refusal(f"The following resources to retain do not exist in the stack: [{', '.join(unknown)}]")
    if stack.status.endswith("_IN_PROGRESS") and stack.status not in {"REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS"}:
        raise refusal(f"Stack [{stack.id}] cannot be deleted while in status {stack.status}")
