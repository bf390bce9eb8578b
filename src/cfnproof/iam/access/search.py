"""The search for a request: literals that must be true, and clauses of which each needs one that is.

Clauses are tried one by one, the narrowest first; what no value of a variable allows is never tried.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cfnproof.iam.access.theory import Domains, Literals

State = Mapping[str, frozenset[int]]
"""By variable, the literals and negations that must be true."""

Clause = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """A search among the requests whose variables are in their domains; the values of some keys are `settled`."""

    literals: Literals
    domains: Domains
    settled: frozenset[str] = frozenset()

    def find(self, required: Iterable[int], clauses: Sequence[Clause]) -> State | None:
        """What a request must be, or None where there is none."""
        needed = frozenset(required)
        if any(needed.issuperset(-signed for signed in clause) for clause in clauses):
            return None
        state: State = {}
        for signed in sorted(needed, key=abs):
            following = self._with(state, signed)
            if following is None:
                return None
            state = following
        return self._solved(state, clauses)

    def _with(self, state: State, signed: int) -> State | None:
        variable = self.literals.variable(signed)
        before = state.get(variable, frozenset())
        together = before | {signed}
        if -signed in before or self.literals.value(variable, together, self.domains) is None:
            return None
        return {**state, variable: together}

    def _solved(self, state: State, clauses: Sequence[Clause]) -> State | None:
        narrowed = self._narrowed(state, clauses)
        if narrowed is None:
            return None
        state, open_clauses = narrowed
        if not open_clauses:
            return state
        clause = min(open_clauses, key=len)
        remaining = [each for each in open_clauses if each is not clause]
        for signed in clause:
            tried = self._with(state, signed)
            found = None if tried is None else self._solved(tried, remaining)
            if found is not None:
                return found
            without = self._with(state, -signed)
            if without is None:
                return None
            state = without
        return None

    def _narrowed(self, state: State, clauses: Sequence[Clause]) -> tuple[State, list[Clause]] | None:
        """With what the clauses leave no choice about, and the clauses that are still open; None if one has no way."""
        waiting = list(clauses)
        while True:
            left: list[Clause] = []
            following: State | None = None
            for clause in waiting:
                if self._is_met(state, clause):
                    continue
                ways = tuple(signed for signed in clause if self._with(state, signed) is not None)
                if not ways:
                    return None
                if len(ways) == 1 and following is None:
                    following = self._with(state, ways[0])
                else:
                    left.append(ways)
            if following is None:
                return state, left
            state, waiting = following, left

    def _is_met(self, state: State, clause: Clause) -> bool:
        """Whether one of its literals is true of all requests that are left."""
        return any(self._with(state, -signed) is None for signed in clause)
