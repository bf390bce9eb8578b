"""The rules of a Choice state.

https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
"""

from collections.abc import Iterator
from itertools import product
from typing import Final

from cfnproof.structural.states_language.context import JSONATA, Context, Problem
from cfnproof.structural.states_language.payload import is_expression, payload
from cfnproof.structural.states_language.values import show, value_error
from cfnproof.template.nodes import Entry, Node, Object, Sequence
from cfnproof.template.suggestions import did_you_mean

_COMPARISONS: Final = ("Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals")
_TYPES: Final = {"String": "text", "Numeric": "number", "Timestamp": "timestamp"}

OPERATORS: Final = {
    **{f"{name}{comparison}": kind for (name, kind), comparison in product(_TYPES.items(), _COMPARISONS)},
    **{f"{name}{comparison}Path": "reference" for name, comparison in product(_TYPES, _COMPARISONS)},
    "BooleanEquals": "boolean",
    "BooleanEqualsPath": "reference",
    "StringMatches": "text",
    **{f"Is{name}": "boolean" for name in ("Null", "Present", "Numeric", "String", "Boolean", "Timestamp")},
}
"""Comparison to the kind of its operand."""

_COMBINING: Final = ("And", "Or", "Not")
_EVERY_RULE: Final = frozenset({"Next", "Comment", "Assign", "Output"})


def check_choices(state: Object, context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the rules of a Choice state."""
    choices = state.get("Choices")
    if not isinstance(choices, Sequence):
        return
    if not choices.items:
        yield context.problem("has no rule in Choices: give one", state.mark_of("Choices"))
    for number, rule in enumerate(choices.items, 1):
        inner = context.at(f"{context.where}, choice {number},")
        if not isinstance(rule, Object):
            yield inner.problem("must be a mapping", rule.mark)
            continue
        if rule.get("Next") is None:
            yield inner.problem("has no Next: name the state that it leads to", rule.mark)
        yield from (_jsonata if context.language == JSONATA else _jsonpath)(rule, inner)


def _jsonata(rule: Object, context: Context) -> Iterator[Problem]:
    for entry in rule.entries:
        if entry.key == "Condition":
            yield from _condition(entry, context)
        elif entry.key not in _EVERY_RULE:
            yield context.problem(f"has {entry.key!r}, which a rule in JSONata has not: use Condition", entry.mark)
        elif entry.key in {"Assign", "Output"}:
            yield from payload(entry.value, entry.key, context)
    if rule.get("Condition") is None:
        yield context.problem("has no Condition: give a JSONata text {% … %}", rule.mark)


def _condition(entry: Entry, context: Context) -> Iterator[Problem]:
    known = value_error("boolean", entry.value, context) is None
    if not known and not is_expression(context.text(entry.value)):
        message = f"has the Condition {show(entry.value, context)}: it must be a JSONata text {{% … %}}"
        yield context.problem(message, entry.mark)


def _jsonpath(rule: Object, context: Context, *, nested: bool = False) -> Iterator[Problem]:
    comparisons = [entry for entry in rule.entries if entry.key in OPERATORS or entry.key in _COMBINING]
    variable = rule.get("Variable")
    for entry in rule.entries:
        yield from _part(entry, context, nested=nested)
    misspelt = any(_is_unknown(entry) for entry in rule.entries)
    if len(comparisons) > 1 or not (comparisons or misspelt):
        found = " and ".join(entry.key for entry in comparisons) or "no comparison"
        yield context.problem(f"has {found}: give exactly one", rule.mark)
    elif comparisons and comparisons[0].key in OPERATORS and variable is None:
        yield context.problem(f"has {comparisons[0].key} without a Variable: name the path to compare", rule.mark)
    elif comparisons and comparisons[0].key in _COMBINING and variable is not None:
        yield context.problem(f"has a Variable beside {comparisons[0].key}: move it inside", rule.mark_of("Variable"))


def _part(entry: Entry, context: Context, *, nested: bool) -> Iterator[Problem]:
    if entry.key in OPERATORS or entry.key == "Variable":
        kind = OPERATORS.get(entry.key, "path")
        error = value_error(kind, entry.value, context)
        if error:
            yield context.problem(f"has {entry.key} {show(entry.value, context)}: it {error}", entry.mark)
    elif entry.key in _COMBINING:
        yield from _combined(entry, context)
    elif entry.key == "Assign":
        yield from payload(entry.value, entry.key, context)
    elif entry.key == "Next" and nested:
        yield context.problem("has Next inside another rule: only the outermost leads on, move it there", entry.mark)
    elif _is_unknown(entry):
        known = [*OPERATORS, *_COMBINING, "Variable", "Next"]
        hint = did_you_mean(entry.key, known, "see the comparisons of a Choice rule")
        yield context.problem(f"has {entry.key!r}, which a rule in JSONPath has not: {hint}", entry.mark)


def _is_unknown(entry: Entry) -> bool:
    return entry.key not in OPERATORS and entry.key not in {*_COMBINING, "Variable", "Assign", "Next", "Comment"}


def _combined(entry: Entry, context: Context) -> Iterator[Problem]:
    rules: tuple[Node, ...] = (entry.value,)
    if entry.key != "Not":
        rules = entry.value.items if isinstance(entry.value, Sequence) else ()
        if not rules:
            yield context.problem(f"has {entry.key} without rules: give a list of them", entry.mark)
    for rule in rules:
        if isinstance(rule, Object):
            yield from _jsonpath(rule, context, nested=True)
        else:
            yield context.problem(f"has {entry.key} of {show(rule, context)}: give a rule", rule.mark)
