"""AWS::CloudWatch::Alarm.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
"""

from collections.abc import Mapping
from typing import Final

from cfnproof.emulator.cloudformation.handlers.grammar import Argument, Call, ResourceType, Scope, Setting, Tagging
from cfnproof.emulator.cloudformation.handlers.names import Name
from cfnproof.emulator.cloudformation.handlers.table import TableHandler
from cfnproof.emulator.cloudformation.handlers.target import Handler

_SETTINGS: Final = (
    "ActionsEnabled",
    "AlarmActions",
    "AlarmDescription",
    "ComparisonOperator",
    "DatapointsToAlarm",
    "Dimensions",
    "EvaluateLowSampleCountPercentile",
    "EvaluationPeriods",
    "ExtendedStatistic",
    "InsufficientDataActions",
    "MetricName",
    "Metrics",
    "Namespace",
    "OKActions",
    "Period",
    "Statistic",
    "Threshold",
    "ThresholdMetricId",
    "TreatMissingData",
    "Unit",
)
_PUT: Final[Mapping[str, Argument]] = {name: name for name in _SETTINGS}

_ROW: Final = ResourceType(
    type="AWS::CloudWatch::Alarm",
    client="cloudwatch",
    name=Name("AlarmName", 255),
    guard=Call("DescribeAlarms", {"AlarmNames": "$name"}),
    create=(Call("PutMetricAlarm", {**_PUT, "AlarmName": "$name", "Tags": "$tags"}),),
    physical_id="$name",
    settings=(Setting(_SETTINGS, put=Call("PutMetricAlarm", {**_PUT, "AlarmName": "$ref"}), on_create=False),),
    delete=(Call("DeleteAlarms", {"AlarmNames": "$ref"}),),
    read=(Call("DescribeAlarms", {"AlarmNames": "$ref"}),),
    attributes={"Arn": "MetricAlarms[0].AlarmArn"},
    missing=("ResourceNotFound",),
    tagging=Tagging(
        tag=Call("TagResource", {"ResourceARN": "$attr.Arn", "Tags": "$tags"}),
        untag=Call("UntagResource", {"ResourceARN": "$attr.Arn", "TagKeys": "$removed"}),
    ),
)


class AlarmHandler(TableHandler):
    """DescribeAlarms answers an empty list for a name that is free, where other services answer an error."""

    __slots__ = ()

    def _refuse_taken(self, scope: Scope) -> None:
        if self.row.guard is None or not scope.properties.get("AlarmName"):
            return
        found = self._call(self.row.guard, scope)
        if found.get("MetricAlarms") or found.get("CompositeAlarms"):
            raise self._already_exists(scope)


HANDLERS: Final[tuple[Handler, ...]] = (AlarmHandler(_ROW),)
