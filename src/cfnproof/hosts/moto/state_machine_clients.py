"""The clients with which executions call services: as the state machine's role, or the role that a task names.

https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
"""

from typing import Any, Protocol

from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.error_name import ErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails

from cfnproof.emulator.context import Clients, SignedClients
from cfnproof.emulator.stepfunctions.assuming import NotAssumableError, assume_for_task
from cfnproof.hosts.moto.state_machine_threads import Execution


class Credentials(Protocol):
    """moto's credentials of a task."""

    role_arn: str


def client(execution: Execution, region: str, service: str, credentials: Credentials | None) -> Any:  # noqa: ANN401  # boto3's
    """A client of an execution's task.

    Raises FailureEventException States.TaskFailed where the role cannot be assumed.
    """
    role_arn = credentials.role_arn if credentials is not None else execution.role_arn
    key = (role_arn, region)
    if key not in execution.sessions:
        execution.sessions[key] = _session(execution, region, role_arn)
    return execution.sessions[key](service)


def _session(execution: Execution, region: str, role_arn: str) -> SignedClients:
    def clients_of(principal: str) -> Clients:
        return execution.host.service_clients(principal, region)

    try:
        return assume_for_task(clients_of, region, execution.role_arn, execution.machine_arn, role_arn)
    except NotAssumableError as error:
        raise _failed(execution, str(error)) from error


def _failed(execution: Execution, cause: str) -> FailureEventException:
    name = "States.TaskFailed"
    details = EventDetails(taskFailedEventDetails=TaskFailedEventDetails(error=name, cause=cause))
    event = FailureEvent(execution.worker.env, ErrorName(name), HistoryEventType.TaskFailed, details)
    return FailureEventException(event)
