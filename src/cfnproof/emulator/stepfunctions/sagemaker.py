"""The optimised integration with SageMaker: requests, and training jobs that are waited for.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from botocore import xform_name
from botocore.exceptions import ClientError, ParamValidationError

from cfnproof.emulator.shapes import service_model

OPERATIONS: Final[Mapping[str, str]] = {
    "createEndpoint": "CreateEndpoint",
    "createEndpointConfig": "CreateEndpointConfig",
    "createModel": "CreateModel",
    "createTrainingJob": "CreateTrainingJob",
    "updateEndpoint": "UpdateEndpoint",
}
"""By the name that a state's Resource has. AWS also has tuning, labeling, processing and transform jobs."""

WAITED_FOR: Final = ("createTrainingJob",)
"""What a state may wait for with `.sync`."""

_EXECUTION_TAG: Final = "AWS_STEP_FUNCTIONS_EXECUTION_ARN"
_MANAGED_TAG: Final = ("MANAGED_BY_AWS", "STARTED_BY_STEP_FUNCTIONS")
_ENDED: Final = ("Completed", "Failed", "Stopped")


@dataclass(slots=True)
class TaskError(Exception):
    """A task failed, with the error and the cause that the state's Retry and Catch see."""

    error: str
    cause: str

    def __str__(self) -> str:
        """As a log shows it."""
        return f"{self.error}: {self.cause}"


def request(client: Any, action: str, parameters: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401  # boto3's
    """Call SageMaker; the answer's members are those of its API, times as milliseconds since 1970.

    Raises TaskError.
    """
    try:
        answer = getattr(client, xform_name(OPERATIONS[action]))(**parameters)
    except ClientError as error:
        raise _refused(error) from error
    except ParamValidationError as error:
        faults = str(error.kwargs["report"]).replace("\n", ", ")
        given = json.dumps(parameters, separators=(",", ":"))
        cause = f"The Parameters '{given}' could not be used to start the Task: [{faults}]"
        raise TaskError("States.Runtime", cause) from error
    return _plain(answer)


@dataclass(frozen=True, slots=True)
class TrainingTask:
    """A training job that a state waits for, on behalf of an execution."""

    client: Any  # boto3's clients have no types
    execution_arn: str

    def start(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Create the job, tagged as AWS tags what it manages; return CreateTrainingJob's answer.

        Raises TaskError.
        """
        mark = {_EXECUTION_TAG: self.execution_arn, _MANAGED_TAG[0]: _MANAGED_TAG[1]}
        tags = [*parameters.get("Tags", ()), *({"Key": key, "Value": value} for key, value in mark.items())]
        return request(self.client, "createTrainingJob", {**parameters, "Tags": tags})

    def result(self, name: str) -> dict[str, Any] | None:
        """The job's description with its tags, None while it runs.

        Raises TaskError States.TaskFailed, with the description as its cause, for a job that failed or was stopped.
        """
        try:
            described = self.client.describe_training_job(TrainingJobName=name)
            if described["TrainingJobStatus"] not in _ENDED:
                return None
            tags = self.client.list_tags(ResourceArn=described["TrainingJobArn"])["Tags"]
        except ClientError as error:
            raise _refused(error) from error
        result = {**_plain(described), "Tags": {tag["Key"]: tag["Value"] for tag in tags}}
        if result["TrainingJobStatus"] == "Completed":
            return result
        raise TaskError("States.TaskFailed", json.dumps(result, separators=(",", ":")))

    def abort(self, name: str) -> None:
        """Stop the job, because its execution is stopped; whether that is refused makes no difference to it."""
        try:
            self.client.stop_training_job(TrainingJobName=name)
        except ClientError:
            return  # the guide calls it a best-effort attempt: the job may have ended, the role may not be allowed to


def _refused(error: ClientError) -> TaskError:
    """An error of the API: those of its model have names of their own, all others share one."""
    code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
    meta = error.response.get("ResponseMetadata", {})
    cause = (
        f"{message} (Service: AmazonSageMaker; Status Code: {meta.get('HTTPStatusCode')}; Error Code: {code}; "
        f"Request ID: {meta.get('RequestId')}; Proxy: null)"
    )
    modelled = any(shape.name == code for shape in service_model("sagemaker").error_shapes)
    return TaskError(f"SageMaker.{code.removesuffix('Exception') if modelled else 'AmazonSageMaker'}Exception", cause)


def _plain(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as JSON, without what the SDK adds."""
    members = {name: value for name, value in answer.items() if name != "ResponseMetadata"}
    plain: dict[str, Any] = json.loads(json.dumps(members, default=_milliseconds))
    return plain


def _milliseconds(value: object) -> int:
    if isinstance(value, datetime):
        return int(value.timestamp() * 1000)
    raise TypeError(f"{value!r} has no form in JSON")
