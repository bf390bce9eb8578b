"""Step Functions on LocalStack's interpreter: tasks act as the machine's role, and SageMaker's are there.

https://docs.aws.amazon.com/step-functions/latest/dg/welcome.html
"""

import contextvars
import importlib
import json
import threading
import uuid
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar, Final

from antlr4 import CommonTokenStream, InputStream  # type: ignore[import-untyped]  # it has no types
from botocore.exceptions import ClientError
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

from cfnproof.emulator.context import SignedClients
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.stepfunctions.assuming import NOT_ASSUMABLE, PRINCIPAL, assume
from cfnproof.hosts.localstack_plugin.accounts import ACCOUNTS
from cfnproof.hosts.sagemaker_states import Interpreter, SageMakerStates

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
_PAUSE: Final = 0.02  # seconds
_ROLE: Final = "RoleArn"


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
    Preprocessor.visitPayload_binding_value = _visit_binding


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


def _visit_binding(preprocessor: Any, context: Any) -> Any:  # noqa: ANN401  # the grammar's
    """To its grammar `RoleArn.$` is a keyword of Credentials; inside Parameters it is a member like any other."""
    binding = _binding(preprocessor, context)
    if binding.field != f"{_ROLE}.$":
        return binding
    renamed = json.dumps({"Member.$": binding.payload_value.val})
    tree = ASLParser(CommonTokenStream(ASLLexer(InputStream(renamed)))).payload_tmpl_decl()
    member = preprocessor.visit(tree).payload_bindings[0]
    return PayloadBindingStringExpressionSimple(_ROLE, member.string_expression_simple)


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
    try:
        machine = assume(
            lambda principal: account.service_clients(principal, region), region, running.role_arn, running.machine_arn
        )
    except ServiceError as error:
        raise _failed(running, NOT_ASSUMABLE) from error
    if role_arn == running.role_arn:
        return machine
    try:
        answer = machine("sts").assume_role(RoleArn=role_arn, RoleSessionName=uuid.uuid4().hex)
    except ClientError as error:
        cause = f"The role {running.role_arn} is not authorized to assume the task state's role, {role_arn}."
        raise _failed(running, cause) from error
    return account.service_clients(PRINCIPAL, region).signed(answer["Credentials"])


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


_binding: Final = Preprocessor.visitPayload_binding_value
