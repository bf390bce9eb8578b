"""Handlers over emulated services: what a stack would give them, and clients of the services."""

from collections.abc import Mapping
from typing import Any

from cfnproof.emulator.cloudformation.handlers.target import Handler, Target
from tests.unit.emulator.account import ACCOUNT, REGION, Emulated, ServiceClient
from tests.unit.emulator.cloudformation.handlers.targets import target_of

STACK_TAGS = {"aws:cloudformation:stack-name": "project", "Owner": "platform"}


class Stack:
    """A stack with one resource."""

    def __init__(self, handler: Handler, emulated: Emulated) -> None:
        self.handler, self.emulated = handler, emulated
        self.physical_id = ""
        self.properties: Mapping[str, Any] = {}

    def create(self, **properties: Any) -> str:  # noqa: ANN401  # as a template has them
        """Create the resource, which comes to rest."""
        self.properties = properties
        self.handler.create(self.target(), self._created)
        assert self.handler.ready(self.target(), self.physical_id)
        return self.physical_id

    def update(self, **properties: Any) -> list[str]:  # noqa: ANN401  # as above
        """Update the resource; return the operations that were called."""
        target = self.target(properties, self.properties)
        self.emulated.calls.clear()
        self.handler.update(target, self.physical_id)
        self.properties = properties
        return list(self.emulated.calls)

    def attributes(self) -> Mapping[str, Any]:
        """The attributes."""
        return self.handler.read(self.target(), self.physical_id)

    def delete(self) -> list[str]:
        """Delete the resource; return the operations that were called."""
        self.emulated.calls.clear()
        self.handler.delete(self.target(), self.physical_id)
        assert self.handler.gone(self.target(), self.physical_id)
        return list(self.emulated.calls)

    def target(self, properties: Mapping[str, Any] | None = None, previous: Mapping[str, Any] | None = None) -> Target:
        """What the engine would give the handler."""
        return target_of(
            self.handler,
            lambda _: ServiceClient(self.emulated),
            stack_name="project",
            account=ACCOUNT,
            region=REGION,
            properties=self.properties if properties is None else properties,
            previous=previous or {},
            tags=STACK_TAGS,
            previous_tags=STACK_TAGS,
        )

    def _created(self, physical_id: str) -> None:
        self.physical_id = physical_id
