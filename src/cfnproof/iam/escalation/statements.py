"""The statements of some policies, and what they allow and deny of an action.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cfnproof.iam.access import NamedPolicy
from cfnproof.iam.escalation.conditions import Attempt
from cfnproof.iam.escalation.model import ANY
from cfnproof.iam.escalation.resources import Space, matched, of_any_name, of_others, surely_matched
from cfnproof.iam.languages import Language
from cfnproof.iam.policy.compiling import action_element
from cfnproof.iam.policy.model import ActionElement
from cfnproof.iam.policy.parsing import knows_variables
from cfnproof.iam.policy.written import WrittenStatement

_DENY: Final = "deny"


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement, the name of its policy, and whether the policy's version knows variables.

    `place` is its place among all statements of all policies.
    """

    place: int
    policy: str
    written: WrittenStatement
    action: ActionElement
    variables: bool

    @property
    def denies(self) -> bool:
        """Whether it denies."""
        return self.written.effect.lower() == _DENY

    def is_about(self, action: str) -> bool:
        """Whether an action is among those of the statement; letter case does not count."""
        return self.action.covers(action.lower())

    def may_apply(self, attempt: Attempt) -> bool:
        """Whether its conditions can be met."""
        return all(attempt.may_meet(each, variables=self.variables) for each in self.written.conditions)

    def must_apply(self, attempt: Attempt) -> bool:
        """Whether its conditions are met in any case."""
        return all(attempt.must_meet(each, variables=self.variables) for each in self.written.conditions)

    def allowed(self, space: Space, *, others: bool) -> Iterator[tuple[str, Language]]:
        """The resources that it may allow, by the patterns that it has for them.

        `others` is whether those of the user that asks do not count.
        """
        excepted = self.written.not_resources
        if excepted is not None:
            yield ANY, ~surely_matched(excepted, of_account=space.of_account)
        for each in self._listed(self.written.resources or (), others=others):
            yield each, matched((each,), variables=self.variables)

    def denied(self, space: Space, *, others: bool) -> Language:
        """The resources that it denies in any case."""
        excepted = self.written.not_resources
        if excepted is None:
            return surely_matched(self.written.resources or (), of_account=space.of_account)
        return ~matched(self._listed(excepted, others=others), variables=self.variables)

    def is_for(self, example: str, *, others: bool) -> bool:
        """Whether it is about a resource whatever its name is."""
        excepted = self.written.not_resources
        if excepted is None:
            return of_any_name(example, self.written.resources or (), in_any_region=not self.denies)
        return not of_any_name(example, self._listed(excepted, others=others), in_any_region=self.denies)

    def _listed(self, patterns: Sequence[str], *, others: bool) -> tuple[str, ...]:
        return of_others(patterns, variables=self.variables) if others else tuple(patterns)


@dataclass(frozen=True, slots=True)
class Statements:
    """All statements of some policies that one principal has."""

    allows: tuple[Stated, ...]
    denies: tuple[Stated, ...]

    @classmethod
    def of(cls, policies: Iterable[NamedPolicy]) -> "Statements":
        """The statements of policies, in their order."""
        pairs = [(each, statement) for each in policies for statement in each.policy.statements]
        stated = [
            Stated(place, each.name, statement, action_element(statement), knows_variables(each.policy.version))
            for place, (each, statement) in enumerate(pairs)
        ]
        return cls(
            allows=tuple(each for each in stated if not each.denies),
            denies=tuple(each for each in stated if each.denies),
        )

    def about(self, action: str) -> "Statements":
        """Those about an action."""
        return Statements(
            allows=tuple(each for each in self.allows if each.is_about(action)),
            denies=tuple(each for each in self.denies if each.is_about(action)),
        )

    def denying(self, attempt: Attempt) -> tuple[Stated, ...]:
        """Those that deny a request for the action in any case."""
        return tuple(each for each in self.denies if each.must_apply(attempt))
