"""One key under one operator, made into a test of a request's context.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cfnproof.iam.conditions.comparisons import Match
from cfnproof.iam.conditions.operators import Operator, Quantifier
from cfnproof.iam.texts.variables import Context, literal, template

Test = Callable[[Context], bool]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition: `operator`, `key` and `values` as the policy has them; `keys` are all it reads, in lower case."""

    operator: str
    key: str
    values: tuple[str, ...]
    keys: tuple[str, ...]
    holds: Test


def condition(operator: Operator, key: str, values: Sequence[str], *, variables: bool) -> Condition:
    """The condition that one key meets under an operator. `variables` is whether the policy's Version knows them."""
    comparison = operator.comparison
    name = key.lower()
    if comparison.matcher is None:
        return Condition(operator.written, key, tuple(values), (name,), _null(operator, name, values))
    templates = [
        template(value, variables=variables, wildcards=comparison.wildcards) if comparison.variables else literal(value)
        for value in values
    ]
    match = comparison.matcher(templates)
    make = {None: _single, Quantifier.ALL: _all, Quantifier.ANY: _any}[operator.quantifier]
    keys = (name, *(used for each in templates for used in each.keys))
    return Condition(operator.written, key, tuple(values), keys, make(operator, name, match))


def _single(operator: Operator, key: str, match: Match) -> Test:
    """Without a set operator. Of several values one is enough to match, so a negated operator needs all not to.

    A key that has an empty list of values is as if it were not there.
    """
    negated = operator.comparison.negated
    without_key = negated or operator.if_exists

    def holds(context: Context) -> bool:
        value = context.get(key)
        if isinstance(value, str):
            return match(value, context) is not negated
        if not value:
            return without_key
        return any(match(each, context) for each in value) is not negated

    return holds


def _all(operator: Operator, key: str, match: Match) -> Test:
    negated = operator.comparison.negated

    def holds(context: Context) -> bool:
        values = _values(context, key)
        return _nothing(values) or all(match(each, context) is not negated for each in values)

    return holds


def _any(operator: Operator, key: str, match: Match) -> Test:
    negated = operator.comparison.negated

    def holds(context: Context) -> bool:
        values = _values(context, key)
        if not values:
            return operator.if_exists
        return not _nothing(values) and any(match(each, context) is not negated for each in values)

    return holds


def _values(context: Context, key: str) -> tuple[str, ...]:
    value = context.get(key, ())
    return (value,) if isinstance(value, str) else value


def _nothing(values: tuple[str, ...]) -> bool:
    """Whether the values are what AWS calls a null data set: none, or one empty text."""
    return not values or values == ("",)


def _null(operator: Operator, key: str, values: Sequence[str]) -> Test:
    """Whether the key has no value. Under a set operator the answer is always the same.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
    """
    if operator.quantifier is not None:
        always = operator.quantifier is Quantifier.ALL
        return lambda _: always
    wanted = frozenset(value.lower() for value in values)
    return lambda context: str(_nothing(_values(context, key))).lower() in wanted
