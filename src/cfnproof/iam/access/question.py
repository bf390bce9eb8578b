"""Two sets of policies side by side, and the search for a request that one allows and the other does not."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cfnproof.iam.access.actions import Group
from cfnproof.iam.access.callers import Case
from cfnproof.iam.access.fits import domain_of
from cfnproof.iam.access.keys import Domain
from cfnproof.iam.access.literals import ACTION, RESOURCE, Named
from cfnproof.iam.access.model import NamedPolicy
from cfnproof.iam.access.search import Clause, Search, State
from cfnproof.iam.access.statements import Line, Spell, lines_of
from cfnproof.iam.access.theory import Literals
from cfnproof.iam.policy.principal_element import Naming


@dataclass(frozen=True, slots=True)
class Side:
    """The policies of one side; without a `boundary`, nothing limits them."""

    policies: tuple[NamedPolicy, ...]
    boundary: tuple[NamedPolicy, ...] | None = None

    @property
    def all(self) -> tuple[NamedPolicy, ...]:
        """Its policies and those of its boundary."""
        return (*self.policies, *(self.boundary or ()))

    def mapped(self, change: Callable[[NamedPolicy], NamedPolicy]) -> "Side":
        """The side with each policy changed."""
        boundary = None if self.boundary is None else tuple(map(change, self.boundary))
        return Side(tuple(map(change, self.policies)), boundary)


@dataclass(frozen=True, slots=True)
class _Lines:
    """The numbers of one side's statements."""

    allows: tuple[int, ...]
    bounds: tuple[int, ...] | None
    denies: tuple[int, ...]


@dataclass(slots=True)
class Question:
    """Statements by number, those of the new side first. `fixed` are the keys whose values are settled."""

    literals: Literals
    lines: tuple[Line, ...]
    new: _Lines
    old: _Lines | None
    fixed: Mapping[str, Domain] = field(default_factory=dict)

    @classmethod
    def of(cls, new: Side, old: Side | None, spell: Spell, fixed: Mapping[str, Domain] | None = None) -> "Question":
        """What `new` allows that `old` does not; without `old`, all that `new` allows."""
        literals = Literals()
        lines: list[Line] = []
        sides = [_numbered(side, lines, literals, spell) for side in (new, old) if side is not None]
        return cls(literals, tuple(lines), sides[0], sides[1] if old is not None else None, fixed or {})

    def resource_in(self, patterns: Sequence[str]) -> int:
        """The literal that the resource is one of some."""
        return self.literals.number(Named(RESOURCE, tuple(patterns)))

    def action_in(self, patterns: Sequence[str]) -> int:
        """The literal that the action is one of some."""
        return self.literals.number(Named(ACTION, tuple(patterns)))

    def search(self, group: Group, case: Case | None, further: Mapping[str, Domain] | None = None) -> Search | None:
        """A search among the requests of a group by the principals of a case; None where settled keys contradict it."""
        domains: dict[str, Domain] = {
            RESOURCE: domain_of(group.fit),
            **(case.domains if case else {}),
            **(further or {}),
        }
        for key, domain in self.fixed.items():
            both = _both(domains[key], domain) if key in domains else domain
            if both is None:
                return None
            domains[key] = both
        return Search(self.literals, domains, frozenset(self.fixed))

    def find(
        self, number: int, group: Group, search: Search, case: Case | None, extra: Iterable[int] = ()
    ) -> State | None:
        """What a request is that the new side allows, also by the Allow of a number, and the old side does not."""
        about = self._about(group, case)
        always = self._literals_of(group)
        required = (*always, *extra, *self._needs(number, group))
        against = [self._negated(each, group) for each in self.new.denies if each in about]
        for within in self._within(group, about):
            for more, clauses in self._not_old(group, about):
                if all(clauses):
                    found = search.find((*required, *within, *more), [*against, *clauses])
                    if found is not None:
                        return found
        return None

    def _about(self, group: Group, case: Case | None) -> frozenset[int]:
        if case is None:
            return group.lines
        return frozenset(each for each in group.lines if names(self.lines[each], case))

    def _literals_of(self, group: Group) -> Iterator[int]:
        if group.pattern is not None:
            yield self.literals.number(Named(ACTION, (group.pattern,)))

    def _needs(self, number: int, group: Group) -> tuple[int, ...]:
        line = self.lines[number]
        return line.needs if group.pattern is None else (line.about, *line.needs)

    def _negated(self, number: int, group: Group) -> Clause:
        return tuple(-each for each in self._needs(number, group))

    def _within(self, group: Group, about: frozenset[int]) -> Iterator[tuple[int, ...]]:
        """The ways in which the new side's boundary lets a request pass."""
        if self.new.bounds is None:
            yield ()
            return
        yield from (self._needs(each, group) for each in self.new.bounds if each in about)

    def _not_old(self, group: Group, about: frozenset[int]) -> Iterator[tuple[Clause, list[Clause]]]:
        """The ways in which the old side does not let a request pass: nothing allows it, or something denies it."""
        if self.old is None:
            yield (), []
            return
        for allows in (self.old.allows, self.old.bounds):
            if allows is not None:
                yield (), [self._negated(each, group) for each in allows if each in about]
        for each in self.old.denies:
            if each in about:
                yield self._needs(each, group), []


def names(line: Line, case: Case) -> bool:
    """Whether a statement is about the principals of a case."""
    return line.who is None or line.who.naming(case.caller) is not Naming.NONE


def _numbered(side: Side, lines: list[Line], literals: Literals, spell: Spell) -> _Lines:
    first = len(lines)
    lines += lines_of(side.policies, literals, spell)
    second = len(lines)
    lines += lines_of(side.boundary or (), literals, spell)
    effects = [line.written.effect for line in lines]
    return _Lines(
        allows=tuple(number for number in range(first, second) if effects[number] == "Allow"),
        bounds=None
        if side.boundary is None
        else tuple(number for number in range(second, len(lines)) if effects[number] == "Allow"),
        denies=tuple(number for number in range(first, len(lines)) if effects[number] == "Deny"),
    )


def _both(one: Domain, fixed: Domain) -> Domain | None:
    """A domain cut down to a settled value, None where the value is not in it."""
    if fixed.only == ():
        return fixed if one.absent else None
    value = fixed.only[0] if fixed.only else None
    if one.only is not None:
        return fixed if value in one.only else None
    return fixed if isinstance(value, str) and all(value in each for each in one.within) else None
