"""The Rules section: assertions on parameters.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-rules.html
"""

from collections.abc import Callable, Mapping
from typing import Final

from cfnproof.emulator.cloudformation.language import wording
from cfnproof.emulator.cloudformation.language.environment import Environment
from cfnproof.emulator.cloudformation.language.functions import resolve
from cfnproof.emulator.cloudformation.language.values import as_text
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.template.model import Template, scalar_text
from cfnproof.template.nodes import Entry, Intrinsic, Node, Object, Scalar, Sequence, dig, items

_MEMBERS: Final = frozenset({"Assertions", "RuleCondition"})
_OF_RESOURCES: Final = frozenset({"Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll"})
_OPERATORS: Final = frozenset({"Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or"})
_VALUES: Final = frozenset({"Ref"})


def check(template: Template, environment: Environment) -> None:
    """Raise ServiceError with the description of the first assertion that fails.

    Rules whose RuleCondition does not hold are passed over.
    """
    for rule in template.section("Rules"):
        condition = dig(rule.value, "RuleCondition")
        if condition is not None and not _holds(condition, rule, environment):
            continue
        for assertion in items(dig(rule.value, "Assertions")):
            asserted = dig(assertion, "Assert")
            if asserted is not None and not _holds(asserted, rule, environment):
                description = scalar_text(dig(assertion, "AssertDescription")) or "an assertion does not hold"
                raise refusal(f"Rule {rule.key} failed: {description}")


def check_shape(template: Template) -> None:
    """Raise ServiceError for a rule that is not formed as one, or that asks for what the emulation does not look up."""
    for rule in template.section("Rules"):
        where = f"Template format error: Rule {rule.key}"
        if not isinstance(rule.value, Object) or {entry.key for entry in rule.value.entries} - _MEMBERS:
            raise refusal(f"{where} must be an object with the members {', '.join(sorted(_MEMBERS))}")
        assertions = rule.value.get("Assertions")
        if not isinstance(assertions, Sequence) or not assertions.items:
            raise refusal(f"{where} must contain a list of Assertions")
        for assertion in assertions.items:
            if dig(assertion, "Assert") is None:
                raise refusal(f"{where} has an assertion without an Assert member")
        _check_functions(rule, rule.value)


def _check_functions(rule: Entry, node: Node) -> None:
    match node:
        case Intrinsic():
            if node.name not in _OPERATORS | _VALUES:
                raise refusal(f"Template error: {node.name} cannot be used in the Rules section (rule {rule.key})")
            _check_functions(rule, node.argument)
        case Object():
            for entry in node.entries:
                if entry.key in _OF_RESOURCES:
                    raise refusal(
                        f"Template error: {entry.key} of rule {rule.key} looks up EC2 or Route 53 resources, which "
                        "this emulation does not have"
                    )
                _check_functions(rule, entry.value)
        case Sequence():
            for item in node.items:
                _check_functions(rule, item)
        case Scalar():
            return


def _holds(node: Node, rule: Entry, environment: Environment) -> bool:
    value = _value(node, rule, environment)
    if not isinstance(value, bool):
        raise refusal(f"Template error: rule {rule.key} must come to true or false in RuleCondition and Assert")
    return value


def _value(node: Node, rule: Entry, environment: Environment) -> object:
    match node:
        case Intrinsic(name=name) if name in _OPERATORS:
            return _operator(node, [_value(item, rule, environment) for item in items(node.argument)])
        case Object(entries=(Entry() as entry,)) if entry.key in _FUNCTIONS:
            return _FUNCTIONS[entry.key]([_value(item, rule, environment) for item in items(entry.value)])
        case Sequence():
            return [_value(item, rule, environment) for item in node.items]
        case Object(entries=(Entry() as entry,)) if entry.key.startswith("Fn::"):
            raise refusal(wording.unsupported(entry.key))
        case _:
            return resolve(node, environment)


def _operator(node: Intrinsic, values: list[object]) -> bool:
    match node.name, values:
        case "Fn::Equals", [left, right]:
            return as_text(left) == as_text(right) if as_text(left) is not None else left == right
        case "Fn::Not", [bool() as value]:
            return not value
        case "Fn::And" | "Fn::Or", [_, _, *_] if all(isinstance(value, bool) for value in values):
            return all(values) if node.name == "Fn::And" else any(values)
        case "Fn::Equals", _:
            raise refusal(wording.EQUALS)
        case "Fn::Not", _:
            raise refusal(wording.NOT)
        case name, _:
            raise refusal(wording.several_booleans(name))


def _contains(values: list[object]) -> bool:
    allowed, value = _list_and_value("Fn::Contains", values)
    return value in allowed


def _each_member_equals(values: list[object]) -> bool:
    checked, value = _list_and_value("Fn::EachMemberEquals", values)
    return all(item == value for item in checked)


def _each_member_in(values: list[object]) -> bool:
    checked, allowed = _lists("Fn::EachMemberIn", values)
    return all(item in allowed for item in checked)


def _list_and_value(function: str, values: list[object]) -> tuple[list[str | None], str | None]:
    listed, single = _lists(function, values)
    if len(single) != 1:
        raise refusal(f"Template error: every {function} object requires a list and a string.")
    return listed, single[0]


def _lists(function: str, values: list[object]) -> tuple[list[str | None], list[str | None]]:
    """Both arguments as lists of text; one value counts as a list of one."""
    if len(values) != 2:  # noqa: PLR2004  # what is checked, and what with
        raise refusal(f"Template error: every {function} object requires a list of 2 parameters.")
    first, second = ([as_text(item) for item in (value if isinstance(value, list) else [value])] for value in values)
    return first, second


_FUNCTIONS: Final[Mapping[str, Callable[[list[object]], bool]]] = {
    "Fn::Contains": _contains,
    "Fn::EachMemberEquals": _each_member_equals,
    "Fn::EachMemberIn": _each_member_in,
}
