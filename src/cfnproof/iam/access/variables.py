"""Policy variables are replaced: by values, one case after another, or by atoms, each an unknown text equal to itself.

With values, everything is decided exactly, but there are more values than can be tried. With atoms, that there is no
new access is proven whatever the values are: a text of one pattern in which the variable's atom stands is matched by
another pattern for every value, wherever the atom is matched by the same variable or by an asterisk. Only a colon in a
value that stands before an ARN's last field would be matched otherwise; conditions alone have variables there.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from cfnproof.iam.conditions.operators import operator_of
from cfnproof.iam.languages import CASED
from cfnproof.iam.policy.parsing import knows_variables
from cfnproof.iam.policy.written import WrittenCondition, WrittenPolicy, WrittenStatement
from cfnproof.iam.texts.patterns import MANY, ONE
from cfnproof.iam.texts.variables import Template, Variable, before_variables, template

VARIABLE_ATOMS: Final = CASED
"""The atoms of policy variables; those before them are the caller's."""

ValueOf = Callable[[Variable], str | None]
"""What takes a variable's place, None where nothing does."""

_WRITTEN: Final = {MANY: "*", ONE: "?", "*": "${*}", "?": "${?}", "$": "${$}"}
_BACK: Final = str.maketrans(_WRITTEN)


def variables_of(policies: Sequence[WrittenPolicy]) -> tuple[Variable, ...]:
    """The variables in policies, each once, in the order in which they stand there."""
    found: dict[Variable, None] = {}
    for policy in policies:
        if knows_variables(policy.version):
            for each in _templates(policy):
                found.update((part, None) for part in each.parts if isinstance(part, Variable))
    return tuple(found)


def _templates(policy: WrittenPolicy) -> Iterator[Template]:
    for statement in policy.statements:
        for value in (*(statement.resources or ()), *(statement.not_resources or ())):
            yield _last_field(value)[1]
        for condition in statement.conditions:
            if _has_variables(condition):
                for value in condition.values:
                    yield template(value, variables=True, wildcards=True)


def replaced(policy: WrittenPolicy, value_of: ValueOf) -> WrittenPolicy:
    """The policy with its variables replaced; a value with a variable that nothing takes the place of matches nothing.

    A variable's value is a text without wildcards, and its default stands where it has none.
    """
    if not knows_variables(policy.version):
        return policy
    return replace(policy, statements=tuple(_statement(each, value_of) for each in policy.statements))


def _statement(statement: WrittenStatement, value_of: ValueOf) -> WrittenStatement:
    return replace(
        statement,
        resources=_resources(statement.resources, value_of),
        not_resources=_resources(statement.not_resources, value_of),
        conditions=tuple(_condition(each, value_of) for each in statement.conditions),
    )


def _resources(values: tuple[str, ...] | None, value_of: ValueOf) -> tuple[str, ...] | None:
    if values is None:
        return None
    split = ((value, *_last_field(value)) for value in values)
    found = (
        (head + text if (text := _text(last, value_of)) is not None else None) if last.keys else value
        for value, head, last in split
    )
    return tuple(text for text in found if text is not None)


def _condition(condition: WrittenCondition, value_of: ValueOf) -> WrittenCondition:
    if not _has_variables(condition):
        return condition
    read = ((value, template(value, variables=True, wildcards=_has_wildcards(condition))) for value in condition.values)
    found = (_text(each, value_of) if each.keys else value for value, each in read)
    return replace(condition, values=tuple(text for text in found if text is not None))


def _has_variables(condition: WrittenCondition) -> bool:
    operator = operator_of(condition.operator)
    return operator is not None and operator.comparison.variables


def _has_wildcards(condition: WrittenCondition) -> bool:
    operator = operator_of(condition.operator)
    return operator is not None and operator.comparison.wildcards


def _last_field(value: str) -> tuple[str, Template]:
    ahead, last = before_variables(value)
    return ahead, template(last, variables=True, wildcards=True)


def _text(parts: Template, value_of: ValueOf) -> str | None:
    """The text as a policy would write it."""
    pieces: list[str] = []
    for part in parts.parts:
        found = part if isinstance(part, str) else value_of(part)
        if found is None:
            return None
        pieces.append(found.translate(_BACK))
    return "".join(pieces)
