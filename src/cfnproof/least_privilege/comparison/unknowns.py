"""What could not be compared: needs that cannot be worked out, and policies that the project does not show."""

from collections.abc import Iterator
from typing import Final

from cfnproof.findings import Finding, Severity
from cfnproof.least_privilege.case import Case, Spot
from cfnproof.least_privilege.comparison.sources import NotRead
from cfnproof.least_privilege.comparison.undecided import Undecided, undecided
from cfnproof.least_privilege.rules import NOT_READ, UNRESOLVED

_EVERYTHING: Final = ("/AdministratorAccess", "/PowerUserAccess", "/IAMFullAccess", "FullAccess")


def unknowns(case: Case) -> Iterator[Finding]:
    """Yield a finding for each way in which what is not known can be given, and one for each policy."""
    yield from _unresolved(case)
    yield from _undecided(case)
    for policy in case.granted.not_read:
        yield _not_read(case, policy)


def _unresolved(case: Case) -> Iterator[Finding]:
    by_advice: dict[tuple[str, str], list[str]] = {}
    for one in case.needs.unresolved:
        needs = f" for {', '.join(one.actions)}" if one.actions else ""
        of = f", of {one.title}" if one.title else ""
        by_advice.setdefault((one.advice, one.page), []).append(f"{one.what}{needs}{of}")
    for (advice, page), whats in by_advice.items():
        shown = "; ".join(dict.fromkeys(whats))
        message = f"{case.name}: not known is {shown}. It was not compared: {advice}"
        yield case.in_role().finding(UNRESOLVED, Severity.LOW, message, page)


def _undecided(case: Case) -> Iterator[Finding]:
    by_text: dict[tuple[str, bool], list[Undecided]] = {}
    for one in undecided(case):
        by_text.setdefault((one.unknown, one.unknown == one.pattern), []).append(one)
    for (unknown, of_resource), found in by_text.items():
        resources = dict.fromkeys(case.shown(resource) for one in found for resource in one.requirement.resources)
        users = dict.fromkeys(one.requirement.unit.title for one in found)
        actions = ", ".join(dict.fromkeys(one.action for one in found))
        needed = " or ".join(map(repr, resources))
        who = f"{' and '.join(users)} needs it: give the parameters values in [[tool.cfnproof.stacks]]"
        if of_resource:
            message = (
                f"{case.name}: not known is whether {case.text(unknown)!r}, on which it is granted {actions}, is "
                f"{needed}, on which {who}, or name the resource in both places the same way"
            )
        else:
            message = (
                f"{case.name}: not known is whether {case.text(unknown)!r} lets it do {actions} on {needed}; {who}"
            )
        yield case.in_role().finding(UNRESOLVED, Severity.LOW, message, found[0].requirement.row.page)


def _not_read(case: Case, policy: NotRead) -> Finding:
    shown = case.shown(policy.value)
    spot = Spot(policy.place, case.role.resource.logical_id)
    if policy.boundary:
        message = (
            f"{case.name} has the permissions boundary {shown!r}, which {policy.reason}: what it leaves of the role's "
            f"permissions was not compared; write it into a template of the project"
        )
        return spot.finding(NOT_READ, Severity.LOW, message)
    if shown.endswith(_EVERYTHING):
        message = (
            f"{case.name} has AWS's policy {shown!r}, which grants all of a service or of the account: no workload "
            f"needs that; write what is needed, `cfnproof iam minimal` says what"
        )
        return spot.finding(NOT_READ, Severity.HIGH, message)
    message = (
        f"{case.name} has the policy {shown!r}, which {policy.reason}. What it grants was not compared: write what is "
        f"needed into the template, `cfnproof iam minimal` says what"
    )
    return spot.finding(NOT_READ, Severity.MEDIUM, message)
