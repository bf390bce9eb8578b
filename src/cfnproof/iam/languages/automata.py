"""Automata over symbols, made deterministic state by state as far as a search goes.

States are integers. What has been looked up is kept, so that it costs little to ask again.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import reduce
from operator import and_, or_

from cfnproof.iam.languages.symbols import is_atom
from cfnproof.iam.languages.tokens import Token, Tokens

View = tuple[frozenset[str], bool]
"""The symbols that a state tells apart from all others, and whether the others lead anywhere."""


class Automaton(ABC):
    """What accepts the texts of a language; `atoms` are those that it tells apart.

    In a `dead` state nothing that follows is accepted, in a `full` one everything; neither is always noticed.
    """

    __slots__ = ("atoms", "start")

    atoms: frozenset[str]
    start: int

    @abstractmethod
    def step(self, state: int, symbol: str) -> int:
        """The state behind a symbol."""

    @abstractmethod
    def accepts(self, state: int) -> bool:
        """Whether a text may end in a state."""

    @abstractmethod
    def dead(self, state: int) -> bool:
        """Whether no text ends well from a state on."""

    @abstractmethod
    def full(self, state: int) -> bool:
        """Whether every text ends well from a state on."""

    @abstractmethod
    def view(self, state: int) -> View:
        """Which symbols count in a state."""


class Union(Automaton):
    """The texts that one of some sequences of tokens matches. A state is a set of positions, as an integer's bits."""

    __slots__ = ("_endless", "_ends", "_steps", "_tokens", "_views")

    def __init__(self, sequences: Sequence[Tokens]) -> None:
        self._tokens: list[Token | None] = []
        self.start = 0
        begins = []
        for sequence in sequences:
            begins.append(len(self._tokens))
            self._tokens += (*sequence, None)
        for begin in begins:
            self.start |= self._reached(begin)
        self._ends = self._positions_of(lambda index: self._tokens[index] is None)
        self._endless = self._positions_of(self._is_endless)
        self._steps: dict[tuple[int, str], int] = {}
        self._views: dict[int, View] = {}
        named = (token.symbols.named for token in self._tokens if token is not None)
        self.atoms = frozenset(symbol for symbols in named for symbol in symbols if is_atom(symbol))

    def _positions_of(self, holds: Callable[[int], bool]) -> int:
        return sum(1 << index for index in range(len(self._tokens)) if holds(index))

    def _is_endless(self, index: int) -> bool:
        token = self._tokens[index]
        return token is not None and token.many and token.symbols.all and self._tokens[index + 1] is None

    def _reached(self, position: int) -> int:
        """A position, and those that follow it without a symbol."""
        reached = 1 << position
        while (token := self._tokens[position]) is not None and token.many:
            position += 1
            reached |= 1 << position
        return reached

    def _awaited(self, state: int) -> list[tuple[int, Token]]:
        awaited = []
        while state:
            low = state & -state
            position = low.bit_length() - 1
            token = self._tokens[position]
            if token is not None:
                awaited.append((position, token))
            state ^= low
        return awaited

    def step(self, state: int, symbol: str) -> int:
        """The positions behind a symbol."""
        found = self._steps.get((state, symbol))
        if found is None:
            found = 0
            for position, token in self._awaited(state):
                if symbol in token.symbols:
                    found |= self._reached(position if token.many else position + 1)
            self._steps[state, symbol] = found
        return found

    def accepts(self, state: int) -> bool:
        """Whether a sequence is through."""
        return bool(state & self._ends)

    def dead(self, state: int) -> bool:
        """Whether no position is left."""
        return not state

    def full(self, state: int) -> bool:
        """Whether a sequence's last token takes all that follows."""
        return bool(state & self._endless)

    def view(self, state: int) -> View:
        """The symbols that the tokens name."""
        found = self._views.get(state)
        if found is None:
            symbols = [token.symbols for _, token in self._awaited(state)]
            named = frozenset[str]().union(*(each.named for each in symbols))
            found = (named, any(each.open for each in symbols))
            self._views[state] = found
        return found


class All(Automaton):
    """The texts of all parts. A state is the number of a combination of the parts' states."""

    __slots__ = ("_numbers", "_parts", "_states")

    def __init__(self, parts: Sequence[Automaton]) -> None:
        self._parts = tuple(parts)
        self._numbers: dict[tuple[int, ...], int] = {}
        self._states: list[tuple[int, ...]] = []
        self.start = self._number(tuple(part.start for part in parts))
        self.atoms = frozenset[str]().union(*(part.atoms for part in parts))

    def _number(self, states: tuple[int, ...]) -> int:
        number = self._numbers.setdefault(states, len(self._states))
        if number == len(self._states):
            self._states.append(states)
        return number

    def step(self, state: int, symbol: str) -> int:
        """Every part's step."""
        pairs = zip(self._parts, self._states[state], strict=True)
        return self._number(tuple(part.step(each, symbol) for part, each in pairs))

    def accepts(self, state: int) -> bool:
        """Whether every part does."""
        return all(part.accepts(each) for part, each in zip(self._parts, self._states[state], strict=True))

    def dead(self, state: int) -> bool:
        """Whether a part is."""
        return any(part.dead(each) for part, each in zip(self._parts, self._states[state], strict=True))

    def full(self, state: int) -> bool:
        """Whether every part is."""
        return all(part.full(each) for part, each in zip(self._parts, self._states[state], strict=True))

    def view(self, state: int) -> View:
        """Where a part awaits some symbols only, those are all that count."""
        views = [part.view(each) for part, each in zip(self._parts, self._states[state], strict=True)]
        closed = [named for named, is_open in views if not is_open]
        if closed:
            return reduce(and_, closed), False
        return reduce(or_, (named for named, _ in views), frozenset()), True


class Not(Automaton):
    """The texts that are not in a language. A state is the other's."""

    __slots__ = ("_other",)

    def __init__(self, other: Automaton) -> None:
        self._other = other
        self.start = other.start
        self.atoms = other.atoms

    def step(self, state: int, symbol: str) -> int:
        """The other's step."""
        return self._other.step(state, symbol)

    def accepts(self, state: int) -> bool:
        """Whether the other does not."""
        return not self._other.accepts(state)

    def dead(self, state: int) -> bool:
        """Whether the other takes all."""
        return self._other.full(state)

    def full(self, state: int) -> bool:
        """Whether the other takes nothing."""
        return self._other.dead(state)

    def view(self, state: int) -> View:
        """The symbols that the other names: all that it does not await is welcome."""
        return self._other.view(state)[0], True
