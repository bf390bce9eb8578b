"""EventBridge delivers as AWS does: as the target's role or as itself, and what is not delivered is noted.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
"""

from collections.abc import Callable
from typing import Any, Final

from localstack.services.events import target as targets

from cfnproof.emulator.events import model
from cfnproof.emulator.events.delivery import Match
from cfnproof.emulator.events.targets import TARGETS
from cfnproof.hosts.localstack_plugin.accounts import ACCOUNTS

_PRINCIPAL: Final = "events.amazonaws.com"
_NOT_SENT: Final = ("event-bus-name", "ingestion-time")


class EmulatedTargetSender(targets.TargetSender):  # type: ignore[misc]  # LocalStack has no types here
    """Gives an event to a target of one of the services that the emulator delivers to."""

    def send_event(self, event: Any, trace_header: Any) -> None:  # noqa: ANN401  # LocalStack's signature
        """Never called: the whole delivery is ours."""
        raise NotImplementedError

    def process_event(self, event: Any, trace_header: Any) -> None:  # noqa: ANN401, ARG002  # as above
        """Deliver an event."""
        _deliver(self, event)


def install() -> None:
    """Let the emulator deliver to the targets that it knows; LocalStack goes on with all others, and failures count."""
    processing: Callable[..., None] = targets.TargetSender.process_event

    def process(sender: Any, event: Any, trace_header: Any) -> None:  # noqa: ANN401  # as above
        _deliver(sender, event, lambda: processing(sender, event, trace_header))

    targets.TargetSender.process_event = process
    for service in TARGETS:
        targets.TargetSenderFactory.register_target_sender(service, EmulatedTargetSender)


def _deliver(sender: Any, event: Any, send: Callable[[], None] | None = None) -> None:  # noqa: ANN401  # as above
    """Give an event to a sender's target, by `send` where LocalStack does it, and note what is not delivered."""
    account = ACCOUNTS.of(sender.account_id, sender.region)
    match = Match(
        model.Rule(sender.rule_arn, sender.rule_name),
        {name: _written(value) for name, value in event.items() if name not in _NOT_SENT},
        account.service_clients(_PRINCIPAL, sender.region),
        account.control.clock,
        account.ids,
    )
    account.control.undelivered.extend(match.deliver(model.target_of(sender.target), send))


def _written(value: Any) -> Any:  # noqa: ANN401  # any of JSON's values, or a time
    to_text: Callable[[str], str] | None = getattr(value, "strftime", None)
    return to_text("%Y-%m-%dT%H:%M:%SZ") if to_text is not None else value
