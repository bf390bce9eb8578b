"""What a role needs and is not granted, or is granted and denied."""

from collections.abc import Iterator

from cfnproof.findings import Finding, Severity
from cfnproof.iam.policy.written import WrittenStatement
from cfnproof.least_privilege.advice.grants import Grants, merged
from cfnproof.least_privilege.advice.instead import shown
from cfnproof.least_privilege.case import Case, Spot, title
from cfnproof.least_privilege.comparison.fitting import fits
from cfnproof.least_privilege.comparison.lacking import denials, denied_or_lacking, lacking
from cfnproof.least_privilege.comparison.overlaps import has_action, has_resource
from cfnproof.least_privilege.comparison.sources import Source
from cfnproof.least_privilege.comparison.undecided import undecided
from cfnproof.least_privilege.requirements.requirement import Requirement
from cfnproof.least_privilege.rules import DEFEATED, MISSING


def missing(case: Case) -> Iterator[Finding]:
    """Yield what is needed and not allowed; nothing of a role with policies that the project does not show."""
    open_ = {(one.requirement, one.action) for one in undecided(case)}
    ungranted = dict(lacking(case))
    for requirement, actions in denied_or_lacking(case):
        not_granted = ungranted.get(requirement, ())
        denied = tuple(action for action in actions if action not in not_granted)
        missing_ = tuple(action for action in not_granted if (requirement, action) not in open_)
        if denied:
            yield _denied(case, requirement, denied)
        if missing_:
            yield _missing(case, requirement, missing_)


def _missing(case: Case, requirement: Requirement, actions: tuple[str, ...]) -> Finding:
    grants = merged([Grants(actions, requirement.resources, requirement.conditions, (requirement,))])
    resources = ", ".join(case.shown(one) for one in requirement.resources)
    near = _nearest(case, requirement, actions)
    because = f" ({near[1]})" if near else ""
    message = (
        f"{case.name} lacks {', '.join(actions)} on {resources!r}, which {requirement.unit.title} needs: "
        f"{requirement.row.why}{because}; write {shown(case, grants)}"
    )
    spot = near[0] if near else case.in_role(case.role.resource.mark_of("Policies"))
    return spot.finding(MISSING, Severity.HIGH, message, requirement.row.page)


def _nearest(case: Case, requirement: Requirement, actions: tuple[str, ...]) -> tuple[Spot, str] | None:
    """The statement that comes nearest to what lacks: its place, and what of it does not match."""
    wanted = [case.alphabet.text(one) for one in requirement.resources]
    found: list[tuple[int, Source, str]] = []
    for index, source in case.own():
        written = case.granted.identity.policy.statements[index]
        if written.effect != "Allow" or not any(has_action(written, action) for action in actions):
            continue
        met = [pattern for pattern in written.resources or ("*",) if any(fits(action, pattern) for action in actions)]
        if met and any(has_resource(written, resource) for resource in wanted):
            found.append((0, source, _condition_of(written, requirement)))
        else:
            found.append((1, source, "is about other resources"))
    if not found:
        return None
    _, source, reason = min(found, key=lambda one: one[0])
    return case.at(source, "Resource", "NotResource"), f"{title(source.statement)} {reason}"


def _condition_of(written: WrittenStatement, requirement: Requirement) -> str:
    known = {one.key.lower() for one in requirement.conditions}
    strange = [one.key for one in written.conditions if one.key.lower() not in known]
    if strange:
        return f"has a condition on {strange[0]}, which the request is not known to meet"
    return "covers only some of it" if not written.conditions else "has conditions that do not hold for all of it"


def _denied(case: Case, requirement: Requirement, actions: tuple[str, ...]) -> Finding:
    resources = ", ".join(case.shown(one) for one in requirement.resources)
    denying = next(iter(denials(case, requirement, actions)), None)
    where = title(denying.statement) if denying else "its permissions boundary, which does not allow them"
    do = "narrow the Deny" if denying else "allow them in the boundary"
    message = (
        f"{case.name} is denied {', '.join(actions)} on {resources!r} by {where}, and {requirement.unit.title} needs "
        f"it: {requirement.row.why}; {do}"
    )
    boundary = case.role.resource.mark_of("PermissionsBoundary")
    spot = case.at(denying, "Action", "NotAction") if denying else case.in_role(boundary)
    return spot.finding(DEFEATED, Severity.HIGH, message, requirement.row.page)
