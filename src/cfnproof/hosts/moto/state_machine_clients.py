"""The clients with which executions call services: as the state machine's role, or the role that a task names.

https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
"""

import uuid
from typing import Any, Protocol

from botocore.exceptions import ClientError
from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.error_name import ErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails

from cfnproof.emulator.context import SignedClients
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.stepfunctions.assuming import NOT_ASSUMABLE, PRINCIPAL, assume
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
    try:
        machine = assume(
            lambda principal: execution.host.service_clients(principal, region),
            region,
            execution.role_arn,
            execution.machine_arn,
        )
    except ServiceError as error:
        raise _failed(execution, NOT_ASSUMABLE) from error
    if role_arn == execution.role_arn:
        return machine
    try:
        answer = machine("sts").assume_role(RoleArn=role_arn, RoleSessionName=uuid.uuid4().hex)
    except ClientError as error:
        cause = f"The role {execution.role_arn} is not authorized to assume the task state's role, {role_arn}."
        raise _failed(execution, cause) from error
    return execution.host.service_clients(PRINCIPAL, region).signed(answer["Credentials"])


def _failed(execution: Execution, cause: str) -> FailureEventException:
    name = "States.TaskFailed"
    details = EventDetails(taskFailedEventDetails=TaskFailedEventDetails(error=name, cause=cause))
    event = FailureEvent(execution.worker.env, ErrorName(name), HistoryEventType.TaskFailed, details)
    return FailureEventException(event)
