"""Deliveries to targets, and what becomes of those that fail."""

import json
from typing import Any

import pytest

from cfnproof.emulator.events.delivery import Match
from cfnproof.emulator.events.model import Rule, Target
from cfnproof.emulator.ids import Ids
from tests.unit.emulator.account import ACCOUNT, REGION, StillClock, ToldClients, client_error

RULE = Rule(f"arn:aws:events:{REGION}:{ACCOUNT}:rule/pushes", "pushes")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/starter"
EVENT = {"id": "1", "detail-type": "d", "source": "s", "detail": {}}
TEXT = json.dumps(EVENT, separators=(",", ":"))
PIPELINE = Target(f"arn:aws:codepipeline:{REGION}:{ACCOUNT}:train", role_arn=ROLE)
MACHINE = Target(f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:train", role_arn=ROLE)
FUNCTION = Target(f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:note")
TOPIC = Target(f"arn:aws:sns:{REGION}:{ACCOUNT}:pushes")


def _match(answers: dict[str, Any] | None = None) -> tuple[Match, ToldClients]:
    clients = ToldClients(roles={ROLE}, answers=answers or {})
    return Match(RULE, EVENT, clients, StillClock(), Ids(seed=7)), clients


@pytest.mark.parametrize(
    ("target", "asked"),
    [
        (PIPELINE, (ROLE, "start_pipeline_execution", {"name": "train"})),
        (MACHINE, (ROLE, "start_execution", {"stateMachineArn": MACHINE.arn, "input": TEXT})),
        (
            FUNCTION,
            ("service", "invoke", {"FunctionName": FUNCTION.arn, "InvocationType": "Event", "Payload": TEXT.encode()}),
        ),
        (TOPIC, ("service", "publish", {"TopicArn": TOPIC.arn, "Message": TEXT})),
    ],
)
def test_a_target_is_called_by_its_role_or_by_eventbridge(target: Target, asked: tuple[str, str, Any]) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html."""
    match, clients = _match({asked[1]: {}})
    assert match.deliver(target) == ()
    assert clients.asked == [asked]
    assert clients.assumed == ([(ROLE, RULE.arn)] if target.role_arn else [])


@pytest.mark.parametrize(
    ("target", "answers", "code", "words"),
    [
        (PIPELINE, {"start_pipeline_execution": "PipelineNotFoundException"}, "NO_RESOURCE", "told to refuse"),
        (PIPELINE, {"start_pipeline_execution": "AccessDeniedException"}, "NO_PERMISSIONS", "told to refuse"),
        (MACHINE, {"start_execution": "StateMachineDoesNotExist"}, "NO_RESOURCE", "told to refuse"),
        (FUNCTION, {"invoke": "AccessDeniedException"}, "NO_PERMISSIONS", "told to refuse"),
        (TOPIC, {"publish": "KMSAccessDenied"}, "NO_PERMISSIONS", "told to refuse"),
        (TOPIC, {"publish": "InvalidParameter"}, "INVALID_PARAMETER", "told to refuse"),
        (TOPIC, {"publish": "ThrottledException"}, "THROTTLING", "told to refuse"),
        (TOPIC, {"publish": "KMSDisabledException"}, "ERROR_FROM_TARGET", "told to refuse"),
        (TOPIC, {}, "INTERNAL_ERROR", "KeyError"),
        (Target(PIPELINE.arn), {}, "NO_PERMISSIONS", "RoleArn is required"),
        (Target(PIPELINE.arn, role_arn=f"{ROLE}2"), {}, "FAILED_TO_ASSUME_ROLE", "cannot assume"),
        (Target(f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/c"), {}, "NOT_EMULATED", "'ecs' are not emulated; those that"),
        (Target(TOPIC.arn, input_path="$.a[*]"), {}, "INVALID_PARAMETER", "cannot be followed"),
    ],
)
def test_a_failed_delivery_says_why(target: Target, answers: dict[str, Any], code: str, words: str) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html lists the codes."""
    match, _ = _match(answers)
    (lost,) = match.deliver(target)
    assert (lost.rule_arn, lost.target_arn, lost.code) == (RULE.arn, target.arn, code)
    assert words in lost.message
    assert lost.time == StillClock().time


def test_what_the_host_itself_sends_is_recorded_alike() -> None:
    """A bus that refuses, for example."""
    match, _ = _match()

    def refuse() -> None:
        raise client_error("AccessDeniedException", "not for you", "PutEvents")

    (lost,) = match.deliver(TOPIC, refuse)
    assert (lost.code, lost.message) == ("NO_PERMISSIONS", "not for you")
    assert match.deliver(TOPIC, lambda: None) == ()
