"""A simulation: one action on one resource, decided by the policies at hand.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from cfnproof.emulator.iam.documents import IAM_POLICY, RESOURCE_POLICY, Compiled
from cfnproof.emulator.iam.errors import invalid_input
from cfnproof.emulator.iam.key_names import key_names
from cfnproof.iam.arn import owner_in
from cfnproof.iam.context import complete
from cfnproof.iam.decision import Outcome, PolicyType, Statement
from cfnproof.iam.evaluator import Policies, evaluate
from cfnproof.iam.policy import PolicyKind, PolicySet, compile_policy
from cfnproof.iam.policy.index import Entry
from cfnproof.iam.policy.model import CompiledStatement
from cfnproof.iam.policy.principal_element import Caller, Naming
from cfnproof.iam.request import Principal, PrincipalKind, Request, Values

_DELEGATION: Final = ""
"""The name of the policy that stands for a resource's where none is given."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one resource.

    `allowed_by_boundary` is None without a permissions boundary, `by_type` is there where another account owns the
    resource.
    """

    resource: str
    outcome: Outcome
    statements: tuple[Statement, ...]
    missing: tuple[str, ...]
    allowed_by_boundary: bool | None
    by_type: Mapping[str, Outcome] | None


@dataclass(frozen=True, slots=True)
class Simulation:
    """The policies, and who asks with which context keys.

    `owner` is the account of resources whose ARNs have none. A principal without a name is nobody in particular, of an
    account: that of a group, or of policies that are nobody's.
    """

    principal: Principal
    context: Mapping[str, Values]
    owner: str
    identity: Compiled
    boundary: Compiled | None = None
    resource: Compiled | None = None

    def judge(self, action: str, resource: str) -> Verdict:
        """The verdict on an action. Raises ServiceError InvalidInput where the resource-based policy is another's."""
        request = self._request(action, resource)
        caller = Caller.of(request, bounded=self.boundary is not None)
        self._check_applicable(request)
        decision = evaluate(request, self._policies())
        return Verdict(
            resource=resource,
            outcome=decision.outcome,
            statements=tuple(each for each in decision.statements if each.policy != _DELEGATION),
            missing=tuple(self._missing(request, caller)),
            allowed_by_boundary=self._allowed_by_boundary(request, caller),
            by_type=self._by_type(request, caller),
        )

    def _request(self, action: str, resource: str) -> Request:
        """A resource is the caller's own where no resource-based policy says what its owner allows."""
        owner = self.principal.account
        if self.resource is not None:
            owner = owner_in(resource) or self.owner or owner
        request = Request(self.principal, action, resource, owner, self.context)
        return complete(request) if self.principal.name else request

    def _policies(self) -> Policies:
        resource = _delegation(self.principal.account) if self.resource is None else self.resource.statements
        boundary = None if self.boundary is None else self.boundary.statements
        return Policies(self.identity.statements, boundary, resource=resource)

    def _check_applicable(self, request: Request) -> None:
        if self.resource is None:
            return
        elements = [entry.compiled.resource for entry in self.resource.statements.entries]
        if not any(element is None or element.covers(request) for element in elements):
            raise invalid_input(f"Invalid ResourcePolicy: it is not applicable to the resource {request.resource}.")

    def _missing(self, request: Request, caller: Caller) -> Iterable[str]:
        """The keys that the statements about the request read and that it does not have."""
        sets = (each.statements for each in (self.identity, self.boundary, self.resource) if each is not None)
        about = (each for policies in sets for each in _about(policies, request, caller))
        return (name for name in key_names(about) if name.lower() not in request.context)

    def _allowed_by_boundary(self, request: Request, caller: Caller) -> bool | None:
        if self.boundary is None:
            return None
        return _alone(self.boundary.statements, request, caller) is Outcome.ALLOWED

    def _by_type(self, request: Request, caller: Caller) -> Mapping[str, Outcome] | None:
        if self.resource is None or request.account == self.principal.account:
            return None
        return {
            IAM_POLICY: _alone(self.identity.statements, request, caller),
            RESOURCE_POLICY: _alone(self.resource.statements, request, caller),
        }


def nobody(account: str) -> Principal:
    """Nobody in particular of an account."""
    return Principal(PrincipalKind.USER, "", account)


def _about(policies: PolicySet, request: Request, caller: Caller) -> Iterator[CompiledStatement]:
    """The statements about the action, the caller and the resource, those included whose resource is not known."""
    for entry in _candidates(policies, request):
        element = entry.compiled.resource
        known = element is None or all(key in request.context for key in element.keys)
        if entry.naming(caller) is not Naming.NONE and (element is None or not known or element.covers(request)):
            yield entry.compiled


def _alone(policies: PolicySet, request: Request, caller: Caller) -> Outcome:
    """What policies of one type say, whatever the others do."""
    effects = {
        entry.compiled.effect
        for entry in _candidates(policies, request)
        if entry.naming(caller) is not Naming.NONE and entry.applies(request)
    }
    if "Deny" in effects:
        return Outcome.EXPLICIT_DENY
    return Outcome.ALLOWED if effects else Outcome.IMPLICIT_DENY


def _candidates(policies: PolicySet, request: Request) -> tuple[Entry, ...]:
    found = policies.candidates(request.action.lower())
    return (*found.denies, *found.allows)


@lru_cache
def _delegation(account: str) -> PolicySet:
    """A resource-based policy that leaves everything to the identity-based policies of its account.

    Roles and KMS keys have a policy without which nobody may use them; a simulation does not look at them.
    """
    statement = {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": statement}
    policy = replace(compile_policy(document, "delegation", PolicyKind.RESOURCE), name=_DELEGATION)
    return PolicySet.of((policy,), PolicyType.RESOURCE)
