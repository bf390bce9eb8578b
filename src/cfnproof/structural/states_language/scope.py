"""A block of states (the machine, a branch, an item processor) and each state in it.

https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cfnproof.structural.states_language.choice import check_choices
from cfnproof.structural.states_language.context import JSONATA, JSONPATH, Context, Problem
from cfnproof.structural.states_language.errors import check_errors
from cfnproof.structural.states_language.fields import STATE_TYPES, check_fields
from cfnproof.structural.states_language.flow import check_flow
from cfnproof.structural.states_language.map_state import check_map, runs_as_express
from cfnproof.structural.states_language.payload import texts
from cfnproof.structural.states_language.results import check_results
from cfnproof.structural.states_language.task import check_task
from cfnproof.template.nodes import Entry, Node, Object, Sequence, entries, items
from cfnproof.template.suggestions import suggest

_LONGEST_NAME: Final = 80


def check_scope(node: Node, place: str, context: Context) -> Iterator[Problem]:
    """Yield what is wrong with a block and all that is in it; `place` is machine, branch or processor."""
    if not isinstance(node, Object):
        yield context.problem("must be a mapping with StartAt and States", node.mark)
        return
    yield from check_fields(node, place, context)
    states = node.get("States")
    if not isinstance(states, Object):
        return
    if not states.entries:
        yield context.problem("has no state in States: give one", node.mark_of("States"))
        return
    inner = replace(context, language=_language(node, context))
    for entry in states.entries:
        yield from _check_state(entry, inner)
    yield from check_flow(node, states, inner)
    yield from check_results(states, inner)


def check_names(root: Node, context: Context) -> Iterator[Problem]:
    """Yield each state whose name another state of the machine has already."""
    seen: set[str] = set()
    for entry in _all_states(root):
        if entry.key in seen:
            message = (
                f"state {entry.key!r} has the name of another state: names are unique in the whole machine, rename it"
            )
            yield Problem(message, entry.mark)
        seen.add(entry.key)
        if len(entry.key) > _LONGEST_NAME:
            message = f"has {len(entry.key)} characters in its name: shorten it to at most {_LONGEST_NAME}"
            yield context.at(f"state {entry.key!r}").problem(message, entry.mark)


def _all_states(scope: Node | None) -> Iterator[Entry]:
    for entry in entries(scope.get("States")) if isinstance(scope, Object) else ():
        yield entry
        for _, _, inner in _inner_scopes(entry.value):
            yield from _all_states(inner)


def _inner_scopes(state: Node) -> Iterator[tuple[str, str, Node]]:
    """The blocks inside of a state: what a message calls each, its place, its node."""
    if not isinstance(state, Object):
        return
    branches = state.get("Branches")
    for number, branch in enumerate(items(branches) if isinstance(branches, Sequence) else (), 1):
        yield f"branch {number}", "branch", branch
    for field in ("ItemProcessor", "Iterator"):
        processor = state.get(field)
        if processor is not None:
            yield f"the {field}", "processor", processor


def _language(node: Object, context: Context) -> str:
    named = context.text(node.get("QueryLanguage"))
    return named if named in {JSONPATH, JSONATA} else context.language


def _check_state(entry: Entry, context: Context) -> Iterator[Problem]:
    state, inner = entry.value, context.at(f"state {entry.key!r}")
    if not isinstance(state, Object):
        yield inner.problem("must be a mapping", entry.mark)
        return
    kind = inner.text(state.get("Type"))
    if kind not in STATE_TYPES:
        given = f"has the Type {kind!r}" if kind else "has no Type that is a text"
        yield inner.problem(f"{given}: {suggest(kind or '', STATE_TYPES)}", state.mark_of("Type"))
        return
    own = replace(inner, language=_language(state, inner))
    if (context.language, own.language) == (JSONATA, JSONPATH):
        yield own.problem("goes back to JSONPath in a machine in JSONata: remove it", state.mark_of("QueryLanguage"))
    yield from check_fields(state, kind, own)
    yield from _check_kind(kind, state, own)
    yield from check_errors(state, own)
    for title, place, scope in _inner_scopes(state):
        express = runs_as_express(scope, own) if place == "processor" else own.express
        nested = replace(context, express=express, where=f"{title} of {own.where}")
        yield from check_scope(scope, place, nested)


def _check_kind(kind: str, state: Object, context: Context) -> Iterator[Problem]:
    match kind:
        case "Task":
            yield from check_task(state, context)
        case "Choice":
            yield from check_choices(state, context)
        case "Map":
            yield from check_map(state, context)
        case "Parallel":
            branches = state.get("Branches")
            if isinstance(branches, Sequence) and not branches.items:
                yield context.problem("has no branch in Branches: give one", state.mark_of("Branches"))
        case "Pass":
            yield from _check_result(state, context)
        case _:
            return


def _check_result(state: Object, context: Context) -> Iterator[Problem]:
    """A path in Result, which is passed on as it stands."""
    computed = [text for text in texts(state.get("Result"), context) if text.startswith(("$.", "$$."))]
    if computed:
        message = f"has {computed[0]!r} in Result, which is passed on as it stands: use Parameters with a key in '.$'"
        yield context.problem(message, state.mark_of("Result"))
