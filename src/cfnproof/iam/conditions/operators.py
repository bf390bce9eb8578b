"""The condition operators by name.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from cfnproof.iam.conditions import comparisons
from cfnproof.iam.conditions.comparisons import Match
from cfnproof.iam.texts.variables import Template


class Quantifier(Enum):
    """The set operators, which compare several values of a request."""

    ALL = "ForAllValues"
    ANY = "ForAnyValue"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a condition operator compares. `matcher` is None for Null, which compares nothing.

    `variables` and `wildcards` say what a policy's values may have, `dates` that they must be dates. `negated` is
    whether the condition is true where the values do not match.
    """

    matcher: Callable[[Sequence[Template]], Match] | None
    negated: bool = False
    variables: bool = False
    wildcards: bool = False
    dates: bool = False


def _both(positive: str, negative: str, comparison: Comparison) -> Mapping[str, Comparison]:
    opposite = Comparison(comparison.matcher, True, comparison.variables, comparison.wildcards, comparison.dates)  # noqa: FBT003  # the field is named above
    return {positive: comparison, negative: opposite}


def _ordered(
    name: str, family: Callable[[Callable[..., bool]], Callable[[Sequence[Template]], Match]]
) -> Mapping[str, Comparison]:
    dates = name == "Date"
    return {
        **_both(f"{name}Equals", f"{name}NotEquals", Comparison(family(operator.eq), dates=dates)),
        f"{name}LessThan": Comparison(family(operator.lt), dates=dates),
        f"{name}LessThanEquals": Comparison(family(operator.le), dates=dates),
        f"{name}GreaterThan": Comparison(family(operator.gt), dates=dates),
        f"{name}GreaterThanEquals": Comparison(family(operator.ge), dates=dates),
    }


_ARNS: Final = Comparison(comparisons.like_arns, variables=True, wildcards=True)

COMPARISONS: Final[Mapping[str, Comparison]] = {
    **_both("StringEquals", "StringNotEquals", Comparison(comparisons.equal_texts, variables=True)),
    **_both(
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        Comparison(comparisons.equal_texts_ignoring_case, variables=True),
    ),
    **_both("StringLike", "StringNotLike", Comparison(comparisons.like_texts, variables=True, wildcards=True)),
    **_ordered("Numeric", comparisons.numbers),
    **_ordered("Date", comparisons.dates),
    "Bool": Comparison(comparisons.booleans, variables=True),
    "BinaryEquals": Comparison(comparisons.binaries),
    **_both("IpAddress", "NotIpAddress", Comparison(comparisons.addresses)),
    **_both("ArnEquals", "ArnNotEquals", _ARNS),
    **_both("ArnLike", "ArnNotLike", _ARNS),
    "Null": Comparison(None),
}

_NAME: Final = re.compile(r"(?:(?P<quantifier>ForAllValues|ForAnyValue):)?(?P<name>[A-Za-z]+?)(?P<exists>IfExists)?")


@dataclass(frozen=True, slots=True)
class Operator:
    """A condition operator as a policy writes it."""

    written: str
    comparison: Comparison
    quantifier: Quantifier | None
    if_exists: bool


def operator_of(written: str) -> Operator | None:
    """The operator of a name, in the documented letter case; None where there is none, as NullIfExists."""
    found = _NAME.fullmatch(written)
    comparison = COMPARISONS.get(found["name"]) if found else None
    if found is None or comparison is None or (comparison.matcher is None and found["exists"]):
        return None
    quantifier = Quantifier(found["quantifier"]) if found["quantifier"] else None
    return Operator(written, comparison, quantifier, bool(found["exists"]))
