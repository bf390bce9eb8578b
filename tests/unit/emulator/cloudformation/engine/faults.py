"""Requests of the engine that fail, chosen by the phase that the stack is in and their number in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from botocore.exceptions import ClientError

from cfnproof.hosts.control import ServiceRequest
from cfnproof.hosts.host import Host
from tests.in_process import control_of
from tests.unit.emulator.cloudformation.engine.life import NAME, described

Statuses = frozenset[str]

CREATING: Final = frozenset({"CREATE_IN_PROGRESS"})
UPDATING: Final = frozenset({"UPDATE_IN_PROGRESS"})
DELETING: Final = frozenset({"DELETE_IN_PROGRESS"})
ROLLING_BACK: Final = frozenset({"ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS"})
CLEANING_UP: Final = frozenset({"UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"})


@dataclass(slots=True)
class Faults:
    """Counts the engine's requests in each phase of the stack, and refuses those that `at` gives the number of."""

    at: dict[Statuses, int] = field(default_factory=dict)
    seen: dict[Statuses, int] = field(default_factory=dict)
    refused: list[ServiceRequest] = field(default_factory=list)

    def see(self, status: str, request: ServiceRequest) -> None:
        """Raise AccessDenied where this request is to fail."""
        for phase in (CREATING, UPDATING, DELETING, ROLLING_BACK, CLEANING_UP):
            if status in phase:
                number = self.seen[phase] = self.seen.get(phase, -1) + 1
                if self.at.get(phase) == number:
                    self.refused.append(request)
                    raise denied(request.operation)


def denied(operation: str) -> ClientError:
    """What a service answers whom no policy allows the operation."""
    error = {"Code": "AccessDenied", "Message": "injected"}
    return ClientError({"Error": error, "ResponseMetadata": {"HTTPStatusCode": 403, "RequestId": "none"}}, operation)


@contextmanager
def failing(host: Host, faults: Faults) -> Iterator[Faults]:
    """Let the engine's requests fail as `faults` says."""
    control_of(host).before_request = lambda request: faults.see(described(host, NAME)["StackStatus"], request)
    try:
        yield faults
    finally:
        control_of(host).before_request = None
