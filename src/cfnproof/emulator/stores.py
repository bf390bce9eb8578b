"""Where services keep their state: one for each service, account and region."""

import threading
from typing import Any

from cfnproof.emulator.registry import SERVICES


class Stores:
    """The state of all services of a host."""

    def __init__(self) -> None:
        self._kinds = {kind.name: kind for kind in SERVICES}
        self._states: dict[tuple[str, str, str], Any] = {}  # each service has a state type of its own
        self._lock = threading.Lock()

    def of(self, service: str, account: str, region: str) -> Any:  # noqa: ANN401  # as above
        """The state of a service in an account and region, made when first asked for."""
        key = (service, account, region)
        with self._lock:
            if key not in self._states:
                self._states[key] = self._kinds[service]().new_state()
            return self._states[key]
