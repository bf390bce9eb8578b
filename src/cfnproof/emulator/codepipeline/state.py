"""What CodePipeline keeps of an account and region."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cfnproof.emulator.codepipeline.declaration.model import Action, Declaration, read
from cfnproof.emulator.codepipeline.executions.model import ActionExecution, Execution, JobResult, StageExecution
from cfnproof.emulator.context import Context

SourceKey = tuple[str, tuple[tuple[str, str], ...]]


def source_key(action: Action) -> SourceKey:
    """What tells one source from another: the action's name and its configuration."""
    return action.name, tuple(sorted(action.configuration.items()))


@dataclass(slots=True)
class Transition:
    """Whether executions pass, and who said so when; `reason` is that of a disabled one."""

    enabled: bool = True
    reason: str | None = None
    changed_by: str | None = None
    changed: datetime | None = None


@dataclass(slots=True)
class StageState:
    """A stage of a pipeline.

    `waiting` are the executions before it, the longest waiting first; `holder` is the one that has locked it, `latest`
    the last that entered.
    """

    inbound: Transition = field(default_factory=Transition)
    outbound: Transition = field(default_factory=Transition)
    waiting: list[Execution] = field(default_factory=list)
    holder: StageExecution | None = None
    latest: StageExecution | None = None


@dataclass(slots=True)
class Pipeline:
    """One pipeline. `versions` are its declarations as the API has them, the first is version 1.

    `executions` and `actions` are all that have been started, the oldest first; `stages` are by name; `tokens` are the
    executions' ids by the client request tokens that started them. `taken` are the revisions that executions took last,
    by `source_key`; None where the source had none.
    """

    name: str
    versions: tuple[dict[str, Any], ...]
    created: datetime
    updated: datetime
    tags: dict[str, str] = field(default_factory=dict)
    executions: list[Execution] = field(default_factory=list)
    actions: list[ActionExecution] = field(default_factory=list)
    stages: dict[str, StageState] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    taken: dict[SourceKey, str | None] = field(default_factory=dict)

    @property
    def current(self) -> dict[str, Any]:
        """The newest declaration."""
        return self.versions[-1]

    @property
    def declaration(self) -> Declaration:
        """The newest declaration, read."""
        return read(self.current)

    def stage(self, name: str) -> StageState:
        """The state of a stage."""
        return self.stages.setdefault(name, StageState())


@dataclass(slots=True)
class Job:
    """What a function was invoked with: `data` as the API has it. It can be answered once, before it expires."""

    id: str
    run: ActionExecution
    data: Mapping[str, Any]
    expires: datetime
    result: JobResult | None = None


@dataclass(slots=True)
class CodePipelineState:
    """Pipelines by name, jobs by id. Whoever looks at executions or jobs or changes them holds the lock."""

    pipelines: dict[str, Pipeline] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)


CodePipelineContext = Context[CodePipelineState]
