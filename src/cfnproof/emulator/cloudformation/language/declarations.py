"""The Parameters section as it is declared: what GetTemplateSummary and ValidateTemplate tell of it.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

from dataclasses import dataclass
from typing import Final

from cfnproof.emulator.cloudformation.language.constraints import check
from cfnproof.emulator.cloudformation.language.parameter_types import ParameterType, parameter_type
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.template.model import Parameter, Template, scalar_text
from cfnproof.template.nodes import Scalar, Sequence

MAX_PARAMETERS: Final = 200
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""

_KEYS: Final = frozenset(
    {
        "AllowedPattern",
        "AllowedValues",
        "ConstraintDescription",
        "Default",
        "Description",
        "MaxLength",
        "MaxValue",
        "MinLength",
        "MinValue",
        "NoEcho",
        "Type",
    }
)
_OF_TEXT: Final = ("AllowedPattern", "MinLength", "MaxLength")
_OF_NUMBERS: Final = ("MinValue", "MaxValue")
_VERSIONLESS: Final = "{{resolve:ssm:"


@dataclass(frozen=True, slots=True)
class ParameterDeclaration:
    """One declared parameter. `default` is None where there is none; `allowed_values` likewise."""

    name: str
    type: ParameterType
    default: str | None
    no_echo: bool
    description: str | None
    allowed_values: tuple[str, ...] | None


def declarations(template: Template) -> tuple[ParameterDeclaration, ...]:
    """The declared parameters, in the template's order.

    Raises ServiceError for a declaration that CloudFormation does not accept.
    """
    count = len(template.parameters)
    if count > MAX_PARAMETERS:
        raise refusal(f"Template format error: Parameter count {count} is greater than max allowed {MAX_PARAMETERS}")
    return tuple(_declaration(parameter) for parameter in template.parameters.values())


def _declaration(parameter: Parameter) -> ParameterDeclaration:
    name = parameter.name
    if not (name.isascii() and name.isalnum()):
        raise refusal(f"Template format error: Parameter name {name} is non alphanumeric.")
    _check_members(parameter)
    kind = _type(parameter)
    default = scalar_text(parameter.body.get("Default"))
    if default is not None:
        if _VERSIONLESS in default and _has_no_version(default):
            raise refusal(f"Template error: parameter {name} should not contain ssm versionless resolver")
        check(parameter, kind, default)
    return ParameterDeclaration(
        name,
        kind,
        default,
        (scalar_text(parameter.body.get("NoEcho")) or "").lower() == "true",
        scalar_text(parameter.body.get("Description")),
        parameter.allowed_values,
    )


def _check_members(parameter: Parameter) -> None:
    unknown = [entry.key for entry in parameter.body.entries if entry.key not in _KEYS]
    if unknown:
        raise refusal(f"Invalid template parameter property or properties [{', '.join(unknown)}] of {parameter.name}")
    for entry in parameter.body.entries:
        if entry.key == "AllowedValues":
            listed = entry.value
            if not isinstance(listed, Sequence) or not all(isinstance(item, Scalar) for item in listed.items):
                raise refusal(f"Template format error: Every AllowedValues value must be a string. ({parameter.name})")
        elif not isinstance(entry.value, Scalar):
            raise refusal(f"Template format error: Every {entry.key} member must be a string. ({parameter.name})")


def _type(parameter: Parameter) -> ParameterType:
    if not parameter.type:
        raise refusal(f"Template format error: Every Parameters object must contain a Type member. ({parameter.name})")
    kind = parameter_type(parameter.type)
    if kind is None:
        raise refusal(f"Template format error: Unrecognized parameter type: {parameter.type} of {parameter.name}")
    for key in _OF_TEXT if kind.number else _OF_NUMBERS:
        if parameter.body.get(key) is not None:
            wanted = "String" if kind.number else "Number"
            raise refusal(f"Template error: Parameter '{parameter.name}' {key} must be on a parameter of type {wanted}")
    return kind


def _has_no_version(default: str) -> bool:
    reference = default.partition(_VERSIONLESS)[2].partition("}}")[0]
    return not reference.rpartition(":")[2].isdecimal() or ":" not in reference
