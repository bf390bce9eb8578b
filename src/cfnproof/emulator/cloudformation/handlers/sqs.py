"""AWS::SQS::Queue and AWS::SQS::QueuePolicy.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queuepolicy.html
"""

from typing import Final

from cfnproof.emulator.cloudformation.handlers.grammar import Call, Const, Each, ResourceType, Scope, Setting, Tagging
from cfnproof.emulator.cloudformation.handlers.names import Name

_DEFAULTS: Final[dict[str, object]] = {
    "ContentBasedDeduplication": False,
    "DeduplicationScope": "queue",
    "DelaySeconds": 0,
    "FifoThroughputLimit": "perQueue",
    "KmsDataKeyReusePeriodSeconds": 300,
    "KmsMasterKeyId": "",
    "MaximumMessageSize": 1048576,
    "MessageRetentionPeriod": 345600,
    "ReceiveMessageWaitTimeSeconds": 0,
    "RedriveAllowPolicy": "",
    "RedrivePolicy": "",
    "SqsManagedSseEnabled": True,
    "VisibilityTimeout": 30,
}
"""The attributes that can be changed, and what they go back to.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
"""
_MISSING: Final = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")


def _attributes(scope: Scope) -> dict[str, object] | None:
    """A new queue's attributes. SQS takes FifoQueue only where it is true."""
    properties = scope.properties
    found = {name: properties[name] for name in _DEFAULTS if properties.get(name) is not None}
    if properties.get("FifoQueue"):
        found["FifoQueue"] = True
    return found or None


def _changes(scope: Scope) -> dict[str, object]:
    """The attributes that differ; a queue with a KMS key has no keys of SQS's own to go back to."""
    now, before = scope.properties, scope.target.previous
    changed = {name for name in _DEFAULTS if now.get(name) != before.get(name)}
    if now.get("KmsMasterKeyId") and now.get("SqsManagedSseEnabled") is None:
        changed.discard("SqsManagedSseEnabled")
    return {
        name: default if now.get(name) is None else now[name] for name, default in _DEFAULTS.items() if name in changed
    }


_QUEUE: Final = ResourceType(
    type="AWS::SQS::Queue",
    client="sqs",
    name=Name("QueueName", 80, suffix=".fifo", suffix_where="FifoQueue"),
    guard=Call("GetQueueUrl", {"QueueName": "$name"}),
    missing=_MISSING,
    create=(Call("CreateQueue", {"QueueName": "$name", "Attributes": _attributes, "tags": "$tagmap"}),),
    physical_id="response.QueueUrl",
    settings=(
        Setting(
            tuple(_DEFAULTS),
            put=Call(
                "SetQueueAttributes",
                {"QueueUrl": "$ref", "Attributes": _changes},
                when=lambda scope: bool(_changes(scope)),
            ),
            on_create=False,
        ),
    ),
    tagging=Tagging(
        tag=Call("TagQueue", {"QueueUrl": "$ref", "Tags": "$tagmap"}),
        untag=Call("UntagQueue", {"QueueUrl": "$ref", "TagKeys": "$removed"}),
    ),
    read=(Call("GetQueueAttributes", {"QueueUrl": "$ref", "AttributeNames": Const(["All"])}),),
    attributes={
        "Arn": "Attributes.QueueArn",
        "QueueName": lambda scope: str(scope.physical_id).rpartition("/")[2],
        "QueueUrl": lambda scope: scope.physical_id,
    },
    delete=(Call("DeleteQueue", {"QueueUrl": "$ref"}),),
    also=("FifoQueue",),
)


def _policy(document: object) -> dict[str, object]:
    return {"Policy": document}


_POLICIES: Final = Each(
    "Queues",
    put=Call(
        "SetQueueAttributes",
        {"QueueUrl": "$item", "Attributes": lambda scope: _policy(scope.properties["PolicyDocument"])},
    ),
    remove=Call("SetQueueAttributes", {"QueueUrl": "$item", "Attributes": Const(_policy(""))}, ignore=_MISSING),
    shared=("PolicyDocument",),
)

_QUEUE_POLICY: Final = ResourceType(
    type="AWS::SQS::QueuePolicy",
    client="sqs",
    name=Name(None, 255),
    create=(),
    physical_id="$name",
    settings=(_POLICIES,),
    attributes={"Id": lambda scope: scope.physical_id},
    delete=(_POLICIES,),
)

ROWS: Final[tuple[ResourceType, ...]] = (_QUEUE, _QUEUE_POLICY)
