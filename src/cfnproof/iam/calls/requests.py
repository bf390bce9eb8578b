"""What IAM is asked for an API call: the actions, their resources, and the condition keys that the call gives.

https://docs.aws.amazon.com/IAM/latest/UserGuide/intro-structure.html#intro-structure-request
"""

from collections.abc import Iterator

from cfnproof.iam.calls.asked import ANY, asked_of
from cfnproof.iam.calls.copied import copies_tags
from cfnproof.iam.calls.errors import UnknownOperationError
from cfnproof.iam.calls.kms_use import keys_used
from cfnproof.iam.calls.members import Members
from cfnproof.iam.calls.model import Asked, Call, Known
from cfnproof.iam.calls.pass_role import roles_passed
from cfnproof.iam.calls.plans import Ask, Plan, plan_of
from cfnproof.iam.calls.resource_tags import keys_of_tags
from cfnproof.iam.calls.resources import Source
from cfnproof.iam.request import Values


def requests_of(call: Call, known: Known) -> tuple[Asked, ...]:
    """Everything that IAM is asked before a call is answered, in that order; nothing where AWS asks for no permission.

    Raises UnknownOperationError for an operation of which no table says what it needs.
    """
    plan = plan_of(call.service, call.operation)
    own = [asked for ask in plan.asks for asked in _requests(plan, ask, call, known)]
    return (*own, *roles_passed(call, known, own), *keys_used(call, known))


def _requests(plan: Plan, ask: Ask, call: Call, known: Known) -> Iterator[Asked]:
    if ask.each is None:
        yield from _once(plan, ask, call.members, call, known)
        return
    for item in ask.each(call.members):
        yield from _once(plan, ask, {**call.members, **item}, call, known)


def _once(plan: Plan, ask: Ask, members: Members, call: Call, known: Known) -> Iterator[Asked]:
    if ask.when and not any(get(members) for get in ask.when):
        return
    if ask.unless and any(get(members) for get in ask.unless):
        return
    if ask.tagged and not copies_tags(members, known):
        return
    if ask.unresolved:
        raise UnknownOperationError(
            f"What {call.operation} of {call.service} asks {ask.action.name} for is not known: its members do not name "
            f"it. A row in iam/calls/services/{plan.table.file} says so"
        )
    context = _context(ask, members, call, known)
    found = list(_resources(plan, ask, members, call, known))
    if not found:
        yield asked_of(ask.action.name, ANY, call, context)
    for arn, source in found:
        tags = keys_of_tags(source.tags, known.tags(arn)) if source.tags and arn != ANY else {}
        yield asked_of(ask.action.name, arn, call, {**context, **tags})


def _resources(plan: Plan, ask: Ask, members: Members, call: Call, known: Known) -> Iterator[tuple[str, Source]]:
    for source in ask.required:
        arns = source.arns(members, call, known)
        if not arns and not source.declared:
            raise UnknownOperationError(
                f"Which {source.type} {call.operation} of {call.service} needs permission for is not known: "
                f"a row in iam/calls/services/{plan.table.file} says which member names it"
            )
        yield from ((arn, source) for arn in arns or (ANY,))
    for source in ask.optional:
        yield from ((arn, source) for arn in source.arns(members, call, known))


def _context(ask: Ask, members: Members, call: Call, known: Known) -> dict[str, Values]:
    context: dict[str, Values] = {}
    for key in ask.keys:
        if key.heads is None or not key.heads.isdisjoint(members):
            key.add(context, members, call, known)
    if ask.tags is not None:
        ask.tags.add(context, members)
    return context
