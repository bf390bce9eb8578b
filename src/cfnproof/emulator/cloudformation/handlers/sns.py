"""AWS::SNS::Topic, AWS::SNS::TopicPolicy and AWS::SNS::Subscription.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topicpolicy.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html
"""

from typing import Final

from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers.grammar import (
    Argument,
    Call,
    Const,
    Each,
    ResourceType,
    Scope,
    Setting,
    Tagging,
)
from cfnproof.emulator.cloudformation.handlers.names import Name
from cfnproof.emulator.cloudformation.handlers.table import TableHandler
from cfnproof.emulator.cloudformation.handlers.target import Handler, HandlerError, Target

_TOPIC_DEFAULTS: Final = {
    "ArchivePolicy": "{}",
    "ContentBasedDeduplication": "false",
    "DisplayName": "",
    "FifoThroughputScope": "Topic",
    "KmsMasterKeyId": "",
    "SignatureVersion": "1",
    "TracingConfig": "PassThrough",
}
"""The attributes that can be changed, and what they go back to.

https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
"""
_SUBSCRIPTION_DEFAULTS: Final = {
    "DeliveryPolicy": "",
    "FilterPolicy": "",
    "FilterPolicyScope": "MessageAttributes",
    "RawMessageDelivery": "false",
    "RedrivePolicy": "",
    "ReplayPolicy": "",
    "SubscriptionRoleArn": "",
}
"""As above, https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html."""


def _topic_attributes(scope: Scope) -> dict[str, object] | None:
    """A new topic's attributes. SNS takes FifoTopic only where it is true."""
    properties = scope.properties
    found = {name: properties[name] for name in _TOPIC_DEFAULTS if properties.get(name) is not None}
    if properties.get("FifoTopic"):
        found["FifoTopic"] = True
    return found or None


def _subscription_attributes(scope: Scope) -> dict[str, object] | None:
    properties = scope.properties
    return {name: properties[name] for name in _SUBSCRIPTION_DEFAULTS if properties.get(name) is not None} or None


def _setting(operation: str, resource: str, name: str, default: str) -> Setting:
    """An attribute that has a call of its own once the resource is there."""
    arguments: dict[str, Argument] = {resource: "$ref", "AttributeName": Const(name)}
    return Setting(
        (name,),
        put=Call(operation, {**arguments, "AttributeValue": name}),
        remove=Call(operation, {**arguments, "AttributeValue": Const(default)}),
        on_create=False,
    )


def _arn(scope: Scope) -> str:
    return scope.target.arn("sns", str(scope.name))


_READ_TOPIC: Final = Call("GetTopicAttributes", {"TopicArn": "$ref"})

_TOPIC: Final = ResourceType(
    type="AWS::SNS::Topic",
    client="sns",
    name=Name("TopicName", 256, suffix=".fifo", suffix_where="FifoTopic"),
    guard=Call("GetTopicAttributes", {"TopicArn": _arn}),
    missing=("NotFound",),
    create=(Call("CreateTopic", {"Name": "$name", "Attributes": _topic_attributes, "Tags": "$tags"}),),
    physical_id="response.TopicArn",
    settings=(
        *(_setting("SetTopicAttributes", "TopicArn", name, default) for name, default in _TOPIC_DEFAULTS.items()),
        Each(
            "Subscription",
            put=Call("Subscribe", {"TopicArn": "$ref", "Protocol": "$item.Protocol", "Endpoint": "$item.Endpoint"}),
            remove=None,
            key=("Protocol", "Endpoint"),
        ),
    ),
    tagging=Tagging(
        tag=Call("TagResource", {"ResourceArn": "$ref", "Tags": "$tags"}),
        untag=Call("UntagResource", {"ResourceArn": "$ref", "TagKeys": "$removed"}),
    ),
    read=(_READ_TOPIC,),
    attributes={
        "TopicArn": "Attributes.TopicArn",
        "TopicName": lambda scope: str(scope.physical_id).rpartition(":")[2],
    },
    delete=(_READ_TOPIC, Call("DeleteTopic", {"TopicArn": "$ref"})),
    also=("FifoTopic",),
)


