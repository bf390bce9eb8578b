"""AWS::Logs::LogGroup.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
"""

from typing import Final

from cfnproof.emulator.cloudformation.handlers.grammar import Call, ResourceType, Scope, Setting, Tagging
from cfnproof.emulator.cloudformation.handlers.names import Name

_GROUP: Final = {"logGroupName": "$name"}


def _arn(scope: Scope) -> str:
    """The ARN as the tagging operations take it, without `:*`."""
    return scope.target.arn("logs", f"log-group:{scope.name}")


def _invalid(scope: Scope) -> str | None:
    now, before = scope.properties.get("LogGroupClass"), scope.target.previous.get("LogGroupClass")
    if scope.physical_id is None or (now or "STANDARD") == (before or "STANDARD"):
        return None
    return "LogGroupClass cannot be updated"


ROWS: Final[tuple[ResourceType, ...]] = (
    ResourceType(
        type="AWS::Logs::LogGroup",
        client="logs",
        name=Name("LogGroupName", 512),
        invalid=_invalid,
        create=(
            Call(
                "CreateLogGroup",
                {**_GROUP, "kmsKeyId": "KmsKeyId", "logGroupClass": "LogGroupClass", "tags": "$tagmap"},
            ),
        ),
        exists=("ResourceAlreadyExistsException",),
        taken=lambda scope: (
            "Resource of type 'AWS::Logs::LogGroup' with identifier "
            f'\'{{"/properties/LogGroupName":"{scope.name}"}}\' already exists.'
        ),
        physical_id="$name",
        settings=(
            Setting(
                ("RetentionInDays",),
                put=Call("PutRetentionPolicy", {**_GROUP, "retentionInDays": "RetentionInDays"}),
                remove=Call("DeleteRetentionPolicy", _GROUP),
            ),
            Setting(
                ("KmsKeyId",),
                put=Call("AssociateKmsKey", {**_GROUP, "kmsKeyId": "KmsKeyId"}),
                remove=Call("DisassociateKmsKey", _GROUP),
                on_create=False,
            ),
        ),
        tagging=Tagging(
            tag=Call("TagResource", {"resourceArn": _arn, "tags": "$tagmap"}),
            untag=Call("UntagResource", {"resourceArn": _arn, "tagKeys": "$removed"}),
        ),
        attributes={"Arn": lambda scope: f"{_arn(scope)}:*"},
        delete=(Call("DeleteLogGroup", _GROUP),),
        missing=("ResourceNotFoundException",),
    ),
)
