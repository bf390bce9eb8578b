"""Which principals, accounts and partitions policies name, in whichever element they do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cfnproof.iam.access.atoms import accounts_of, principals_of, texts_of
from cfnproof.iam.languages import Kind, Language, Token
from cfnproof.iam.languages.symbols import Symbols
from cfnproof.iam.policy.written import WrittenStatement
from cfnproof.iam.texts.patterns import ARN_FIELDS

_DIGITS: Final = tuple(Token(Symbols(frozenset("0123456789"))) for _ in range(12))
_LIKELY: Final = ("123456789012", "210987654321")
"""The accounts that stand for those that nobody names, where the patterns allow."""

_WITH_ACCOUNT: Final = frozenset({"aws:principalaccount", "aws:principalarn"})
_MOST_PATTERNS: Final = 6
"""How many patterns of accounts are told apart: there is a combination for each subset of them."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """What policies name. `unnamed` are accounts that they do not, one of each sort that their patterns part.

    `partitions` has the usual one first.
    """

    arns: tuple[str, ...]
    accounts: tuple[str, ...]
    unnamed: tuple[str, ...]
    services: tuple[str, ...]
    providers: tuple[str, ...]
    partitions: tuple[str, ...]


def mentions_of(statements: Iterable[WrittenStatement], accounts: Iterable[str] = ()) -> Mentions:
    """What some statements name, and some accounts besides."""
    listed = tuple(statements)
    values = [(kind, value) for statement in listed for kind, value in principals_of(statement)]
    texts = [text for statement in listed for text in texts_of(statement)]
    accounts = tuple(dict.fromkeys((*accounts_of(listed), *accounts)))
    arns = tuple(dict.fromkeys(value for kind, value in values if kind == "AWS" and value.startswith("arn:")))
    split = [text.split(":", 2)[1] for text in (*arns, *texts) if text.startswith("arn:") and text.count(":") > 1]
    return Mentions(
        arns=arns,
        accounts=accounts,
        unnamed=tuple(_unnamed(accounts, tuple(dict.fromkeys(_patterns(listed))))),
        services=tuple(dict.fromkeys(value for kind, value in values if kind == "Service")),
        providers=tuple(dict.fromkeys(value for kind, value in values if kind == "Federated")),
        partitions=tuple(dict.fromkeys(("aws", *(each for each in split if "*" not in each and "?" not in each)))),
    )


def _patterns(statements: Iterable[WrittenStatement]) -> Iterator[str]:
    """The patterns that principals' accounts are compared with, alone or in ARNs."""
    for statement in statements:
        for condition in statement.conditions:
            key = condition.key.lower()
            for value in condition.values:
                compared = value if key == "aws:principalaccount" else _account_of(value)
                if key in _WITH_ACCOUNT and compared != "*" and ("*" in compared or "?" in compared):
                    yield compared


def _account_of(arn: str) -> str:
    fields = arn.split(":", ARN_FIELDS - 1)
    return fields[4] if len(fields) == ARN_FIELDS else ""


def _unnamed(named: tuple[str, ...], patterns: tuple[str, ...]) -> Iterator[str]:
    """For each set of patterns, an account that these match and the others do not, where there is one."""
    others = Language.of(_DIGITS) - Language.literal(*named)
    looked_at = patterns[:_MOST_PATTERNS]
    languages = [Language.matching([pattern], Kind.TEXT) for pattern in looked_at]
    for chosen in range(1 << len(looked_at)):
        cell = [each if chosen >> index & 1 else ~each for index, each in enumerate(languages)]
        language = Language.all_of((others, *cell))
        found = next((account for account in _LIKELY if account in language), None) or language.shortest()
        if found is not None:
            yield found
