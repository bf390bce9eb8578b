"""What the requests of emulated services carry beside what AWS's do: which service makes them, and for whom.

A request has it in one header, which the host takes from its own clients alone: it begins with what only they know.
"""

import hmac
import secrets
from dataclasses import dataclass
from typing import Any, Final

HEADER: Final = "x-cfnproof-origin"
_TOKEN: Final = secrets.token_hex(16)
_NOTHING: Final = "-"


@dataclass(frozen=True, slots=True)
class Origin:
    """The service that makes a request.

    `on_behalf` are the principals of the services in whose course it is made in its signer's name, the first one first;
    empty where a service works with a role of its own. `source_arn` is the resource for which it assumed that role.
    """

    service: str
    on_behalf: tuple[str, ...] = ()
    source_arn: str | None = None

    def put_on(self, headers: Any) -> None:  # noqa: ANN401  # botocore's own object
        """Let a request carry it."""
        chain = ",".join(self.on_behalf) or _NOTHING
        headers[HEADER] = f"{_TOKEN} {self.service} {chain} {self.source_arn or _NOTHING}"


def origin_of(headers: Any) -> Origin | None:  # noqa: ANN401  # as above
    """What a request carries, None where it comes from no emulated service."""
    carried = headers.get(HEADER)
    if carried is None:
        return None
    text = carried.decode() if isinstance(carried, bytes) else str(carried)
    token, service, chain, source = text.split(" ", 3)
    if not hmac.compare_digest(token.encode(), _TOKEN.encode()):
        return None
    on_behalf = () if chain == _NOTHING else tuple(chain.split(","))
    return Origin(service, on_behalf, None if source == _NOTHING else source)


def genuine(headers: Any) -> Origin | None:  # noqa: ANN401  # as above
    """What a request carries; what somebody made up is taken off it."""
    try:
        origin = origin_of(headers)
    except ValueError:
        origin = None
    if origin is None and headers.get(HEADER) is not None:
        del headers[HEADER]
    return origin
