"""Whether a role trusts the services that work with it, on this stack's behalf, and nobody else."""

from collections.abc import Iterator, Sequence

from cfnproof.findings import Finding, Severity
from cfnproof.iam.access import NewAccess, new_access
from cfnproof.iam.request import PrincipalKind
from cfnproof.least_privilege.case import Case
from cfnproof.least_privilege.comparison.required import trusted
from cfnproof.least_privilege.requirements.requirement import Requirement
from cfnproof.least_privilege.rules import TRUST_MISSING, TRUST_TOO_BROAD
from cfnproof.structural.policy_documents.documents import Principal, Statement, documents_of
from cfnproof.structural.policy_documents.sites import Kind

_PROPERTY = "AssumeRolePolicyDocument"


def trust(case: Case) -> Iterator[Finding]:
    """Yield what the trust policy lacks and what it has beyond the role's use."""
    role = case.role
    documents = documents_of(role.resource, role.stack.template, Kind.TRUST)
    statements = tuple(one for document in documents for one in document.statements)
    has = case.translator.policy("trust", statements, case.role.stack)
    for found in new_access([has], [trusted(case.needs.trusts, case.alphabet)]):
        yield _missing(case, case.needs.trusts[found.index], statements)
    used = {one.row.principal for one in case.ever.trusts}
    for found in new_access([trusted(case.ever.trusts, case.alphabet)], [has]) if used else ():
        principal = found.witness.principal
        if case.ever.complete or (principal is not None and principal.name in used):
            yield _beyond(case, statements[found.index], found)


def _missing(case: Case, requirement: Requirement, statements: tuple[Statement, ...]) -> Finding:
    conditions = ", ".join(
        f"{one.operator} {one.key} {' or '.join(case.shown(value) for value in one.values)}"
        for one in requirement.conditions
    )
    do = f"let the service assume it with the conditions {conditions or 'none'}"
    named = [one for one in statements if one.allows and any(_is(case, requirement, one))]
    denying = _denying(case, requirement, statements)
    mark = case.role.resource.mark_of(_PROPERTY)
    if denying:
        mark = denying.mark_of("Effect")
        fault, do = f"denies it by {denying.title} of its trust policy", "narrow the Deny"
    elif named:
        mark = named[0].mark_of("Condition", "Principal")
        fault = "trusts it under conditions that do not hold for every request"
    else:
        fault = "does not trust it"
    message = (
        f"{requirement.unit.title} works with {case.name} as {requirement.row.principal}, and the role {fault}: {do}"
    )
    return case.in_role(mark).finding(TRUST_MISSING, Severity.HIGH, message, requirement.row.page)


def _is(case: Case, requirement: Requirement, statement: Statement) -> Iterator[bool]:
    for principal in statement.principals:
        yield case.translator.service(principal.value, case.role.stack) == requirement.row.principal


def _denying(case: Case, requirement: Requirement, statements: tuple[Statement, ...]) -> Statement | None:
    """The Deny that keeps out the service, which the other statements let in; None where none does."""
    wanted = [trusted([requirement], case.alphabet)]
    allows = tuple(one for one in statements if one.allows)
    if new_access([case.translator.policy("allows", allows, case.role.stack)], wanted):
        return None
    for one in statements:
        with_it = case.translator.policy("trust", (*allows, one), case.role.stack)
        if not one.allows and new_access([with_it], wanted):
            return one
    return None


def _beyond(case: Case, statement: Statement, found: NewAccess) -> Finding:
    used = sorted({one.row.principal for one in case.ever.trusts})
    who = _who(case, statement, found)
    own = [one for one in case.ever.trusts if one.row.principal == who]
    if not own:
        what = f"lets {who} assume {case.name}, with which only {', '.join(used)} works: remove it"
    elif {action for one in own for action in one.actions}.isdisjoint(found.actions):
        actions = ", ".join(found.actions)
        what = f"lets {who} call {actions} on {case.name}, which its work does not need: remove the actions"
    else:
        wanted: dict[str, dict[str, None]] = {}
        for one in (each for some in own for each in some.conditions):
            wanted.setdefault(f"{one.operator} {one.key}", {}).update(dict.fromkeys(map(case.shown, one.values)))
        narrow = ", ".join(f"{key} {' or '.join(values)}" for key, values in wanted.items())
        what = f"lets {who} assume {case.name} for more than its use: narrow it to {narrow or 'that use'}"
    page = own[0].row.page if own else ""
    spot = case.in_role(statement.mark_of("Condition", "Principal", "NotPrincipal"))
    return spot.finding(TRUST_TOO_BROAD, Severity.HIGH, f"{statement.title} of the trust policy {what}", page)


def _who(case: Case, statement: Statement, found: NewAccess) -> str:
    """Whom a statement lets in: a service that the request shows, else the principals that it names."""
    principal = found.witness.principal
    if principal is not None and principal.kind is PrincipalKind.SERVICE:
        return case.text(principal.name)
    if statement.not_principals:
        return f"everybody but {_listed(case, statement.not_principals)}"
    return _listed(case, [one for one in statement.principals if one.kind != "Service"])


def _listed(case: Case, principals: Sequence[Principal]) -> str:
    values = (case.project.site.resolver.parts(one.value, case.role.stack) for one in principals)
    return ", ".join(dict.fromkeys(map(case.shown, values)))
