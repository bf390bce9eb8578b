"""Values of a template with their functions carried out.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
"""

import base64
import re
from collections.abc import Callable, Mapping
from typing import Final

from cfnproof.emulator.cloudformation.language import cidr, wording
from cfnproof.emulator.cloudformation.language.environment import Environment
from cfnproof.emulator.cloudformation.language.pseudo import NO_VALUE_NAME
from cfnproof.emulator.cloudformation.language.substitution import parts_of, substitute
from cfnproof.emulator.cloudformation.language.values import NO_VALUE, Unknown, as_text, unknown_in
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.template.model import scalar_text
from cfnproof.template.nodes import Intrinsic, Node, Object, Scalar, Sequence, dig

_BOOLEANS: Final = range(2, 11)


def resolve(node: Node, environment: Environment) -> object:
    """The value of a node: Python's own types, Unknown, or NO_VALUE.

    What has no value is left out of lists and mappings.
    Raises ServiceError for wrong arguments, in CloudFormation's words.
    """
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [value for item in node.items if (value := resolve(item, environment)) is not NO_VALUE]
        case Object():
            values = ((entry.key, resolve(entry.value, environment)) for entry in node.entries)
            return {key: value for key, value in values if value is not NO_VALUE}
        case Intrinsic():
            return _call(node, environment)


def attribute_of(argument: Node, environment: Environment) -> tuple[str, str]:
    """The logical id and the attribute name that a `Fn::GetAtt` asks for; the attribute may be a `Ref`."""
    if isinstance(argument, Sequence):
        logical_id = scalar_text(dig(argument, 0)) or ""
        attribute = as_text(resolve(argument.items[1], environment)) if len(argument.items) > 1 else ""
    else:
        logical_id, _, attribute = (scalar_text(argument) or "").partition(".")
    if not logical_id or not attribute:
        raise refusal(wording.GET_ATT)
    return logical_id, attribute


def _call(node: Intrinsic, environment: Environment) -> object:
    argument = node.argument
    match node.name:
        case "Ref":
            name = scalar_text(argument) or ""
            return NO_VALUE if name == NO_VALUE_NAME else environment.ref(name)
        case "Condition":
            return environment.condition(scalar_text(argument) or "")
        case "Fn::GetAtt":
            return environment.get_att(*attribute_of(argument, environment))
        case "Fn::If":
            return _if(argument, environment)
        case "Fn::Sub":
            return _sub(argument, environment)
        case name if name in _FUNCTIONS:
            value = resolve(argument, environment)
            unknown = None if name == "Fn::Select" else unknown_in(value)
            return _FUNCTIONS[name](value, environment) if unknown is None else unknown
        case _:
            raise refusal(wording.unsupported(node.name))


def _if(argument: Node, environment: Environment) -> object:
    if not isinstance(argument, Sequence) or len(argument.items) != 3:  # noqa: PLR2004  # condition, then, else
        raise refusal(wording.IF)
    condition, then, otherwise = argument.items
    return resolve(then if environment.condition(scalar_text(condition) or "") else otherwise, environment)


def _sub(argument: Node, environment: Environment) -> object:
    text, own = parts_of(argument)
    if text is None:
        raise refusal(wording.SUB)
    variables = {entry.key: resolve(entry.value, environment) for entry in own}
    for value in variables.values():
        if as_text(value) is None and not isinstance(value, Unknown):
            raise refusal(wording.SUB_VALUE)
    return substitute(text, variables, environment)


def _join(argument: object, _: Environment) -> str:
    delimiter, values = _pair(argument, wording.JOIN)
    texts = [as_text(value) for value in values] if isinstance(values, list) else [None]
    if not isinstance(delimiter, str) or None in texts:
        raise refusal(wording.JOIN)
    return delimiter.join(text for text in texts if text is not None)


def _select(argument: object, _: Environment) -> object:
    index, values = _pair(argument, wording.SELECT)
    unknown = unknown_in(index) or (values if isinstance(values, Unknown) else None)
    if unknown is not None:
        return unknown
    text = as_text(index) or ""
    if not isinstance(values, list) or not re.fullmatch(r"-?\d+", text):
        raise refusal(wording.SELECT)
    if not 0 <= int(text) < len(values):
        raise refusal(f"Template error: Fn::Select  cannot select nonexistent value at index {text}")
    return values[int(text)]


def _split(argument: object, _: Environment) -> list[str]:
    delimiter, text = _pair(argument, wording.SPLIT)
    text = as_text(text)
    if not isinstance(delimiter, str) or not delimiter or text is None:
        raise refusal(wording.SPLIT)
    return text.split(delimiter)


def _find_in_map(argument: object, environment: Environment) -> object:
    names = [as_text(item) for item in argument] if isinstance(argument, list) else []
    match names:
        case [str() as name, str() as top, str() as second]:
            return environment.mapping(name, top, second)
        case _:
            raise refusal(wording.FIND_IN_MAP)


def _base64(argument: object, _: Environment) -> str:
    text = as_text(argument)
    if text is None:
        raise refusal(wording.BASE64)
    return base64.b64encode(text.encode()).decode()


def _get_azs(argument: object, environment: Environment) -> object:
    text = as_text(argument)
    if text is None:
        raise refusal(wording.GET_AZS)
    return list(environment.availability_zones(text or str(environment.ref("AWS::Region"))))


def _import_value(argument: object, environment: Environment) -> object:
    text = as_text(argument)
    if text is None:
        raise refusal(wording.IMPORT_VALUE)
    return environment.import_value(text)


def _equals(argument: object, _: Environment) -> bool:
    left, right = _pair(argument, wording.EQUALS)
    texts = as_text(left), as_text(right)
    if None in texts:
        raise refusal(wording.EQUALS)
    return texts[0] == texts[1]


def _and(argument: object, _: Environment) -> bool:
    return all(_booleans(argument, _BOOLEANS, wording.several_booleans("Fn::And")))


def _or(argument: object, _: Environment) -> bool:
    return any(_booleans(argument, _BOOLEANS, wording.several_booleans("Fn::Or")))


def _not(argument: object, _: Environment) -> bool:
    return not _booleans(argument, range(1, 2), wording.NOT)[0]


def _pair(argument: object, message: str) -> tuple[object, object]:
    if not isinstance(argument, list) or len(argument) != 2:  # noqa: PLR2004  # a pair
        raise refusal(message)
    return argument[0], argument[1]


def _booleans(argument: object, count: range, message: str) -> list[bool]:
    if not isinstance(argument, list) or len(argument) not in count:
        raise refusal(message)
    if not all(isinstance(item, bool) for item in argument):
        raise refusal(message)
    return argument


_FUNCTIONS: Final[Mapping[str, Callable[[object, Environment], object]]] = {
    "Fn::And": _and,
    "Fn::Base64": _base64,
    "Fn::Cidr": lambda argument, _: cidr.blocks(argument),
    "Fn::Equals": _equals,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAZs": _get_azs,
    "Fn::ImportValue": _import_value,
    "Fn::Join": _join,
    "Fn::Not": _not,
    "Fn::Or": _or,
    "Fn::Select": _select,
    "Fn::Split": _split,
}
