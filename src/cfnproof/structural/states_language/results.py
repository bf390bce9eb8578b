"""Whether the result of a job is used before the job is done.

Without .sync a Task goes on as soon as the job is accepted; its result then holds little more than the job's ARN, and a
state that reads more, like the model artifacts of a training job, fails at run time.
https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync
"""

import re
from collections.abc import Iterator
from typing import Final

from cfnproof.structural.states_language.context import JSONATA, Context, Problem
from cfnproof.structural.states_language.integrations import optimized
from cfnproof.structural.states_language.payload import texts
from cfnproof.structural.states_language.task import Call, called
from cfnproof.template.nodes import Node, Object, Scalar

_ALWAYS: Final = frozenset({"SdkHttpMetadata", "SdkResponseMetadata"})
_STEP: Final = r"\.([^\W\d]\w*)"
_BRACKETS: Final = re.compile(r"\['([^']+)'\]")
_NOT_ITS_INPUT: Final = frozenset(
    {"Branches", "ItemProcessor", "Iterator", "ResultSelector", "ResultPath", "OutputPath", "Retry", "Catch", "Comment"}
)
"""Fields in which `$` is not the state's own input."""

_PATH: Final = re.compile(r"(?<![\w$])\$(?:\.[A-Za-z_][\w-]*|\['[^']+'\]|\[\d+\])+")
_RESULT: Final = re.compile(rf"\$states\.result{_STEP}")
_INPUT: Final = re.compile(rf"\$states\.input{_STEP}")


def check_results(states: Object, context: Context) -> Iterator[Problem]:
    """Yield each Task that starts a job without .sync and whose result is read as if the job were done."""
    for entry in states.entries:
        state = entry.value
        call = called(state, context) if isinstance(state, Object) else None
        if not isinstance(state, Object) or call is None or call.pattern:
            continue
        api = optimized().get(call.service, {}).get(call.api)
        if api is None or not api.answer:
            continue
        target = context.text(state.get("Next")) or ""
        read = dict.fromkeys([*_read_here(state, context), *_read_next(state, states.get(target), context)])
        missing = [field for field in read if field not in {*api.answer, *_ALWAYS}]
        if missing:
            yield context.at(f"state {entry.key!r}").problem(_message(call, missing[0]), state.mark_of("Resource"))


def _message(call: Call, field: str) -> str:
    return (
        f"starts {call.service}:{call.api} and does not wait, but its result is read for {field!r}, which is there "
        f"only when the job is done: add .sync to its Resource"
    )


def _read_here(state: Object, context: Context) -> Iterator[str]:
    """The fields of the result that the state itself reads."""
    yield from _fields(texts(state.get("ResultSelector"), context), "$")
    for key in ("Output", "Assign"):
        for text in texts(state.get(key), context):
            yield from (match[1] for match in _RESULT.finditer(text))


def _read_next(state: Object, following: Node | None, context: Context) -> Iterator[str]:
    """The fields of the result that the next state reads from its input."""
    if not isinstance(following, Object):
        return
    languages = {context.text(node.get("QueryLanguage")) or context.language for node in (state, following)}
    fields = [entry for entry in following.entries if entry.key not in _NOT_ITS_INPUT]
    if JSONATA in languages:
        if state.get("Output") is None and len(languages) == 1:
            found = (text for entry in fields for text in texts(entry.value, context))
            yield from (match[1] for text in found for match in _INPUT.finditer(text))
        return
    place = _result_path(state, context)
    if place is None or state.get("ResultSelector") is not None or state.get("OutputPath") is not None:
        return
    base = context.text(following.get("InputPath")) or "$"
    for entry in fields:
        if entry.key != "Assign":  # of a Task it reads the result
            below = "$" if entry.key == "InputPath" else base
            yield from _fields((_below(below, text) for text in texts(entry.value, context)), place)


def _result_path(state: Object, context: Context) -> str | None:
    """Where the result stands in the state's output; None where it is dropped, or only the deployment knows."""
    node = state.get("ResultPath")
    if node is None:
        return "$"
    return None if isinstance(node, Scalar) and node.value is None else context.text(node)


def _below(base: str, text: str) -> str:
    """A text with its paths begun at `base`."""
    return _PATH.sub(lambda match: base + match[0][1:], text)


def _fields(found: Iterator[str], place: str) -> Iterator[str]:
    """The first step below `place` of each path in the texts."""
    step = re.compile(rf"{re.escape(_dotted(place))}{_STEP}")
    for text in found:
        for path in _PATH.findall(text):
            match = step.match(_dotted(path))
            if match:
                yield match[1]


def _dotted(path: str) -> str:
    """A path with its names in brackets written with dots."""
    return _BRACKETS.sub(r".\1", path)
