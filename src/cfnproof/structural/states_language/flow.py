"""Where the states of a block lead.

No transition leaves a block: https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
Every state is reached, and one of them ends the block:
https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cfnproof.structural.states_language.context import Context, Problem
from cfnproof.template.nodes import Mark, Node, Object, Scalar, Sequence
from cfnproof.template.suggestions import did_you_mean


@dataclass(frozen=True, slots=True)
class Transition:
    """One way out of a state; `target` is None where only the deployment knows it."""

    field: str
    target: str | None
    mark: Mark


def check_flow(scope: Object, states: Object, context: Context) -> Iterator[Problem]:
    """Yield each transition to nowhere, each state that nothing leads to, and a block that never ends."""
    names = states.as_mapping()
    start = scope.get("StartAt")
    first = context.text(start)
    if first is not None and first not in names:
        yield context.problem(f"has StartAt {first!r}{_nowhere(first, names)}", scope.mark_of("StartAt"))
    ways = {name: tuple(transitions(state, context)) for name, state in names.items()}
    for name, found in ways.items():
        for transition in found:
            if transition.target is not None and transition.target not in names:
                message = f"has {transition.field} {transition.target!r}{_nowhere(transition.target, names)}"
                yield context.at(f"state {name!r}").problem(message, transition.mark)
    if not any(_may_end(state, context) for state in names.values()):
        yield context.problem("has no state that ends it: give one End: true, or add Succeed", scope.mark_of("States"))
    if first in names and all(way.target is not None for found in ways.values() for way in found):
        reached = _reached(str(first), ways)
        for entry in states.entries:
            if entry.key not in reached:
                message = f"is never reached: no transition from {first!r} leads to it, add one or remove it"
                yield context.at(f"state {entry.key!r}").problem(message, entry.mark)


def transitions(state: Node, context: Context) -> Iterator[Transition]:
    """The ways out of a state: Next, Default, and those of its choices and catchers."""
    if not isinstance(state, Object):
        return
    kind = context.text(state.get("Type"))
    yield from _named(state, "Default" if kind == "Choice" else "Next", "", context)
    for field in ("Choices", "Catch"):
        listed = state.get(field)
        for number, item in enumerate(listed.items if isinstance(listed, Sequence) else (), 1):
            if isinstance(item, Object):
                yield from _named(item, "Next", f"{field} {number} ", context)


def _named(node: Object, key: str, prefix: str, context: Context) -> Iterator[Transition]:
    target = node.get(key)
    if target is not None and (context.text(target) is not None or context.is_symbolic(target)):
        yield Transition(f"{prefix}{key}", context.text(target), node.mark_of(key))


def _nowhere(name: str, names: Mapping[str, Node]) -> str:
    hint = did_you_mean(name, names, f"name one of {', '.join(map(repr, names))}")
    return f", which is no state beside it: {hint}"


def _may_end(state: Node, context: Context) -> bool:
    if not isinstance(state, Object):
        return False
    end = state.get("End")
    ends = context.is_symbolic(end) or (isinstance(end, Scalar) and end.value is True)
    return ends or context.text(state.get("Type")) in {"Succeed", "Fail"}


def _reached(first: str, ways: Mapping[str, tuple[Transition, ...]]) -> set[str]:
    reached: set[str] = set()
    pending = [first]
    while pending:
        name = pending.pop()
        if name in ways and name not in reached:
            reached.add(name)
            pending.extend(way.target for way in ways[name] if way.target is not None)
    return reached
