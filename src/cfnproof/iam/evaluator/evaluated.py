"""A request while it is evaluated."""

from dataclasses import dataclass

from cfnproof.iam.decision import PolicyType
from cfnproof.iam.policy.index import Entry, PolicySet
from cfnproof.iam.policy.principal_element import Caller, Naming
from cfnproof.iam.request import Request


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The request, its action in lower case, and who asks, None where no policy names principals."""

    request: Request
    action: str
    caller: Caller | None

    def named_by(self, entry: Entry) -> bool:
        """Whether a statement is about who asks."""
        return self.caller is None or entry.naming(self.caller) is not Naming.NONE


@dataclass(frozen=True, slots=True)
class Lack:
    """The type of policies that allows nothing where something must, and the policies, None where there are none."""

    type: PolicyType
    policies: PolicySet | None
