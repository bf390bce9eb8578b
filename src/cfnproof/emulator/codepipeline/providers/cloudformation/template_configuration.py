"""The template configuration: a JSON file with a stack's parameters, tags and stack policy.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cfnproof.emulator.codepipeline.providers.action import CONFIGURATION, ActionFailedError, RunningAction
from cfnproof.emulator.codepipeline.providers.cloudformation.json_object import json_object, texts

KEY: Final = "TemplateConfiguration"
_SECTIONS: Final = ("Parameters", "Tags", "StackPolicy")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a template configuration holds: `tags` and `policy`, a JSON text, are None where it has none."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] | None = None
    policy: str | None = None


def read(running: RunningAction) -> Settings:
    """Read the file that the action names; nothing where it names none.

    Raises ActionFailedError for a file that is missing, or is no template configuration.
    """
    location = running.configuration.get(KEY)
    if not location:
        return Settings()
    what = f"The template configuration {location}"
    found = json_object(running.file_at(location), what)
    if unknown := [name for name in found if name not in _SECTIONS]:
        raise ActionFailedError(CONFIGURATION, f"{what} has {unknown[0]!r}: it can have {', '.join(_SECTIONS)}")
    policy = found.get("StackPolicy")
    if policy is not None and not isinstance(policy, dict):
        raise ActionFailedError(CONFIGURATION, f'{what}: StackPolicy is no object: write {{"Statement": [...]}}')
    return Settings(
        texts(found.get("Parameters", {}), f"{what}: Parameters"),
        texts(found["Tags"], f"{what}: Tags") if "Tags" in found else None,
        None if policy is None else json.dumps(policy),
    )
