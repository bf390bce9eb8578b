"""A compiled policy."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from cfnproof.iam.conditions.condition import Condition
from cfnproof.iam.policy.kinds import PolicyKind
from cfnproof.iam.policy.principal_element import PrincipalElement
from cfnproof.iam.request import Request


@dataclass(frozen=True, slots=True)
class ActionElement:
    """Action or NotAction. Letter case does not count. `services` are those that the actions listed are of.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
    """

    listed: tuple[str, ...]
    services: frozenset[str]
    pattern: re.Pattern[str]
    negated: bool

    def covers(self, action: str) -> bool:
        """Whether the statement is about an action, given in lower case."""
        return (self.pattern.fullmatch(action) is not None) is not self.negated


@dataclass(frozen=True, slots=True)
class ResourceElement:
    """Resource or NotResource; `keys` are the context keys of its policy variables."""

    listed: tuple[str, ...]
    keys: tuple[str, ...]
    negated: bool
    covers: Callable[[Request], bool]


@dataclass(frozen=True, slots=True)
class CompiledStatement:
    """A statement. A trust policy's has no `resource`, an identity-based policy's no `principal`."""

    index: int
    sid: str
    effect: str
    action: ActionElement
    resource: ResourceElement | None
    principal: PrincipalElement | None
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy under the name that decisions call it by."""

    name: str
    kind: PolicyKind
    version: str
    statements: tuple[CompiledStatement, ...]
