"""The members of requests and answers in integrations: a state writes them in Pascal case, whatever the API has.

moto has the conversion and leaves it unused. Times are milliseconds since 1970 in optimised integrations,
text in those of the AWS SDK.
https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from botocore import xform_name
from botocore.model import OperationModel
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service import StateTaskService

from cfnproof.emulator.shapes import service_model
from cfnproof.hosts.moto.patches import Patches

_NO_API: Final = ("apigateway",)
"""Integrations whose members are no API's: moto makes their requests itself."""


def install(patches: Patches) -> None:
    """Convert what an API writes otherwise."""
    patches.put(StateTaskService, "_normalise_parameters", _to_api)
    patches.put(StateTaskService, "_normalise_response", _from_api)


def _to_api(
    task: Any,  # noqa: ANN401  # moto's object
    parameters: Any,  # noqa: ANN401  # any of JSON's values
    boto_service_name: str | None = None,
    service_action_name: str | None = None,
) -> None:
    operation = _operation(task, boto_service_name, service_action_name)
    if operation is not None and operation.input_shape is not None:
        task._to_boto_request(parameters, operation.input_shape)  # noqa: SLF001  # moto's conversion


def _from_api(
    task: Any,  # noqa: ANN401  # as above
    response: Any,  # noqa: ANN401  # as above
    boto_service_name: str | None = None,
    service_action_name: str | None = None,
) -> None:
    operation = _operation(task, boto_service_name, service_action_name)
    if operation is not None and operation.output_shape is not None:
        task._from_boto_response(response, operation.output_shape)  # noqa: SLF001  # as above
    _write_times(response, _text if task.resource.service_name == "aws-sdk" else _milliseconds)


def _write_times(value: Any, write: Callable[[datetime], str | int]) -> None:  # noqa: ANN401  # any of JSON's values
    """Replace the times in an answer by what JSON can hold."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for place, item in tuple(items):
        if isinstance(item, datetime):
            value[place] = write(item)
        else:
            _write_times(item, write)


def _milliseconds(time: datetime) -> int:
    return int(time.timestamp() * 1000)


def _text(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _operation(task: Any, service: str | None, action: str | None) -> OperationModel | None:  # noqa: ANN401  # as above
    name = task._get_boto_service_name(service)  # noqa: SLF001  # as above
    if name in _NO_API:
        return None
    method = task._get_boto_service_action(action)  # noqa: SLF001  # as above
    model = service_model(name)
    found = (operation for operation in model.operation_names if xform_name(operation) == method)
    return next((model.operation_model(operation) for operation in found), None)
