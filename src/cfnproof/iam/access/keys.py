"""Which value of a context key meets several conditions: none, one text or a set of texts.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cfnproof.iam.access.cells import candidates
from cfnproof.iam.access.literals import Sort, Tested, condition_of, language_of, operator_for, sort_of
from cfnproof.iam.access.texts import NOT_EMPTY, is_unknown, word
from cfnproof.iam.conditions.operators import Quantifier
from cfnproof.iam.languages import Language
from cfnproof.iam.request import Values

Test = tuple[Tested, bool]
"""A condition, and whether it shall hold."""


@dataclass(frozen=True, slots=True, eq=False)
class Domain:
    """The values that a variable may have: none if `absent`; texts that are in `within`; `several` of them, or one.

    Where there is `only`, they are these and no others. A domain is equal to itself alone.
    """

    absent: bool = True
    within: tuple[Language, ...] = ()
    several: bool = False
    only: tuple[Values, ...] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A value, None where the key is absent."""

    value: Values | None


def solve(tests: Sequence[Test], domain: Domain) -> Found | None:
    """A value under which each condition holds or does not hold as it shall, None where there is none in the domain."""
    key = tests[0][0].variable
    absent: tuple[Values | None, ...] = (None,) if domain.absent else ()
    for value in (*absent, *(domain.only or ())):
        if _met(key, tests, value):
            return Found(value)
    if domain.only is not None:
        return None
    one = _one(key, tests, domain)
    if one is not None:
        return Found(one)
    if all("" in language for language in domain.within) and _met(key, tests, ""):
        return Found("")
    several = _several(tests, domain) if domain.several else None
    return None if several is None else Found(several)


def _met(key: str, tests: Iterable[Test], value: Values | None) -> bool:
    """Whether a value is one; where a policy variable is unknown, it may be."""
    context = {} if value is None else {key: value}
    unknown: list[Test] = []
    for literal, true in tests:
        operator = operator_for(literal)
        if value is not None and is_unknown(literal) and (value or operator.quantifier is None):
            unknown.append((literal, true is not operator.comparison.negated))
        elif condition_of(literal).holds(context) is not true:
            return False
    return not unknown or not isinstance(value, str) or word(unknown, (Language.literal(value),)) is not None


def _one(key: str, tests: Iterable[Test], domain: Domain) -> str | None:
    """One text that is not empty: set operators are of no account."""
    matched: list[Test] = []
    for literal, true in tests:
        if sort_of(literal) is not Sort.NONE:
            matched.append((literal, true is not operator_for(literal).comparison.negated))
        elif condition_of(literal).holds({key: "any"}) is not true:
            return None
    return _text(matched, (*domain.within, NOT_EMPTY))


def _several(tests: Iterable[Test], domain: Domain) -> tuple[str, ...] | None:
    """A text for each condition that wants one, all of which meet the conditions on every text."""
    each: list[Test] = []
    some: list[Test] = []
    for literal, true in tests:
        operator = operator_for(literal)
        if operator.comparison.matcher is None:
            if condition_of(literal).holds({literal.variable: ("any", "other")}) is not true:
                return None
            continue
        negated = operator.comparison.negated
        matched = (literal, true is not negated)
        on_each = (operator.quantifier is Quantifier.ALL) is true if operator.quantifier else negated is true
        (each if on_each else some).append(matched)
    texts: dict[str, None] = {}
    for one in some:
        text = _text((*each, one), (*domain.within, NOT_EMPTY))
        text = _text((*each, one), domain.within) if text is None else text
        if text is None:
            return None
        texts[text] = None
    if tuple(texts) == ("",):
        other = _text(each, (*domain.within, NOT_EMPTY))
        return None if other is None else ("", other)
    return tuple(texts) or None


def _text(matched: Sequence[Test], within: tuple[Language, ...]) -> str | None:
    """A text that each literal's values match or do not match as they shall.

    A text that is also read as a number, a date, an address or bytes is one of those that the literals tell apart.
    """
    read = [literal for literal, _ in matched if sort_of(literal) is not Sort.TEXT]
    if not read:
        return word(matched, within)
    sorts = dict.fromkeys(sort_of(literal) for literal in read)
    spelled = [value for literal, _ in matched for value in literal.values]
    tried = (text for sort in sorts for text in (*candidates(sort, spelled), *spelled))
    return next((text for text in tried if all(text in each for each in within) and _matched(matched, text)), None)


def _matched(matched: Iterable[Test], text: str) -> bool:
    for literal, true in matched:
        if sort_of(literal) is Sort.TEXT:
            if not is_unknown(literal) and (text in language_of(literal)) is not true:
                return False
        elif _reads(literal, text) is not true:
            return False
    return True


def _reads(literal: Tested, text: str) -> bool:
    """Whether one of the literal's values matches a text, its operator's negation aside."""
    return condition_of(literal).holds({literal.variable: text}) is not operator_for(literal).comparison.negated
