"""What a statement asks of one variable of a request: its action, its resource, or a context key.

A literal is true or false of a request; a statement applies where all of its literals, some of them negated, are true.
Of policy variables, none are left here but those that stand for special characters (see `variables`).
"""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from cfnproof.iam.conditions import comparisons
from cfnproof.iam.conditions.condition import Condition, condition
from cfnproof.iam.conditions.operators import Operator, operator_of
from cfnproof.iam.languages import Kind, Language, begins_with_atom
from cfnproof.iam.languages.tokens import Tokens, tokens_of
from cfnproof.iam.texts.patterns import marked
from cfnproof.iam.texts.variables import resource_template, template

ACTION: Final = "action"
RESOURCE: Final = "resource"
"""The variables that are no context keys, whose names have a colon."""

_KEPT: Final = 16384


class Sort(Enum):
    """What the values of a condition are read as."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    ADDRESS = "address"
    BINARY = "binary"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Named:
    """Whether the action or the resource is one of those listed: `variable` is which."""

    variable: str
    patterns: tuple[str, ...]
    specials: bool = False


@dataclass(frozen=True, slots=True)
class Tested:
    """A condition: `variable` is the key in lower case; `specials` is whether `${*}` is an asterisk."""

    variable: str
    operator: str
    values: tuple[str, ...]
    specials: bool


Literal = Named | Tested


@lru_cache(maxsize=_KEPT)
def condition_of(literal: Tested) -> Condition:
    """The evaluator's own test."""
    return condition(operator_for(literal), literal.variable, literal.values, variables=literal.specials)


@lru_cache(maxsize=_KEPT)
def operator_for(literal: Tested) -> Operator:
    """Its operator. Raises ValueError where there is none of the name."""
    found = operator_of(literal.operator)
    if found is None:
        raise ValueError(literal.operator)
    return found


@lru_cache(maxsize=_KEPT)
def sort_of(literal: Tested) -> Sort:
    """What its values are read as; Boolean values are texts."""
    comparison = operator_for(literal).comparison
    if comparison.matcher is None:
        return Sort.NONE
    if comparison.variables:
        return Sort.TEXT
    if comparison.dates:
        return Sort.DATE
    if comparison.matcher is comparisons.addresses:
        return Sort.ADDRESS
    return Sort.BINARY if comparison.matcher is comparisons.binaries else Sort.NUMBER


@lru_cache(maxsize=_KEPT)
def sequences_of(literal: Literal) -> tuple[Tokens, ...]:
    """The values of the variable that the literal lists, as token sequences; a test's are texts."""
    if isinstance(literal, Tested):
        found = (_tested(literal, value) for value in literal.values)
    elif literal.variable == ACTION:
        found = (tokens_of(marked(pattern), Kind.FOLDED) for pattern in literal.patterns)
    else:
        templates = (resource_template(pattern, variables=literal.specials) for pattern in literal.patterns)
        found = (tokens_of(each.constant or "", Kind.RESOURCE) for each in templates)
    return tuple(tokens for tokens in found if tokens is not None)


@lru_cache(maxsize=_KEPT)
def language_of(literal: Literal) -> Language:
    """The values of the variable that the literal lists."""
    return Language.of(*sequences_of(literal))


def covers_all(literal: Named) -> bool:
    """Whether the literal is true of everything."""
    return "*" in literal.patterns


def _tested(literal: Tested, value: str) -> Tokens | None:
    comparison = operator_for(literal).comparison
    text = template(value, variables=literal.specials, wildcards=comparison.wildcards).constant or ""
    if comparison.matcher is comparisons.booleans:
        return tokens_of(text, Kind.FOLDED) if text.lower() in {"true", "false"} else None
    if comparison.matcher is comparisons.equal_texts_ignoring_case:
        return tokens_of(text, Kind.FOLDED)
    if comparison.matcher is comparisons.like_arns and not begins_with_atom(text):
        return tokens_of(text, Kind.ARN)
    return tokens_of(text, Kind.TEXT)
