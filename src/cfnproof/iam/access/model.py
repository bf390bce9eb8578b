"""What is asked of sets of policies, and what is found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from cfnproof.iam.policy.written import WrittenPolicy
from cfnproof.iam.request import Principal, Values


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy under the name that answers call it by; its texts may hold atoms before U+F700."""

    name: str
    policy: WrittenPolicy


@dataclass(frozen=True, slots=True)
class Witness:
    """One request: what proves an answer.

    `principal` is None for identity-based policies, whose principal is whoever they are attached to. `context` has its
    keys in lower case, and only those that matter; a key that is not there is absent. Texts have the policies' atoms.
    """

    principal: Principal | None
    action: str
    resource: str
    context: Mapping[str, Values] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewAccess:
    """An Allow, by its policy's name, its index from 0 and its Sid, and what it lets pass.

    `actions` are all actions that it newly allows, sorted; `witness` is a request for one of them. `confirmed` is False
    where policy variables stand in the way of a proof: then there may be new access, and the witness may be none.
    """

    policy: str
    index: int
    sid: str
    actions: tuple[str, ...]
    witness: Witness
    confirmed: bool = True


class Reach(Enum):
    """Who outside of an account can use an Allow: anybody, or somebody of an account that the policy names."""

    PUBLIC = "public"
    CROSS_ACCOUNT = "crossAccount"


@dataclass(frozen=True, slots=True)
class Foreign:
    """An Allow that somebody outside of the account can use. `accounts` are those named, none where it is public."""

    policy: str
    index: int
    sid: str
    reach: Reach
    accounts: tuple[str, ...]
    witness: Witness
    confirmed: bool = True
