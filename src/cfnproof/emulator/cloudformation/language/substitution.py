"""Fn::Sub.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from cfnproof.emulator.cloudformation.language.environment import Environment
from cfnproof.emulator.cloudformation.language.values import Unknown, as_text, unknown_in
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.template.model import scalar_text
from cfnproof.template.nodes import Entry, Node, Sequence, dig, entries

NAME: Final = re.compile(r"[A-Za-z0-9_.:]+")
"""What may stand in `${}`."""

_VARIABLE: Final = re.compile(r"\$\{(!?)([^}]*)\}")


def parts_of(argument: Node) -> tuple[str | None, tuple[Entry, ...]]:
    """The text, None where there is none, and the variables of its own."""
    if isinstance(argument, Sequence):
        return scalar_text(dig(argument, 0)), entries(dig(argument, 1))
    return scalar_text(argument), ()


def names(text: str) -> Iterator[str]:
    """The names in `${}`, literals (`${!x}`) left out."""
    return (match[2].strip() for match in _VARIABLE.finditer(text) if not match[1])


def substitute(text: str, variables: Mapping[str, object], environment: Environment) -> str | Unknown:
    """The text with every name replaced; `${!x}` becomes `${x}`.

    Raises ServiceError for a name that stands for a list, and for what the environment does not have.
    """
    found = {name: _value(name, variables, environment) for name in names(text)}
    unknown = unknown_in(found)
    if unknown is not None:
        return unknown
    texts = {name: _text(name, value) for name, value in found.items()}
    return _VARIABLE.sub(lambda match: f"${{{match[2]}}}" if match[1] else texts[match[2].strip()], text)


def _value(name: str, variables: Mapping[str, object], environment: Environment) -> object:
    if name in variables:
        return variables[name]
    logical_id, dot, attribute = name.partition(".")
    return environment.get_att(logical_id, attribute) if dot else environment.ref(name)


def _text(name: str, value: object) -> str:
    text = as_text(value)
    if text is None:
        raise refusal(f"Template error: variable {name} in Fn::Sub expression does not resolve to a string")
    return text
