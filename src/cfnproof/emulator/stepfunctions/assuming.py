"""The role of a state machine, as Step Functions assumes it, and the role that a task names.

https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
"""

import uuid
from collections.abc import Callable
from typing import Final

from botocore.exceptions import ClientError

from cfnproof.emulator.context import Clients, SignedClients
from cfnproof.emulator.errors import ServiceError

PRINCIPAL: Final = "states.amazonaws.com"
NOT_ASSUMABLE: Final = (
    "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume "
    "the provided role."
)


class NotAssumableError(Exception):
    """A task has no role to act as; the text is the cause with which it fails."""


def assume(clients_of: Callable[[str], Clients], region: str, role_arn: str, machine_arn: str) -> SignedClients:
    """Clients of a state machine's role; `clients_of` gives a principal's own.

    Raises ServiceError AccessDenied where neither of Step Functions' principals may assume it.
    """
    session = uuid.uuid4().hex
    try:
        return clients_of(PRINCIPAL).role(role_arn, session, source_arn=machine_arn)
    except ServiceError:
        return clients_of(f"states.{region}.amazonaws.com").role(role_arn, session, source_arn=machine_arn)


def assume_for_task(
    clients_of: Callable[[str], Clients], region: str, role_arn: str, machine_arn: str, task_role_arn: str
) -> SignedClients:
    """Clients of the role that a task acts as: the state machine's, or the one that this role assumes for the task.

    Raises NotAssumableError.
    """
    try:
        machine = assume(clients_of, region, role_arn, machine_arn)
    except ServiceError as error:
        raise NotAssumableError(NOT_ASSUMABLE) from error
    if task_role_arn == role_arn:
        return machine
    try:
        answer = machine("sts").assume_role(RoleArn=task_role_arn, RoleSessionName=uuid.uuid4().hex)
    except ClientError as error:
        cause = f"The role {role_arn} is not authorized to assume the task state's role, {task_role_arn}."
        raise NotAssumableError(cause) from error
    return clients_of(PRINCIPAL).signed(answer["Credentials"])
