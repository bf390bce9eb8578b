"""The types of parameters.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
"""

import re
from dataclasses import dataclass
from typing import Final

_OF_RESOURCES: Final = frozenset(
    {
        "AWS::EC2::AvailabilityZone::Name",
        "AWS::EC2::Image::Id",
        "AWS::EC2::Instance::Id",
        "AWS::EC2::SecurityGroup::GroupName",
        "AWS::EC2::SecurityGroup::Id",
        "AWS::EC2::Subnet::Id",
        "AWS::EC2::VPC::Id",
        "AWS::EC2::Volume::Id",
        "AWS::Route53::HostedZone::Id",
    }
)
_SINGLE: Final = _OF_RESOURCES | {"AWS::EC2::KeyPair::KeyName", "AWS::SSM::Parameter::Name", "Number", "String"}
_ELEMENTS: Final = _OF_RESOURCES | {"Number", "String"}
_STORED: Final = re.compile(r"AWS::SSM::Parameter::Value<(.+)>")
_LIST: Final = re.compile(r"List<(.+)>")


@dataclass(frozen=True, slots=True)
class ParameterType:
    """A type taken apart: `AWS::SSM::Parameter::Value<List<Number>>` is stored, listed, its elements are numbers."""

    name: str
    element: str
    listed: bool
    stored: bool

    @property
    def number(self) -> bool:
        """Whether the value that is given is a number, or a list of numbers; a stored one is given by its name."""
        return self.element == "Number" and not self.stored

    @property
    def split(self) -> bool:
        """Whether the value that is given is split at its commas."""
        return self.listed and not self.stored


def parameter_type(name: str) -> ParameterType | None:
    """The type of that name, None where there is none."""
    stored = _STORED.fullmatch(name)
    inner = stored[1] if stored else name
    listed = _LIST.fullmatch(inner)
    if inner == "CommaDelimitedList":
        return ParameterType(name, "String", listed=True, stored=bool(stored))
    element = listed[1] if listed else inner
    if element not in (_ELEMENTS if listed else _SINGLE):
        return None
    return ParameterType(name, element, listed=bool(listed), stored=bool(stored))
