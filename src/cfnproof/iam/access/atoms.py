"""Concrete texts in the place of atoms, so that the evaluator can be asked.

An atom that stands where an account's number does becomes a number; any other becomes a text so long and strange that
no pattern matches it that does not match the atom.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from cfnproof.iam.access.model import NamedPolicy, Witness
from cfnproof.iam.languages import ATOM, is_atom
from cfnproof.iam.policy.written import WrittenStatement
from cfnproof.iam.request import Principal, Values

_LENGTH: Final = 61
_ACCOUNT_FIELD: Final = 4
_ACCOUNT: Final = re.compile(rf"[0-9]{{12}}|{ATOM}")
_NUMBER: Final = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Concrete:
    """The text that each atom becomes."""

    texts: Mapping[str, str]

    def spell(self, text: str) -> str:
        """A text without atoms."""
        return "".join(self.texts.get(symbol, symbol) for symbol in text) if self.texts else text

    def values(self, values: Values) -> Values:
        """A context key's value without atoms."""
        return self.spell(values) if isinstance(values, str) else tuple(map(self.spell, values))

    def principal(self, principal: Principal) -> Principal:
        """A principal without atoms."""
        names = (self.spell(text) for text in (principal.name, principal.account, principal.role))
        return Principal(principal.kind, *names)

    def context(self, witness: Witness) -> dict[str, Values]:
        """A witness's context without atoms."""
        return {self.spell(key): self.values(value) for key, value in witness.context.items()}


def concrete(policies: Iterable[NamedPolicy], further: Iterable[str] = ()) -> Concrete:
    """A text for each atom in some policies, and in further texts, each of which stands for an account."""
    statements = [statement for policy in policies for statement in policy.policy.statements]
    accounts = {*accounts_of(statements), *further}
    texts = (*(text for statement in statements for text in texts_of(statement)), *further)
    atoms = sorted({symbol for text in texts for symbol in text if is_atom(symbol)})
    return Concrete({atom: _number(atom) if atom in accounts else atom * _LENGTH for atom in atoms})


def _number(atom: str) -> str:
    return f"98765{ord(atom):07d}"


def accounts_of(statements: Sequence[WrittenStatement]) -> Iterator[str]:
    """The accounts that statements name: first those that are whole values, then those within texts."""
    for statement in statements:
        yield from _whole(statement)
    for statement in statements:
        for text in texts_of(statement):
            yield from _within(text)


def _whole(statement: WrittenStatement) -> Iterator[str]:
    """The accounts that are a principal's or a condition's whole value; an atom may be one under fitting keys."""
    for kind, value in principals_of(statement):
        if kind == "AWS" and _ACCOUNT.fullmatch(value):
            yield value
    for condition in statement.conditions:
        fitting = condition.key.lower().endswith("account")
        yield from (
            value for value in condition.values if _ACCOUNT.fullmatch(value) and (fitting or not is_atom(value))
        )


def _within(text: str) -> Iterator[str]:
    """The accounts in a text: numbers, and an atom that stands where an ARN has its account."""
    yield from _NUMBER.findall(text)
    fields = text.split(":")
    if len(fields) > _ACCOUNT_FIELD and fields[0] == "arn" and _ACCOUNT.fullmatch(fields[_ACCOUNT_FIELD]):
        yield fields[_ACCOUNT_FIELD]


def principals_of(statement: WrittenStatement) -> Iterator[tuple[str, str]]:
    """The principals that a statement lists, each with its type."""
    for principals in (statement.principals, statement.not_principals):
        for kind, values in (principals or {}).items():
            for value in values:
                yield kind, value


def texts_of(statement: WrittenStatement) -> Iterator[str]:
    """All texts of a statement that may have atoms."""
    listed = (statement.actions, statement.not_actions, statement.resources, statement.not_resources)
    yield from chain.from_iterable(each or () for each in listed)
    yield from (value for _, value in principals_of(statement))
    for condition in statement.conditions:
        yield condition.key
        yield from condition.values
