"""Deploy stacks on any host, and follow what becomes of them: what tests, gates and the command line use.

    stack = deploy(host.client, "foundation", Path("cfn/foundation.yaml"), {"ProjectName": "Demo"})
    stack.outputs["KeyArn"]

`client` makes a boto3 client from a service's name: a host's `client`, or boto3's own. A template is a `Path`, or a
`str` with its text. Whatever waits raises StackFailedError, with every failed event, where a stack does not end as it
should within `timeout` seconds, and StackRefusedError where AWS refuses the request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cfnproof.emulator.context import ClientOf
from cfnproof.hosts.change_records import Change, described
from cfnproof.hosts.stack_records import StackEvent, StackResource, StackState, events_of, resources_of
from cfnproof.hosts.stack_requests import Definition, OnEvent, call, definition_members, operate

CAPABILITIES: Final = ("CAPABILITY_NAMED_IAM",)
TIMEOUT: Final = 600.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class DeployedStack:
    """A stack as it was when its last operation ended; each operation returns it anew."""

    name: str
    id: str
    status: str
    outputs: Mapping[str, str]
    _client: ClientOf = field(repr=False, compare=False)

    def update(  # noqa: PLR0913  # the members of UpdateStack
        self,
        template: Path | str | None = None,
        parameters: Mapping[str, str] | None = None,
        *,
        tags: Mapping[str, str] | None = None,
        capabilities: Sequence[str] = CAPABILITIES,
        timeout: float = TIMEOUT,
        on_event: OnEvent | None = None,
    ) -> "DeployedStack":
        """Update the stack. The template, the tags and each parameter that are left out stay as they are."""
        definition = Definition(template, parameters or {}, tags, capabilities)
        with definition_members(self._client, definition, self.id) as members:
            state = operate(
                self._client,
                "UpdateStack",
                self.id,
                members,
                wanted="UPDATE_COMPLETE",
                timeout=timeout,
                on_event=on_event,
            )
        return _deployed(self._client, state)

    def change_set(  # noqa: PLR0913  # the members of CreateChangeSet
        self,
        name: str,
        template: Path | str | None = None,
        parameters: Mapping[str, str] | None = None,
        *,
        tags: Mapping[str, str] | None = None,
        capabilities: Sequence[str] = CAPABILITIES,
        timeout: float = TIMEOUT,
    ) -> "ChangeSet":
        """Make a change set that updates the stack; what is left out stays as it is."""
        definition = Definition(template, parameters or {}, tags, capabilities)
        return _change_set(self._client, self.id, name, "UPDATE", definition, timeout)

    def events(self) -> tuple[StackEvent, ...]:
        """All events of the stack, the oldest first."""
        return events_of(self._client, self.id)

    def resources(self) -> Mapping[str, StackResource]:
        """The stack's resources by logical id."""
        return {one.logical_id: one for one in resources_of(self._client, self.id)}

    def delete(self, *, timeout: float = TIMEOUT) -> "DeployedStack":
        """Delete the stack."""
        state = operate(self._client, "DeleteStack", self.id, {}, wanted="DELETE_COMPLETE", timeout=timeout)
        return _deployed(self._client, state)


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """A change set. One that would change nothing has status FAILED, and AWS's reason."""

    name: str
    id: str
    stack_id: str
    status: str
    reason: str
    changes: tuple[Change, ...]
    _wanted: str = field(repr=False, compare=False)
    _client: ClientOf = field(repr=False, compare=False)

    def execute(self, *, timeout: float = TIMEOUT, on_event: OnEvent | None = None) -> DeployedStack:
        """Execute it; return the stack as it then is."""
        state = operate(
            self._client,
            "ExecuteChangeSet",
            self.stack_id,
            {"ChangeSetName": self.id},
            wanted=self._wanted,
            timeout=timeout,
            on_event=on_event,
        )
        return _deployed(self._client, state)

    def delete(self) -> None:
        """Delete it; the stack stays as it is."""
        call(self._client, "DeleteChangeSet", self.stack_id, {"ChangeSetName": self.id})


def deploy(  # noqa: PLR0913  # the members of CreateStack
    client: ClientOf,
    name: str,
    template: Path | str,
    parameters: Mapping[str, str] | None = None,
    *,
    tags: Mapping[str, str] | None = None,
    capabilities: Sequence[str] = CAPABILITIES,
    timeout: float = TIMEOUT,
    on_event: OnEvent | None = None,
) -> DeployedStack:
    """Create a stack and wait until it is there."""
    with definition_members(client, Definition(template, parameters or {}, tags, capabilities)) as members:
        state = operate(
            client, "CreateStack", name, members, wanted="CREATE_COMPLETE", timeout=timeout, on_event=on_event
        )
    return _deployed(client, state)


def create_change_set(  # noqa: PLR0913  # the members of CreateChangeSet
    client: ClientOf,
    stack: str,
    name: str,
    template: Path | str,
    parameters: Mapping[str, str] | None = None,
    *,
    tags: Mapping[str, str] | None = None,
    capabilities: Sequence[str] = CAPABILITIES,
    timeout: float = TIMEOUT,
) -> ChangeSet:
    """Make a change set that creates a stack; until it is executed, the stack is REVIEW_IN_PROGRESS."""
    definition = Definition(template, parameters or {}, tags, capabilities)
    return _change_set(client, stack, name, "CREATE", definition, timeout)


def _change_set(  # noqa: PLR0913, PLR0917  # one request in one place
    client: ClientOf, stack: str, name: str, kind: str, definition: Definition, timeout: float
) -> ChangeSet:
    """Make a change set that creates or updates a stack: `kind` is CREATE or UPDATE."""
    with definition_members(client, definition, stack if kind == "UPDATE" else None) as members:
        members |= {"ChangeSetName": name, "ChangeSetType": kind}
        made = call(client, "CreateChangeSet", stack, members)
        state = described(client, made["Id"], timeout)
    return ChangeSet(
        state.name, made["Id"], made["StackId"], state.status, state.reason, state.changes, f"{kind}_COMPLETE", client
    )


def _deployed(client: ClientOf, state: StackState) -> DeployedStack:
    return DeployedStack(state.name, state.id, state.status, state.outputs, client)
