"""Statements as lists of literals."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cfnproof.iam.access.literals import ACTION, RESOURCE, Literal, Named, Tested, covers_all
from cfnproof.iam.access.model import NamedPolicy
from cfnproof.iam.access.theory import Literals
from cfnproof.iam.conditions.operators import operator_of
from cfnproof.iam.policy.parsing import VERSIONS
from cfnproof.iam.policy.principal_element import PrincipalElement, principal_element
from cfnproof.iam.policy.written import Principals, WrittenStatement
from cfnproof.iam.texts.patterns import compiled, marked, text_regex

Spell = Callable[[str], str]
"""What puts concrete texts in the place of atoms."""


@dataclass(frozen=True, slots=True)
class Line:
    """A statement: it applies where `needs` hold, numbers of literals, for the actions and principals it is about.

    `about` is its literal on actions.
    """

    policy: str
    written: WrittenStatement
    pattern: re.Pattern[str]
    who: PrincipalElement | None
    about: int
    needs: tuple[int, ...]

    @property
    def negated(self) -> bool:
        """Whether it lists the actions that it is not about."""
        return self.written.actions is None

    @property
    def listed(self) -> tuple[str, ...]:
        """The actions that it lists."""
        return (self.written.not_actions if self.negated else self.written.actions) or ()

    def covers(self, action: str) -> bool:
        """Whether it is about an action, given in lower case."""
        return (self.pattern.fullmatch(action) is not None) is not self.negated


def lines_of(policies: Iterable[NamedPolicy], literals: Literals, spell: Spell) -> Iterator[Line]:
    """The statements of policies, in their order."""
    for each in policies:
        specials = each.policy.version == VERSIONS[-1]
        for statement in each.policy.statements:
            yield _line(each.name, statement, literals, spell, specials=specials)


def _line(policy: str, written: WrittenStatement, literals: Literals, spell: Spell, *, specials: bool) -> Line:
    negated = written.actions is None
    listed = (written.not_actions if negated else written.actions) or ()
    about = literals.number(Named(ACTION, listed))
    return Line(
        policy=policy,
        written=written,
        pattern=compiled(*(text_regex(marked(action.lower())) for action in listed)),
        who=_who(written, spell),
        about=-about if negated else about,
        needs=tuple(_needs(written, literals, specials=specials)),
    )


def _needs(written: WrittenStatement, literals: Literals, *, specials: bool) -> Iterator[int]:
    if written.resources is not None:
        place = Named(RESOURCE, written.resources, specials)
        if not covers_all(place):
            yield literals.number(place)
    elif written.not_resources is not None:
        yield -literals.number(Named(RESOURCE, written.not_resources, specials))
    for condition in written.conditions:
        if operator_of(condition.operator) is not None:
            test: Literal = Tested(condition.key.lower(), condition.operator, condition.values, specials)
            yield literals.number(test)


def _who(written: WrittenStatement, spell: Spell) -> PrincipalElement | None:
    denies = written.effect == "Deny"
    if written.principals is not None:
        return principal_element(spelled(written.principals, spell), negated=False, denies=denies)
    if written.not_principals is not None:
        return principal_element(spelled(written.not_principals, spell), negated=True, denies=denies)
    return None


def spelled(principals: Principals, spell: Spell) -> Principals:
    """Principals without atoms. The ARN of an account is the account, in whichever partition it is."""
    return {kind: tuple(_principal(value, spell) for value in values) for kind, values in principals.items()}


def _principal(value: str, spell: Spell) -> str:
    fields = value.split(":", 5)
    if fields[0] == "arn" and fields[-1] == "root" and len(fields) == 6:  # noqa: PLR2004  # an ARN's fields
        return spell(fields[4])
    return spell(value)


def without_atoms(statement: WrittenStatement, spell: Spell) -> WrittenStatement:
    """The statement with concrete texts in the place of its atoms."""
    return replace(
        statement,
        actions=_spelled(statement.actions, spell),
        not_actions=_spelled(statement.not_actions, spell),
        resources=_spelled(statement.resources, spell),
        not_resources=_spelled(statement.not_resources, spell),
        principals=None if statement.principals is None else spelled(statement.principals, spell),
        not_principals=None if statement.not_principals is None else spelled(statement.not_principals, spell),
        conditions=tuple(
            replace(each, key=spell(each.key), values=_spelled(each.values, spell) or ())
            for each in statement.conditions
        ),
    )


def _spelled(texts: Sequence[str] | None, spell: Spell) -> tuple[str, ...] | None:
    return None if texts is None else tuple(map(spell, texts))
