"""The role of a state machine that moto is about to create or to change: it must be assumable, and hold what it needs.

https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moto.stepfunctions.exceptions import AWSError

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.stepfunctions import roles
from cfnproof.hosts.moto import state_machine_clients
from cfnproof.hosts.moto.state_machine_threads import Running
from cfnproof.iam.arn import Arn


class _RefusedError(AWSError):  # type: ignore[misc]  # moto's class is untyped
    TYPE = "AccessDeniedException"
    STATUS = 400


@dataclass(frozen=True, slots=True)
class Machine:
    """A state machine as it would be. `logging` is its loggingConfiguration."""

    arn: str
    role_arn: str
    definition: str
    logging: Mapping[str, Any] | None


def check(host: Running, machine: Machine) -> None:
    """Refuse, in moto's way, a machine whose role cannot be assumed or lacks what its log and its tasks need."""
    arn = Arn.known(machine.arn)
    try:
        clients = state_machine_clients.assume(host, arn.region, machine.role_arn, machine.arn)
    except ServiceError as error:
        raise _RefusedError(state_machine_clients.NOT_ASSUMABLE) from error
    try:
        roles.check_logging(clients, machine.logging)
        rules = f"arn:{arn.partition}:events:{arn.region}:{arn.account}:rule/"
        roles.check_managed_rules(clients, machine.role_arn, rules, machine.definition)
    except ServiceError as error:
        raise _RefusedError(error.message) from error
