"""What is done with each kind of target: one function a service, registered by the service's name in the ARN.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html (who calls: the target's role, or
EventBridge itself)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from cfnproof.emulator.context import ClientOf, Clients, Clock
from cfnproof.emulator.events.errors import DeliveryError
from cfnproof.emulator.events.model import Rule, Target
from cfnproof.emulator.ids import Ids


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one target, as `text`."""

    rule: Rule
    target: Target
    text: str
    clients: Clients
    clock: Clock
    ids: Ids

    def as_role(self) -> ClientOf:
        """Clients of the target's role, which EventBridge assumes for the rule.

        Raises DeliveryError where the target has none, ServiceError where it cannot be assumed.
        """
        if self.target.role_arn is None:
            raise DeliveryError("NO_PERMISSIONS", f"RoleArn is required for target {self.target.arn}.")
        return self.clients.role(self.target.role_arn, self.ids.uuid(), source_arn=self.rule.arn)


def _codepipeline(delivery: Delivery) -> None:
    delivery.as_role()("codepipeline").start_pipeline_execution(name=delivery.target.resource)


def _states(delivery: Delivery) -> None:
    delivery.as_role()("stepfunctions").start_execution(stateMachineArn=delivery.target.arn, input=delivery.text)


def _lambda(delivery: Delivery) -> None:
    delivery.clients.service(delivery.rule.arn)("lambda").invoke(
        FunctionName=delivery.target.arn, InvocationType="Event", Payload=delivery.text.encode()
    )


def _sns(delivery: Delivery) -> None:
    delivery.clients.service(delivery.rule.arn)("sns").publish(TopicArn=delivery.target.arn, Message=delivery.text)


def _sqs(delivery: Delivery) -> None:
    sqs = delivery.clients.service(delivery.rule.arn)("sqs")
    group = {"MessageGroupId": delivery.target.message_group} if delivery.target.message_group else {}
    sqs.send_message(QueueUrl=queue_url(sqs.meta.endpoint_url, delivery.target), MessageBody=delivery.text, **group)


def _logs(delivery: Delivery) -> None:
    group = delivery.target.resource.removeprefix("log-group:").removesuffix(":*")
    stream = delivery.ids.uuid()
    logs = delivery.clients.service(delivery.rule.arn)("logs")
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    entry = {"timestamp": int(delivery.clock.now().timestamp() * 1000), "message": delivery.text}
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[entry])


def queue_url(endpoint: str, queue: Target) -> str:
    """The address of a queue whose ARN is a target's."""
    return f"{endpoint}/{queue.account}/{queue.resource}"


TARGETS: Final[Mapping[str, Callable[[Delivery], None]]] = {
    "codepipeline": _codepipeline,
    "lambda": _lambda,
    "logs": _logs,
    "sns": _sns,
    "sqs": _sqs,
    "states": _states,
}
