"""Step Functions on LocalStack's interpreter: tasks act as the machine's role, and SageMaker's are there.

https://docs.aws.amazon.com/step-functions/latest/dg/welcome.html
"""

import contextvars
import importlib
import threading
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar, Final

from localstack.aws.api.stepfunctions import HistoryEventType
from localstack.services.stepfunctions.asl.antlr.runtime.ASLLexer import ASLLexer
from localstack.services.stepfunctions.asl.antlr.runtime.ASLParser import ASLParser
from localstack.services.stepfunctions.asl.component.common.error_name.error_name import ErrorName
from localstack.services.stepfunctions.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from localstack.services.stepfunctions.asl.component.common.payload.payloadvalue.payloadbinding.payload_binding import (
    PayloadBindingStringExpressionSimple,
)
from localstack.services.stepfunctions.asl.component.program import program
from localstack.services.stepfunctions.asl.component.state.state_execution import execute_state
from localstack.services.stepfunctions.asl.component.state.state_execution.state_map.iteration import (
    inline_iteration_component,
)
from localstack.services.stepfunctions.asl.component.state.state_execution.state_parallel import branch_worker
from localstack.services.stepfunctions.asl.component.state.state_execution.state_task import state_task_factory
from localstack.services.stepfunctions.asl.component.state.state_execution.state_task.service import (
    state_task_service_callback,
)
from localstack.services.stepfunctions.asl.component.state.state_execution.state_task.service.state_task_service import (  # noqa: E501  # its name
    StateTaskService,
)
from localstack.services.stepfunctions.asl.eval.event.event_detail import EventDetails
from localstack.services.stepfunctions.asl.parse.preprocessor import Preprocessor
from localstack.services.stepfunctions.asl.utils import boto_client
from localstack.services.stepfunctions.asl.utils.encoding import to_json_str
from localstack.services.stepfunctions.backend import execution_worker

from cfnproof.emulator.context import Clients, SignedClients
from cfnproof.emulator.stepfunctions.assuming import NotAssumableError, assume_for_task
from cfnproof.hosts.localstack_plugin.accounts import ACCOUNTS
from cfnproof.hosts.sagemaker_states import Interpreter, SageMakerStates
from cfnproof.hosts.states_grammar import Grammar, visit_binding

_TASKS: Final = "localstack.services.stepfunctions.asl.component.state.state_execution.state_task"
_MAPS: Final = "localstack.services.stepfunctions.asl.component.state.state_execution.state_map"
_CALLING: Final = (
    f"{_MAPS}.item_reader.resource_eval.resource_eval_s3",
    f"{_MAPS}.result_writer.resource_eval.resource_eval_s3",
    f"{_TASKS}.lambda_eval_utils",
    *(
        f"{_TASKS}.service.state_task_service_{name}"
        for name in ("aws_sdk", "batch", "dynamodb", "ecs", "events", "glue", "sfn", "sns", "sqs", "unsupported")
    ),
)
"""The interpreter's modules that make clients."""
_GRAMMAR: Final = Grammar(
    ASLLexer, ASLParser, Preprocessor.visitPayload_binding_value, PayloadBindingStringExpressionSimple
)
_PAUSE: Final = 0.02  # seconds


@dataclass(frozen=True, slots=True)
class Running:
    """The execution in whose course a thread works."""

    account: str
    region: str
    role_arn: str
    machine_arn: str
    worker: Any  # LocalStack's own object


_running: Final[contextvars.ContextVar[Running | None]] = contextvars.ContextVar("cfnproof_running", default=None)


class _InCourse(threading.Thread):
    """A thread in the course of what started it."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  # Thread's own signature
        super().__init__(*arguments, **named)
        self._course = contextvars.copy_context()

    def run(self) -> None:
        """Run what the thread is for."""
        self._course.run(super().run)


def install() -> None:
    """Let state machines act as at AWS."""
    for module in (boto_client, *map(importlib.import_module, _CALLING)):
        module.boto_client_for = _client_for
    _install_tasks()
    _install_threads()
    Preprocessor.visitPayload_binding_value = visit_binding(_GRAMMAR)


def _install_tasks() -> None:
    of_localstack = state_task_factory.state_task_service_for

    def task(service_name: str) -> Any:  # noqa: ANN401  # LocalStack's
        return SageMakerTask() if service_name == "sagemaker" else of_localstack(service_name)

    state_task_factory.state_task_service_for = task
    state_task_service_callback._DELAY_SECONDS_SYNC_CONDITION_CHECK = _PAUSE  # noqa: SLF001  # LocalStack's


def _install_threads() -> None:
    logic = execution_worker.ExecutionWorker._execution_logic  # noqa: SLF001  # where executions begin

    def run(worker: Any) -> None:  # noqa: ANN401  # LocalStack's
        details = worker._evaluation_details  # noqa: SLF001  # as above
        own, machine = details.aws_execution_details, details.state_machine_details
        _running.set(Running(own.account, own.region, own.role_arn, machine.arn, worker))
        logic(worker)

    named = SimpleNamespace(**{**vars(threading), "Thread": _InCourse})
    execution_worker.ExecutionWorker._execution_logic = run  # noqa: SLF001  # as above
    execution_worker.Thread = _InCourse
    execute_state.Thread = _InCourse
    for module in (program, inline_iteration_component, branch_worker, state_task_service_callback):
        module.threading = named


def _client_for(service: str, region: str, state_credentials: Any) -> Any:  # noqa: ANN401  # LocalStack's, boto3's
    """A client of an execution's task.

    Raises FailureEventException States.TaskFailed where the role cannot be assumed.
    """
    running = _running.get()
    if running is None:
        raise RuntimeError(f"a client of {service} is wanted outside of any execution")
    return _assumed(running, region, state_credentials.role_arn)(service)


def _assumed(running: Running, region: str, role_arn: str) -> SignedClients:
    account = ACCOUNTS.of(running.account, running.region)

    def clients_of(principal: str) -> Clients:
        return account.service_clients(principal, region)

    try:
        return assume_for_task(clients_of, region, running.role_arn, running.machine_arn, role_arn)
    except NotAssumableError as error:
        raise _failed(running, str(error)) from error


def _failed(running: Running, cause: str) -> FailureEventException:
    name = "States.TaskFailed"
    return FailureEventException(_failure(running.worker.env, name, {"error": name, "cause": cause}))


def _failure(env: Any, error: str, details: dict[str, Any]) -> FailureEvent:  # noqa: ANN401  # LocalStack's
    event = EventDetails(taskFailedEventDetails=details)
    return FailureEvent(env, ErrorName(error), HistoryEventType.TaskFailed, event)


class SageMakerTask(SageMakerStates, StateTaskService):  # type: ignore[misc]  # LocalStack has no types here
    """A Task state that calls SageMaker."""

    interpreter: ClassVar[Interpreter] = Interpreter(
        client_for=lambda region, service, credentials: _client_for(service, region, credentials),
        failure=_failure,
        submitted=HistoryEventType.TaskSubmitted,
        to_json=to_json_str,
        closing=lambda: False,
        pause=_PAUSE,
    )
