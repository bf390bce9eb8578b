"""Step Functions on moto's interpreter: executions act as the machine's role, on threads that end with the host.

https://docs.aws.amazon.com/step-functions/latest/dg/welcome.html
"""

import importlib
import logging
import threading
import uuid
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final

from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.program import program
from moto.stepfunctions.parser.asl.component.state.exec import execute_state
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration import inline_iteration_component
from moto.stepfunctions.parser.asl.component.state.exec.state_parallel import branch_worker
from moto.stepfunctions.parser.asl.component.state.exec.state_task import state_task_factory
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_callback
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.program_state import ProgramStopped, ProgramTimedOut
from moto.stepfunctions.parser.asl.utils import boto_client
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker
from moto.stepfunctions.parser.models import StepFunctionsParserBackend

from cfnproof.emulator.stepfunctions.machines import Machine
from cfnproof.hosts.moto import (
    state_machine_clients,
    state_machine_errors,
    state_machine_language,
    state_machine_members,
    state_machine_roles,
)
from cfnproof.hosts.moto.interpreter import Machines
from cfnproof.hosts.moto.patches import Patches
from cfnproof.hosts.moto.state_machine_sagemaker import SageMakerTask
from cfnproof.hosts.moto.state_machine_threads import (
    PAUSE_SECONDS,
    ExecutionThread,
    current,
    pause,
)

_TASKS: Final = "moto.stepfunctions.parser.asl.component.state.exec.state_task"
_MAPS: Final = "moto.stepfunctions.parser.asl.component.state.exec.state_map"
CALLING: Final = (
    f"{_MAPS}.item_reader.eval.resource_eval_s3",
    f"{_MAPS}.result_writer.resource_eval.resource_eval_s3",
    f"{_TASKS}.lambda_eval_utils",
    *(
        f"{_TASKS}.service.state_task_service_{name}"
        for name in ("aws_sdk", "batch", "dynamodb", "ecs", "events", "glue", "sfn", "sns", "sqs", "unsupported")
    ),
)
"""moto's modules that make clients."""

_log: Final = logging.getLogger("moto.stepfunctions")
_silent: Final = logging.NullHandler()
_patches: Final = Patches()
_create: Final = StepFunctionsParserBackend.create_state_machine
_update: Final = StepFunctionsParserBackend.update_state_machine
_begin: Final = StepFunctionsParserBackend.start_execution
_run: Final = ExecutionWorker.start
_stop: Final = ExecutionWorker.stop
_client: Final = boto_client.boto_client_for
_task: Final = state_task_factory.state_task_service_for
_wait: Final = WaitFunction._wait_interval  # noqa: SLF001  # where moto waits
_retry: Final = retrier_decl.RetrierDecl._eval_body  # noqa: SLF001  # as above
_fail: Final = Environment.set_error
_retrying: Final = threading.local()


def install(host_of: Callable[[str], Machines | None]) -> None:
    """Let the state machines of accounts that have a host act as at AWS."""
    _log.addHandler(_silent)
    state_machine_errors.install(_patches)
    state_machine_language.install(_patches)
    state_machine_members.install(_patches)
    _install_backend(host_of)
    _install_clients()
    _install_threads(host_of)
    _install_waits()


def remove() -> None:
    """Give moto its own behaviour back."""
    _patches.undo()
    _log.removeHandler(_silent)


