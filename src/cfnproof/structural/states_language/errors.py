"""Retry and Catch.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

from collections.abc import Iterator
from typing import Final

from cfnproof.structural.states_language.context import Context, Problem
from cfnproof.structural.states_language.fields import check_fields
from cfnproof.template.nodes import Object, Sequence, items
from cfnproof.template.suggestions import did_you_mean

_ALL: Final = "States.ALL"

NAMES: Final = (
    _ALL,
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout",
    "States.Http.Socket",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    "States.QueryEvaluationError",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
    "States.Runtime",
    "States.TaskFailed",
    "States.Timeout",
)
"""The error names that begin with `States.`; no other may."""

_HTTP: Final = "States.Http.StatusCode."


def check_errors(state: Object, context: Context) -> Iterator[Problem]:
    """Yield what is wrong with a state's Retry and Catch."""
    for field, place in (("Retry", "retrier"), ("Catch", "catcher")):
        listed = state.get(field)
        handlers = listed.items if isinstance(listed, Sequence) else ()
        for number, handler in enumerate(handlers, 1):
            inner = context.at(f"{context.where}, {field} {number},")
            if isinstance(handler, Object):
                yield from check_fields(handler, place, inner)
                yield from _names(handler, inner, last=number == len(handlers))
            else:
                yield inner.problem("must be a mapping", handler.mark)


def _names(handler: Object, context: Context, *, last: bool) -> Iterator[Problem]:
    listed = handler.get("ErrorEquals")
    if not isinstance(listed, Sequence):
        return
    mark = handler.mark_of("ErrorEquals")
    names = [context.text(item) for item in items(listed)]
    if not names:
        yield context.problem("has no error name in ErrorEquals: give one, like States.ALL", mark)
    if _ALL in names and len(names) > 1:
        yield context.problem(f"has other names beside {_ALL}, which covers them: leave it alone", mark)
    if _ALL in names and not last:
        yield context.problem(f"has {_ALL} and is not the last: those behind it are never used, move it there", mark)
    for item, name in zip(listed.items, names, strict=True):
        if name is None and not context.is_symbolic(item):
            yield context.problem("has an error name that is no text: write one in quotes", item.mark)
        elif name and name.startswith("States.") and name not in NAMES and not name.startswith(_HTTP):
            hint = did_you_mean(name, NAMES, f"write one of {', '.join(NAMES)}")
            yield context.problem(f"has the error name {name!r}, which States Language has not: {hint}", item.mark)
