"""`arn:aws:states:::sagemaker:…` in moto's interpreter, which has no such integration."""

from typing import Any, Final

from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails, TaskSubmittedEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.error_name import ErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.resource import ResourceCondition
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service import StateTaskService
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.utils import boto_client
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str

from cfnproof.emulator.stepfunctions import sagemaker
from cfnproof.hosts.moto.state_machine_threads import PAUSE_SECONDS, current

_JOB: Final = "TrainingJobName"


class SageMakerTask(StateTaskService):  # type: ignore[misc]  # moto's class is untyped
    """A Task state that calls SageMaker. The methods' names are those that moto's interpreter calls."""

    @property
    def _waits(self) -> bool:
        return bool(self.resource.condition == ResourceCondition.Sync)

    def _validate_service_integration_is_supported(self) -> None:
        """Refuse, when a machine is created, what is not emulated."""
        action, waited_for = self.resource.api_action, sagemaker.WAITED_FOR
        patterns = (None, ResourceCondition.Sync) if action in waited_for else (None,)
        if action not in sagemaker.OPERATIONS or self.resource.condition not in patterns:
            known = ", ".join((*sagemaker.OPERATIONS, *(f"{waited}.sync" for waited in waited_for)))
            raise ValueError(f"The resource {self.resource.resource_arn} is not emulated; of sagemaker are: {known}")

    def _get_sfn_resource(self) -> str:
        return f"{self.resource.api_action}.sync" if self._waits else str(self.resource.api_action)

    def _normalise_parameters(self, parameters: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401  # moto's own signature
        """SageMaker's members are written as its API has them."""

    def _normalise_response(self, response: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401  # as above
        """As of its requests."""

    def _eval_service_task(
        self,
        env: Any,  # noqa: ANN401  # moto's environment
        resource_runtime_part: Any,  # noqa: ANN401  # as above
        normalised_parameters: dict[str, Any],
        state_credentials: Any,  # noqa: ANN401  # as above
    ) -> None:
        client = boto_client.boto_client_for(resource_runtime_part.region, "sagemaker", state_credentials)
        if not self._waits:
            env.stack.append(sagemaker.request(client, self.resource.api_action, normalised_parameters))
            return
        task = sagemaker.TrainingTask(client, env.states.context_object.context_object_data["Execution"]["Id"])
        self._submitted(env, task.start(normalised_parameters))
        env.stack.append(_wait(env, task, normalised_parameters[_JOB]))

    def _submitted(self, env: Any, answer: dict[str, Any]) -> None:  # noqa: ANN401  # as above
        details = TaskSubmittedEventDetails(
            resource=self._get_sfn_resource(),
            resourceType=self._get_sfn_resource_type(),
            output=to_json_str(answer),
            outputDetails={"truncated": False},
        )
        env.event_manager.add_event(
            context=env.event_history_context,
            event_type=HistoryEventType.TaskSubmitted,
            event_details=EventDetails(taskSubmittedEventDetails=details),
        )

    def _after_eval_execution(self, env: Any, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  # as above
        """Record the success of a task that was not stopped on the way."""
        if env.is_running():
            super()._after_eval_execution(env, *arguments, **named)

    def _from_error(self, env: Any, ex: Exception) -> FailureEvent:  # noqa: ANN401  # as above
        if not isinstance(ex, sagemaker.TaskError):
            return super()._from_error(env=env, ex=ex)
        details = TaskFailedEventDetails(
            resourceType=self._get_sfn_resource_type(),
            resource=self._get_sfn_resource(),
            error=ex.error,
            cause=ex.cause,
        )
        event = EventDetails(taskFailedEventDetails=details)
        return FailureEvent(env, ErrorName(ex.error), HistoryEventType.TaskFailed, event)


def _wait(env: Any, task: sagemaker.TrainingTask, name: str) -> dict[str, Any] | None:  # noqa: ANN401  # as above
    """The job's description once it has ended, None where the task was stopped before: then the job is, too."""
    while env.is_running():
        result = task.result(name)
        if result is not None:
            return result
        env.program_state_event.wait(PAUSE_SECONDS)
    execution = current()
    if execution is None or not execution.owner.closing.is_set():
        task.abort(name)
    return None
