"""Who outside of an account can use what a resource's policy or a trust policy allows: anybody, or a named account.

Whoever is of no account that the policies name stands for anybody. The fixed values that a condition compares an
organization, a network or a source with, nobody outside has; a value with wildcards that go beyond an account, anybody.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from cfnproof.iam.access.actions import groups_of
from cfnproof.iam.access.atoms import accounts_of
from cfnproof.iam.access.callers import Case
from cfnproof.iam.access.cells import UNREADABLE, candidates
from cfnproof.iam.access.comparing import Comparison, Hit
from cfnproof.iam.access.keys import Domain
from cfnproof.iam.access.literals import Sort
from cfnproof.iam.access.model import Foreign, NamedPolicy, Reach
from cfnproof.iam.access.question import Side
from cfnproof.iam.access.typed import assigned, assignments
from cfnproof.iam.conditions.comparisons import network
from cfnproof.iam.languages import Kind, Language
from cfnproof.iam.policy.written import WrittenCondition
from cfnproof.iam.request import PrincipalKind

_FIXED: Final = frozenset(
    {
        *("aws:principalorgid", "aws:principalorgpaths", "aws:userid"),
        *("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner"),
        *(
            "aws:sourcevpc",
            "aws:sourcevpcarn",
            "aws:sourcevpce",
            "aws:vpceaccount",
            "aws:vpceorgid",
            "aws:vpceorgpaths",
        ),
        *("kms:calleraccount", "s3:dataaccesspointaccount", "s3:dataaccesspointarn"),
    }
)
"""The keys whose fixed values are nobody's outside of what has them."""

_BEGUN: Final = {"aws:principalorgpaths": "/", "aws:sourceorgpaths": "/", "aws:vpceorgpaths": "/", "aws:userid": ":"}
"""The keys of which what stands before the first such character is enough: an organization, a role."""

_ADDRESSES: Final = "aws:sourceip"
_BROADEST: Final = {4: 8, 6: 32}
"""The shortest prefix of a range of addresses that is not as good as all of them."""

_OUTSIDERS: Final = (PrincipalKind.USER, PrincipalKind.SESSION, PrincipalKind.FEDERATED_USER, PrincipalKind.ROOT)


def foreign_access(policies: Sequence[NamedPolicy], account: str) -> tuple[Foreign, ...]:
    """Each Allow that somebody outside of an account can use, in the order of the statements.

    `account` is twelve digits or an atom. Of identity-based policies, none is; neither services nor identity providers
    are outside of the account. Raises UnconfirmedError where the evaluator disagrees.
    """
    found: dict[int, Foreign] = {}
    for texts in assignments(policies):
        comparison = Comparison.of(assigned(Side(tuple(policies)), texts), None, accounts=(account,))
        if None not in comparison.cases:
            view = _View(comparison, account)
            answers = ((number, view.foreign(number)) for number in comparison.question.new.allows)
            found |= {
                number: answer
                for number, answer in answers
                if answer is not None and _is_wider(answer, found.get(number))
            }
    return tuple(found[number] for number in sorted(found))


def _is_wider(one: Foreign, other: Foreign | None) -> bool:
    """Whether an answer says more than another one on the same Allow."""
    return other is None or (one.reach is Reach.PUBLIC and other.reach is not Reach.PUBLIC)


@dataclass(frozen=True, slots=True)
class _View:
    """The policies, seen from outside of an account."""

    comparison: Comparison
    account: str

    def foreign(self, number: int) -> Foreign | None:
        """Who outside can use an Allow."""
        line = self.comparison.question.lines[number]
        hit = self._hit(number, self._strangers(), self._domains(()))
        if hit is not None:
            return Foreign(
                line.policy,
                line.written.index,
                line.written.sid,
                Reach.PUBLIC,
                (),
                hit.witness,
                confirmed=hit.confirmed,
            )
        others = [each for each in dict.fromkeys(accounts_of([line.written])) if each != self.account]
        hits = {each: found for each in others if (found := self._by_account(number, each)) is not None}
        if not hits:
            return None
        first = next(iter(hits.values()))
        return Foreign(
            policy=line.policy,
            index=line.written.index,
            sid=line.written.sid,
            reach=Reach.CROSS_ACCOUNT,
            accounts=tuple(sorted(hits)),
            witness=first.witness,
            confirmed=all(each.confirmed for each in hits.values()),
        )

    def _strangers(self) -> list[Case]:
        unnamed = self.comparison.mentions.unnamed
        cases = (case for case in self.comparison.cases if case is not None)
        return [
            case
            for case in cases
            if case.kind is PrincipalKind.ANONYMOUS
            or (case.kind in _OUTSIDERS and case.account in unnamed and not case.caller.provider)
        ]

    def _by_account(self, number: int, account: str) -> Hit | None:
        """A request by somebody of an account that the statement names, or on behalf of the account."""
        own = [case for case in self.comparison.cases if case is not None and case.account == account]
        return self._hit(number, own, {}) or self._hit(number, self._strangers(), self._domains((account,)))

    def _hit(self, number: int, cases: Iterable[Case], domains: Mapping[str, Domain]) -> Hit | None:
        limited = self.comparison.limited(cases, domains)
        question = limited.question
        for group in groups_of(question.lines[number], question.lines, limited.whole):
            found = limited.hit(number, group)
            if found is not None:
                return found
        return None

    def _domains(self, accounts: tuple[str, ...]) -> Mapping[str, Domain]:
        """The values that keys have for somebody outside; those that name the given accounts are among them."""
        conditions: dict[str, list[WrittenCondition]] = {}
        for line in self.comparison.question.lines:
            for condition in line.written.conditions:
                conditions.setdefault(condition.key.lower(), []).append(condition)
        return {key: self._domain(key, found, accounts) for key, found in conditions.items() if key in _FIXED} | {
            key: _addresses(found) for key, found in conditions.items() if key == _ADDRESSES
        }

    def _domain(self, key: str, conditions: Iterable[WrittenCondition], accounts: tuple[str, ...]) -> Domain:
        values = [value for condition in conditions for value in condition.values]
        named = [each for each in self.comparison.mentions.accounts if each not in accounts]
        spelled = (value for value in values if not _is_wild(value) and not _is_of(value, accounts))
        fixed = Language.matching(spelled, Kind.FOLDED)
        begun = Language.matching((_beginning(value, _BEGUN[key]) for value in values if key in _BEGUN), Kind.TEXT)
        theirs = Language.matching((f"arn:*:*:*:{each}:*" for each in named), Kind.ARN)
        return Domain(within=(~(fixed | begun | theirs | Language.literal(*named)),), several=key.endswith("orgpaths"))


def _is_wild(value: str) -> bool:
    return "*" in value or "?" in value


def _is_of(value: str, accounts: tuple[str, ...]) -> bool:
    """Whether a value names one of the accounts."""
    return any(each in value.split(":") for each in accounts)


def _beginning(value: str, separator: str) -> str:
    """A pattern for all that begins as a value does before its first separator."""
    begun = value.partition(separator)[0]
    return value if _is_wild(begun) else f"{begun}{separator}*"


def _addresses(conditions: Iterable[WrittenCondition]) -> Domain:
    """The addresses that are in no range but such as have almost all of them."""
    values = [value for condition in conditions for value in condition.values]
    ranges = (found for value in values if (found := network(value)) is not None)
    narrow = [each for each in ranges if each.prefixlen >= _BROADEST[each.version]]
    texts = [text for text in candidates(Sort.ADDRESS, values) if text != UNREADABLE]
    free = (text for text in texts if not any(ip_address(text) in each for each in narrow))
    return Domain(only=tuple(free))
