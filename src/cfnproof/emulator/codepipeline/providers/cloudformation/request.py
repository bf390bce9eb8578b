"""What an action asks of CloudFormation: its configuration with the files of its artifacts.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-action-reference.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cfnproof.emulator.codepipeline.providers.action import CONFIGURATION, ActionFailedError, RunningAction
from cfnproof.emulator.codepipeline.providers.cloudformation import (
    parameter_overrides,
    template,
    template_configuration,
)


@dataclass(frozen=True, slots=True)
class StackRequest:
    """A stack as an action wants it. `template` are the members that give it, `policy` is a stack policy's JSON."""

    stack: str
    role: str
    template: Mapping[str, str]
    parameters: Mapping[str, str]
    tags: Mapping[str, str] | None
    capabilities: tuple[str, ...]
    policy: str | None

    def members(self) -> dict[str, Any]:
        """The members that CreateStack, UpdateStack and CreateChangeSet have in common."""
        parameters = [{"ParameterKey": name, "ParameterValue": value} for name, value in self.parameters.items()]
        asked: dict[str, Any] = {
            "StackName": self.stack,
            "RoleARN": self.role,
            "Parameters": parameters,
            "Capabilities": list(self.capabilities),
            **self.template,
        }
        if self.tags is not None:
            asked["Tags"] = [{"Key": key, "Value": value} for key, value in self.tags.items()]
        return asked


def read(running: RunningAction) -> StackRequest:
    """Read an action's configuration and the files that it names.

    Raises ActionFailedError for what is missing or malformed.
    """
    stack, role = required(running, "StackName"), required(running, "RoleArn")
    settings = template_configuration.read(running)
    return StackRequest(
        stack=stack,
        role=role,
        template=template.members(running, required(running, "TemplatePath")),
        parameters={**settings.parameters, **parameter_overrides.read(running)},
        tags=settings.tags,
        capabilities=tuple(filter(None, running.configuration.get("Capabilities", "").split(","))),
        policy=settings.policy,
    )


def required(running: RunningAction, key: str) -> str:
    """A value that the action's mode cannot do without.

    CreatePipeline looks at these too, but not at what variables come to.
    """
    value = running.configuration.get(key)
    if not value:
        mode = running.configuration.get("ActionMode") or "a CloudFormation action"
        raise ActionFailedError(
            CONFIGURATION, f"Action configuration for action {running.action.name!r} needs {key!r} for {mode}"
        )
    return value
