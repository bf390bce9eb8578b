"""Triggers of repositories."""

from typing import Any

import pytest

from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.account import ACCOUNT, REGION, Emulated

_TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:changes"
_TRIGGER = {"name": "told", "destinationArn": _TOPIC, "branches": ["main"], "events": ["all"]}

TRIGGERS = [
    ([{**_TRIGGER, "name": f"t{n}"} for n in range(11)], "MaximumRepositoryTriggersExceededException"),
    ([_TRIGGER, _TRIGGER], "InvalidRepositoryTriggerNameException"),
    ([{**_TRIGGER, "name": "two words"}], "InvalidRepositoryTriggerNameException"),
    ([{**_TRIGGER, "name": ""}], "RepositoryTriggerNameRequiredException"),
    ([{**_TRIGGER, "destinationArn": ""}], "RepositoryTriggerDestinationArnRequiredException"),
    ([{**_TRIGGER, "destinationArn": "arn:aws:sqs:eu-west-1:1:q"}], "InvalidRepositoryTriggerDestinationArnException"),
    ([{**_TRIGGER, "destinationArn": _TOPIC.replace(REGION, "us-east-1")}], "InvalidRepositoryTriggerRegionException"),
    ([{**_TRIGGER, "events": []}], "RepositoryTriggerEventsListRequiredException"),
    ([{**_TRIGGER, "events": ["push"]}], "InvalidRepositoryTriggerEventsException"),
    ([{**_TRIGGER, "events": ["all", "createReference"]}], "InvalidRepositoryTriggerEventsException"),
    ([{**_TRIGGER, "branches": [f"b{n}" for n in range(11)]}], "MaximumBranchesExceededException"),
    ([{**_TRIGGER, "customData": "x" * 1001}], "InvalidRepositoryTriggerCustomDataException"),
]


@pytest.mark.parametrize(("triggers", "code"), TRIGGERS, ids=[code for _, code in TRIGGERS])
def test_triggers_that_are_refused(codecommit: Emulated, triggers: list[dict[str, Any]], code: str) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_PutRepositoryTriggers.html."""
    with pytest.raises(ServiceError) as error:
        codecommit.call("PutRepositoryTriggers", repositoryName="models", triggers=triggers)
    assert error.value.code == code
    assert codecommit.call("GetRepositoryTriggers", repositoryName="models") == {"triggers": []}


def test_triggers_are_replaced_as_a_whole(codecommit: Emulated) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_PutRepositoryTriggers.html."""
    first = codecommit.call("PutRepositoryTriggers", repositoryName="models", triggers=[_TRIGGER])
    assert codecommit.call("GetRepositoryTriggers", repositoryName="models") == {**first, "triggers": [_TRIGGER]}
    second = codecommit.call("PutRepositoryTriggers", repositoryName="models", triggers=[])
    assert second != first
    assert codecommit.call("GetRepositoryTriggers", repositoryName="models") == {**second, "triggers": []}
