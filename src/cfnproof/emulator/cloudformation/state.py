"""What CloudFormation remembers of an account and region: stacks, their resources and events, change sets."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from cfnproof.emulator.cloudformation.language.outputs import Output
from cfnproof.emulator.cloudformation.language.parameters import ParameterValue
from cfnproof.emulator.work import Task
from cfnproof.template.model import Template

STACK_TYPE: Final = "AWS::CloudFormation::Stack"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a stack is made from: a template and everything that was given with it.

    `conditions` are the template's, as they came out.
    """

    template: Template
    body: str
    parameters: Mapping[str, ParameterValue]
    conditions: Mapping[str, bool]
    tags: Mapping[str, str]
    capabilities: tuple[str, ...]
    notification_arns: tuple[str, ...]
    role_arn: str | None


@dataclass(slots=True)
class StackResource:
    """One resource of a stack. `properties` and `attributes` are as last applied and read.

    `written` are the properties with their dynamic references still in them, None where they are not known.
    `needs` are the logical ids that it depends on. `applied_tags` are the stack's tags that it was given.
    """

    logical_id: str
    type: str
    status: str
    updated: datetime
    physical_id: str | None = None
    reason: str | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    written: dict[str, Any] | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    applied_tags: dict[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    deletion_policy: str = "Delete"
    update_replace_policy: str = "Delete"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a stack's history."""

    id: str
    time: datetime
    logical_id: str
    physical_id: str | None
    type: str
    status: str
    reason: str | None
    properties: str | None
    token: str | None


@dataclass(slots=True)
class Touched:
    """What an update did to one resource: `before` is None for one that it added.

    `attempted` is what it was being changed to. `unchanged` says that the update failed before it touched it.
    """

    logical_id: str
    before: StackResource | None
    attempted: dict[str, Any] = field(default_factory=dict)
    attempted_tags: dict[str, str] = field(default_factory=dict)
    replaced: bool = False
    unchanged: bool = False
    undone: bool = False


@dataclass(slots=True)
class Rollback:
    """What is needed to take an update back. `discarded` are replacements that the rollback no longer needs."""

    definition: Definition
    touched: dict[str, Touched] = field(default_factory=dict)
    discarded: list[StackResource] = field(default_factory=list)
    outputs: Mapping[str, Output] = field(default_factory=dict)
    imports: frozenset[str] = frozenset()


@dataclass(slots=True)
class ChangeSet:
    """A change set. `changes` are in the form of the API."""

    id: str
    name: str
    type: str
    definition: Definition | None
    parameters: Mapping[str, ParameterValue]
    created: datetime
    status: str
    execution_status: str
    description: str | None = None
    reason: str | None = None
    changes: list[dict[str, Any]] = field(default_factory=list)
    on_stack_failure: str | None = None
    token: str | None = None


@dataclass(slots=True)
class Stack:
    """A stack, deleted ones too: CloudFormation shows them for 90 days.

    `task` is the operation at work, `cancel` tells it to stop because the stack is being deleted.
    """

    id: str
    name: str
    definition: Definition
    status: str
    created: datetime
    reason: str | None = None
    updated: datetime | None = None
    deleted: datetime | None = None
    resources: dict[str, StackResource] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    outputs: Mapping[str, Output] = field(default_factory=dict)
    imports: frozenset[str] = frozenset()
    change_sets: dict[str, ChangeSet] = field(default_factory=dict)
    change_set_id: str | None = None
    on_failure: str = "ROLLBACK"
    timeout_minutes: int | None = None
    termination_protection: bool = False
    policy: str | None = None
    rollback: Rollback | None = None
    parent_id: str | None = None
    root_id: str | None = None
    cancel: bool = False
    task: Task | None = None

    @property
    def gone(self) -> bool:
        """Whether the stack has been deleted."""
        return self.status == "DELETE_COMPLETE"


@dataclass(slots=True)
class Stacks:
    """All stacks of an account and region, by id.

    `tokens` are the client request tokens that were honoured: operation, stack or change set, token to the answer.
    """

    stacks: dict[str, Stack] = field(default_factory=dict)
    tokens: dict[tuple[str, str, str], str] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def named(self, name: str) -> Stack | None:
        """The stack of this name that is not deleted, or the one with this id, deleted or not."""
        if name.startswith("arn:"):
            return self.stacks.get(name)
        return next((stack for stack in self.stacks.values() if stack.name == name and not stack.gone), None)

    def exports(self) -> dict[str, tuple[Stack, Output]]:
        """All exports by name, with the stack that has each."""
        return {
            output.export: (stack, output)
            for stack in self.stacks.values()
            if not stack.gone
            for output in stack.outputs.values()
            if output.export
        }
