"""Operations on triggers: which topic or function is told of which events in a repository.

https://docs.aws.amazon.com/codecommit/latest/APIReference/API_PutRepositoryTriggers.html
https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from cfnproof.emulator.codecommit import errors
from cfnproof.emulator.codecommit.state import CodeCommitContext
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.service import Answer, Request

_MOST: Final = 10
_MOST_BRANCHES: Final = 10
_LONGEST_DATA: Final = 1000
_NAME: Final = re.compile(r"[^\s,]{1,100}")
_EVENTS: Final = ("all", "updateReference", "createReference", "deleteReference")
_DESTINATION: Final = re.compile(r"arn:[^:]+:(sns|lambda):([^:]+):\d{12}:.+")


class TriggerOperations:
    """Put and get the triggers of repositories."""

    def put_repository_triggers(self, context: CodeCommitContext, request: Request) -> Answer:
        """Replace all triggers of a repository."""
        repository = errors.find(context, request["repositoryName"])
        triggers = tuple(dict(trigger) for trigger in request["triggers"])
        if len(triggers) > _MOST:
            raise ServiceError(
                "MaximumRepositoryTriggersExceededException", f"{len(triggers)} triggers: a repository can have {_MOST}"
            )
        for trigger in triggers:
            _check(trigger, context.region)
        names = [trigger["name"] for trigger in triggers]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ServiceError("InvalidRepositoryTriggerNameException", f"Trigger names must be unique: {twice}")
        repository.triggers, repository.configuration_id = triggers, context.ids.uuid()
        return {"configurationId": repository.configuration_id}

    def get_repository_triggers(self, context: CodeCommitContext, request: Request) -> Answer:
        """The triggers of a repository."""
        repository = errors.find(context, request["repositoryName"])
        known = {"configurationId": repository.configuration_id} if repository.configuration_id else {}
        return {**known, "triggers": [dict(trigger) for trigger in repository.triggers]}


def _check(trigger: Mapping[str, Any], region: str) -> None:
    name, target, events = trigger.get("name"), trigger.get("destinationArn"), trigger.get("events")
    if not name:
        raise ServiceError("RepositoryTriggerNameRequiredException", "A trigger needs a name")
    if not _NAME.fullmatch(name):
        raise ServiceError(
            "InvalidRepositoryTriggerNameException",
            f"{name!r} is no trigger name: write at most 100 characters without spaces and commas",
        )
    if not target:
        raise ServiceError(
            "RepositoryTriggerDestinationArnRequiredException", f"Trigger {name!r} has no destinationArn"
        )
    if not events:
        raise ServiceError("RepositoryTriggerEventsListRequiredException", f"Trigger {name!r} has no events")
    _check_destination(name, target, region)
    _check_events(name, events)
    if len(trigger.get("branches", ())) > _MOST_BRANCHES:
        raise ServiceError("MaximumBranchesExceededException", f"Trigger {name!r} can name {_MOST_BRANCHES} branches")
    if len(trigger.get("customData", "")) > _LONGEST_DATA:
        raise ServiceError(
            "InvalidRepositoryTriggerCustomDataException", f"The customData of {name!r} is over {_LONGEST_DATA} long"
        )


def _check_destination(name: str, target: str, region: str) -> None:
    found = _DESTINATION.fullmatch(target)
    if found is None:
        raise ServiceError(
            "InvalidRepositoryTriggerDestinationArnException",
            f"The destination {target!r} of trigger {name!r} is not the ARN of an SNS topic or a Lambda function",
        )
    if found[2] != region:
        raise ServiceError(
            "InvalidRepositoryTriggerRegionException",
            f"The destination {target!r} of trigger {name!r} is not in the repository's Region {region!r}",
        )


def _check_events(name: str, events: list[str]) -> None:
    unknown = [event for event in events if event not in _EVENTS]
    if unknown or ("all" in events and len(events) > 1):
        known = ", ".join(_EVENTS[1:])
        raise ServiceError(
            "InvalidRepositoryTriggerEventsException",
            f"The events {events} of trigger {name!r} are not valid: write all alone, or some of {known}",
        )