def _install_backend(host_of: Callable[[str], Machines | None]) -> None:
    def create(backend: Any, name: str, definition: str, roleArn: str, **named: Any) -> Any:  # noqa: ANN401, N803  # moto's
        backend._validate_definition(definition)  # noqa: SLF001  # what is wrong in it is said first
        partition, account = backend.partition, backend.account_id
        arn = f"arn:{partition}:states:{backend.region_name}:{account}:stateMachine:{name}"
        if host := host_of(account):
            state_machine_roles.check(host, Machine(arn, roleArn, definition, named.get("loggingConfiguration")))
        return _create(backend, name, definition, roleArn, **named)

    def update(backend: Any, arn: str, definition: Any = None, role_arn: str | None = None, **named: Any) -> Any:  # noqa: ANN401  # moto's
        host = host_of(backend.account_id)
        logging = named.get("logging_configuration")
        if host and (definition or role_arn or logging):
            if definition:
                backend._validate_definition(definition)  # noqa: SLF001  # as above
            was = backend.describe_state_machine(arn)
            role_arn_now, logging_now = role_arn or was.roleArn, logging or was.loggingConfiguration
            state_machine_roles.check(host, Machine(arn, role_arn_now, definition or was.definition, logging_now))
        return _update(backend, arn, definition, role_arn, **named)

    def begin(backend: Any, state_machine_arn: str, name: str | None = None, *rest: Any) -> Any:  # noqa: ANN401  # moto's
        """Start an execution, under a name of its own where none is given."""
        if name:
            backend._validate_name(name)  # noqa: SLF001  # moto checks it in its other backend only
        return _begin(backend, state_machine_arn, name or str(uuid.uuid4()), *rest)

    _patches.put(StepFunctionsParserBackend, "create_state_machine", create)
    _patches.put(StepFunctionsParserBackend, "update_state_machine", update)
    _patches.put(StepFunctionsParserBackend, "start_execution", begin)


def _install_clients() -> None:
    def client(region: str, service: str, state_credentials: Any = None) -> Any:  # noqa: ANN401  # moto's
        execution = current()
        if execution is None:
            return _client(region, service, state_credentials)
        return state_machine_clients.client(execution, region, service, state_credentials)

    def task(service_name: str) -> Any:  # noqa: ANN401  # moto's
        return SageMakerTask() if service_name == "sagemaker" else _task(service_name)

    for module in (boto_client, *map(importlib.import_module, CALLING)):
        _patches.put(module, "boto_client_for", client)
    _patches.put(state_task_factory, "state_task_service_for", task)


def _install_threads(host_of: Callable[[str], Machines | None]) -> None:
    def run(worker: ExecutionWorker) -> None:
        host = host_of(worker._evaluation_details.aws_execution_details.account)  # noqa: SLF001  # moto keeps it there
        if host is None:
            _run(worker)
        else:
            host.executions.start(host, worker)

    def stop(worker: ExecutionWorker, stop_date: datetime, error: str | None, cause: str | None) -> None:
        host = host_of(worker._evaluation_details.aws_execution_details.account)  # noqa: SLF001  # as above
        if host is None:
            _stop(worker, stop_date, error, cause)
            return
        seconds = host.control.hold_seconds
        host.executions.stop_one(worker, lambda execution: execution.stop(stop_date, error, cause), seconds)

    named = SimpleNamespace(**{**vars(threading), "Thread": ExecutionThread})
    _patches.put(ExecutionWorker, "start", run)
    _patches.put(ExecutionWorker, "stop", stop)
    _patches.put(execute_state, "Thread", ExecutionThread)
    for module in (program, inline_iteration_component, branch_worker, state_task_service_callback):
        _patches.put(module, "threading", named)


def _install_waits() -> None:
    def wait(function: Any, env: Any, wait_seconds: float) -> None:  # noqa: ANN401  # moto's
        execution = current()
        if execution is None:
            _wait(function, env, wait_seconds)
        else:
            pause(env, wait_seconds, execution.owner.clock)

    def retry(declaration: Any, env: Any) -> None:  # noqa: ANN401  # moto's
        _retrying.env = env
        _retry(declaration, env)

    def sleep(seconds: float) -> None:
        execution = current()
        if execution is None:
            threading.Event().wait(seconds)
        else:
            pause(_retrying.env, seconds, execution.owner.clock)

    def fail(env: Any, error: Any) -> None:  # noqa: ANN401  # moto's
        """A program that was stopped stays so, whatever its tasks make of it."""
        if not isinstance(env.program_state(), ProgramStopped | ProgramTimedOut):
            _fail(env, error)

    _patches.put(WaitFunction, "_wait_interval", wait)
    _patches.put(retrier_decl.RetrierDecl, "_eval_body", retry)
    _patches.put(retrier_decl, "time", SimpleNamespace(sleep=sleep))
    _patches.put(Environment, "set_error", fail)
    _patches.put(state_task_service_callback, "_DELAY_SECONDS_SYNC_CONDITION_CHECK", PAUSE_SECONDS)
