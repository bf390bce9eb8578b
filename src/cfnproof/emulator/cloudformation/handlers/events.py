"""AWS::Events::Rule.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
"""

from collections.abc import Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers.grammar import (
    Argument,
    Call,
    Each,
    ResourceType,
    Scope,
    Setting,
    Tagging,
)
from cfnproof.emulator.cloudformation.handlers.names import Name
from cfnproof.emulator.cloudformation.handlers.table import TableHandler
from cfnproof.emulator.cloudformation.handlers.target import Handler, HandlerError, Target

_MISSING: Final = "ResourceNotFoundException"
_DEFAULT_BUS: Final = "default"
_ECS_NAMES: Final = {"PlacementStrategies": "PlacementStrategy", "TagList": "Tags"}


def _rule_name(scope: Scope) -> str:
    """The rule's own name, before and after it has a physical id."""
    return str(scope.physical_id or scope.name).rpartition("|")[2]


def _physical_id(scope: Scope) -> str:
    """`Ref` is the name, behind the bus's name where that is not the default one."""
    bus = str(scope.properties.get("EventBusName") or _DEFAULT_BUS).rpartition(":event-bus/")[2]
    return str(scope.name) if bus == _DEFAULT_BUS else f"{bus}|{scope.name}"


def _target_of(scope: Scope) -> list[dict[str, Any]]:
    """A target as the API has it, where two members of an ECS task's parameters have other names."""
    given = dict(scope.item)
    if "EcsParameters" in given:
        given["EcsParameters"] = {_ECS_NAMES.get(name, name): value for name, value in given["EcsParameters"].items()}
    return [given]


_RULE: Final[Mapping[str, Argument]] = {"Name": _rule_name, "EventBusName": "EventBusName"}
_RULE_OF_TARGETS: Final[Mapping[str, Argument]] = {"Rule": _rule_name, "EventBusName": "EventBusName"}
_SETTINGS: Final = ("EventPattern", "ScheduleExpression", "State", "Description", "RoleArn")
_PUT: Final[Mapping[str, Argument]] = {**_RULE, **{name: name for name in _SETTINGS}}
_DESCRIBE_RULE: Final = Call("DescribeRule", _RULE)
_LIST_TARGETS: Final = Call("ListTargetsByRule", _RULE_OF_TARGETS)
_REMOVE_TARGETS: Final = Call("RemoveTargets", {**_RULE_OF_TARGETS, "Ids": "$item.Id"})

_ROW: Final = ResourceType(
    type="AWS::Events::Rule",
    client="events",
    name=Name("Name", 64),
    guard=_DESCRIBE_RULE,
    create=(Call("PutRule", {**_PUT, "Tags": "$tags"}),),
    physical_id=_physical_id,
    settings=(
        Setting(_SETTINGS, put=Call("PutRule", _PUT), on_create=False),
        Each(
            "Targets",
            put=Call("PutTargets", {**_RULE_OF_TARGETS, "Targets": _target_of}),
            remove=_REMOVE_TARGETS,
            key="Id",
        ),
    ),
    delete=(Call("DeleteRule", _RULE),),
    read=(_DESCRIBE_RULE,),
    attributes={"Arn": "Arn", "RuleName": "Name"},
    missing=(_MISSING,),
    tagging=Tagging(
        tag=Call("TagResource", {"ResourceARN": "$attr.Arn", "Tags": "$tags"}),
        untag=Call("UntagResource", {"ResourceARN": "$attr.Arn", "TagKeys": "$removed"}),
    ),
)


class RuleHandler(TableHandler):
    """A rule is deleted after its targets, and fails where a target does.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
    """

    __slots__ = ()

    def calls(self) -> tuple[Call, ...]:
        """Every call of the handler."""
        return (*self.row.calls(), _LIST_TARGETS)

    def delete(self, target: Target, physical_id: str) -> None:
        """Remove all targets, whoever put them, and delete the rule."""
        scope = Scope(target, physical_id)
        try:
            ids = [one["Id"] for one in self._call(_LIST_TARGETS, scope)["Targets"]]
        except ClientError as error:
            if error.response["Error"]["Code"] != _MISSING:
                raise
            return
        if ids:
            self._call(_REMOVE_TARGETS, Scope(target, physical_id, item={"Id": ids}))
        super().delete(target, physical_id)

    def _call(self, call: Call, scope: Scope) -> dict[str, Any]:
        answer = super()._call(call, scope)
        failed = answer.get("FailedEntries") or ()
        if failed:
            reasons = ", ".join(f"{one.get('TargetId')}: {one.get('ErrorMessage')}" for one in failed)
            raise HandlerError("GeneralServiceException", f"{call.operation} failed for {reasons}")
        return answer


HANDLERS: Final[tuple[Handler, ...]] = (RuleHandler(_ROW),)
