"""What is around a request: the context keys that neither its principal nor its parameters give.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cfnproof.iam.request import Values


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How a request came.

    `source_arn` is the resource for which a service asks in its own name; `source_ip` is None for what services send.
    `of_service` are the keys that the service which is asked takes from how the request came.
    """

    region: str
    secure: bool = True
    user_agent: str = ""
    source_ip: str | None = None
    source_arn: str | None = None
    of_service: Mapping[str, Values] = field(default_factory=dict)

    def context(self, now: datetime, account: str) -> dict[str, Values]:
        """The keys, in lower case. `account` is the one for which a service asks in its own name."""
        keys: dict[str, Values] = {
            "aws:currenttime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "aws:epochtime": str(int(now.timestamp())),
            "aws:securetransport": "true" if self.secure else "false",
            "aws:requestedregion": self.region,
        }
        if self.user_agent:
            keys["aws:useragent"] = self.user_agent
        if self.source_ip:
            keys["aws:sourceip"] = self.source_ip
        if self.source_arn:
            keys |= {"aws:sourcearn": self.source_arn, "aws:sourceaccount": account}
        return {**keys, **self.of_service}
