"""Statements as lists of literals."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cfnproof.iam.access.literals import ACTION, RESOURCE, Literal, Named, Tested, covers_all
from cfnproof.iam.access.model import NamedPolicy
from cfnproof.iam.access.theory import Literals
from cfnproof.iam.arn import Arn
from cfnproof.iam.conditions.operators import operator_of
from cfnproof.iam.policy.compiling import action_element, principal_of
from cfnproof.iam.policy.model import ActionElement
from cfnproof.iam.policy.parsing import knows_variables
from cfnproof.iam.policy.principal_element import PrincipalElement
from cfnproof.iam.policy.written import Principals, WrittenStatement

Spell = Callable[[str], str]
"""What puts concrete texts in the place of atoms."""


@dataclass(frozen=True, slots=True)
class Line:
    """A statement: it applies where `needs` hold, numbers of literals, for the actions and principals it is about.

    `about` is its literal on actions.
    """

    policy: str
    written: WrittenStatement
    action: ActionElement
    who: PrincipalElement | None
    about: int
    needs: tuple[int, ...]


def lines_of(policies: Iterable[NamedPolicy], literals: Literals, spell: Spell) -> Iterator[Line]:
    """The statements of policies, in their order."""
    for each in policies:
        specials = knows_variables(each.policy.version)
        for statement in each.policy.statements:
            yield _line(each.name, statement, literals, spell, specials=specials)


def _line(policy: str, written: WrittenStatement, literals: Literals, spell: Spell, *, specials: bool) -> Line:
    action = action_element(written)
    about = literals.number(Named(ACTION, action.listed))
    return Line(
        policy=policy,
        written=written,
        action=action,
        who=principal_of(_with_spelled_principals(written, spell)),
        about=-about if action.negated else about,
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


def without_atoms(statement: WrittenStatement, spell: Spell) -> WrittenStatement:
    """The statement with concrete texts in the place of its atoms."""
    return replace(
        _with_spelled_principals(statement, spell),
        actions=_spelled(statement.actions, spell),
        not_actions=_spelled(statement.not_actions, spell),
        resources=_spelled(statement.resources, spell),
        not_resources=_spelled(statement.not_resources, spell),
        conditions=tuple(
            replace(each, key=spell(each.key), values=_spelled(each.values, spell) or ())
            for each in statement.conditions
        ),
    )


def _with_spelled_principals(statement: WrittenStatement, spell: Spell) -> WrittenStatement:
    principals, others = statement.principals, statement.not_principals
    if principals is None and others is None:
        return statement
    return replace(statement, principals=_principals(principals, spell), not_principals=_principals(others, spell))


def _principals(principals: Principals | None, spell: Spell) -> Principals | None:
    """Principals without atoms. The ARN of an account is the account, in whichever partition it is."""
    if principals is None:
        return None
    return {kind: tuple(spell(_account_or_value(value)) for value in values) for kind, values in principals.items()}


def _account_or_value(value: str) -> str:
    arn = Arn.of(value)
    return arn.account if arn is not None and arn.resource == "root" else value


def _spelled(texts: Sequence[str] | None, spell: Spell) -> tuple[str, ...] | None:
    return None if texts is None else tuple(map(spell, texts))
