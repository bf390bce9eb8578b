"""One operation on one stack: its surroundings, and the history that it writes.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-resource-configuration-complete.html
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cfnproof.emulator.cloudformation.engine.evaluation import Evaluation
from cfnproof.emulator.cloudformation.engine.failures import CancelledError
from cfnproof.emulator.cloudformation.engine.notifications import publish
from cfnproof.emulator.cloudformation.state import STACK_TYPE, Event, Stack, StackResource, Stacks
from cfnproof.emulator.context import ClientOf, Context


@dataclass(slots=True)
class Run:
    """What everything that an operation does has in common.

    `clients` call as the stack's service role or as the caller. `token` is the client request token of the operation.
    """

    context: Context[Stacks]
    stack: Stack
    clients: ClientOf
    token: str | None = None
    deadline: datetime | None = None

    def evaluation(self) -> Evaluation:
        """The values of the stack's definition as it is now."""
        return Evaluation(self.context, self.stack, self.stack.definition, self.clients)

    def limit(self, minutes: int | None) -> None:
        """Set the time after which creation fails."""
        self.deadline = self.context.clock.now() + timedelta(minutes=minutes) if minutes else None

    @property
    def late(self) -> bool:
        """Whether the time limit has passed."""
        return self.deadline is not None and self.context.clock.now() >= self.deadline

    def check(self) -> None:
        """Raise where the work must end: the host is leaving, or the stack is being deleted while it is created."""
        self.context.work.check()
        if self.stack.cancel:
            raise CancelledError

    def stack_status(self, status: str, reason: str | None = None) -> None:
        """Change the stack's status, with an event."""
        stack, now = self.stack, self.context.clock.now()
        stack.status, stack.reason = status, reason
        if status == "DELETE_COMPLETE":
            stack.deleted = now
        elif status in {"UPDATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "DELETE_IN_PROGRESS"}:
            stack.updated = now
        self._record(Event(self._id("", ""), now, stack.name, stack.id, STACK_TYPE, status, reason, None, self.token))

    def resource_status(
        self, resource: StackResource, status: str, reason: str | None = None, properties: str | None = None
    ) -> None:
        """Change a resource's status, with an event."""
        now = self.context.clock.now()
        resource.status, resource.reason, resource.updated = status, reason, now
        event = Event(
            self._id(f"{resource.logical_id}-", f"{status}-"),
            now,
            resource.logical_id,
            resource.physical_id,
            resource.type,
            status,
            reason,
            properties,
            self.token,
        )
        self._record(event)

    def _id(self, logical_id: str, status: str) -> str:
        return f"{logical_id}{status}{self.context.ids.uuid()}"

    def _record(self, event: Event) -> None:
        self.stack.events.append(event)
        arns = self.stack.definition.notification_arns
        if arns:
            publish(self.context, self.stack, event, arns)
