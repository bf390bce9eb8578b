"""Which services say on whose behalf they assume a role, and whether a trust statement asks them.

The services are in `confused_deputy.yaml` beside this module, each with its AWS page.
https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from cfnproof.structural.policy_documents.account_values import can_be_account
from cfnproof.structural.policy_documents.documents import Condition, Statement
from cfnproof.structural.texts.gaps import GAP, with_gaps
from cfnproof.structural.values.parameter_values import filled_in
from cfnproof.template.expressions import Parts, text
from cfnproof.template.model import Template
from cfnproof.template.tables import read_table

ACCOUNT: Final = "aws:sourceaccount"
SOURCE: Final = "aws:sourcearn"
"""The keys in lower case: letter case does not count in a condition key."""

_EXACT: Final = frozenset({"StringEquals", "StringEqualsIgnoreCase"})
_PATTERNS: Final = frozenset({"StringLike", "ArnEquals", "ArnLike"})
_ACCOUNT_FIELD: Final = 4
_SERVICE_FIELD: Final = 2


@dataclass(frozen=True, slots=True)
class Deputy:
    """A service that sends the keys. `arns` are the services of the ARNs it sends, empty where its page says nothing.

    `refused` is a text that must not stand in aws:SourceArn, `page` the AWS page.
    """

    service: str
    arns: tuple[str, ...]
    refused: str | None
    page: str


@cache
def deputies() -> Mapping[str, Deputy]:
    """The services that are known to send the keys, by name."""
    table = read_table(__package__, "confused_deputy.yaml")
    return {
        service: Deputy(
            service, tuple(row.get("arn", ())), row.get("refused"), f"https://docs.aws.amazon.com/{row['page']}"
        )
        for service, row in table.items()
    }


def guards(statement: Statement, template: Template) -> bool:
    """Whether a condition of the statement narrows on whose behalf the service acts."""
    return any(_narrows(condition, template) for condition in statement.conditions)


def unusable(statement: Statement, deputy: Deputy | None, template: Template) -> Iterator[tuple[Condition, str]]:
    """The conditions that no request can meet, each with the reason: nobody could assume the role."""
    for condition in statement.conditions:
        if condition.key.lower() not in {ACCOUNT, SOURCE}:
            continue
        for value in condition.values:
            reason = _never(condition, value, deputy, template)
            if reason:
                yield condition, reason


def _narrows(condition: Condition, template: Template) -> bool:
    operators = {ACCOUNT: _EXACT | {"StringLike"}, SOURCE: _EXACT | _PATTERNS}.get(condition.key.lower(), frozenset())
    if condition.operator not in operators or not condition.values:
        return False
    if condition.key.lower() == ACCOUNT and not all(can_be_account(value, template) for value in condition.values):
        return False
    return all(_narrow(known) for value in condition.values for known in filled_in(value, template))


def _narrow(value: Parts) -> bool:
    """Whether a value leaves out somebody: an ARN names its account, any other value is not all wildcards."""
    written = with_gaps(value)
    if written.startswith("arn"):
        fields = written.split(":")
        return len(fields) > _ACCOUNT_FIELD and bool(set(fields[_ACCOUNT_FIELD]) - set("*?") or _no_account(fields))
    return bool(set(written) - set("*?:"))


def _no_account(fields: list[str]) -> bool:
    """Whether the ARN is of a kind that has no account in it, like a bucket's, and names its resource."""
    return fields[_ACCOUNT_FIELD] == "" and bool(set("".join(fields[_ACCOUNT_FIELD + 1 :])) - set("*?"))


def _never(condition: Condition, value: Parts, deputy: Deputy | None, template: Template) -> str | None:
    for known in filled_in(value, template):
        if condition.operator in _EXACT and any(isinstance(part, str) and re.search(r"[*?]", part) for part in known):
            return f"{condition.operator} takes the wildcard in {text(known)!r} as it stands: use ArnLike or StringLike"
        if deputy is None or condition.key.lower() != SOURCE:
            continue
        fields = with_gaps(known).split(":")
        service = fields[_SERVICE_FIELD] if len(fields) > _SERVICE_FIELD and fields[0] == "arn" else "*"
        if deputy.arns and not set(service) & set(f"*?{GAP}") and service not in deputy.arns:
            allowed = " or ".join(deputy.arns)
            return f"{deputy.service} never sends {text(known)!r}: name a resource of {allowed}, see {deputy.page}"
        if deputy.refused and deputy.refused in text(known):
            return f"{deputy.service} never sends {text(known)!r}: name none with {deputy.refused!r}, see {deputy.page}"
    return None
