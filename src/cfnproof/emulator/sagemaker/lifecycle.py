"""How an endpoint gets from one state to the next.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Transition:
    """A change under way: when it ends, why it fails, and what the endpoint serves where it does not.

    `config` is None where the endpoint is being deleted.
    """

    ends: datetime
    failure: str | None = None
    config: str | None = None
    variants: tuple[dict[str, Any], ...] = ()
    deployment: dict[str, Any] | None = None
