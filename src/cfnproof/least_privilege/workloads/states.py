"""The states of a state machine's definition, nested ones included, each with the block that it stands in.

https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cfnproof.template.expressions import literal
from cfnproof.template.model import Template
from cfnproof.template.nodes import Mark, Node, Object, dig, entries, items


@dataclass(frozen=True, slots=True)
class Block:
    """States with transitions between them: a whole definition, a branch, or what a Map runs for each item.

    `start` is None where it is not known which state is the first. `nested` says that the block is within a state,
    `distributed` that it, or a block around it, is or may be a workflow of its own: that of a distributed Map.
    """

    start: str | None
    states: Mapping[str, Object] = field(repr=False)
    nested: bool
    distributed: bool


@dataclass(frozen=True, slots=True)
class State:
    """A state: `kind` is its Type."""

    name: str
    kind: str
    body: Object
    mark: Mark
    block: Block


def states_of(root: Node, template: Template) -> Iterator[State]:
    """Yield the states of a definition and of the blocks within its states, in the text's order."""
    yield from _states(root, template, nested=False, distributed=False)


def mode(state: Object) -> Node | None:
    """The mode of a Map state's item processor, None where it has none."""
    return dig(state.get("ItemProcessor"), "ProcessorConfig", "Mode")


def may_be_distributed(state: Object, template: Template) -> bool:
    """Whether a Map state runs its items in executions of their own, or may do so by what the deployment gives it.

    https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
    """
    return mode(state) is not None and literal(mode(state), template) != "INLINE"


def _states(root: Node, template: Template, *, nested: bool, distributed: bool) -> Iterator[State]:
    found = dig(root, "States")
    known = {entry.key: entry.value for entry in entries(found) if isinstance(entry.value, Object)}
    block = Block(literal(dig(root, "StartAt"), template), known, nested, distributed)
    for entry in entries(found):
        body = entry.value
        if not isinstance(body, Object):
            continue
        yield State(entry.key, literal(body.get("Type"), template) or "", body, entry.mark, block)
        own = distributed or may_be_distributed(body, template)
        for inner in (*items(body.get("Branches")), body.get("ItemProcessor"), body.get("Iterator")):
            if inner is not None:
                yield from _states(inner, template, nested=True, distributed=own)
