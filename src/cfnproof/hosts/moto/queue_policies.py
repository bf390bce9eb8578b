"""A queue keeps its policy when other attributes are set, and gets none that nobody can read: not so in moto.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from moto.sqs.exceptions import InvalidParameterValue
from moto.sqs.models import Queue, SQSBackend

_forgetting: Final = Queue._set_attributes  # noqa: SLF001  # where moto sets the policy to what is not there

_adding: Final = SQSBackend.add_permission


def _keeping(self: Queue, attributes: Mapping[str, Any], now: float | None = None) -> None:
    policy = getattr(self, "policy", None)
    _forgetting(self, attributes, now)
    if "Policy" not in attributes:
        self.policy = policy


def _checking(self: SQSBackend, region_name: str, queue_name: str, **named: Any) -> None:  # noqa: ANN401  # moto's own
    wrong = [one for one in named["account_ids"] or () if not re.fullmatch(r"[0-9]{12}", one)]
    if wrong:
        raise InvalidParameterValue(
            f"Value {wrong} for parameter PrincipalId is invalid. Reason: Unable to verify.",
        )
    _adding(self, region_name, queue_name, **named)


def install() -> None:
    """Let queues keep their policies."""
    SQSBackend.add_permission = _checking
    Queue._set_attributes = _keeping  # noqa: SLF001  # as above


def remove() -> None:
    """Give moto its own behaviour back."""
    SQSBackend.add_permission = _adding
    Queue._set_attributes = _forgetting  # noqa: SLF001  # as above
