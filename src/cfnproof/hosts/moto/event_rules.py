"""EventBridge delivers as AWS does: moto raises for most targets, ignores Input, and delivers DISABLED rules.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from copy import copy
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, Protocol

from moto.events.models import EventBus, Rule, events_backends

from cfnproof.emulator.context import Clients
from cfnproof.emulator.events import model
from cfnproof.emulator.events.delivery import Match
from cfnproof.emulator.ids import Ids
from cfnproof.hosts.control import HostControl
from cfnproof.iam.arn import Arn

_PRINCIPAL: Final = "events.amazonaws.com"
_sending: Final = Rule.send_to_targets
_making: Final = EventBus.__init__
_MOTOS_OWN: Final = "ingestion-time"


class Delivering(Protocol):
    """What the rules of an account need of its host."""

    control: HostControl
    ids: Ids

    def service_clients(self, principal: str, region: str) -> Clients:
        """The clients of a service in a region."""
        ...


class _Rules(OrderedDict[str, Rule]):
    """A bus's rules: stacks add and delete some while events are matched on another thread."""

    def values(self) -> tuple[Rule, ...]:  # type: ignore[override]  # iterated only
        return tuple(super().values())


def install(host_of: Callable[[str], Delivering | None]) -> None:
    """Let the rules of accounts that have a host deliver as AWS does."""

    def send(rule: Rule, event: Mapping[str, Any], transform_input: bool = True) -> None:  # noqa: FBT001, FBT002  # moto's
        host = host_of(rule.account_id)
        if host is None:
            _sending(rule, event, transform_input)
        else:
            _send(host, rule, event)

    def make(bus: EventBus, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  # moto's own signature
        _making(bus, *arguments, **named)
        bus.rules = _Rules()

    Rule.send_to_targets = send
    EventBus.__init__ = make


def remove() -> None:
    """Give moto its own behaviour back."""
    Rule.send_to_targets = _sending
    EventBus.__init__ = _making


def _send(host: Delivering, rule: Rule, given: Mapping[str, Any]) -> None:
    event = {**given, "time": _time(given["time"])}
    if rule.state == "DISABLED" or not _matches(rule, event):
        return
    sent = {name: value for name, value in event.items() if name != _MOTOS_OWN}
    clients = host.service_clients(_PRINCIPAL, rule.region_name)
    match = Match(model.Rule(rule.arn, rule.name), sent, clients, host.control.clock, host.ids)
    for described in tuple(rule.targets):
        target = model.target_of(described)
        forward = partial(_forward, rule, described, given) if target.service == "events" else None
        host.control.undelivered.extend(match.deliver(target, forward))


def _matches(rule: Rule, event: Mapping[str, Any]) -> bool:
    """Whether a rule's pattern matches; a rule that has only a schedule matches no event."""
    if rule.scheduled_expression and not rule.event_pattern.get_pattern():
        return False
    return bool(rule.event_pattern.matches_event(event))


def _forward(rule: Rule, described: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Give a bus an event as it is, and let moto do what it does with archives and API destinations."""
    arn = Arn.known(described["Arn"])
    kind, _, name = arn.resource.partition("/")
    if kind == "event-bus":
        for other in events_backends[arn.account][arn.region].describe_event_bus(name).rules.values():
            other.send_to_targets(given)
        return
    alone = copy(rule)
    alone.targets = [described]
    _sending(alone, given)


def _time(given: Any) -> str:  # noqa: ANN401  # moto has seconds, or text
    """When the event happened, to the second, in UTC."""
    if isinstance(given, str):
        return given
    return f"{datetime.fromtimestamp(float(given), UTC):%Y-%m-%dT%H:%M:%SZ}"
