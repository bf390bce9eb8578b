"""The role of a state machine that LocalStack is about to make or to change: see emulator.stepfunctions.machines."""

from localstack.aws.api import RequestContext

from cfnproof.emulator.stepfunctions.machines import Machine, check
from cfnproof.hosts.emulated_account import EmulatedAccount
from cfnproof.hosts.localstack_plugin import stores
from cfnproof.iam.arn import Arn


def check_created(account: EmulatedAccount, context: RequestContext) -> None:
    """Refuse a new machine whose role will not do. Raises ServiceError AccessDeniedException."""
    asked = context.service_request
    arn = f"arn:{account.partition}:states:{context.region}:{account.account}:stateMachine:{asked['name']}"
    _check(account, Machine(arn, asked["roleArn"], asked["definition"], asked.get("loggingConfiguration")))


def check_updated(account: EmulatedAccount, context: RequestContext) -> None:
    """Refuse a change after which a machine's role would not do. Raises ServiceError AccessDeniedException."""
    asked = context.service_request
    arn = Arn.of(asked["stateMachineArn"])
    was = stores.state_machine(arn) if arn is not None else None
    if was is None:
        return  # LocalStack says that it is not there
    changed = Machine(
        was.arn,
        asked.get("roleArn") or was.role_arn,
        asked.get("definition") or was.definition,
        asked.get("loggingConfiguration") or was.logging_config,
    )
    _check(account, changed)


def _check(account: EmulatedAccount, machine: Machine) -> None:
    region = Arn.known(machine.arn).region
    check(lambda principal: account.service_clients(principal, region), machine)
