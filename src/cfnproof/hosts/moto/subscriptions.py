"""What SNS delivers to queues and functions, their policies must let it send: moto asks nobody.

What may not be delivered is dropped, as at AWS once its retries are over, and stands in the ledger. Functions and web
addresses that may get it do not either: moto would run functions in Docker, and post to real addresses.
https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from moto.sns.models import Subscription

from cfnproof.emulator.errors import ServiceError
from cfnproof.hosts.access.door import Access
from cfnproof.hosts.moto.patches import Patches
from cfnproof.iam.arn import Arn


class Deciding(Protocol):
    """What a subscription needs of its account's host."""

    access: Access


_PRINCIPAL: Final = "sns.amazonaws.com"
_OUTSIDE: Final = ("http", "https", "lambda")
_patches: Final = Patches()
_publishing: Final = Subscription.publish


def install(host_of: Callable[[str], Deciding | None]) -> None:
    """Let the policies of queues and functions decide what subscriptions deliver."""

    def publish(subscription: Any, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  # moto's own signature
        host = host_of(subscription.account_id)
        let_through = host is None or _let_through(host.access, subscription)
        if let_through and subscription.protocol not in _OUTSIDE:
            _publishing(subscription, *arguments, **named)

    _patches.put(Subscription, "publish", publish)


def remove() -> None:
    """Give moto its own behaviour back."""
    _patches.undo()


def _let_through(access: Access, subscription: Any) -> bool:  # noqa: ANN401  # moto's object
    call = _CALLS.get(subscription.protocol)
    endpoint = Arn.of(subscription.endpoint or "")
    if call is None or endpoint is None:
        return True
    service, operation, members = call(endpoint)
    who = access.service(_PRINCIPAL, subscription.topic.arn)
    try:
        access.decide(service, operation, members, endpoint.region, who)
    except ServiceError:
        return False
    return True


def _to_queue(endpoint: Arn) -> tuple[str, str, Mapping[str, str]]:
    url = f"https://sqs.{endpoint.region}.amazonaws.com/{endpoint.account}/{endpoint.resource}"
    return "sqs", "SendMessage", {"QueueUrl": url}


def _to_function(endpoint: Arn) -> tuple[str, str, Mapping[str, str]]:
    arn = f"arn:{endpoint.partition}:lambda:{endpoint.region}:{endpoint.account}:{endpoint.resource}"
    return "lambda", "Invoke", {"FunctionName": arn}


_CALLS: Final[Mapping[str, Callable[[Arn], tuple[str, str, Mapping[str, str]]]]] = {
    "lambda": _to_function,
    "sqs": _to_queue,
}
"""By protocol."""
