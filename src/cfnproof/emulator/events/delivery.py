"""Delivers an event to a rule's targets, and hands what is not delivered to the targets' dead-letter queues.

AWS retries for a day; here a delivery is tried once.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cfnproof.emulator.context import Clients, Clock
from cfnproof.emulator.events.errors import DeliveryError, delivery_error
from cfnproof.emulator.events.inputs import input_of
from cfnproof.emulator.events.model import Event, Rule, Target, Undelivered
from cfnproof.emulator.events.targets import TARGETS, Delivery, queue_url
from cfnproof.emulator.ids import Ids

NOT_EMULATED: Final = "NOT_EMULATED"
"""Not AWS's: the target might get the event there."""


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that matched an event, and what delivering it takes."""

    rule: Rule
    event: Event
    clients: Clients
    clock: Clock
    ids: Ids

    def deliver(self, target: Target, send: Callable[[], None] | None = None) -> tuple[Undelivered, ...]:
        """Give a target the event, by `send` where the host itself does it.

        What was not delivered is returned: nothing, the event, or its dead letter as well.
        """
        try:
            (send or self._sender(target))()
        except Exception as error:  # noqa: BLE001  # AWS has answered PutEvents by then: who put the event never sees it
            return self._not_delivered(target, delivery_error(error))
        return ()

    def _sender(self, target: Target) -> Callable[[], None]:
        send = TARGETS.get(target.service)
        if send is None:
            known = ", ".join(TARGETS)
            message = f"targets of {target.service!r} are not emulated; those that are: {known}, events"
            raise DeliveryError(NOT_EMULATED, message)
        ingested = f"{self.clock.now():%Y-%m-%dT%H:%M:%SZ}"
        text = input_of(target, self.rule, self.event, ingested)
        delivery = Delivery(self.rule, target, text, self.clients, self.clock, self.ids)
        return lambda: send(delivery)

    def _not_delivered(self, target: Target, failure: DeliveryError) -> tuple[Undelivered, ...]:
        lost = Undelivered(self.rule.arn, target.arn, failure.code, failure.message, self.clock.now())
        if target.dead_letter_arn is None:
            return (lost,)
        try:
            self._bury(lost, Target(target.dead_letter_arn))
        except Exception as error:  # noqa: BLE001  # as above
            failed = delivery_error(error)
            return lost, Undelivered(lost.rule_arn, target.dead_letter_arn, failed.code, failed.message, lost.time)
        return (lost,)

    def _bury(self, lost: Undelivered, queue: Target) -> None:
        sqs = self.clients.service(self.rule.arn)("sqs")
        attributes = {
            "RULE_ARN": lost.rule_arn,
            "TARGET_ARN": lost.target_arn,
            "ERROR_CODE": lost.code,
            "ERROR_MESSAGE": lost.message or lost.code,
            "RETRY_ATTEMPTS": "0",
        }
        sqs.send_message(
            QueueUrl=queue_url(sqs.meta.endpoint_url, queue),
            MessageBody=json.dumps(self.event, separators=(",", ":"), ensure_ascii=False),
            MessageAttributes={name: {"DataType": "String", "StringValue": text} for name, text in attributes.items()},
        )
