"""SageMaker's tasks in moto's interpreter: see hosts.sagemaker_states."""

from typing import Any, ClassVar

from moto.stepfunctions.parser.api import HistoryEventType
from moto.stepfunctions.parser.asl.component.common.error_name.error_name import ErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service import StateTaskService
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.utils import boto_client
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str

from cfnproof.hosts.moto.state_machine_threads import PAUSE_SECONDS, current
from cfnproof.hosts.sagemaker_states import Interpreter, SageMakerStates


def _client_for(region: str, service: str, credentials: Any) -> Any:  # noqa: ANN401  # moto's and boto3's
    """What the module has now: it is replaced while a host is active."""
    return boto_client.boto_client_for(region, service, credentials)


def _failure(env: Any, error: str, details: dict[str, Any]) -> FailureEvent:  # noqa: ANN401  # moto's environment
    event = EventDetails(taskFailedEventDetails=details)
    return FailureEvent(env, ErrorName(error), HistoryEventType.TaskFailed, event)


def _closing() -> bool:
    execution = current()
    return execution is not None and execution.owner.closing.is_set()


class SageMakerTask(SageMakerStates, StateTaskService):  # type: ignore[misc]  # moto's class is untyped
    """A Task state that calls SageMaker."""

    interpreter: ClassVar[Interpreter] = Interpreter(
        client_for=_client_for,
        failure=_failure,
        submitted=HistoryEventType.TaskSubmitted,
        to_json=to_json_str,
        closing=_closing,
        pause=PAUSE_SECONDS,
    )
