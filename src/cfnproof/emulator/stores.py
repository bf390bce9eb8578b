"""Where services keep their state: one for each service, account and region."""

import threading
from typing import Any, Final

from cfnproof.emulator.registry import SERVICES

_EVERYWHERE: Final = ""


class Stores:
    """The state of all services of a host."""

    def __init__(self) -> None:
        self._kinds = {kind.name: kind for kind in SERVICES}
        self._states: dict[tuple[str, str, str], Any] = {}  # each service has a state type of its own
        self._lock = threading.Lock()

    def of(self, service: str, account: str, region: str) -> Any:  # noqa: ANN401  # as above
        """The state of a service in an account and region, made when first asked for; a global one has one state."""
        key = (service, account, region if self._kinds[service].regional else _EVERYWHERE)
        with self._lock:
            if key not in self._states:
                self._states[key] = self._kinds[service]().new_state()
            return self._states[key]

    def regions(self, service: str, account: str) -> tuple[str, ...]:
        """The regions in which a service has been asked for in an account."""
        with self._lock:
            return tuple(region for name, owner, region in self._states if (name, owner) == (service, account))
