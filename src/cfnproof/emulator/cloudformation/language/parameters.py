"""The values of a template's parameters.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from cfnproof.emulator.cloudformation.language.constraints import check, elements
from cfnproof.emulator.cloudformation.language.declarations import ParameterDeclaration, declarations
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.template.model import Template

MASK: Final = "****"
"""What a NoEcho parameter is described as."""


@dataclass(frozen=True, slots=True)
class GivenParameter:
    """What a request says of a parameter: a value, or that the stack's own stays."""

    value: str | None = None
    use_previous: bool = False


@dataclass(frozen=True, slots=True)
class SsmValue:
    """What Parameter Store has under a name: `type` is String, StringList or SecureString."""

    type: str
    value: str


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A parameter's value.

    `value` is what `Ref` returns, `given` the text that was given or declared (for a stored parameter, its name),
    `resolved` what the store has for that name, None for a parameter that is not stored.
    """

    value: str | tuple[str, ...]
    given: str
    resolved: str | None = None
    no_echo: bool = False

    @property
    def described(self) -> str:
        """The text as DescribeStacks shows it."""
        return MASK if self.no_echo else self.given


Ssm = Callable[[str], SsmValue | None]
"""From a name, perhaps with `:version` behind it, to what Parameter Store has; None where it has nothing."""


def resolve(
    template: Template, given: Mapping[str, GivenParameter], previous: Mapping[str, str], ssm: Ssm
) -> Mapping[str, ParameterValue]:
    """Every declared parameter's value. `previous` are the texts of the stack as it is, empty for a new one.

    Raises ServiceError for what does not meet its declaration, has no value, or is not declared.
    """
    declared = declarations(template)
    texts = {one.name: _text(one, given.get(one.name), previous) for one in declared}
    for name, text in texts.items():
        if text is not None:
            check(template.parameters[name], next(one.type for one in declared if one.name == name), text)
    missing = [name for name, text in texts.items() if text is None]
    if missing:
        raise refusal(f"Parameters: [{', '.join(missing)}] must have values")
    unknown = [name for name in given if name not in texts]
    if unknown:
        raise refusal(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    return {one.name: _value(one, text, ssm) for one in declared if (text := texts[one.name]) is not None}


def _text(declared: ParameterDeclaration, given: GivenParameter | None, previous: Mapping[str, str]) -> str | None:
    if given is None:
        return declared.default
    wrong = f"Invalid input for parameter key {declared.name}. Cannot specify usePreviousValue as true"
    if not given.use_previous:
        return declared.default if given.value is None else given.value
    if given.value:
        raise refusal(f"{wrong} and non empty value for a parameter")
    if declared.name not in previous:
        raise refusal(f"{wrong} for a parameter key not in the previous template")
    return previous[declared.name]


def _value(declared: ParameterDeclaration, text: str, ssm: Ssm) -> ParameterValue:
    kind = declared.type
    if kind.stored:
        return _stored(declared, text, ssm)
    if kind.element == "AWS::SSM::Parameter::Name" and ssm(text) is None:
        raise refusal(
            f"Parameter validation failed: parameter value {text} for parameter name {declared.name} does not exist"
        )
    value = elements(kind, text) if kind.listed else text
    return ParameterValue(value, text, no_echo=declared.no_echo)


def _stored(declared: ParameterDeclaration, name: str, ssm: Ssm) -> ParameterValue:
    found = ssm(name)
    if found is None:
        raise refusal(f"Unable to fetch parameters [{name}] from parameter store for this account.")
    if found.type == "SecureString":
        raise refusal(f"Parameters [{name}] referenced by template have types not supported by CloudFormation.")
    if (found.type == "StringList") != declared.type.listed:
        raise refusal(f"Types for SSM parameters [{name}] defined in CFN template and SSM are incompatible")
    if not declared.type.listed:
        return ParameterValue(found.value, name, found.value, declared.no_echo)
    listed = tuple(item.strip() for item in found.value.split(","))
    return ParameterValue(listed, name, ",".join(listed), declared.no_echo)
