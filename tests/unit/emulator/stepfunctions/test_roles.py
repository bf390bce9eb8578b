"""What Step Functions asks of a state machine's role when the machine is created or changed.

https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html#connect-iam-sync-async
"""

import json
from typing import Any

import pytest

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.stepfunctions.roles import check_logging, check_managed_rules
from tests.unit.emulator.account import ToldSigner

ROLE = "arn:aws:iam::111122223333:role/machine"
RULES = "arn:aws:events:eu-west-1:111122223333:rule/"
JOBS = f"{RULES}StepFunctionsGetEventsForSageMakerTrainingJobsRule"
EXECUTIONS = f"{RULES}StepFunctionsGetEventsForStepFunctionsExecutionRule"
GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/vendedlogs/states/train:*"
LOGGING = {"level": "ALL", "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": GROUP}}]}
TRAIN: dict[str, Any] = {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync", "End": True}


def signer(**answers: str) -> ToldSigner:
    """The role; `answers` are codes to refuse actions with, by the words behind their prefix."""
    told = {f"authorize {kind}:{name}": code for kind in ("logs", "events") for name, code in answers.items()}
    return ToldSigner("machine", told, [])


def asked(role: ToldSigner) -> list[tuple[str, str]]:
    """The actions that the role was asked for, and on what."""
    return [(method.removeprefix("authorize "), members["resource"]) for _, method, members in role.asked]


def machine(state: dict[str, Any]) -> str:
    """A definition with one state."""
    return json.dumps({"StartAt": "State", "States": {"State": state}})


def test_a_machine_with_a_log() -> None:
    """The role must be allowed what the page lists for log delivery, on `*`."""
    role = signer()
    check_logging(role, LOGGING)
    assert {resource for _, resource in asked(role)} == {"*"}
    assert {action for action, _ in asked(role)} == {
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
    }


@pytest.mark.parametrize("logging", [None, {}, {**LOGGING, "level": "OFF"}, {"level": "ALL"}, {"destinations": [{}]}])
def test_a_machine_without_a_log(logging: dict[str, Any] | None) -> None:
    """OFF is the level where none is given."""
    role = signer()
    check_logging(role, logging)
    assert role.asked == []


@pytest.mark.parametrize("action", ["CreateLogDelivery", "DescribeLogGroups"])
def test_a_role_that_may_not_set_up_the_log(action: str) -> None:
    """AWS's words: https://github.com/aws/aws-cdk/issues/26432 ."""
    with pytest.raises(ServiceError) as error:
        check_logging(signer(**{action: "AccessDeniedException"}), LOGGING)
    assert (error.value.code, error.value.message) == (
        "AccessDeniedException",
        "The state machine IAM Role is not authorized to access the Log Destination",
    )


RULED: list[tuple[str, dict[str, Any], list[str]]] = [
    ("a job that is waited for", TRAIN, [JOBS]),
    ("in another partition", {**TRAIN, "Resource": TRAIN["Resource"].replace("arn:aws", "arn:aws-cn")}, [JOBS]),
    ("in a branch", {"Type": "Parallel", "Branches": [{"StartAt": "T", "States": {"T": TRAIN}}], "End": True}, [JOBS]),
    (
        "in an iteration",
        {"Type": "Map", "ItemProcessor": {"StartAt": "T", "States": {"T": TRAIN}}, "End": True},
        [JOBS],
    ),
    ("a nested execution", {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2"}, [EXECUTIONS]),
    ("a job that is not", {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob"}, []),
    ("a name in parameters", {"Type": "Pass", "Result": {"Resource": TRAIN["Resource"]}}, []),
]


@pytest.mark.parametrize(("state", "rules"), [case[1:] for case in RULED], ids=[case[0] for case in RULED])
def test_the_rules_that_a_definition_needs(state: dict[str, Any], rules: list[str]) -> None:
    """Each is asked for once."""
    role = signer()
    check_managed_rules(role, ROLE, RULES, machine(state))
    actions = ("events:DescribeRule", "events:PutRule", "events:PutTargets")
    assert asked(role) == [(action, rule) for rule in rules for action in actions]


@pytest.mark.parametrize("action", ["DescribeRule", "PutRule", "PutTargets"])
def test_a_role_that_may_not_make_the_rule(action: str) -> None:
    """AWS's words: https://github.com/nasa/cumulus/pull/2693 ."""
    with pytest.raises(ServiceError) as error:
        check_managed_rules(signer(**{action: "AccessDeniedException"}), ROLE, RULES, machine(TRAIN))
    assert (error.value.code, error.value.message) == (
        "AccessDeniedException",
        f"'{ROLE}' is not authorized to create managed-rule.",
    )
