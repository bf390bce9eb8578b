"""The role of a state machine, as Step Functions assumes it.

https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
"""

import uuid
from collections.abc import Callable
from typing import Final

from cfnproof.emulator.context import Clients, SignedClients
from cfnproof.emulator.errors import ServiceError

PRINCIPAL: Final = "states.amazonaws.com"
NOT_ASSUMABLE: Final = (
    "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume "
    "the provided role."
)


def assume(clients_of: Callable[[str], Clients], region: str, role_arn: str, machine_arn: str) -> SignedClients:
    """Clients of a state machine's role; `clients_of` gives a principal's own.

    Raises ServiceError AccessDenied where neither of Step Functions' principals may assume it.
    """
    session = uuid.uuid4().hex
    try:
        return clients_of(PRINCIPAL).role(role_arn, session, source_arn=machine_arn)
    except ServiceError:
        return clients_of(f"states.{region}.amazonaws.com").role(role_arn, session, source_arn=machine_arn)
