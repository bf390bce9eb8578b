"""Finding what a request names."""

from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.cloudformation.state import ChangeSet, Stack, Stacks
from cfnproof.emulator.context import Context
from cfnproof.emulator.service import Request


def existing(context: Context[Stacks], name: str) -> Stack:
    """The stack of a name or id. Raises ServiceError for none, and for a deleted one."""
    stack = context.state.named(name)
    if stack is None:
        raise refusal(f"Stack [{name}] does not exist")
    if stack.gone:
        raise refusal(f"Stack:{stack.id} is in DELETE_COMPLETE state and can not be updated.")
    return stack


def described(context: Context[Stacks], name: str) -> Stack:
    """The stack of a name, or of an id even when it is deleted."""
    stack = context.state.named(name)
    if stack is None:
        raise refusal(f"Stack with id {name} does not exist")
    return stack


def change_set_of(context: Context[Stacks], request: Request) -> tuple[Stack, ChangeSet]:
    """The change set that a request names, with its stack."""
    name, stack_name = request["ChangeSetName"], request.get("StackName")
    if name.startswith("arn:"):
        for stack in context.state.stacks.values():
            if name in stack.change_sets:
                return stack, stack.change_sets[name]
        raise refusal(f"ChangeSet [{name}] does not exist", "ChangeSetNotFound")
    if not stack_name:
        raise refusal("StackName must be specified if ChangeSetName is not specified as an ARN.")
    stack_found = context.state.named(stack_name)
    if stack_found is None:
        raise refusal(f"Stack [{stack_name}] does not exist")
    found = next((one for one in reversed(stack_found.change_sets.values()) if one.name == name), None)
    if found is None:
        raise refusal(f"ChangeSet [{name}] does not exist", "ChangeSetNotFound")
    return stack_found, found


def remembered(
    context: Context[Stacks], operation: str, subject: str, token: str | None, answer: str | None = None
) -> str | None:
    """The answer that a client request token was given before, for this subject; `answer` is kept under it."""
    if not token:
        return None
    if answer is not None:
        context.state.tokens[operation, subject, token] = answer
    return context.state.tokens.get((operation, subject, token))
