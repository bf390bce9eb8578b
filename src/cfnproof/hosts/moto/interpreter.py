"""Our changes to moto's interpreter of state machines, made when a request first needs it: its import takes seconds."""

import importlib
import threading
from collections.abc import Callable
from typing import Any, Final, Protocol

from cfnproof.emulator.context import Clients
from cfnproof.hosts.control import HostControl
from cfnproof.hosts.moto.state_machine_threads import Executions

SERVICE: Final = "stepfunctions"
_MODULE: Final = "cfnproof.hosts.moto.state_machines"
_installed: Final = threading.Event()
_lock: Final = threading.Lock()


class Machines(Protocol):
    """What the state machines of an account need of its host."""

    control: HostControl
    executions: Executions

    def service_clients(self, principal: str, region: str) -> Clients:
        """The clients of a service in a region."""
        ...


def prepare(service: str, host_of: Callable[[str], Machines | None]) -> None:
    """Make them where a request is for Step Functions."""
    if service != SERVICE or _installed.is_set():
        return
    with _lock:
        if not _installed.is_set():
            _state_machines().install(host_of)
            _installed.set()


def remove() -> None:
    """Give moto its own behaviour back."""
    with _lock:
        if _installed.is_set():
            _state_machines().remove()
            _installed.clear()


def _state_machines() -> Any:  # noqa: ANN401  # a module
    return importlib.import_module(_MODULE)
