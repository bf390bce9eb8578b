"""The names of the errors that moto's interpreter gives the tasks of Lambda and Step Functions.

An error that the API's model has keeps its name; all others, a refusal of IAM's among them, share that of the service's
client, as `Lambda.AWSLambdaException`. moto makes a name of each code, and `…ExceptionException` of some.
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
"""

from typing import Any, Final

from botocore.exceptions import ClientError
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_lambda import (
    StateTaskServiceLambda,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_sfn import (
    StateTaskServiceSfn,
)

from cfnproof.emulator.shapes import service_model
from cfnproof.hosts.moto.patches import Patches

_nested: Final = StateTaskServiceSfn._from_error  # noqa: SLF001  # where moto names the errors
_invoked: Final = StateTaskServiceLambda._error_cause_from_client_error  # noqa: SLF001  # as above


def install(patches: Patches) -> None:
    """Name errors as AWS does."""
    patches.put(StateTaskServiceSfn, "_from_error", _of_step_functions)
    patches.put(StateTaskServiceLambda, "_error_cause_from_client_error", staticmethod(_of_lambda))


def _of_step_functions(task: Any, env: Any, ex: Exception) -> FailureEvent:  # noqa: ANN401  # moto's objects
    event = _nested(task, env=env, ex=ex)
    if isinstance(ex, ClientError):
        name = f"StepFunctions.{_name(ex, 'stepfunctions', 'AWSStepFunctions')}"
        event.error_name = CustomErrorName(name)
        event.event_details["taskFailedEventDetails"]["error"] = name
    return event


def _of_lambda(error: ClientError) -> tuple[str, str]:
    _, cause = _invoked(error)
    return f"Lambda.{_name(error, 'lambda', 'AWSLambda')}", cause


def _name(error: ClientError, service: str, client: str) -> str:
    code = str(error.response["Error"]["Code"])
    modelled = any(shape.name == code for shape in service_model(service).error_shapes)
    return f"{code.removesuffix('Exception') if modelled else client}Exception"
