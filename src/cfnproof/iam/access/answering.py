"""From what a request must be to a request."""

from typing import Final

from cfnproof.iam.access.actions import Group
from cfnproof.iam.access.callers import Case
from cfnproof.iam.access.fits import natural
from cfnproof.iam.access.keys import Domain
from cfnproof.iam.access.literals import ACTION, RESOURCE
from cfnproof.iam.access.model import Witness
from cfnproof.iam.access.search import Search, State
from cfnproof.iam.languages import Language
from cfnproof.iam.request import Values

_ARN: Final = "aws:principalarn"
_NOT_DERIVED: Final = frozenset({"aws:federatedprovider", "aws:requestedregion"})
"""The keys that a principal's case settles although they do not follow from the principal."""

_NOTHING: Final = frozenset[int]()


def witness_of(state: State, search: Search, group: Group, case: Case | None) -> Witness:
    """A request that a search has found, with an ARN that reads well where there is a choice."""
    context: dict[str, Values] = {}
    for key in sorted({*state, *search.settled, *(_NOT_DERIVED & search.domains.keys())} - {ACTION, RESOURCE}):
        found = _value(key, state, search)
        if found is not None:
            context[key] = found
    principal = None
    if case is not None:
        principal = case.principal(_value(_ARN, state, search))
    action = group.names[0]
    if group.pattern is not None:
        action = str(_value(ACTION, state, search))
    return Witness(principal, action, _resource(state, group, search), context)


def _value(variable: str, state: State, search: Search) -> Values | None:
    """The variable's value; one that nothing is asked of is absent where it may be."""
    domain = search.domains.get(variable)
    if variable not in state:
        return _any_of(domain) if domain is not None else None
    found = search.literals.value(variable, state[variable], search.domains)
    return found.value if found is not None else None


def _any_of(domain: Domain) -> Values | None:
    if domain.absent:
        return None
    if domain.only is not None:
        return domain.only[0]
    return Language.all_of(domain.within).shortest()


def _resource(state: State, group: Group, search: Search) -> str:
    asked = state.get(RESOURCE, _NOTHING)
    for narrower in natural(group.fit):
        found = search.literals.value(RESOURCE, asked, {RESOURCE: Domain(within=(narrower,))})
        if found is not None:
            return str(found.value)
    return str(_value(RESOURCE, state, search))
