"""Atoms where a number, a date, an address, bytes or a Boolean value stands: tried with several values each.

Of such a value nothing is known but that it is equal to itself. All are tried above and below the constants that the
policies may have, in either order; ranges of addresses apart from each other, and as wide as there are; true and false.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Final

from cfnproof.iam.access.atoms import Concrete
from cfnproof.iam.access.literals import Sort, Tested, sort_of
from cfnproof.iam.access.model import NamedPolicy
from cfnproof.iam.access.question import Side
from cfnproof.iam.access.statements import Spell, without_atoms
from cfnproof.iam.conditions import comparisons
from cfnproof.iam.conditions.operators import operator_of
from cfnproof.iam.languages import is_atom
from cfnproof.iam.policy.written import WrittenCondition

_WAYS: Final = range(4)
"""Low or high, in one order or the other."""

_MOST_FLAGS: Final = 3

Texts = Mapping[str, str]
"""By atom, the text that is tried."""


def assignments(policies: Iterable[NamedPolicy]) -> tuple[Texts, ...]:
    """The texts that are tried for such atoms, all at once; nothing, once, where there are none."""
    statements = (statement for policy in policies for statement in policy.policy.statements)
    sorts = {atom: sort for each in statements for test in each.conditions for atom, sort in _atoms(test)}
    flags = sorted(atom for atom, sort in sorts.items() if sort is Sort.NONE)
    others = sorted(sorts.keys() - set(flags))
    varied = flags[:_MOST_FLAGS]
    return tuple(
        {
            **dict.fromkeys(flags, "true"),
            **dict(zip(varied, chosen, strict=True)),
            **{atom: _text(sorts[atom], _place(index, len(others), way), way) for index, atom in enumerate(others)},
        }
        for way in (_WAYS if others else range(1))
        for chosen in product(*(("true", "false") for _ in varied))
    )


def assigned(side: Side, texts: Texts) -> Side:
    """The side with the texts in the place of the atoms."""
    return side.mapped(partial(_assigned, spell=Concrete(texts).spell)) if texts else side


def _assigned(named: NamedPolicy, spell: Spell) -> NamedPolicy:
    statements = tuple(without_atoms(each, spell) for each in named.policy.statements)
    return replace(named, policy=replace(named.policy, statements=statements))


def _atoms(condition: WrittenCondition) -> Iterator[tuple[str, Sort]]:
    """The atoms among a condition's values that are not read as texts; those of Boolean values have no sort."""
    operator = operator_of(condition.operator)
    if operator is None:
        return
    sort = sort_of(Tested(condition.key.lower(), condition.operator, condition.values, specials=False))
    if operator.comparison.matcher is comparisons.booleans:
        sort = Sort.NONE
    if sort is not Sort.TEXT:
        yield from ((value, sort) for value in condition.values if len(value) == 1 and is_atom(value))


def _place(index: int, among: int, way: int) -> int:
    return index if way % 2 == 0 else among - 1 - index


def _text(sort: Sort, place: int, way: int) -> str:
    """A value of a sort: low in the first two ways, high in the others."""
    high = way > 1
    match sort:
        case Sort.NUMBER:
            return str((10**9 if high else -(10**9)) + place)
        case Sort.DATE:
            return f"{9000 if high else 1000}-01-01T00:{place // 60 % 60:02d}:{place % 60:02d}Z"
        case Sort.ADDRESS:
            return "0.0.0.0/0" if high else f"203.0.113.{place % 256}/32"
        case _:
            return base64.b64encode(f"unknown {place}".encode()).decode()
