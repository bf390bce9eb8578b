"""What a state machine's role must hold when the machine is created or changed: for its log, and for `.sync`.

https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html#connect-iam-sync-async
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.context import SignedClients
from cfnproof.emulator.errors import ServiceError

_DENIED: Final = "AccessDeniedException"
_OFF: Final = "OFF"
_LOG_ACTIONS: Final = (
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
)
"""The page's, without CreateLogStream and PutLogEvents: the log is written by the service that delivers it.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
"""

_RULE_ACTIONS: Final = ("events:DescribeRule", "events:PutRule", "events:PutTargets")
_MANAGED_RULES: Final[Mapping[str, str]] = {
    # https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
    ":states:::sagemaker:createTrainingJob.sync": "StepFunctionsGetEventsForSageMakerTrainingJobsRule",
    # https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
    ":states:::states:startExecution.sync": "StepFunctionsGetEventsForStepFunctionsExecutionRule",
    ":states:::states:startExecution.sync:2": "StepFunctionsGetEventsForStepFunctionsExecutionRule",
}
"""By what a state's Resource ends in, the rule through which Step Functions learns that the work has ended."""


def check_logging(clients: SignedClients, logging: Mapping[str, Any] | None) -> None:
    """Raise ServiceError AccessDeniedException where the role may not set up the delivery of the machine's log.

    AWS's words: https://github.com/aws/aws-cdk/issues/26432
    """
    if not logging or not logging.get("destinations") or logging.get("level", _OFF) == _OFF:
        return
    try:
        _ask(clients, _LOG_ACTIONS, "*")
    except (ClientError, ServiceError) as error:
        raise ServiceError(
            _DENIED, "The state machine IAM Role is not authorized to access the Log Destination"
        ) from error


def check_managed_rules(clients: SignedClients, role_arn: str, rule_prefix: str, definition: str) -> None:
    """Raise ServiceError AccessDeniedException where the role may not make the rules that the definition needs.

    `rule_prefix` is what their ARNs begin with. The rules are not made: nothing here waits for their events.
    AWS's words: https://github.com/nasa/cumulus/pull/2693
    """
    resources = set(_resources(json.loads(definition)))
    for rule in sorted({_MANAGED_RULES[kind] for resource in resources if (kind := _kind(resource)) in _MANAGED_RULES}):
        try:
            _ask(clients, _RULE_ACTIONS, rule_prefix + rule)
        except (ClientError, ServiceError) as error:
            raise ServiceError(_DENIED, f"'{role_arn}' is not authorized to create managed-rule.") from error


def _ask(clients: SignedClients, actions: Iterable[str], resource: str) -> None:
    for action in actions:
        clients.authorize(action, resource)


def _kind(resource: str) -> str:
    """A state's Resource without its partition."""
    return ":" + resource.removeprefix("arn:").partition(":")[2]


def _resources(value: Any) -> Iterator[str]:  # noqa: ANN401  # any of JSON's values
    """The Resource of every Task, in branches and iterations, too."""
    if isinstance(value, dict):
        if value.get("Type") == "Task" and isinstance(value.get("Resource"), str):
            yield value["Resource"]
        for inner in value.values():
            yield from _resources(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _resources(inner)
