"""Which needs a statement of a template is about."""

from collections.abc import Iterable, Iterator

from cfnproof.iam.conditions.operators import operator_of
from cfnproof.iam.languages import Kind, overlap
from cfnproof.iam.policy.written import WrittenCondition, WrittenStatement
from cfnproof.least_privilege.advice.grants import Grants
from cfnproof.least_privilege.comparison.alphabet import Alphabet
from cfnproof.least_privilege.requirements.requirement import Wanted


def grants_within(statement: WrittenStatement, grants: Iterable[Grants], alphabet: Alphabet) -> Iterator[Grants]:
    """The grants that a statement has something in common with."""
    for one in grants:
        if (
            any(has_action(statement, action) for action in one.actions)
            and any(has_resource(statement, alphabet.text(resource)) for resource in one.resources)
            and all(_may_hold(condition, one.conditions, alphabet) for condition in statement.conditions)
        ):
            yield one


def has_action(statement: WrittenStatement, action: str) -> bool:
    """Whether a statement is about an action."""
    if statement.actions is not None:
        return any(overlap(pattern, action, Kind.FOLDED) is not None for pattern in statement.actions)
    return all(overlap(pattern, action, Kind.FOLDED) is None for pattern in statement.not_actions or ())


def has_resource(statement: WrittenStatement, resource: str) -> bool:
    """Whether a statement is about some of what a pattern matches."""
    if statement.resources is not None:
        return any(overlap(pattern, resource, Kind.RESOURCE) is not None for pattern in statement.resources)
    return True


def _may_hold(condition: WrittenCondition, wanted: Iterable[Wanted], alphabet: Alphabet) -> bool:
    """Whether a condition may hold in a request that has what is wanted of its key; another key says nothing."""
    same = [one for one in wanted if one.key.lower() == condition.key.lower()]
    operator = operator_of(condition.operator)
    if not same or operator is None or operator.comparison.negated or operator.comparison.matcher is None:
        return True
    return any(
        overlap(value, alphabet.text(ours), _kind(condition.operator)) is not None
        for value in condition.values
        for one in same
        for ours in one.values
    )


def _kind(operator: str) -> Kind:
    return Kind.ARN if operator.startswith("Arn") else Kind.TEXT
