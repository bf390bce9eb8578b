"""Payload templates: values in which a key that ends in '.$' is worked out, and JSONata in texts between {% and %}.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-parameters.html
https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

from collections.abc import Iterator

from cfnproof.structural.states_language.context import JSONATA, Context, Problem
from cfnproof.structural.states_language.paths import computed_error, looks_computed
from cfnproof.template.nodes import Entry, Node, Object, Scalar, Sequence


def payload(node: Node, field: str, context: Context) -> Iterator[Problem]:
    """Check the template in `field` in the query language in force."""
    if context.language == JSONATA:
        yield from jsonata(node, field, context)
        return
    match node:
        case Object():
            for entry in node.entries:
                yield from _entry(entry, node, field, context)
        case Sequence():
            for item in node.items:
                yield from payload(item, field, context)
        case _:
            return


def jsonata(node: Node, field: str, context: Context) -> Iterator[Problem]:
    """Check that each expression is closed, and that no key is written as for JSONPath."""
    match node:
        case Object():
            for entry in node.entries:
                if entry.key.endswith(".$"):
                    message = f"has {entry.key!r} in {field}, but '.$' is of JSONPath: write a JSONata text {{% … %}}"
                    yield context.problem(message, entry.mark)
                yield from jsonata(entry.value, field, context)
        case Sequence():
            for item in node.items:
                yield from jsonata(item, field, context)
        case _:
            text = context.text(node) or ""
            stripped = text.strip()
            if (stripped.startswith("{%") or stripped.endswith("%}")) and not is_expression(text):
                message = (
                    f"has {text!r} in {field}: begin a JSONata text with '{{%' and end it with '%}}', nothing around"
                )
                yield context.problem(message, node.mark)


def is_expression(text: str | None) -> bool:
    """Whether a text is one JSONata expression."""
    return text is not None and text.startswith("{%") and text.endswith("%}") and len(text) >= len("{%%}")


def _entry(entry: Entry, parent: Object, field: str, context: Context) -> Iterator[Problem]:
    text = context.text(entry.value)
    if not entry.key.endswith(".$"):
        if text is not None and looks_computed(text):
            shown = f"passes {entry.key!r} in {field} the text {text!r} as it stands"
            message = f"{shown}: to work it out, name the key {entry.key + '.$'!r}"
            yield context.problem(message, entry.mark)
        yield from payload(entry.value, field, context)
        return
    if parent.get(entry.key.removesuffix(".$")) is not None:
        message = f"has both {entry.key.removesuffix('.$')!r} and {entry.key!r} in {field}: remove one"
        yield context.problem(message, entry.mark)
    if context.is_symbolic(entry.value):
        return
    shown = repr(text) if text is not None else "a value that is no text"
    error = computed_error(text) if text is not None else "is neither a path nor an intrinsic function: write one"
    if error:
        yield context.problem(f"gives {entry.key!r} in {field} {shown}, which {error}", entry.mark)


def texts(node: Node | None, context: Context) -> Iterator[str]:
    """Every text below a node that the template determines."""
    match node:
        case Object():
            for entry in node.entries:
                yield from texts(entry.value, context)
        case Sequence():
            for item in node.items:
                yield from texts(item, context)
        case Scalar(value=str() as value):
            yield value
        case None:
            return
        case _:
            yield context.text(node) or ""
