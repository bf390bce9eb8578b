"""`arn:aws:states:::sagemaker:…` in the interpreters of moto and LocalStack, one made of the other: neither has it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from cfnproof.emulator.stepfunctions import sagemaker

_JOB: Final = "TrainingJobName"
_SYNC: Final = "sync"
_GROWTH: Final = 1.5
_LONGEST: Final = 0.25  # seconds: each look is a request, and a decision in the ledger


@dataclass(frozen=True, slots=True)
class Interpreter:
    """What of an interpreter a state needs; it has no types.

    `client_for` takes a region, a service and the state's credentials; `failure` makes the event of a failed task;
    `closing` says whether the host is about to end; `pause` is the time between the first two looks, in seconds.
    """

    client_for: Callable[[str, str, Any], Any]
    failure: Callable[[Any, str, dict[str, Any]], Any]
    submitted: Any
    to_json: Callable[[Any], str]
    closing: Callable[[], bool]
    pause: float


class SageMakerStates:
    """What a Task state that calls SageMaker does otherwise than the interpreter's own class of service tasks.

    The methods' names are those that the interpreter calls, and their signatures its own.
    """

    interpreter: ClassVar[Interpreter]
    resource: Any

    @property
    def _waits(self) -> bool:
        return str(self.resource.condition or "").endswith(_SYNC)

    def _validate_service_integration_is_supported(self) -> None:
        """Refuse, when a machine is created, what is not emulated."""
        action, waited_for = self.resource.api_action, sagemaker.WAITED_FOR
        allowed = self.resource.condition is None or (self._waits and action in waited_for)
        if action not in sagemaker.OPERATIONS or not allowed:
            known = ", ".join((*sagemaker.OPERATIONS, *(f"{waited}.sync" for waited in waited_for)))
            raise ValueError(f"The resource {self.resource.resource_arn} is not emulated; of sagemaker are: {known}")

    def _get_supported_parameters(self) -> set[str]:
        """All: the API checks them."""
        return set()

    def _get_sfn_resource(self) -> str:
        return f"{self.resource.api_action}.sync" if self._waits else str(self.resource.api_action)

    def _normalise_parameters(self, parameters: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401  # the interpreter's
        """SageMaker's members are written as its API has them."""

    def _normalise_response(self, response: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401  # as above
        """As of its requests."""

    def _eval_service_task(
        self,
        env: Any,  # noqa: ANN401  # as above
        resource_runtime_part: Any,  # noqa: ANN401  # as above
        normalised_parameters: dict[str, Any],
        state_credentials: Any,  # noqa: ANN401  # as above
    ) -> None:
        client = self.interpreter.client_for(resource_runtime_part.region, "sagemaker", state_credentials)
        if not self._waits:
            env.stack.append(sagemaker.request(client, self.resource.api_action, normalised_parameters))
            return
        task = sagemaker.TrainingTask(client, env.states.context_object.context_object_data["Execution"]["Id"])
        self._submitted(env, task.start(normalised_parameters))
        env.stack.append(self._wait(env, task, normalised_parameters[_JOB]))

    def _submitted(self, env: Any, answer: dict[str, Any]) -> None:  # noqa: ANN401  # as above
        details = {
            **self._named(),
            "output": self.interpreter.to_json(answer),
            "outputDetails": {"truncated": False},
        }
        env.event_manager.add_event(
            context=env.event_history_context,
            event_type=self.interpreter.submitted,
            event_details={"taskSubmittedEventDetails": details},
        )

    def _wait(self, env: Any, task: sagemaker.TrainingTask, name: str) -> dict[str, Any] | None:  # noqa: ANN401  # as above
        """The job's description once it has ended, None where the task was stopped before: then the job is, too."""
        pause = self.interpreter.pause
        while env.is_running():
            result = task.result(name)
            if result is not None:
                return result
            env.program_state_event.wait(pause)
            pause = min(_GROWTH * pause, _LONGEST)
        if not self.interpreter.closing():
            task.abort(name)
        return None

    def _after_eval_execution(self, env: Any, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  # as above
        """Record the success of a task that was not stopped on the way."""
        if env.is_running():
            super()._after_eval_execution(env, *arguments, **named)  # type: ignore[misc]  # the interpreter's class is next

    def _from_error(self, env: Any, ex: Exception) -> Any:  # noqa: ANN401  # as above
        if not isinstance(ex, sagemaker.TaskError):
            return super()._from_error(env=env, ex=ex)  # type: ignore[misc]  # as above
        return self.interpreter.failure(env, ex.error, {**self._named(), "error": ex.error, "cause": ex.cause})

    def _named(self) -> dict[str, Any]:
        names: Any = self  # the interpreter's class says what type of resource it is
        return {"resourceType": names._get_sfn_resource_type(), "resource": self._get_sfn_resource()}  # noqa: SLF001  # its own
