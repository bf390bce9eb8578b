"""A state machine that is about to be made or changed: its role must be assumable, and hold what it needs.

https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cfnproof.emulator.context import Clients
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.stepfunctions import roles
from cfnproof.emulator.stepfunctions.assuming import NOT_ASSUMABLE, assume
from cfnproof.iam.arn import Arn


@dataclass(frozen=True, slots=True)
class Machine:
    """A state machine as it would be. `logging` is its loggingConfiguration."""

    arn: str
    role_arn: str
    definition: str
    logging: Mapping[str, Any] | None


def check(clients_of: Callable[[str], Clients], machine: Machine) -> None:
    """Refuse a machine whose role cannot be assumed or lacks what its log and its tasks need.

    `clients_of` gives a principal's own clients in the machine's region. Raises ServiceError AccessDeniedException.
    """
    arn = Arn.known(machine.arn)
    try:
        clients = assume(clients_of, arn.region, machine.role_arn, machine.arn)
    except ServiceError as error:
        raise ServiceError("AccessDeniedException", NOT_ASSUMABLE) from error
    roles.check_logging(clients, machine.logging)
    rules = f"arn:{arn.partition}:events:{arn.region}:{arn.account}:rule/"
    roles.check_managed_rules(clients, machine.role_arn, rules, machine.definition)
