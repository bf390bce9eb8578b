"""Which statement came nearest to allowing a refused request, and what of it did not match."""

from collections.abc import Iterable
from typing import Final

from cfnproof.iam.conditions.condition import Condition
from cfnproof.iam.decision import Nearest
from cfnproof.iam.evaluator.evaluated import Evaluated
from cfnproof.iam.policy.index import Entry, PolicySet
from cfnproof.iam.request import Request
from cfnproof.template.suggestions import listed

_SHOWN: Final = 5


def nearest(asked: Evaluated, policies: PolicySet) -> Nearest | None:
    """The Allow with the fewest elements that do not match; one about the action is nearer than any that is not.

    None where no Allow is about the action or another one of its service.
    """
    entries = policies.candidates(asked.action).allows or _of_the_service(asked, policies)
    if not entries:
        return None
    entry = entries[0] if len(entries) == 1 else min(entries, key=lambda each: _count(asked, each))
    element, detail = _difference(asked, entry)
    return Nearest(entry.called, element, detail)


def _of_the_service(asked: Evaluated, policies: PolicySet) -> list[Entry]:
    service = asked.action.partition(":")[0]
    return [
        entry
        for entry in policies.entries
        if service in entry.compiled.action.services
        and entry.compiled.effect == "Allow"
        and not entry.compiled.action.negated
    ]


def _count(asked: Evaluated, entry: Entry) -> int:
    """How many elements do not match, the action aside."""
    resource = entry.compiled.resource
    other_resource = resource is not None and not resource.covers(asked.request)
    failed = sum(not condition.holds(asked.request.context) for condition in entry.compiled.conditions)
    return (not asked.named_by(entry)) + other_resource + failed


def _difference(asked: Evaluated, entry: Entry) -> tuple[str, str]:
    """The first element that does not match, and what was asked and what is there."""
    request, statement = asked.request, entry.compiled
    action, principal, resource = statement.action, statement.principal, statement.resource
    if not action.covers(asked.action):
        return "Action", _sentence("action", request.action, action.listed, negated=action.negated)
    if principal is not None and not asked.named_by(entry):
        return "Principal", _sentence("principal", request.principal.name, principal.listed, negated=principal.negated)
    if resource is not None and not resource.covers(request):
        return "Resource", _sentence("resource", request.resource, resource.listed, negated=resource.negated)
    failed = next(condition for condition in statement.conditions if not condition.holds(request.context))
    return "Condition", _condition_sentence(failed, request)


def _sentence(what: str, asked: str, listed: Iterable[str], *, negated: bool) -> str:
    verb = "excludes" if negated else "has"
    return f"the request's {what} is {asked}, the statement {verb} {_shown(listed)}"


def _condition_sentence(condition: Condition, request: Request) -> str:
    value = request.context.get(condition.key.lower())
    has = "has no such key" if value is None else f"has {_shown((value,) if isinstance(value, str) else value)}"
    return f"{condition.operator} wants {condition.key} to be {_shown(condition.values)}, the request {has}"


def _shown(values: Iterable[str]) -> str:
    return listed([value or "an empty text" for value in values], _SHOWN) or "no value"
