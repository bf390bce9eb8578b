"""What texts are made of: characters, and atoms, each of which stands for one unknown constant text.

An atom is a character for private use. Equal atoms are equal, different ones differ, from each other and from every
text that is spelled out; an atom holds no colon. Where a problem has no atoms, its texts have none either.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

ATOMS: Final = range(0xE000, 0xF900)
"""The code points of atoms."""

ATOM: Final = f"[{chr(ATOMS.start)}-{chr(ATOMS.stop - 1)}]"
"""The regular expression for one."""

CASED: Final = range(0xF700, 0xF800)
"""Those of atoms whose text may be in another letter case: then it is the symbol `_OTHER_CASE` further on."""

_OTHER_CASE: Final = 0x100

_NATURAL: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
_FURTHER: Final = 0x4E00
"""Where letters without case begin, of which there are more than patterns name."""


def is_atom(symbol: str) -> bool:
    """Whether a symbol is an atom."""
    return ord(symbol) in ATOMS


def begins_with_atom(text: str) -> bool:
    """Whether a text's first symbol is one: of an ARN, the fields are not known."""
    return text != "" and is_atom(text[0])


@dataclass(frozen=True, slots=True)
class Symbols:
    """The symbols in `named`; or, where it is `open`, all characters but those, and all atoms if `atoms`."""

    named: frozenset[str]
    open: bool = False
    atoms: bool = False

    def __contains__(self, symbol: str) -> bool:
        """Whether a symbol is in the set."""
        if not self.open:
            return symbol in self.named
        return self.atoms if is_atom(symbol) else symbol not in self.named

    @property
    def all(self) -> bool:
        """Whether nothing is left out."""
        return self.open and self.atoms and not self.named


ANYTHING: Final = Symbols(frozenset(), open=True, atoms=True)


@lru_cache(maxsize=1024)
def exactly(symbol: str) -> Symbols:
    """The set of one symbol."""
    return Symbols(frozenset(symbol))


@lru_cache(maxsize=1024)
def any_case(character: str) -> Symbols:
    """The characters that are one in lower case, as far as one character is written for it."""
    if ord(character) in CASED:
        return Symbols(frozenset({character, chr(ord(character) + _OTHER_CASE)}))
    forms = {character, character.lower(), character.upper()}
    return Symbols(frozenset(form for form in forms if form.lower() == character.lower() and len(form) == 1))


def another(named: frozenset[str]) -> str:
    """A character that is not among some, a letter or a digit where there is one."""
    for character in _NATURAL:
        if character not in named:
            return character
    return next(
        character for code in range(_FURTHER, _FURTHER + len(named) + 1) if (character := chr(code)) not in named
    )


def by_preference(symbol: str) -> tuple[bool, bool, bool, str]:
    """Letters in lower case and digits first, atoms last, so that what is found reads well."""
    return (is_atom(symbol), not symbol.isalnum(), symbol.isupper(), symbol)
