"""AWS::SSM::Parameter.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from cfnproof.emulator.cloudformation.handlers.grammar import Argument, Call, Const, ResourceType, Setting, Tagging
from cfnproof.emulator.cloudformation.handlers.names import Name, generate
from cfnproof.emulator.cloudformation.handlers.table import TableHandler
from cfnproof.emulator.cloudformation.handlers.target import Handler, Target

_PREFIX: Final = "CFN-"
_NAME: Final = Name("Name", 2048 - len(_PREFIX), stack=False)
_SETTINGS: Final = ("Type", "Value", "Description", "AllowedPattern", "DataType", "Policies", "Tier")
_PUT: Final[Mapping[str, Argument]] = {name: name for name in _SETTINGS}
_RESOURCE: Final[Mapping[str, Argument]] = {"ResourceType": Const("Parameter"), "ResourceId": "$ref"}

_ROW: Final = ResourceType(
    type="AWS::SSM::Parameter",
    client="ssm",
    name=_NAME,
    create=(Call("PutParameter", {**_PUT, "Name": "$name", "Tags": "$tags"}),),
    physical_id="$name",
    settings=(
        Setting(
            _SETTINGS,
            put=Call("PutParameter", {**_PUT, "Name": "$ref", "Overwrite": Const(value=True)}),
            on_create=False,
        ),
    ),
    delete=(Call("DeleteParameter", {"Name": "$ref"}),),
    read=(Call("GetParameters", {"Names": "$ref"}),),
    attributes={"Arn": "Parameters[0].ARN", "Type": "Parameters[0].Type", "Value": "Parameters[0].Value"},
    missing=("ParameterNotFound",),
    tagging=Tagging(
        tag=Call("AddTagsToResource", {**_RESOURCE, "Tags": "$tags"}),
        untag=Call("RemoveTagsFromResource", {**_RESOURCE, "TagKeys": "$removed"}),
    ),
)


class ParameterHandler(TableHandler):
    """A generated name begins with `CFN-` in the place of the stack's name."""

    __slots__ = ()

    def create(self, target: Target, created: Callable[[str], None]) -> None:
        """Put the parameter, under a generated name where the template gives none."""
        name = target.properties.get("Name") or f"{_PREFIX}{generate(_NAME, target)}"
        super().create(replace(target, properties={**target.properties, "Name": name}), created)


HANDLERS: Final[tuple[Handler, ...]] = (ParameterHandler(_ROW),)