class TopicHandler(TableHandler):
    """Subscriptions have ARNs that no property tells: those that go are found by listing the topic's.

    AWS's handler lists them on every update, and leaves alone those that wait for their confirmation.
    https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
    """

    __slots__ = ()

    def update(self, target: Target, physical_id: str) -> None:
        """Unsubscribe what has gone, then as the row says."""
        wanted = {(one["Protocol"], one["Endpoint"]) for one in target.properties.get("Subscription") or ()}
        previous = {(one["Protocol"], one["Endpoint"]) for one in target.previous.get("Subscription") or ()}
        sns = target.clients("sns")
        for page in sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=physical_id):
            for found in page["Subscriptions"]:
                gone = (found["Protocol"], found["Endpoint"]) in previous - wanted
                if gone and found["SubscriptionArn"] != "PendingConfirmation":
                    sns.unsubscribe(SubscriptionArn=found["SubscriptionArn"])
        super().update(target, physical_id)


def _default_policy(scope: Scope) -> dict[str, object]:
    """The policy that SNS gives a new topic; a topic cannot be without one.

    https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    """
    actions = (
        "GetTopicAttributes",
        "SetTopicAttributes",
        "AddPermission",
        "RemovePermission",
        "DeleteTopic",
        "Subscribe",
        "ListSubscriptionsByTopic",
        "Publish",
    )
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{action}" for action in actions],
        "Resource": scope.item,
        "Condition": {"StringEquals": {"AWS:SourceOwner": scope.target.account}},
    }
    return {"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]}


_POLICY: Final[dict[str, Argument]] = {"TopicArn": "$item", "AttributeName": Const("Policy")}
_POLICIES: Final = Each(
    "Topics",
    put=Call("SetTopicAttributes", {**_POLICY, "AttributeValue": "PolicyDocument"}),
    remove=Call("SetTopicAttributes", {**_POLICY, "AttributeValue": _default_policy}, ignore=("NotFound",)),
    shared=("PolicyDocument",),
)

_TOPIC_POLICY: Final = ResourceType(
    type="AWS::SNS::TopicPolicy",
    client="sns",
    name=Name(None, 255),
    create=(),
    physical_id="$name",
    settings=(_POLICIES,),
    attributes={"Id": lambda scope: scope.physical_id},
    delete=(_POLICIES,),
)

_READ_SUBSCRIPTION: Final = Call("GetSubscriptionAttributes", {"SubscriptionArn": "$ref"})

_SUBSCRIPTION: Final = ResourceType(
    type="AWS::SNS::Subscription",
    client="sns",
    create=(
        Call(
            "Subscribe",
            {
                "TopicArn": "TopicArn",
                "Protocol": "Protocol",
                "Endpoint": "Endpoint",
                "Attributes": _subscription_attributes,
                "ReturnSubscriptionArn": Const(value=True),
            },
        ),
    ),
    physical_id="response.SubscriptionArn",
    settings=tuple(
        _setting("SetSubscriptionAttributes", "SubscriptionArn", name, default)
        for name, default in _SUBSCRIPTION_DEFAULTS.items()
    ),
    read=(_READ_SUBSCRIPTION,),
    attributes={"Arn": "Attributes.SubscriptionArn"},
    delete=(Call("Unsubscribe", {"SubscriptionArn": "$ref"}),),
    missing=("NotFound",),
)


class SubscriptionHandler(TableHandler):
    """SNS lets nobody unsubscribe what waits for its confirmation.

    https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
    """

    __slots__ = ()

    def delete(self, target: Target, physical_id: str) -> None:
        """Look at the subscription first, as AWS's handler does, then as the row says."""
        try:
            found = target.clients("sns").get_subscription_attributes(SubscriptionArn=physical_id)
        except ClientError as error:
            if error.response["Error"]["Code"] in self.row.missing:
                return
            raise
        if found["Attributes"].get("PendingConfirmation") == "true":
            reason = f"subscription {physical_id} cannot be deleted if pending confirmation"
            raise HandlerError("InvalidRequest", f"Invalid request provided: {reason}")
        super().delete(target, physical_id)


ROWS: Final[tuple[ResourceType, ...]] = (_TOPIC_POLICY,)
HANDLERS: Final[tuple[Handler, ...]] = (TopicHandler(_TOPIC), SubscriptionHandler(_SUBSCRIPTION))
