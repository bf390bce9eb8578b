"""A queue keeps its policy when other attributes are set: moto forgets it.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
"""

from collections.abc import Mapping
from typing import Any, Final

from moto.sqs.models import Queue

_forgetting: Final = Queue._set_attributes  # noqa: SLF001  # where moto sets the policy to what is not there


def _keeping(self: Queue, attributes: Mapping[str, Any], now: float | None = None) -> None:
    policy = getattr(self, "policy", None)
    _forgetting(self, attributes, now)
    if "Policy" not in attributes:
        self.policy = policy


def install() -> None:
    """Let queues keep their policies."""
    Queue._set_attributes = _keeping  # noqa: SLF001  # as above


def remove() -> None:
    """Give moto its own behaviour back."""
    Queue._set_attributes = _forgetting  # noqa: SLF001  # as above
