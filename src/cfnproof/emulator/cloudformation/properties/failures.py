"""What is wrong with a property, in the words of AWS's validator.

CloudFormation shows the messages of the validator that its handlers use, and hides those that would show a value:
https://github.com/aws-cloudformation/cloudformation-resource-schema
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from cfnproof.template.suggestions import did_you_mean, suggest

MOST_LISTED: Final = 40


@dataclass(frozen=True, slots=True)
class Failure:
    """One refusal at `pointer`. `words` are AWS's, `hint` says what to do where AWS does not."""

    pointer: tuple[str, ...]
    words: str
    hint: str = ""

    def __str__(self) -> str:
        """As AWS writes it: `#/A/0: …`."""
        return f"{place(self.pointer)}: {self.words}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A value as CloudFormation converts it, and why it is refused."""

    value: Any
    failures: tuple[Failure, ...] = ()


def place(pointer: tuple[str, ...]) -> str:
    """A pointer's text, `#` for the properties themselves."""
    return "/".join(("#", *(step.replace("~", "~0").replace("/", "~1") for step in pointer)))


def hidden(pointer: tuple[str, ...], keyword: str, hint: str) -> Failure:
    """A refusal whose message would show the property's value."""
    return Failure(pointer, f"failed validation constraint for keyword [{keyword}]", hint)


def known(word: str, names: Iterable[str]) -> str:
    """What to write instead of `word`; a long list is left out."""
    listed = tuple(names)
    if len(listed) <= MOST_LISTED:
        return suggest(word, listed)
    return did_you_mean(word, listed, f"it is none of the {len(listed)} known values")
