"""Ways in which a role can get more permissions than it has.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from collections.abc import Iterator
from typing import Final

from cfnproof.findings import Finding, Severity
from cfnproof.iam.escalation import Escalation, Grant, escalations
from cfnproof.iam.languages import Kind, outside
from cfnproof.least_privilege.case import Case, title
from cfnproof.least_privilege.comparison.sources import Source
from cfnproof.least_privilege.rules import ESCALATION
from cfnproof.template.suggestions import listed

_SHOWN: Final = 4
_SEVERITIES: Final = {"high": Severity.HIGH, "medium": Severity.MEDIUM, "low": Severity.LOW}


def escalation(case: Case) -> Iterator[Finding]:
    """Yield the paths that are open to the role and that its needs do not explain, each once a statement.

    A path whose every action is needed on just the resources it is granted on is what the role is for: a pipeline that
    hands a stack's role to CloudFormation.
    """
    own = dict(case.own())
    seen: dict[int, list[tuple[str, Escalation]]] = {}
    for found in escalations([case.granted.identity]):
        if not _explained(case, found):
            telling = next((grant for grant in found.grants if not _needed(case, grant)), found.grants[0])
            seen.setdefault(telling.statement, []).append((telling.action, found))
    for index, paths in seen.items():
        if index in own:
            yield _finding(case, own[index], paths)


def _finding(case: Case, source: Source, paths: list[tuple[str, Escalation]]) -> Finding:
    """One finding for all that a statement opens, the ways that matter most first."""
    ordered = sorted(paths, key=lambda one: _SEVERITIES[one[1].path.severity].rank)
    ways = [f"{found.path.title} ({_actions(found)})" for _, found in ordered]
    shown = "; ".join(ways[:_SHOWN]) + (f"; and {len(ways) - _SHOWN} more ways" if len(ways) > _SHOWN else "")
    actions = list(dict.fromkeys(action for action, _ in ordered))
    message = (
        f"{title(source.statement)} opens to {case.name} ways to more permissions by {listed(actions, _SHOWN)}: "
        f"{shown}; remove the actions, name the one role or resource that is meant, or bind them by a condition"
    )
    path = ordered[0][1].path
    return case.at(source, "Action", "NotAction").finding(ESCALATION, _SEVERITIES[path.severity], message, path.page)


def _actions(found: Escalation) -> str:
    """The actions of a path that are granted, of alternatives the first."""
    granted = {grant.action for grant in found.grants}
    return " + ".join(next(action for action in one_of if action in granted) for one_of in found.path.actions)


def _explained(case: Case, found: Escalation) -> bool:
    """Whether the role's needs ask for all of a path, or for the one role that is passed on it."""
    if not case.ever.complete:
        return False
    passed = found.passed
    if passed and all(_needed(case, grant) for grant in passed):
        return True
    return all(_needed(case, grant) for grant in found.grants)


def _needed(case: Case, grant: Grant) -> bool:
    """Whether a statement grants the action on no other resources than those that need it."""
    wanted = tuple(
        case.alphabet.text(resource)
        for one in case.ever.requirements
        if grant.action.lower() in {action.lower() for action in one.actions}
        for resource in one.resources
    )
    return bool(wanted) and all(outside(pattern, wanted, Kind.RESOURCE) is None for pattern in grant.resources)
