"""The physical names that CloudFormation generates: each type's documented form and length.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
"""

from dataclasses import dataclass
from typing import Final

from cfnproof.emulator.cloudformation.handlers.target import Target
from cfnproof.emulator.ids import LOWER, MIXED, Ids

_RANDOM: Final = 12


@dataclass(frozen=True, slots=True)
class Name:
    """The property that holds a type's name, and how a name is made where the template gives none.

    `property` is None for a type that is always given one. `longest` counts characters, the suffix among them. `stack`
    says whether the stack's name begins it; `lower` whether it is in lower case. A generated name ends in `suffix`
    where the property `suffix_where` is true.
    """

    property: str | None
    longest: int
    stack: bool = True
    lower: bool = False
    suffix: str = ""
    suffix_where: str | None = None


def name_of(name: Name, target: Target) -> str:
    """The name that the template gives, else a generated one."""
    given = target.properties.get(name.property) if name.property else None
    return str(given) if given else generate(name, target)


def generate(name: Name, target: Target) -> str:
    """A generated name: stack, logical id and random characters, the first two cut to fit."""
    suffix = name.suffix if name.suffix_where is None or target.properties.get(name.suffix_where) else ""
    words = (target.stack_name, target.logical_id) if name.stack else (target.logical_id,)
    alphabet = LOWER if name.lower else MIXED
    text = f"{generated(words, name.longest - len(suffix), target.ids, alphabet)}{suffix}"
    return text.lower() if name.lower else text


def generated(words: tuple[str, ...], longest: int, ids: Ids, alphabet: str = MIXED) -> str:
    """The words, cut to fit, and random characters of an alphabet."""
    random = ids.token(_RANDOM, alphabet)
    return f"{_cut(words, longest - len(random) - 1)}-{random}"


def _cut(words: tuple[str, ...], space: int) -> str:
    """Join words, each cut to its share of the space where all do not fit."""
    whole = "-".join(words)
    if len(whole) <= space:
        return whole
    if len(words) == 1:
        return whole[:space].rstrip("-")
    stack, logical = words
    share = max((space - 1) // 2, space - 1 - len(stack))
    logical = logical[:share]
    return f"{stack[: space - 1 - len(logical)].rstrip('-')}-{logical}".rstrip("-")
