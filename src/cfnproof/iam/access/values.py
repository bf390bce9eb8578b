"""The values that policy variables are tried with: from what policies say of the same key and in the same places."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice, product
from typing import Final

from cfnproof.iam.access.atoms import texts_of
from cfnproof.iam.access.keys import Domain
from cfnproof.iam.access.question import Side
from cfnproof.iam.access.variables import VARIABLE_ATOMS, ValueOf, replaced
from cfnproof.iam.policy.written import WrittenStatement
from cfnproof.iam.texts.patterns import ARN_FIELDS
from cfnproof.iam.texts.variables import Variable

_UNNAMED: Final = "somebody"
_MOST_VALUES: Final = 12
_MOST: Final = 64
"""How many values of one variable are tried, and how many combinations of several."""

Values = Mapping[str, str | None]
"""By key, the value that it has, None where it is absent."""


def with_atoms(side: Side, variables: tuple[Variable, ...]) -> Side:
    """A side with an atom in the place of each variable."""
    atoms = {variable: chr(code) for variable, code in zip(variables, VARIABLE_ATOMS, strict=False)}
    return _mapped(side, lambda variable: atoms[variable])


def with_values(side: Side, values: Values) -> Side:
    """A side with values in the place of variables, or their defaults where there is none."""
    return _mapped(side, lambda variable: values[variable.key] or variable.default)


def _mapped(side: Side, value_of: ValueOf) -> Side:
    return side.mapped(lambda each: replace(each, policy=replaced(each.policy, value_of)))


def domains_of(values: Values) -> Mapping[str, Domain]:
    """The settled values of the variables' keys."""
    return {
        key: Domain(only=()) if value is None else Domain(absent=False, only=(value,)) for key, value in values.items()
    }


def tried_values(statements: Iterable[WrittenStatement], variables: Iterable[Variable]) -> Iterator[Values]:
    """Values for all variables, one combination after another; those that stand for any others come first."""
    listed = tuple(statements)
    keys = tuple(dict.fromkeys(variable.key for variable in variables))
    spelled = tuple(dict.fromkeys(_pieces(listed)))
    choices = [_choices(key, index, listed, spelled) for index, key in enumerate(keys)]
    for chosen in islice(product(*choices), _MOST):
        yield dict(zip(keys, chosen, strict=True))


def _choices(
    key: str, index: int, statements: Iterable[WrittenStatement], spelled: tuple[str, ...]
) -> tuple[str | None, ...]:
    own = (
        value
        for statement in statements
        for condition in statement.conditions
        if condition.key.lower() == key
        for value in condition.values
        if value and not any(character in value for character in "*?$")
    )
    return tuple(islice(dict.fromkeys((f"{_UNNAMED}{index or ''}", None, *own, *spelled)), _MOST_VALUES))


def _pieces(statements: Iterable[WrittenStatement]) -> Iterator[str]:
    """What stands between slashes and colons, in the last fields of ARNs and in other texts."""
    for statement in statements:
        for text in texts_of(statement):
            last = text.split(":", ARN_FIELDS - 1)[-1]
            for piece in last.replace(":", "/").split("/"):
                found = piece.replace("*", "").replace("?", "")
                if found and "$" not in found:
                    yield found
