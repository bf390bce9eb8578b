"""Values as texts that languages are made of: each reference becomes a character that no template has."""

from dataclasses import dataclass, field
from typing import Final

from cfnproof.iam.languages import ATOMS
from cfnproof.least_privilege.projects.terms import ACCOUNT, REGION
from cfnproof.template.expressions import Opaque, Parts, Reference

_FIRST: Final = (ACCOUNT, REGION)


@dataclass(slots=True)
class Alphabet:
    """Gives each reference its character, in the order in which they come."""

    _characters: dict[Reference | Opaque, str] = field(default_factory=dict)
    _meanings: dict[str, Reference | Opaque] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The account and the region are the first two."""
        for reference in _FIRST:
            self._character(reference)

    def text(self, value: Parts) -> str:
        """A value as a text."""
        return "".join(part if isinstance(part, str) else self._character(part) for part in value)

    def value(self, text: str) -> Parts:
        """The value that a text stands for."""
        found: list[str | Reference | Opaque] = []
        for character in text:
            meaning = self._meanings.get(character, character)
            if isinstance(meaning, str) and found and isinstance(found[-1], str):
                found[-1] += meaning
            else:
                found.append(meaning)
        return tuple(found)

    def _character(self, part: Reference | Opaque) -> str:
        if part not in self._characters:
            character = chr(ATOMS.start + len(self._characters))
            self._characters[part] = character
            self._meanings[character] = part
        return self._characters[part]
