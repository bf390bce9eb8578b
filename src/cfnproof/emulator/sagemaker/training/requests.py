"""What a request for a training job may hold, beyond what botocore's model says.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html
"""

from collections.abc import Iterator
from typing import Any, Final

from cfnproof.emulator.sagemaker.errors import invalid
from cfnproof.emulator.sagemaker.s3_places import place_of
from cfnproof.emulator.service import Request

_NOT_EMULATED: Final[tuple[tuple[str, ...], ...]] = (
    ("AlgorithmSpecification", "AlgorithmName"),
    ("DebugRuleConfigurations",),
    ("ExperimentConfig",),
    ("ProfilerRuleConfigurations",),
    ("ResourceConfig", "KeepAlivePeriodInSeconds"),
    ("ResourceConfig", "TrainingPlanArn"),
    ("SessionChainingConfig",),
)
_PREFIX: Final = "S3Prefix"


def check_request(request: Request) -> None:
    """Raise ServiceError ValidationException for what SageMaker refuses, and for what is not emulated."""
    if missing := sorted(_not_emulated(request)):
        verb = "is" if len(missing) == 1 else "are"
        raise invalid(f"{', '.join(missing)} {verb} not emulated: docs/fidelity.md says what is")
    if not request["AlgorithmSpecification"].get("TrainingImage"):
        raise invalid("AlgorithmSpecification needs a TrainingImage")
    place_of(request["OutputDataConfig"]["S3OutputPath"])
    _check_names([channel["ChannelName"] for channel in request.get("InputDataConfig", ())])
    _check_instances(request["ResourceConfig"])
    if request.get("EnableManagedSpotTraining"):
        _check_wait(request["StoppingCondition"])


def _not_emulated(request: Request) -> Iterator[str]:
    for path in _NOT_EMULATED:
        value: Any = request
        for name in path:
            value = value.get(name) if value else None
        if value is not None:
            yield ".".join(path)
    for channel in request.get("InputDataConfig", ()):
        name, source = channel["ChannelName"], channel["DataSource"].get("S3DataSource")
        if source is None:
            yield f"channel {name} without an S3DataSource"
        elif source["S3DataType"] != _PREFIX:
            yield f"S3DataType {source['S3DataType']} of channel {name}"


def _check_names(names: list[str]) -> None:
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise invalid(f"Channel names must be unique: {twice[0]} has been used more than once")


def _check_instances(resources: dict[str, Any]) -> None:
    single = [name for name in ("InstanceType", "InstanceCount") if resources.get(name)]
    if resources.get("InstanceGroups") and single:
        raise invalid(f"ResourceConfig takes InstanceGroups or {' and '.join(single)}, and not both")
    if not resources.get("InstanceGroups") and not (resources.get("InstanceType") and resources.get("InstanceCount")):
        raise invalid("ResourceConfig needs an InstanceType and an InstanceCount, or InstanceGroups")


def _check_wait(limits: dict[str, Any]) -> None:
    wait = limits.get("MaxWaitTimeInSeconds")
    if wait is None or wait < limits.get("MaxRuntimeInSeconds", 0):
        raise invalid(
            "Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds"
        )
