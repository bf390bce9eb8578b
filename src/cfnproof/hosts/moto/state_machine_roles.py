"""The role of a state machine that moto is about to create or to change: see emulator.stepfunctions.machines."""

from moto.stepfunctions.exceptions import AWSError

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.stepfunctions import machines
from cfnproof.hosts.moto.state_machine_threads import Running
from cfnproof.iam.arn import Arn


class _RefusedError(AWSError):  # type: ignore[misc]  # moto's class is untyped
    TYPE = "AccessDeniedException"
    STATUS = 400


def check(host: Running, machine: machines.Machine) -> None:
    """Refuse, in moto's way, a machine whose role will not do."""
    region = Arn.known(machine.arn).region
    try:
        machines.check(lambda principal: host.service_clients(principal, region), machine)
    except ServiceError as error:
        raise _RefusedError(error.message) from error
