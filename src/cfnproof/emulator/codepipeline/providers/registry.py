"""The providers of actions that are there, each with the time that its actions have.

https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from cfnproof.emulator.codepipeline.declaration.model import Action
from cfnproof.emulator.codepipeline.providers import (
    codecommit_source,
    lambda_invoke,
    manual_approval,
    s3_deploy,
    s3_source,
    step_functions,
)
from cfnproof.emulator.codepipeline.providers.action import NOT_EMULATED, ActionFailedError, RunningAction
from cfnproof.emulator.codepipeline.providers.cloudformation import action as cloudformation
from cfnproof.emulator.context import ClientOf

Execute = Callable[[RunningAction], Mapping[str, str]]
"""Runs an action to its end; returns the variables that it puts out."""
Newest = Callable[[ClientOf, Mapping[str, str]], str]
"""The newest revision of a source, from its action's configuration. Raises ClientError where there is none."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider of actions of a category. A source that can be polled has `newest`."""

    execute: Execute
    timeout: timedelta
    newest: Newest | None = None


PROVIDERS: Final[Mapping[tuple[str, str, str], Provider]] = {
    ("Deploy", "AWS", "CloudFormation"): Provider(cloudformation.execute, timedelta(days=3)),
    ("Approval", "AWS", "Manual"): Provider(manual_approval.execute, timedelta(days=7)),
    ("Deploy", "AWS", "S3"): Provider(s3_deploy.execute, timedelta(minutes=90)),
    ("Invoke", "AWS", "Lambda"): Provider(lambda_invoke.execute, timedelta(hours=24)),
    ("Invoke", "AWS", "StepFunctions"): Provider(step_functions.execute, timedelta(days=7)),
    ("Source", "AWS", "CodeCommit"): Provider(codecommit_source.execute, timedelta(hours=1), codecommit_source.newest),
    ("Source", "AWS", "S3"): Provider(s3_source.execute, timedelta(hours=1), s3_source.newest),
}
"""By category, owner and provider."""


def provider_of(action: Action) -> Provider:
    """What runs an action.

    Raises ActionFailedError, with the known ones, where nothing does.
    """
    found = PROVIDERS.get((action.category, action.owner, action.provider))
    if found is None:
        known = ", ".join(sorted(f"{provider} ({category})" for category, _, provider in PROVIDERS))
        raise ActionFailedError(
            NOT_EMULATED,
            f"Actions of the provider {action.provider} ({action.category}, {action.owner}) are not emulated: "
            f"docs/fidelity.md says what is. Known are {known}",
        )
    return found
