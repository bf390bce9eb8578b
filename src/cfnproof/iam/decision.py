"""What comes of evaluating a request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """The three answers; the values are those of SimulatePrincipalPolicy."""

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"


class PolicyType(Enum):
    """The kinds of policies; the values are what AWS's messages call them."""

    IDENTITY = "identity-based policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"
    RESOURCE = "resource-based policy"
    SERVICE_CONTROL = "service control policy"
    RESOURCE_CONTROL = "resource control policy"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that decided. `policy` is the name that its policy was compiled under; `index` counts from 0."""

    type: PolicyType
    policy: str
    index: int
    sid: str
    effect: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """The statement that came nearest to allowing a refused request, and what of it did not match.

    `element` is Principal, Action, Resource or Condition; `detail` says in a sentence what was asked and what is there.
    """

    statement: Statement
    element: str
    detail: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a request is refused: the one thing that was missing, or the deny that stands in the way.

    `because` are AWS's words, without the leading "because": `no identity-based policy allows the s3:GetObject action`,
    or, for an explicit deny, `an explicit deny in an identity-based policy` (AWS writes "with" before it).
    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    """

    type: PolicyType
    because: str
    nearest: Nearest | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision on one request.

    `statements` are those that decided, the principal's side first: every matching Deny, or, of each type of policies
    that had to allow, the first Allow.
    """

    outcome: Outcome
    statements: tuple[Statement, ...] = ()
    missing: Missing | None = None

    @property
    def allowed(self) -> bool:
        """Whether the request may go on."""
        return self.outcome is Outcome.ALLOWED
