"""Capabilities: what a template may only do when the caller says so.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
"""

from collections.abc import Iterable
from typing import Final

from cfnproof.emulator.errors import ServiceError
from cfnproof.template.model import Template

IAM: Final = "CAPABILITY_IAM"
NAMED_IAM: Final = "CAPABILITY_NAMED_IAM"
_NAMES: Final = {
    "AWS::IAM::AccessKey": None,
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Policy": None,
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::IAM::UserToGroupAddition": None,
}


def required(template: Template) -> tuple[str, str] | None:
    """The capability that a template needs and why, None for none."""
    found = [resource for resource in template.resources.values() if resource.type in _NAMES]
    if not found:
        return None
    named = [one for one in found if (name := _NAMES[one.type]) and one.property(name) is not None]
    types = ", ".join(sorted({one.type for one in named or found}))
    return NAMED_IAM if named else IAM, f"The following resource(s) require capabilities: [{types}]"


def check_capabilities(template: Template, given: Iterable[str]) -> None:
    """Raise ServiceError InsufficientCapabilitiesException where a capability is missing."""
    needed = required(template)
    if needed is None:
        return
    enough = {NAMED_IAM} if needed[0] == NAMED_IAM else {IAM, NAMED_IAM}
    if not enough & set(given):
        raise ServiceError("InsufficientCapabilitiesException", f"Requires capabilities : [{needed[0]}]")
