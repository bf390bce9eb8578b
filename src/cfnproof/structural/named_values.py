"""The values that a template itself names for a property: literal text, or a parameter's Default and AllowedValues.

A parameter without either may have any value: the template names none, and a rule cannot tell. A value that a condition
compares the parameter with is left out: the template's forms say what happens there, one form with it and one without.
"""

from collections.abc import Collection, Iterator

from cfnproof.template.expressions import Reference, literal, parts
from cfnproof.template.model import Parameter, Template, scalar_text
from cfnproof.template.nodes import Intrinsic, Node, items, walk

SSM_VALUE = "AWS::SSM::Parameter::Value<"
"""Parameters of these types have the name of an SSM parameter as their Default, not the value."""


def named_values(node: Node | None, template: Template) -> tuple[str, ...]:
    """The values that the template names for `node`, nothing where only the deployment knows."""
    fixed = literal(node, template)
    if fixed is not None:
        return (fixed,)
    parameter = parameter_of(node, template)
    if parameter is None or parameter.type.startswith(SSM_VALUE):
        return ()
    default = scalar_text(parameter.body.get("Default"))
    listed = (*(() if default is None else (default,)), *(parameter.allowed_values or ()))
    compared = compared_texts(parameter.name, template)
    return tuple(value for value in dict.fromkeys(listed) if value not in compared)


def parameter_of(node: Node | None, template: Template) -> Parameter | None:
    """The parameter that a value is, None for any other value."""
    match parts(node, template):
        case (Reference(name=name, attribute=None),):
            return template.parameters.get(name)
        case _:
            return None


def compared_texts(parameter: str, template: Template) -> frozenset[str]:
    """The texts that the template's conditions compare a parameter with."""
    return frozenset(_compared(parameter, template))


def outside(node: Node | None, allowed: Collection[str], template: Template) -> str | None:
    """The first value that the template names for `node` and that is not allowed, None where there is none."""
    return next((value for value in named_values(node, template) if value not in allowed), None)


def _compared(parameter: str, template: Template) -> Iterator[str]:
    wanted = (Reference(parameter),)
    for condition in template.whole.section("Conditions"):
        for node in walk(condition.value):
            if isinstance(node, Intrinsic) and node.name == "Fn::Equals":
                sides = items(node.argument)
                if any(parts(side, template) == wanted for side in sides):
                    yield from (text for side in sides if (text := literal(side, template)) is not None)
