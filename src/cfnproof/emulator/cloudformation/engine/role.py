"""As whom a stack's resources are made.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
"""

from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.cloudformation.state import Stacks
from cfnproof.emulator.context import ClientOf, Context
from cfnproof.emulator.errors import ServiceError


def clients_of(context: Context[Stacks], stack_id: str, role: str | None) -> ClientOf:
    """Clients of a stack's service role, or of the caller where it has none.

    Raises ServiceError ValidationError for a role that CloudFormation cannot assume.
    """
    if role is None:
        return context.clients.caller()
    try:
        return context.clients.role(role, "AWSCloudFormation", source_arn=stack_id)
    except ServiceError as error:
        raise refusal(f"Role {role} is invalid or cannot be assumed") from error
