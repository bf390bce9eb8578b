"""Functions as they are written: whether their arguments can be right, before any value is known.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from cfnproof.emulator.cloudformation.language import wording
from cfnproof.emulator.cloudformation.language.substitution import NAME, names, parts_of
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.errors import ServiceError
from cfnproof.template.model import scalar_text
from cfnproof.template.nodes import Intrinsic, Node, Object, Scalar, Sequence, dig, walk

CONDITION_FUNCTIONS: Final = frozenset({"Condition", "Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or"})
"""The functions that come to true or false."""

IN_CONDITIONS: Final = CONDITION_FUNCTIONS | {"Fn::FindInMap", "Fn::Join", "Fn::Select", "Fn::Split", "Fn::Sub", "Ref"}
IN_VALUES: Final = frozenset(
    {
        "Fn::Base64",
        "Fn::Cidr",
        "Fn::FindInMap",
        "Fn::GetAZs",
        "Fn::GetAtt",
        "Fn::If",
        "Fn::ImportValue",
        "Fn::Join",
        "Fn::Select",
        "Fn::Split",
        "Fn::Sub",
        "Ref",
    }
)
"""What properties, metadata, policies and outputs may use."""

_MOST_BOOLEANS: Final = 10
_KEY: Final = re.compile(r"[A-Za-z0-9_]+")


def check_value(node: Node) -> None:
    """Raise ServiceError for a function of a property or output that is not one, or whose arguments are wrong."""
    for found in walk(node):
        if isinstance(found, Intrinsic):
            if found.name in CONDITION_FUNCTIONS:
                message = (
                    f"Template error: {found.name} can be used only in the Conditions and Rules sections; use Fn::If"
                )
                raise refusal(message)
            _check(found, IN_VALUES)
        elif isinstance(found, Object):
            _check_names(found)


def check_condition(node: Node) -> None:
    """Raise ServiceError for a condition that is no condition function, or that uses what conditions may not."""
    for found in walk(node):
        if isinstance(found, Intrinsic):
            if found.name in IN_VALUES - IN_CONDITIONS - {"Fn::GetAtt"}:
                raise refusal(f"Template error: Cannot use {found.name} in Conditions.")
            _check(found, IN_CONDITIONS | {"Fn::GetAtt"})
        elif isinstance(found, Object):
            _check_names(found)


def transform_refusal(argument: Node) -> ServiceError:
    """What a use of a transform or macro within the template is refused with."""
    name = scalar_text(dig(argument, "Name")) or "it"
    return refusal(f"Fn::Transform: this emulation does not run transforms and macros; write out what {name} makes")


def is_boolean(node: Node) -> bool:
    """Whether a node can come to true or false."""
    return isinstance(node, Intrinsic) and node.name in CONDITION_FUNCTIONS


def _check(call: Intrinsic, allowed: frozenset[str]) -> None:
    if call.name == "Fn::Transform":
        raise transform_refusal(call.argument)
    if call.name not in allowed:
        raise refusal(wording.unsupported(call.name))
    fault = _CHECKS[call.name](call.argument)
    if fault:
        raise refusal(fault)


def _check_names(node: Object) -> None:
    """A mapping with a key like a function's is a function that there is not, or one with something beside it."""
    for entry in node.entries:
        if entry.key == "Fn::Transform":
            raise transform_refusal(entry.value)
        if entry.key.startswith("Fn::"):
            raise refusal(wording.unsupported(entry.key))


def _ref(argument: Node) -> str | None:
    return None if isinstance(argument, Scalar) and isinstance(argument.value, str) else wording.REF


def _condition(argument: Node) -> str | None:
    return None if isinstance(argument, Scalar) else wording.CONDITION


def _get_att(argument: Node) -> str | None:
    if isinstance(argument, Sequence):
        name, attribute = scalar_text(dig(argument, 0)), dig(argument, 1)
        named = isinstance(attribute, Intrinsic) and attribute.name == "Ref"
        fine = name and len(argument.items) == 2 and (named or scalar_text(attribute))  # noqa: PLR2004  # as it says
        return None if fine else wording.GET_ATT
    name, _, path = (scalar_text(argument) or "").partition(".")
    return None if name and path else wording.GET_ATT


