"""The Resources section as it is written: members, types and policies; properties are looked at elsewhere.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-product-attribute-reference.html
"""

from typing import Final

from cfnproof.emulator.cloudformation.language.arguments import transform_refusal
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.template.model import Resource, scalar_text
from cfnproof.template.nodes import Entry, Intrinsic, Node, Object, Scalar, items

MAX_RESOURCES: Final = 500
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""

_MEMBERS: Final = frozenset(
    {
        "Condition",
        "CreationPolicy",
        "DeletionPolicy",
        "DependsOn",
        "Description",
        "Metadata",
        "Properties",
        "Type",
        "UpdatePolicy",
        "UpdateReplacePolicy",
        "Version",
    }
)
_POLICIES: Final = {
    "DeletionPolicy": frozenset({"Delete", "Retain", "RetainExceptOnCreate", "Snapshot"}),
    "UpdateReplacePolicy": frozenset({"Delete", "Retain", "Snapshot"}),
}
_NOT_RUN: Final = ("Custom::", "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Macro")


def check_section(node: Node | None) -> None:
    """Raise ServiceError for a Resources section from which no resource can be read."""
    if not isinstance(node, Object) or not node.entries:
        raise refusal("Template format error: At least one Resources member must be defined.")
    if len(node.entries) > MAX_RESOURCES:
        raise refusal(
            f"Template format error: Number of resources, {len(node.entries)}, is greater than maximum allowed, "
            f"{MAX_RESOURCES}"
        )
    for entry in node.entries:
        _check_entry(entry)


def check(resource: Resource) -> None:
    """Raise ServiceError for a resource whose members are wrong, or that takes more than an emulation to make."""
    for entry in resource.body.entries:
        if entry.key not in _MEMBERS:
            raise refusal(f"Invalid template resource property '{entry.key}'")
    if resource.type.startswith(_NOT_RUN) or resource.type.endswith("::MODULE"):
        raise refusal(
            f"Resource {resource.logical_id} is of type {resource.type}: this emulation does not run custom resources, "
            "macros and modules; leave it out or deploy it to AWS"
        )
    for item in items(resource.body.get("DependsOn")):
        if not isinstance(item, Scalar) or not isinstance(item.value, str):
            raise refusal(f"Template format error: Every DependsOn value must be a string. ({resource.logical_id})")
    condition = resource.body.get("Condition")
    if condition is not None and scalar_text(condition) is None:
        raise refusal(f"Template format error: Every Condition member must be a string. ({resource.logical_id})")
    for name in _POLICIES:
        _check_policy(name, resource)


def _check_entry(entry: Entry) -> None:
    name = entry.key
    if name.startswith("Fn::ForEach"):
        raise refusal(f"{name}: this emulation does not run AWS::LanguageExtensions; write the resources out")
    if not (name.isascii() and name.isalnum()):
        raise refusal(f"Template format error: Resource name {name} is non alphanumeric.")
    if not isinstance(entry.value, Object):
        raise refusal("Template format error: Any Resources member must be an object.")
    if not isinstance(scalar_text(entry.value.get("Type")), str):
        raise refusal(f"Template format error: [/Resources/{name}] Every Resources object must contain a Type member.")
    properties = entry.value.get("Properties")
    if isinstance(properties, Intrinsic) and properties.name == "Fn::Transform":
        raise transform_refusal(properties.argument)
    if not isinstance(properties or entry.value, Object):
        raise refusal(f"Template format error: [/Resources/{name}/Properties] Properties must be an object.")


def _check_policy(name: str, resource: Resource) -> None:
    policy = resource.body.get(name)
    if policy is None:
        return
    if not isinstance(policy, Scalar):
        raise refusal(f"Template format error: Every {name} member must be a string. ({resource.logical_id})")
    if policy.value not in _POLICIES[name]:
        known = ", ".join(sorted(_POLICIES[name]))
        raise refusal(
            f"Template format error: Unrecognized {name} {policy.value} for resource {resource.logical_id}; "
            f"known: {known}"
        )
