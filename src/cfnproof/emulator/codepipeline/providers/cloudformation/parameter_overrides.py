"""Parameter overrides: values of parameters, given as JSON text, or got from artifacts when the action runs.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-parameter-override-functions.html
"""

from collections.abc import Callable, Mapping
from typing import Final

from cfnproof.emulator.codepipeline.providers.action import CONFIGURATION, ActionFailedError, RunningAction
from cfnproof.emulator.codepipeline.providers.cloudformation.json_object import json_object, text
from cfnproof.emulator.partitions import URL_SUFFIXES

KEY: Final = "ParameterOverrides"


def read(running: RunningAction) -> dict[str, str]:
    """The values by parameter; none where the action overrides nothing.

    Raises ActionFailedError for overrides that are malformed, and for what artifacts do not have.
    """
    given = running.configuration.get(KEY)
    if not given:
        return {}
    return {name: _value(running, name, value) for name, value in json_object(given, KEY).items()}


def _value(running: RunningAction, name: str, value: object) -> str:
    if isinstance(value, dict) and len(value) == 1:
        function, arguments = next(iter(value.items()))
        if function in _FUNCTIONS:
            count, work_out = _FUNCTIONS[function]
            return work_out(running, *_arguments(name, function, arguments, count))
        raise ActionFailedError(
            CONFIGURATION, f"{KEY}: {name} has the function {function!r}: it can have {', '.join(_FUNCTIONS)}"
        )
    return text(value, f"{KEY}: {name}")


def _arguments(name: str, function: str, arguments: object, count: int) -> list[str]:
    if not isinstance(arguments, list) or len(arguments) != count or not all(isinstance(one, str) for one in arguments):
        raise ActionFailedError(CONFIGURATION, f"{KEY}: {function} of {name} takes a list of {count} strings")
    return arguments


def _get_artifact_att(running: RunningAction, name: str, attribute: str) -> str:
    artifact = running.input_artifact(name)
    suffix = URL_SUFFIXES[running.context.partition]
    attributes = {
        "BucketName": artifact.bucket,
        "ObjectKey": artifact.key,
        "URL": f"https://s3.{running.context.region}.{suffix}/{artifact.bucket}/{artifact.key}",
    }
    if attribute not in attributes:
        raise ActionFailedError(
            CONFIGURATION, f"{KEY}: an artifact has no attribute {attribute!r}; it has {', '.join(attributes)}"
        )
    return attributes[attribute]


def _get_param(running: RunningAction, artifact: str, file: str, key: str) -> str:
    what = f"File [{file}] of artifact [{artifact}]"
    found = json_object(running.file(artifact, file), what)
    if key not in found:
        known = ", ".join(sorted(found)[:10]) or "none"
        raise ActionFailedError(CONFIGURATION, f"{KEY}: {what} has no key {key!r}; its keys: {known}")
    return text(found[key], f"{what}: {key}")


_FUNCTIONS: Final[Mapping[str, tuple[int, Callable[..., str]]]] = {
    "Fn::GetArtifactAtt": (2, _get_artifact_att),
    "Fn::GetParam": (3, _get_param),
}
"""Each with the number of its arguments."""