def _join(argument: Node) -> str | None:
    delimiter = dig(argument, 0)
    fine = _has(argument, 2) and isinstance(delimiter, Scalar) and _listed(dig(argument, 1))
    return None if fine else wording.JOIN


def _select(argument: Node) -> str | None:
    return None if _has(argument, 2) and _listed(dig(argument, 1)) else wording.SELECT


def _split(argument: Node) -> str | None:
    fine = _has(argument, 2) and isinstance(dig(argument, 0), Scalar) and _single(dig(argument, 1))
    return None if fine else wording.SPLIT


def _find_in_map(argument: Node) -> str | None:
    if not _has(argument, 3):
        return wording.FIND_IN_MAP
    called = {found.name for found in walk(argument) if isinstance(found, Intrinsic)}
    wrong = called - {"Fn::FindInMap", "Fn::Select", "Fn::Split", "Fn::Join", "Fn::Sub", "Fn::If", "Ref"}
    return wording.FIND_IN_MAP if wrong else None


def _if(argument: Node) -> str | None:
    if not isinstance(dig(argument, 0), Scalar):
        return wording.IF_CONDITION
    return None if _has(argument, 3) else wording.IF


def _equals(argument: Node) -> str | None:
    fine = _has(argument, 2) and not any(isinstance(dig(argument, place), Object | Sequence) for place in (0, 1))
    return None if fine else wording.EQUALS


def _not(argument: Node) -> str | None:
    return None if _has(argument, 1) and _all_boolean(argument) else wording.NOT


def _several(function: str) -> Callable[[Node], str | None]:
    def check(argument: Node) -> str | None:
        fine = isinstance(argument, Sequence) and 1 < len(argument.items) <= _MOST_BOOLEANS and _all_boolean(argument)
        return None if fine else wording.several_booleans(function)

    return check


def _sub(argument: Node) -> str | None:
    text, own = parts_of(argument)
    listed = isinstance(argument, Sequence)
    if text is None or (listed and not (_has(argument, 2) and isinstance(dig(argument, 1), Object))):
        return wording.SUB
    if not all(NAME.fullmatch(name) for name in names(text)):
        return wording.SUB_NAME
    if not all(_KEY.fullmatch(entry.key) for entry in own):
        return wording.SUB_KEY
    return None if all(_single(entry.value) for entry in own) else wording.SUB_VALUE


def _import_value(argument: Node) -> str | None:
    called = {found.name for found in walk(argument) if isinstance(found, Intrinsic)}
    if called & {"Fn::GetAtt", "Fn::GetAZs", "Fn::ImportValue"}:
        return wording.IMPORT_DEPENDS
    return None if _single(argument) else wording.IMPORT_VALUE


def _cidr(argument: Node) -> str | None:
    return None if _has(argument, 2) or _has(argument, 3) else wording.CIDR


def _one(message: str) -> Callable[[Node], str | None]:
    return lambda argument: None if _single(argument) else message


def _has(argument: Node, count: int) -> bool:
    return isinstance(argument, Sequence) and len(argument.items) == count


def _listed(node: Node | None) -> bool:
    return isinstance(node, Sequence | Intrinsic)


def _single(node: Node | None) -> bool:
    return isinstance(node, Scalar | Intrinsic)


def _all_boolean(argument: Node) -> bool:
    return isinstance(argument, Sequence) and all(is_boolean(item) for item in argument.items)


_CHECKS: Final[Mapping[str, Callable[[Node], str | None]]] = {
    "Condition": _condition,
    "Fn::And": _several("Fn::And"),
    "Fn::Base64": _one(wording.BASE64),
    "Fn::Cidr": _cidr,
    "Fn::Equals": _equals,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAZs": _one(wording.GET_AZS),
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::ImportValue": _import_value,
    "Fn::Join": _join,
    "Fn::Not": _not,
    "Fn::Or": _several("Fn::Or"),
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
    "Ref": _ref,
}
