"""The clients through which emulated services call: making one takes longer than a request, so hosts hand them on.

Only services have them, and their work has ended when a host gives them back; users' clients are never handed on.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from cfnproof.hosts.access.signers import Signer, Signing
from cfnproof.hosts.moto import guard


@dataclass(slots=True)
class Lent:
    """A client, and what is to happen before each of its requests while a host has it."""

    client: Any  # boto3's clients have no types
    before: Callable[[str, Any], None] | None = None

    def send(self, event_name: str, request: Any, **_: object) -> None:  # noqa: ANN401  # botocore's own object
        """What botocore calls before it sends a request."""
        if self.before is None:
            raise guard.HostClosedError("this client was given back by its host: nothing was sent")
        self.before(event_name, request)


_spare: Final[dict[tuple[str, str], list[Lent]]] = {}
_lock: Final = threading.Lock()


def lend(
    service: str, region: str, signer: Signer, before: Callable[[str, Any], None], make: Callable[[], Any]
) -> Lent:
    """A client of a service and region for a signer: a spare one, else what `make` makes."""
    with _lock:
        spare = _spare.get((service, region))
        lent = spare.pop() if spare else None
    if lent is None:
        with guard.unbound():
            lent = Lent(make())
        lent.client.meta.events.register_first("before-send", lent.send)
    lent.client._request_signer._credentials = Signing(signer)  # noqa: SLF001  # botocore has no other way
    lent.before = before
    return lent


def give_back(service: str, region: str, lent: Lent) -> None:
    """A host needs a client no more."""
    lent.before = None
    with _lock:
        _spare.setdefault((service, region), []).append(lent)
