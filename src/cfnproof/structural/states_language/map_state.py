"""A Map state: what it may have in each of its modes.

https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

import re
from collections.abc import Iterator
from typing import Final

from cfnproof.structural.states_language.context import Context, Problem
from cfnproof.structural.states_language.fields import check_fields
from cfnproof.template.expressions import text
from cfnproof.template.nodes import Node, Object, dig

_DISTRIBUTED_ONLY: Final = (
    "ItemReader",
    "ItemBatcher",
    "ResultWriter",
    "Label",
    "ToleratedFailureCount",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentage",
    "ToleratedFailurePercentagePath",
)
_RESOURCES: Final = {
    "ItemReader": ("s3:getObject", "s3:listObjectsV2"),
    "ResultWriter": ("s3:putObject",),
}
_MODES: Final = ("INLINE", "DISTRIBUTED")
_TYPES: Final = ("STANDARD", "EXPRESS")
_LABEL: Final = re.compile(r"[^\s?*<>{}\[\]:;,\\|^~$#%&`\"\x00-\x1f\x7f-\x9f]{1,40}")


def runs_as_express(processor: Node, context: Context) -> bool:
    """Whether the states of an item processor run in an Express workflow."""
    kind = context.text(dig(processor, "ProcessorConfig", "ExecutionType"))
    if context.text(dig(processor, "ProcessorConfig", "Mode")) == "DISTRIBUTED":
        return kind == "EXPRESS"
    return context.express


def check_map(state: Object, context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the mode of a Map state and what depends on it."""
    config = dig(state.get("ItemProcessor"), "ProcessorConfig")
    mode_node, type_node = dig(config, "Mode"), dig(config, "ExecutionType")
    mode = "INLINE" if mode_node is None else context.text(mode_node)
    if mode not in _MODES and not context.is_symbolic(mode_node):
        yield context.problem(f"has the Mode {mode!r}: it must be one of {', '.join(_MODES)}", state.mark)
    if mode == "INLINE":
        for field in _DISTRIBUTED_ONLY:
            if state.get(field) is not None:
                message = f"has {field}, which takes the Mode DISTRIBUTED: set it in ItemProcessor.ProcessorConfig"
                yield context.problem(message, state.mark_of(field))
    if mode == "DISTRIBUTED":
        mark = config.mark if config else state.mark
        if context.text(type_node) not in _TYPES and not context.is_symbolic(type_node):
            message = "is DISTRIBUTED without an ExecutionType in ProcessorConfig: give STANDARD or EXPRESS"
            yield context.problem(message, mark)
        if context.express:
            yield context.problem(
                "is DISTRIBUTED, which an Express workflow does not support: use the type STANDARD", mark
            )
        yield from _distributed(state, context)


def _distributed(state: Object, context: Context) -> Iterator[Problem]:
    label = context.text(state.get("Label"))
    if label is not None and not _LABEL.fullmatch(label):
        message = (
            f'has the Label {label!r}: write at most 40 characters, no blanks and none of ?*<>{{}}[]:;,\\|^~$#%&`"'
        )
        yield context.problem(message, state.mark_of("Label"))
    batcher = state.get("ItemBatcher")
    if isinstance(batcher, Object):
        yield from check_fields(batcher, "batcher", context.at(f"{context.where}, ItemBatcher,"))
    for field, allowed in _RESOURCES.items():
        resource = context.text(dig(state.get(field), "Resource"))
        node = state.get(field)
        ends = [part for part in context.value(dig(node, "Resource")) if isinstance(part, str)]
        if node is None or (resource is None and not ends):
            continue
        if not any(ends[-1].endswith(f":states:::{name}") for name in allowed):
            shown = text(context.value(dig(node, "Resource")))
            message = f"has in {field} the Resource {shown!r}: it must be arn:…:states:::{' or '.join(allowed)}"
            yield context.problem(message, state.mark_of(field))
