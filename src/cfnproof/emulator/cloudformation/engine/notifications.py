"""Stack events to SNS topics.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-add-tags.html
"""

import logging
from collections.abc import Iterable

from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.state import Event, Stack, Stacks
from cfnproof.emulator.context import Context

_LOG = logging.getLogger(__name__)


def publish(context: Context[Stacks], stack: Stack, event: Event, arns: Iterable[str]) -> None:
    """Send an event to topics; one that cannot be reached is logged, the stack goes on as it does at AWS."""
    message = "".join(f"{name}='{value}'\n" for name, value in _fields(context, stack, event).items())
    sns = context.clients.inside()("sns")
    for arn in arns:
        try:
            sns.publish(TopicArn=arn, Subject="AWS CloudFormation Notification", Message=message)
        except ClientError as error:
            _LOG.warning("stack %s: event not sent to %s: %s", stack.name, arn, error)


def _fields(context: Context[Stacks], stack: Stack, event: Event) -> dict[str, str]:
    return {
        "StackId": stack.id,
        "Timestamp": event.time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "EventId": event.id,
        "LogicalResourceId": event.logical_id,
        "Namespace": context.account,
        "PhysicalResourceId": event.physical_id or "",
        "PrincipalId": context.caller.arn,
        "ResourceProperties": event.properties or "null",
        "ResourceStatus": event.status,
        "ResourceStatusReason": event.reason or "",
        "ResourceType": event.type,
        "StackName": stack.name,
        "ClientRequestToken": event.token or "null",
    }
