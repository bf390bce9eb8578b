"""Whether a request is allowed.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

from collections.abc import Iterable

from cfnproof.iam.decision import Decision, Outcome, PolicyType, Statement
from cfnproof.iam.evaluator import rules
from cfnproof.iam.evaluator.evaluated import Evaluated, Lack
from cfnproof.iam.evaluator.policies import Policies
from cfnproof.iam.evaluator.reasons import ROOT_ASSUMES_NO_ROLE, denied, refused
from cfnproof.iam.policy.index import Entry, PolicySet
from cfnproof.iam.policy.principal_element import Caller, Naming
from cfnproof.iam.request import PrincipalKind, Request


def evaluate(request: Request, policies: Policies) -> Decision:
    """The decision on a request, whose context has the keys that `context.complete` adds."""
    action = request.action.lower()
    if rules.needs_no_permission(action, request):
        return Decision(Outcome.ALLOWED)
    service_control, resource_control = policies.service_control, policies.resource_control
    if service_control and not rules.restricted_by_service_control(request):
        service_control = ()
    if resource_control and not rules.restricted_by_resource_control(action, request):
        resource_control = ()
    caller = None
    if policies.resource is not None or resource_control:
        caller = Caller.of(request, bounded=policies.boundary is not None)
    asked = Evaluated(request, action, caller)
    own = (policies.identity, policies.boundary, policies.session) if rules.has_identity_policies(request) else ()
    resource = None if rules.is_beyond_the_bucket_policy(action, request) else policies.resource
    denies = _denies(asked, (*own, *service_control, resource, *resource_control))
    if denies:
        return Decision(Outcome.EXPLICIT_DENY, denies, denied(asked, denies[0].type))
    if rules.is_root_assuming_a_role(action, request):
        return Decision(Outcome.IMPLICIT_DENY, (), ROOT_ASSUMES_NO_ROLE)
    statements = _allows(asked, policies, service_control)
    if isinstance(statements, Lack):
        return Decision(Outcome.IMPLICIT_DENY, (), refused(asked, statements))
    return Decision(Outcome.ALLOWED, statements)


def _allows(
    asked: Evaluated, policies: Policies, service_control: tuple[PolicySet, ...]
) -> tuple[Statement, ...] | Lack:
    """The Allows that let a request pass which nothing denies, or the first that lacks, in the order AWS looks in.

    Resource control policies need not allow: RCPFullAWSAccess is attached everywhere and cannot be detached.
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_evaluation.html
    """
    above = _each(asked, service_control)
    if isinstance(above, Lack):
        return above
    found = _permissions(asked, policies)
    if isinstance(found, Lack):
        return found
    ours, theirs = found
    return (*ours, *above, *theirs)


def _denies(asked: Evaluated, sets: Iterable[PolicySet | None]) -> tuple[Statement, ...]:
    """Every Deny that applies: one is enough, whatever the others say."""
    found: list[Statement] = []
    for policies in sets:
        if policies is not None:
            for entry in policies.candidates(asked.action).denies:
                if asked.named_by(entry) and entry.applies(asked.request):
                    found.append(entry.called)  # noqa: PERF401  # the sets are too often empty to build lists of
    return tuple(found)


def _each(asked: Evaluated, sets: Iterable[PolicySet | None]) -> tuple[Statement, ...] | Lack:
    """One Allow from each: what one level of the organization does not allow, for example, no level below can.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
    """
    found: list[Statement] = []
    for policies in sets:
        if policies is not None:
            allow = _first(asked, policies)
            if allow is None:
                return Lack(policies.type, policies)
            found.append(allow)
    return tuple(found)


_Sides = tuple[tuple[Statement, ...], tuple[Statement, ...]]
"""The Allows on the side of who asks, and those on the resource's."""


def _permissions(asked: Evaluated, policies: Policies) -> _Sides | Lack:
    """What the policies of who asks and the resource-based policy allow together."""
    request = asked.request
    allow, naming = _granted(asked, policies.resource)
    theirs = () if allow is None else (allow.called,)
    if not rules.has_identity_policies(request) or rules.is_cross_account(request):
        if naming is Naming.NONE:
            return Lack(PolicyType.RESOURCE, policies.resource)
        own = _own(asked, policies, Naming.ACCOUNT) if rules.has_identity_policies(request) else ()
        return own if isinstance(own, Lack) else (own, theirs)
    decides = rules.resource_policy_decides(asked.action, request.resource)
    if decides and naming is Naming.NONE:
        return Lack(PolicyType.RESOURCE, policies.resource)
    own = _own(asked, policies, naming)
    if isinstance(own, Lack):
        return own
    return own, theirs if decides or naming >= Naming.ENTITY else ()


def _own(asked: Evaluated, policies: Policies, naming: Naming) -> tuple[Statement, ...] | Lack:
    """The Allows that are needed on the side of who asks where a resource-based policy grants so much there."""
    kind = asked.request.principal.kind
    if naming is Naming.DIRECT or kind is PrincipalKind.ROOT:
        return ()
    limits = (policies.boundary, policies.session)
    found = _each(asked, limits if naming is Naming.ENTITY else (policies.identity, *limits))
    if kind is PrincipalKind.FEDERATED_USER and policies.session is None and not isinstance(found, Lack):
        return Lack(PolicyType.SESSION, None)
    return found


def _first(asked: Evaluated, policies: PolicySet) -> Statement | None:
    for entry in policies.candidates(asked.action).allows:
        if asked.named_by(entry) and entry.applies(asked.request):
            return entry.called
    return None


def _granted(asked: Evaluated, resource: PolicySet | None) -> tuple[Entry | None, Naming]:
    """The Allow of a resource-based policy that names who asks most directly."""
    best: tuple[Entry | None, Naming] = (None, Naming.NONE)
    if resource is None or asked.caller is None:
        return best
    for entry in resource.candidates(asked.action).allows:
        naming = entry.naming(asked.caller)
        if naming > best[1] and entry.applies(asked.request):
            best = (entry, naming)
            if naming is Naming.DIRECT:
                break
    return best
