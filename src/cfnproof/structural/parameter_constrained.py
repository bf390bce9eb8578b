"""Every parameter says what it is for and what it accepts, and its default is a value that works.

A value that should never have been accepted fails minutes later in the middle of a deployment, or does not fail.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

from collections.abc import Iterator
from typing import Final

from cfnproof.findings import Severity
from cfnproof.structural.rule import Rule, Violation
from cfnproof.structural.texts.placeholders import is_placeholder
from cfnproof.structural.values.parameter_constraints import accepts_anything, pattern_error
from cfnproof.template.model import Parameter, Template, scalar_text
from cfnproof.template.nodes import Mark

_TEXT_TYPES: Final = frozenset({"String", "CommaDelimitedList"})
"""The types that take any text; those of AWS and SSM accept only what exists, `List<Number>` only digits."""

_SENTENCE: Final = 4
"""Words from which a description says something, whatever example it gives."""


def check(template: Template) -> Iterator[Violation]:
    """Yield what each parameter leaves unsaid or open."""
    for parameter in template.parameters.values():
        yield from _description(parameter)
        yield from _default(parameter)
        if parameter.type in _TEXT_TYPES:
            yield from _text(parameter)
        elif parameter.type == "Number":
            yield from _number(parameter)


def _description(parameter: Parameter) -> Iterator[Violation]:
    description = scalar_text(parameter.body.get("Description")) or ""
    if not description.strip():
        yield _violation(
            parameter, "Description", "has no Description: say what the value is, and what it must exist as"
        )
    elif is_placeholder(description) and len(description.split()) < _SENTENCE:
        yield _violation(
            parameter, "Description", f"has the placeholder {description!r} as its Description: fill it in"
        )


def _default(parameter: Parameter) -> Iterator[Violation]:
    default = scalar_text(parameter.body.get("Default")) or ""
    if is_placeholder(default):
        message = f"has the placeholder {default!r} as its Default: give a value that works, or leave Default out"
        yield _violation(parameter, "Default", message)


def _text(parameter: Parameter) -> Iterator[Violation]:
    if parameter.allowed_values:
        return
    pattern = scalar_text(parameter.body.get("AllowedPattern"))
    if pattern is None:
        message = f"accepts any text: give its Type {parameter.type!r} an AllowedPattern or AllowedValues"
        yield _violation(parameter, "AllowedPattern", message)
        return
    error = pattern_error(pattern)
    if error:
        message = f"has an AllowedPattern that is no regular expression: {pattern!r} has {error}; mend it"
        yield _violation(parameter, "AllowedPattern", message)
    elif not pattern or accepts_anything(pattern):
        message = (
            f"accepts any text: its AllowedPattern {pattern!r} excludes nothing; name the characters that may occur"
        )
        yield _violation(parameter, "AllowedPattern", message)


def _number(parameter: Parameter) -> Iterator[Violation]:
    missing = [bound for bound in ("MinValue", "MaxValue") if scalar_text(parameter.body.get(bound)) is None]
    if missing and not parameter.allowed_values:
        message = f"accepts any number: it has no {' and no '.join(missing)}; give both bounds, or AllowedValues"
        yield _violation(parameter, "Type", message)


def _violation(parameter: Parameter, key: str, message: str) -> Violation:
    return Violation(f"parameter {parameter.name!r} {message}", _mark(parameter, key), parameter.name)


def _mark(parameter: Parameter, key: str) -> Mark:
    """Where `key` stands; the parameter's name where it is absent."""
    return parameter.mark if parameter.body.get(key) is None else parameter.body.mark_of(key)


RULE = Rule(
    id="parameter_constrained",
    title="Every parameter has a description, a constraint and no placeholder",
    severity=Severity.LOW,
    help="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
    resource_types=("*",),
    check=check,
)
