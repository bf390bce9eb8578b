"""Whether a request is what a set of literals asks for: variable by variable, as none depends on another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from cfnproof.iam.access.keys import Domain, Found, solve
from cfnproof.iam.access.literals import Literal, Named, Tested, operator_for
from cfnproof.iam.access.texts import word
from cfnproof.iam.calls.reference import reference_of

_SEVERAL: Final = frozenset(
    {
        "aws:calledvia",
        "aws:principalorgpaths",
        "aws:principalservicenameslist",
        "aws:resourceorgpaths",
        "aws:sourceorgpaths",
        "aws:tagkeys",
        "aws:vpceorgpaths",
    }
)
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"""

_ONE: Final = Domain()
_SETS: Final = Domain(several=True)

Domains = Mapping[str, Domain]
"""The variables whose values are not free."""


@dataclass(slots=True)
class Literals:
    """All literals of a question by number, and what has been found out about them. Literal n is n, its negation -n."""

    _by_number: list[Literal] = field(default_factory=list)
    _numbers: dict[Literal, int] = field(default_factory=dict)
    _found: dict[tuple[str, Domain | None, frozenset[int]], Found | None] = field(default_factory=dict)
    _in_sets: set[str] = field(default_factory=set)

    def number(self, literal: Literal) -> int:
        """The literal's number, from 1."""
        found = self._numbers.get(literal)
        if found is None:
            self._by_number.append(literal)
            found = self._numbers[literal] = len(self._by_number)
            if isinstance(literal, Tested) and operator_for(literal).quantifier is not None:
                self._in_sets.add(literal.variable)
        return found

    def variable(self, signed: int) -> str:
        """The variable that a literal or its negation is about."""
        return self._by_number[abs(signed) - 1].variable

    def value(self, variable: str, signed: frozenset[int], domains: Domains) -> Found | None:
        """A value of a variable under which all these literals and negations are true, None where there is none."""
        domain = domains.get(variable)
        key = (variable, domain, signed)
        if key not in self._found:
            self._found[key] = self._value(variable, signed, domain)
        return self._found[key]

    def _value(self, variable: str, signed: Iterable[int], domain: Domain | None) -> Found | None:
        wanted = [(self._by_number[abs(each) - 1], each > 0) for each in sorted(signed)]
        tests = [(literal, true) for literal, true in wanted if isinstance(literal, Tested)]
        if tests:
            return solve(tests, domain or (_SETS if self._is_several(variable) else _ONE))
        named = [(literal, true) for literal, true in wanted if isinstance(literal, Named)]
        found = word(named, domain.within if domain else ())
        return None if found is None else Found(found)

    def _is_several(self, key: str) -> bool:
        declared = _declared(key)
        return key in self._in_sets if declared is None else declared


@cache
def _declared(key: str) -> bool | None:
    """Whether a key has several values, None where the reference does not say."""
    prefix, _, name = key.partition(":")
    if prefix == "aws":
        return key in _SEVERAL
    reference = reference_of(prefix)
    if reference is None or not name:
        return None
    family = key.partition("/")[0] + "/"
    found = (several for known, several in reference.multivalued.items() if known == key or known.startswith(family))
    return next(found, None)
