"""A rule's targets and events, and what becomes of an event that no target took."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cfnproof.iam.arn import Arn

Event = Mapping[str, Any]
"""An event as targets get it: JSON's values, so Any.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule that matched."""

    arn: str
    name: str


@dataclass(frozen=True, slots=True)
class Transformer:
    """An InputTransformer: paths by variable, and the template that names the variables."""

    paths: Mapping[str, str]
    template: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where a rule sends events, and what of them: at most one of the three inputs is there."""

    arn: str
    role_arn: str | None = None
    input: str | None = None
    input_path: str | None = None
    transformer: Transformer | None = None
    dead_letter_arn: str | None = None
    message_group: str | None = None

    @property
    def service(self) -> str:
        """The service that the ARN names, empty for what is no ARN."""
        found = Arn.of(self.arn)
        return found.service if found else ""

    @property
    def account(self) -> str:
        """The account that the ARN names."""
        return Arn.known(self.arn).account

    @property
    def resource(self) -> str:
        """What the ARN names behind the account."""
        return Arn.known(self.arn).resource


def target_of(described: Mapping[str, Any]) -> Target:
    """A target as ListTargetsByRule gives it.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
    """
    given = described.get("InputTransformer")
    return Target(
        arn=described["Arn"],
        role_arn=described.get("RoleArn"),
        input=described.get("Input"),
        input_path=described.get("InputPath"),
        transformer=Transformer(given.get("InputPathsMap") or {}, given["InputTemplate"]) if given else None,
        dead_letter_arn=(described.get("DeadLetterConfig") or {}).get("Arn"),
        message_group=(described.get("SqsParameters") or {}).get("MessageGroupId"),
    )


@dataclass(frozen=True, slots=True)
class Undelivered:
    """An event that a target did not get. `code` is as messages in dead-letter queues have it."""

    rule_arn: str
    target_arn: str
    code: str
    message: str
    time: datetime
