"""Where the value at a path of a state's input comes from: it is followed back through the states before it.

A state's output is its raw input with the result put in at ResultPath, which without one replaces the whole input and
with null is dropped; OutputPath then takes a part of it. Choice, Wait, and Pass without Result or Parameters hand their
input on. What a Catch hands on is the raw input with the error in it.
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultpath.html
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cfnproof.least_privilege.workloads.states import Block, State
from cfnproof.structural.states_language.context import Context
from cfnproof.structural.states_language.flow import transitions
from cfnproof.template.model import Template
from cfnproof.template.nodes import Node, Object, Scalar, dig, items

PATH: Final = re.compile(r"\$((?:\.[A-Za-z_][A-Za-z0-9_-]*)+)")
"""A path of names alone, as `$.Config.Bucket`."""
_WHOLE: Final = "$"
_CATCH: Final = "Catch"
_HAND_ON: Final = frozenset({"Choice", "Wait"})
_MADE_BY_PASS: Final = ("Result", "Parameters")


@dataclass(frozen=True, slots=True)
class FromStart:
    """The input of the block itself."""


@dataclass(frozen=True, slots=True)
class FromResult:
    """What is at `path` of the result of a state; the whole result where the path is empty."""

    state: str
    path: str


@dataclass(frozen=True, slots=True)
class FromElsewhere:
    """What cannot be followed any further."""

    what: str


Origin = FromStart | FromResult | FromElsewhere


def origins(path: str, state: State, template: Template) -> tuple[Origin, ...]:
    """All that the value at a path of a state's input may come from, over every way that leads to the state."""
    context = Context(template)
    found: dict[Origin, None] = {}
    seen, pending = {state.name}, [state.name]
    while pending:
        name = pending.pop()
        if state.block.start in {name, None}:
            found[FromStart()] = None
        for before, origin in _before(name, path, state.block, context):
            if origin is not None:
                found[origin] = None
            elif before not in seen:
                seen.add(before)
                pending.append(before)
    return tuple(found)


def is_whole(node: Node | None, context: Context) -> bool:
    """Whether an InputPath or OutputPath takes all."""
    return node is None or context.text(node) == _WHOLE


def _before(name: str, path: str, block: Block, context: Context) -> Iterator[tuple[str, Origin | None]]:
    """The states that lead to one, each with where it has the value from: None where from its own input."""
    for before, body in block.states.items():
        for target, origin in _ways(before, body, path, context):
            if target in {name, None}:
                yield before, origin


def _ways(name: str, body: Object, path: str, context: Context) -> Iterator[tuple[str | None, Origin | None]]:
    """The ways out of a state: where each leads, None where only the deployment knows, and where the value is from."""
    for transition in transitions(body, context):
        if not transition.field.startswith(_CATCH):
            yield transition.target, _handed_on(name, body, path, context)
    for catcher in items(body.get(_CATCH)):
        put = _put_in(name, dig(catcher, "ResultPath"), path, context)
        error = FromElsewhere(f"the error of state {name!r}")
        kept = put is None and dig(catcher, "Output") is None and is_whole(body.get("OutputPath"), context)
        yield context.text(dig(catcher, "Next")), None if kept else error


def _handed_on(name: str, body: Object, path: str, context: Context) -> Origin | None:
    outputs = (body.get("Output"), *(dig(choice, "Output") for choice in items(body.get("Choices"))))
    if not is_whole(body.get("OutputPath"), context) or any(output is not None for output in outputs):
        return FromElsewhere(f"what state {name!r} makes of its output")
    if _is_its_input(body, context):
        return None
    return _put_in(name, body.get("ResultPath"), path, context)


def _is_its_input(body: Object, context: Context) -> bool:
    """Whether a state's output is its input."""
    kind = context.text(body.get("Type"))
    plain = kind == "Pass" and all(body.get(key) is None for key in _MADE_BY_PASS)
    hands_on = kind in _HAND_ON or (plain and is_whole(body.get("ResultPath"), context))
    return hands_on and is_whole(body.get("InputPath"), context)


def _put_in(name: str, result_path: Node | None, path: str, context: Context) -> Origin | None:
    """What is at a path once a state's result is put in at its ResultPath."""
    if isinstance(result_path, Scalar) and result_path.value is None:
        return None
    if is_whole(result_path, context):
        return FromResult(name, path)
    place = PATH.fullmatch(context.text(result_path) or "")
    if place is None:
        return FromElsewhere(f"what state {name!r} puts into its output")
    head = place[1].removeprefix(".")
    if f"{path}.".startswith(f"{head}."):
        return FromResult(name, path.removeprefix(head).removeprefix("."))
    return FromElsewhere(f"what state {name!r} puts a part into") if head.startswith(f"{path}.") else None
