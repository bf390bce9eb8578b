"""Which lists of texts the template itself writes for a value that is computed: a split, a lookup, a list parameter.

Each answer is one list that the value can be; a single text is a list of one. Nothing where only the deployment knows.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-split.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-findinmap.html
"""

import json
from typing import Final

from cfnproof.template.expressions import Opaque
from cfnproof.template.model import Parameter, Template, scalar_text
from cfnproof.template.nodes import Node, Object, Sequence, entries

SSM_VALUE: Final = "AWS::SSM::Parameter::Value<"
"""Parameters of these types have the name of an SSM parameter as their Default, not the value."""

Lists = tuple[tuple[str, ...], ...]

_MAPPING_KEYS: Final = 3


def written_lists(value: Opaque, template: Template) -> Lists:
    """The lists that a function's value can be: `Fn::Split`, `Fn::Select` or `Fn::FindInMap` of what is written."""
    try:
        written = json.loads(value.source)
    except ValueError:
        return ()
    return _lists(written, template)


def given_lists(parameter: Parameter) -> Lists:
    """The values that the template gives to a parameter, its Default first; those of a list type are taken apart."""
    if parameter.type.startswith(SSM_VALUE):
        return ()
    default = scalar_text(parameter.body.get("Default"))
    texts = (*(() if default is None else (default,)), *(parameter.allowed_values or ()))
    if parameter.type == "CommaDelimitedList" or parameter.type.startswith("List<"):
        return tuple(tuple(item.strip() for item in text.split(",")) for text in texts)
    return tuple((text,) for text in texts)


def _lists(written: object, template: Template) -> Lists:  # noqa: PLR0911  # one return for each function
    match written:
        case str():
            return ((written,),)
        case list() if all(isinstance(item, str) for item in written):
            return (tuple(written),)
        case {"Ref": str(name)} if name in template.parameters:
            return given_lists(template.parameters[name])
        case {"Fn::Split": [str(delimiter), source]} if delimiter:
            return tuple(tuple(text.split(delimiter)) for texts in _lists(source, template) for text in texts)
        case {"Fn::Select": [int() | str() as index, source]} if str(index).isdigit():
            return tuple((texts[int(index)],) for texts in _lists(source, template) if int(index) < len(texts))
        case {"Fn::FindInMap": [_, _, _, *_] as arguments}:
            return _leaves(arguments, template)
        case _:
            return ()


def _leaves(arguments: list[object], template: Template) -> Lists:
    """What a lookup can find, by every key that its arguments leave open, and its DefaultValue."""
    reached: list[Node | None] = [template.root.get("Mappings")]
    for key in arguments[:_MAPPING_KEYS]:
        known = {text for texts in _lists(key, template) for text in texts} if _is_bounded(key, template) else None
        reached = [entry.value for node in reached for entry in entries(node) if known is None or entry.key in known]
    found = tuple(texts for node in reached if (texts := _leaf(node)))
    match arguments[_MAPPING_KEYS:]:
        case [{"DefaultValue": default}]:
            return (*found, *_lists(default, template))
        case _:
            return found


def _is_bounded(key: object, template: Template) -> bool:
    """Whether the template lists every text that a key can be."""
    match key:
        case str():
            return True
        case {"Ref": str(name)} if name in template.parameters:
            return template.parameters[name].allowed_values is not None
        case _:
            return False


def _leaf(node: Node | None) -> tuple[str, ...]:
    if isinstance(node, Sequence):
        return tuple(scalar_text(item) or "" for item in node.items)
    text = None if node is None or isinstance(node, Object) else scalar_text(node)
    return () if text is None else (text,)
