"""Executions of a pipeline, of its stages and of its actions.

https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts.html#concepts-executions
"""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cfnproof.emulator.codepipeline.declaration.model import Action, Declaration, Stage


class ExecutionStatus(StrEnum):
    """What has become of a pipeline execution."""

    IN_PROGRESS = "InProgress"
    STOPPING = "Stopping"
    STOPPED = "Stopped"
    SUCCEEDED = "Succeeded"
    SUPERSEDED = "Superseded"
    CANCELLED = "Cancelled"
    FAILED = "Failed"


class StageStatus(StrEnum):
    """What has become of a stage execution."""

    IN_PROGRESS = "InProgress"
    STOPPING = "Stopping"
    STOPPED = "Stopped"
    SUCCEEDED = "Succeeded"
    CANCELLED = "Cancelled"
    FAILED = "Failed"


class ActionStatus(StrEnum):
    """What has become of an action execution."""

    IN_PROGRESS = "InProgress"
    ABANDONED = "Abandoned"
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"


@dataclass(frozen=True, slots=True)
class Trigger:
    """What started an execution: `type` as the API has it, `detail` an ARN."""

    type: str
    detail: str


@dataclass(frozen=True, slots=True)
class Artifact:
    """An artifact where it lies in the artifact bucket. `version` is None where it is not known, or none is kept."""

    name: str
    bucket: str
    key: str
    version: str | None = None


@dataclass(frozen=True, slots=True)
class SourceRevision:
    """What a source action took, and the artifact that it made of it. `url` is empty where AWS has none."""

    action: str
    artifact: str
    id: str
    summary: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an action failed: the API's error details."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to an approval."""

    approved: bool
    summary: str
    by: str


@dataclass(slots=True)
class Approval:
    """An approval that is asked for, and its answer once it is given.

    `told` says that the topic has the token: until then only who gets the message can know it.
    """

    token: str
    expires: datetime
    told: bool = False
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class JobResult:
    """The answer to a job: `failure` where it failed, `continuation` is the token where it is to be continued."""

    given: datetime
    variables: Mapping[str, str] = field(default_factory=dict)
    continuation: str | None = None
    failure: Failure | None = None


@dataclass(slots=True, eq=False)
class ActionExecution:
    """One run of an action. `configuration` is resolved; `wake` is set when something may have changed for it."""

    id: str
    execution: "Execution"
    action: Action
    started: datetime
    updated: datetime
    updated_by: str
    status: ActionStatus = ActionStatus.IN_PROGRESS
    configuration: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[Artifact, ...] = ()
    outputs: tuple[Artifact, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    external_id: str | None = None
    external_url: str | None = None
    summary: str | None = None
    percent: int | None = None
    failure: Failure | None = None
    approval: Approval | None = None
    wake: threading.Event = field(default_factory=threading.Event)

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.status is ActionStatus.IN_PROGRESS


@dataclass(slots=True, eq=False)
class StageExecution:
    """One execution in one stage. `actions` are the latest runs by action name, `retries` how often it was retried."""

    execution: "Execution"
    stage: Stage
    status: StageStatus = StageStatus.IN_PROGRESS
    actions: dict[str, ActionExecution] = field(default_factory=dict)
    retries: int = 0

    def with_status(self, *statuses: ActionStatus) -> list[ActionExecution]:
        """The latest runs of actions that have one of some statuses."""
        return [run for run in self.actions.values() if run.status in statuses]


@dataclass(slots=True, eq=False)
class Execution:
    """One execution of a pipeline. `number` counts them from 1; `variables` are the pipeline's own.

    `overrides` are revisions that source actions shall take instead of the newest: by action and type of revision.
    `target` is what a rollback goes back to. `outdated` says that the pipeline has been changed since. `looked_at` are
    the buckets that roles have looked at, by role and bucket, and whether they keep versions.
    """

    id: str
    number: int
    version: int
    declaration: Declaration
    trigger: Trigger
    started: datetime
    updated: datetime
    variables: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    target: str | None = None
    status: ExecutionStatus = ExecutionStatus.IN_PROGRESS
    stop_reason: str | None = None
    outdated: bool = False
    stages: dict[str, StageExecution] = field(default_factory=dict)
    artifacts: dict[str, Artifact] = field(default_factory=dict)
    revisions: dict[str, SourceRevision] = field(default_factory=dict)
    namespaces: dict[str, Mapping[str, str]] = field(default_factory=dict)
    looked_at: dict[tuple[str, str], bool] = field(default_factory=dict)

    @property
    def under_way(self) -> bool:
        """Whether it has not ended."""
        return self.status in (ExecutionStatus.IN_PROGRESS, ExecutionStatus.STOPPING)

    @property
    def type(self) -> str:
        """STANDARD or ROLLBACK."""
        return "ROLLBACK" if self.target else "STANDARD"

    def running(self) -> Iterator[ActionExecution]:
        """The runs of actions that have not ended."""
        return (run for stage in self.stages.values() for run in stage.actions.values() if run.running)
