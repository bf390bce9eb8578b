"""Policies of one type, indexed by the actions that they are about."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from cfnproof.iam.decision import PolicyType, Statement
from cfnproof.iam.policy.model import CompiledStatement, Policy
from cfnproof.iam.policy.principal_element import Caller, Naming
from cfnproof.iam.request import Request

_MOST_ACTIONS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement, and how decisions call it."""

    called: Statement
    compiled: CompiledStatement

    def applies(self, request: Request) -> bool:
        """Whether resource and conditions match; action and principal are asked for elsewhere."""
        resource = self.compiled.resource
        if resource is not None and not resource.covers(request):
            return False
        context = request.context
        for condition in self.compiled.conditions:  # noqa: SIM110  # a generator costs more than most conditions
            if not condition.holds(context):
                return False
        return True

    def naming(self, caller: Caller) -> Naming:
        """How the statement names who asks; one without principals names everyone that it is attached to."""
        element = self.compiled.principal
        return Naming.DIRECT if element is None else element.naming(caller)


@dataclass(frozen=True, slots=True)
class Candidates:
    """The statements about one action."""

    denies: tuple[Entry, ...]
    allows: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class PolicySet:
    """All statements of some policies, in their order. Which are about an action is looked up once per action."""

    type: PolicyType
    entries: tuple[Entry, ...]
    _by_action: dict[str, Candidates] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, policies: Iterable[Policy], type: PolicyType) -> "PolicySet":  # noqa: A002  # as decisions call it
        """The set of policies that together are, for example, a role's identity-based policies."""
        entries = (
            Entry(Statement(type, policy.name, each.index, each.sid, each.effect), each)
            for policy in policies
            for each in policy.statements
        )
        return cls(type, tuple(entries))

    def candidates(self, action: str) -> Candidates:
        """The statements about an action, given in lower case."""
        found = self._by_action.get(action)
        if found is None:
            about = [entry for entry in self.entries if entry.compiled.action.covers(action)]
            found = Candidates(
                denies=tuple(entry for entry in about if entry.compiled.effect == "Deny"),
                allows=tuple(entry for entry in about if entry.compiled.effect == "Allow"),
            )
            if len(self._by_action) < _MOST_ACTIONS:
                self._by_action[action] = found
        return found
