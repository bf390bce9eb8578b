"""What the value of a field must be, by the field's kind.

Each kind is a function that returns what is wrong with a value, None where nothing is.
https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from cfnproof.structural.states_language.context import JSONATA, Context
from cfnproof.structural.states_language.paths import computed_error, path_error, reference_error, result_error
from cfnproof.structural.states_language.payload import is_expression
from cfnproof.template.expressions import text
from cfnproof.template.nodes import Node, Object, Scalar, Sequence

_LONGEST: Final = 99_999_999
_TIMESTAMP: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})")


def show(node: Node, context: Context) -> str:
    """A value as a message shows it."""
    match node:
        case Scalar():
            return repr(node.value)
        case Object():
            return "a mapping"
        case Sequence():
            return "a list"
        case _:
            return repr(text(context.value(node)))


def value_error(kind: str, node: Node, context: Context) -> str | None:
    """What is wrong with a value of `kind`; a value that only the deployment knows is not judged."""
    if context.is_symbolic(node):
        return None
    if context.language == JSONATA and kind not in _CONSTANT and is_expression(context.text(node)):
        return None
    return KINDS[kind](node, context)


def _text(node: Node, context: Context) -> str | None:
    return None if context.text(node) is not None else "must be a text"


def _boolean(node: Node, _: Context) -> str | None:
    return None if isinstance(node, Scalar) and isinstance(node.value, bool) else "must be true or false"


def _mapping(node: Node, _: Context) -> str | None:
    return None if isinstance(node, Object) else "must be a mapping"


def _list(node: Node, _: Context) -> str | None:
    return None if isinstance(node, Sequence) else "must be a list"


def _any(_: Node, __: Context) -> str | None:
    return None


def _integer(least: int, most: int, node: Node, _: Context) -> str | None:
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        return f"must be a whole number from {least} to {most}"
    return None


def _number(node: Node, _: Context) -> str | None:
    value = node.value if isinstance(node, Scalar) else None
    return None if isinstance(value, int | float) and not isinstance(value, bool) else "must be a number"


def _backoff(node: Node, context: Context) -> str | None:
    error = _number(node, context)
    below = isinstance(node, Scalar) and isinstance(node.value, int | float) and node.value < 1
    return error or ("must be 1 or more" if below else None)


def _timestamp(node: Node, context: Context) -> str | None:
    text = context.text(node)
    good = text is not None and _TIMESTAMP.fullmatch(text)
    return None if good else "must be a timestamp like '2030-01-31T08:00:00Z'"


def _by(check: Callable[[str], str | None], node: Node, context: Context, *, nullable: bool = False) -> str | None:
    if nullable and isinstance(node, Scalar) and node.value is None:
        return None
    text = context.text(node)
    return "must be a path" if text is None else check(text)


def _computed_or_path(text: str) -> str | None:
    return computed_error(text) if text.startswith("States.") else path_error(text)


def _one_of(allowed: tuple[str, ...], node: Node, context: Context) -> str | None:
    return None if context.text(node) in allowed else f"must be one of {', '.join(map(repr, allowed))}"


Kind = Callable[[Node, Context], str | None]

KINDS: Final[Mapping[str, Kind]] = {
    "any": _any,
    "text": _text,
    "boolean": _boolean,
    "mapping": _mapping,
    "list": _list,
    "number": _number,
    "backoff": _backoff,
    "seconds": partial(_integer, 1, _LONGEST),
    "positive": partial(_integer, 1, _LONGEST),
    "wait": partial(_integer, 0, _LONGEST),
    "count": partial(_integer, 0, _LONGEST),
    "percentage": partial(_integer, 0, 100),
    "delay": partial(_integer, 1, 31_622_400),
    "timestamp": _timestamp,
    "path": partial(_by, path_error),
    "path or null": partial(_by, path_error, nullable=True),
    "reference": partial(_by, reference_error),
    "computed": partial(_by, _computed_or_path),
    "result path": partial(_by, result_error, nullable=True),
    "jitter": partial(_one_of, ("FULL", "NONE")),
    "language": partial(_one_of, ("JSONPath", "JSONata")),
}

_CONSTANT: Final = frozenset({"boolean", "language", "jitter"})
"""Kinds whose value no JSONata expression can give."""
