"""Two sides are compared, Allow by Allow, group of actions by group of actions, principal by principal."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from cfnproof.errors import CfnproofError
from cfnproof.iam.access.actions import Group, groups_of, is_wide
from cfnproof.iam.access.answering import witness_of
from cfnproof.iam.access.atoms import concrete
from cfnproof.iam.access.callers import Case, cases_of
from cfnproof.iam.access.confirming import Confirmed, confirmed
from cfnproof.iam.access.fits import fit_of
from cfnproof.iam.access.keys import Domain
from cfnproof.iam.access.mentions import Mentions, mentions_of
from cfnproof.iam.access.model import NewAccess, Witness
from cfnproof.iam.access.question import Question, Side, names
from cfnproof.iam.access.search import Search, State
from cfnproof.iam.access.values import domains_of, tried_values, with_atoms, with_values
from cfnproof.iam.access.variables import variables_of
from cfnproof.iam.languages import begins_with_atom
from cfnproof.iam.policy.written import WrittenStatement
from cfnproof.iam.request import PrincipalKind
from cfnproof.iam.texts.variables import Variable


@dataclass(frozen=True, slots=True)
class Asked:
    """The actions and resources that are looked at, as patterns."""

    actions: tuple[str, ...] = ("*",)
    resources: tuple[str, ...] = ("*",)


@dataclass(frozen=True, slots=True)
class Hit:
    """A request that is newly allowed, and whether the evaluator says so."""

    witness: Witness
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Try:
    """What is searched for: a request for an action of a group, by a principal of a case, that an Allow lets pass."""

    question: Question
    number: int
    group: Group
    case: Case | None


@dataclass(slots=True)
class Comparison:
    """A new and an old side. `question` has an atom for each policy variable; those in `_made` have values."""

    new: Side
    old: Side | None
    asked: Asked
    question: Question
    mentions: Mentions
    cases: tuple[Case | None, ...]
    evaluator: Confirmed
    variables: tuple[Variable, ...]
    whole: frozenset[str]
    domains: Mapping[str, Domain] = field(default_factory=dict)
    _made: list[Question] = field(default_factory=list)
    _cases: dict[tuple[int, frozenset[int]], tuple[Case | None, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, new: Side, old: Side | None, asked: Asked | None = None, accounts: tuple[str, ...] = ()
    ) -> "Comparison":
        """The comparison of two sides, or of one with nothing; `accounts` are looked at like those that are named."""
        policies = (*new.all, *(old.all if old is not None else ()))
        statements = [statement for each in policies for statement in each.policy.statements]
        identity = all(each.principals is None and each.not_principals is None for each in statements)
        if not identity and any(side is not None and side.boundary is not None for side in (new, old)):
            raise CfnproofError("a permissions boundary limits identity-based policies, not resource-based ones")
        texts = concrete(policies, accounts)
        variables = variables_of([each.policy for each in policies])
        sides = [with_atoms(side, variables) if variables and side is not None else side for side in (new, old)]
        mentions = mentions_of(statements, accounts)
        return cls(
            new=new,
            old=old,
            asked=asked or Asked(),
            question=Question.of(sides[0] or new, sides[1], texts.spell),
            mentions=mentions,
            cases=(None,) if identity else cases_of(mentions, texts.spell),
            evaluator=confirmed(new, old, texts, identity=identity),
            variables=variables,
            whole=frozenset(_whole(statements)),
        )

    def answers(self) -> Mapping[int, NewAccess]:
        """What is newly allowed, by the number of the Allow."""
        found = ((number, self._answer(number)) for number in self.question.new.allows)
        return {number: answer for number, answer in found if answer is not None}

    def _answer(self, number: int) -> NewAccess | None:
        line = self.question.lines[number]
        if is_wide(line) and not self._able(number, self._every):
            return None
        actions: list[str] = []
        best: Hit | None = None
        for group in groups_of(line, self.question.lines, self.whole, self.asked.actions):
            if best is not None and best.confirmed and not self.variables:
                actions += group.names if self._is_hit(number, group) else ()
            elif (hit := self.hit(number, group)) is not None:
                actions += group.names
                best = hit if best is None or hit.confirmed else best
        if best is None:
            return None
        written = line.written
        return NewAccess(
            line.policy, written.index, written.sid, tuple(sorted(actions)), best.witness, confirmed=best.confirmed
        )

    @property
    def _every(self) -> Group:
        """Any action, on any resource."""
        return Group(("*",), frozenset(range(len(self.question.lines))), fit_of("", self.whole), "*")

    def _able(self, number: int, group: Group) -> tuple[Case | None, ...]:
        """The cases in which a statement newly lets an action of a group pass, if it does on some text as resource.

        Where a statement is about many services, most of their actions are alike but for the resources.
        """
        key = (number, group.lines)
        found = self._cases.get(key)
        if found is None or group.pattern is not None:
            line = self.question.lines[number]
            anywhere = replace(group, fit=fit_of("", self.whole))
            cases = (case for case in self.cases if case is None or names(line, case))
            if is_wide(line):
                cases = (case for case in cases if self._found(Try(self.question, number, anywhere, case)) is not None)
            found = self._cases[key] = tuple(cases)
        return tuple(case for case in found if not _is_impossible(group, case))

    def _is_hit(self, number: int, group: Group) -> bool:
        cases = self._able(number, group)
        return any(self._found(Try(self.question, number, group, case)) is not None for case in cases)

    def limited(self, cases: Iterable[Case], domains: Mapping[str, Domain]) -> "Comparison":
        """The comparison for some principals only, and with some keys limited to some values."""
        return replace(self, cases=tuple(cases), domains=domains, _made=[], _cases={})

    def hit(self, number: int, group: Group) -> Hit | None:
        """A request for an action of a group that an Allow newly lets pass."""
        unproven: Hit | None = None
        for case in self._able(number, group):
            attempt = Try(self.question, number, group, case)
            found = self._witness(attempt)
            if found is None:
                continue
            proven = self._proven(attempt) if self.variables else found
            if proven is not None:
                self.evaluator.check(proven)
                return Hit(proven, confirmed=True)
            unproven = unproven or Hit(found, confirmed=False)
        return unproven

    def _proven(self, attempt: Try) -> Witness | None:
        """A request under the first values of policy variables under which there is one."""
        for index, question in enumerate(self._instances()):
            found = self._witness(replace(attempt, question=question))
            if found is not None:
                self._made.insert(0, self._made.pop(index))
                return found
        return None

    def _witness(self, attempt: Try) -> Witness | None:
        found = self._found(attempt)
        return None if found is None else witness_of(*found, attempt.group, attempt.case)

    def _found(self, attempt: Try) -> tuple[State, Search] | None:
        question, group, case = attempt.question, attempt.group, attempt.case
        search = question.search(group, case, self.domains)
        if search is None:
            return None
        extra = [] if "*" in self.asked.resources else [question.resource_in(self.asked.resources)]
        if group.pattern is not None and "*" not in self.asked.actions:
            extra.append(question.action_in(self.asked.actions))
        state = question.find(attempt.number, group, search, case, extra)
        return None if state is None else (state, search)

    def _instances(self) -> Iterator[Question]:
        """The question with values for the policy variables, one combination after another; made when asked for."""
        yield from tuple(self._made)
        sides = [side for side in (self.new, self.old) if side is not None]
        statements = [each for side in sides for policy in side.all for each in policy.policy.statements]
        for values in islice(tried_values(statements, self.variables), len(self._made), None):
            old = None if self.old is None else with_values(self.old, values)
            made = Question.of(with_values(self.new, values), old, self.evaluator.texts.spell, domains_of(values))
            self._made.append(made)
            yield made


def _is_impossible(group: Group, case: Case | None) -> bool:
    """Whether the principal can never ask: no root user assumes a role."""
    root = case is not None and case.kind is PrincipalKind.ROOT
    return root and any(name.lower() == "sts:assumerole" for name in group.names)


def _whole(statements: Iterable[WrittenStatement]) -> Iterator[str]:
    """The atoms with which resources begin."""
    for statement in statements:
        for value in (*(statement.resources or ()), *(statement.not_resources or ())):
            if begins_with_atom(value):
                yield value[0]
