"""Languages: sets of texts that are joined, cut and complemented, and of which a shortest text is found."""

from collections import deque
from collections.abc import Iterable, Iterator

from cfnproof.iam.languages.automata import All, Automaton, Not, Union
from cfnproof.iam.languages.symbols import ANYTHING, another, by_preference
from cfnproof.iam.languages.tokens import Kind, Token, Tokens, text, tokens_of_written


class Language:
    """A set of texts over characters and atoms.

    Of atoms, only those that a language names are in its texts: an atom that nothing names is a text like any other.
    """

    __slots__ = ("_automaton",)

    def __init__(self, automaton: Automaton) -> None:
        self._automaton = automaton

    @classmethod
    def of(cls, *sequences: Tokens) -> "Language":
        """The texts that one of the sequences matches; without any, none."""
        return cls(Union(sequences))

    @classmethod
    def matching(cls, patterns: Iterable[str], kind: Kind) -> "Language":
        """The texts that one of the patterns matches, with `*` and `?` for wildcards."""
        return cls.of(*(tokens for pattern in patterns if (tokens := tokens_of_written(pattern, kind)) is not None))

    @classmethod
    def literal(cls, *texts: str) -> "Language":
        """Some texts in which nothing is a wildcard."""
        return cls.of(*map(text, texts))

    @classmethod
    def everything(cls) -> "Language":
        """All texts."""
        return cls.of((Token(ANYTHING, many=True),))

    def __and__(self, other: "Language") -> "Language":
        """The texts of both."""
        return self.all_of((self, other))

    def __or__(self, other: "Language") -> "Language":
        """The texts of either."""
        return ~(~self & ~other)

    def __invert__(self) -> "Language":
        """All other texts."""
        return Language(Not(self._automaton))

    def __sub__(self, other: "Language") -> "Language":
        """The texts of this one that the other does not have."""
        return self & ~other

    @staticmethod
    def all_of(languages: Iterable["Language"]) -> "Language":
        """The texts that are in every one; of no languages, all texts."""
        parts = [language._automaton for language in languages]  # noqa: SLF001  # of the same class
        if not parts:
            return Language.everything()
        return Language(parts[0] if len(parts) == 1 else All(parts))

    def __contains__(self, member: str) -> bool:
        """Whether a text is in the language."""
        state = self._automaton.start
        for symbol in member:
            state = self._automaton.step(state, symbol)
        return self._automaton.accepts(state)

    def shortest(self) -> str | None:
        """A shortest text, with letters and digits where it may have them; None where there is no text at all."""
        automaton = self._automaton
        if automaton.accepts(automaton.start):
            return ""
        before: dict[int, tuple[int, str]] = {automaton.start: (automaton.start, "")}
        waiting = deque(() if automaton.dead(automaton.start) else (automaton.start,))
        while waiting:
            state = waiting.popleft()
            for symbol in self._symbols(state):
                reached = automaton.step(state, symbol)
                if reached in before or automaton.dead(reached):
                    continue
                before[reached] = (state, symbol)
                if automaton.accepts(reached):
                    return _text_to(reached, before)
                waiting.append(reached)
        return None

    def _symbols(self, state: int) -> Iterator[str]:
        """One of each sort that leads somewhere else than others."""
        named, is_open = self._automaton.view(state)
        if is_open:
            yield another(named)
        yield from sorted(named, key=by_preference) if len(named) > 1 else named
        if is_open:
            yield from sorted(self._automaton.atoms - named)[:1]


def _text_to(state: int, before: dict[int, tuple[int, str]]) -> str:
    symbols: list[str] = []
    while True:
        state, symbol = before[state]
        if not symbol:
            return "".join(reversed(symbols))
        symbols.append(symbol)
