"""What CodePipeline says of executions, read from boto3's answers, and the errors of those that went wrong.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListActionExecutions.html
https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineState.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.errors import CfnproofError

SUCCEEDED: Final = "Succeeded"
SUPERSEDED: Final = "Superseded"
FAILED: Final = "Failed"
IN_PROGRESS: Final = "InProgress"
_UNDER_WAY: Final = (IN_PROGRESS, "Stopping")


@dataclass(frozen=True, slots=True)
class ActionExecution:
    """One run of an action; a text is empty where AWS gives none. `outputs` are its output variables."""

    stage: str
    name: str
    status: str
    summary: str
    error_code: str
    error_message: str
    external_id: str
    external_url: str
    provider: str
    outputs: Mapping[str, str]
    started: datetime
    updated: datetime

    @property
    def failed(self) -> bool:
        """Whether it ended without success by itself."""
        return self.status == FAILED

    def __str__(self) -> str:
        """Stage, action, status, and why."""
        why = ": ".join(text for text in (self.error_code, self.error_message or self.summary) if text)
        external = f" (external execution {self.external_id})" if self.failed and self.external_id else ""
        return f"{self.stage}/{self.name} {self.status}" + (f": {why}" if why else "") + external


@dataclass(frozen=True, slots=True)
class Execution:
    """One execution of a pipeline. `actions` are in the order in which they began; a retried one stands there again.

    `artifact_revisions` are those of its source artifacts by the artifacts' names.
    """

    pipeline: str
    id: str
    status: str
    summary: str
    artifact_revisions: Mapping[str, str]
    variables: Mapping[str, str]
    actions: tuple[ActionExecution, ...]

    @property
    def ended(self) -> bool:
        """Whether nothing more is going to happen to it by itself."""
        return self.status not in _UNDER_WAY

    @property
    def failures(self) -> tuple[ActionExecution, ...]:
        """The actions whose latest run failed."""
        return tuple(one for one in self.latest() if one.failed)

    def latest(self) -> tuple[ActionExecution, ...]:
        """The latest run of each action."""
        return tuple({(one.stage, one.name): one for one in self.actions}.values())

    def action(self, name: str) -> ActionExecution:
        """The latest run of an action; raises CfnproofError, with the known ones, where none has begun."""
        found = {one.name: one for one in self.actions}
        if name not in found:
            known = ", ".join(map(repr, found)) or "none"
            raise CfnproofError(
                f"execution {self.id!r} of pipeline {self.pipeline!r} has begun no action {name!r}, only {known}"
            )
        return found[name]


@dataclass(frozen=True, slots=True)
class ExecutionSummary:
    """An execution as it stands in the list. `revisions` are those of its source actions by the actions' names."""

    id: str
    status: str
    trigger: str
    trigger_detail: str
    revisions: Mapping[str, str]
    started: datetime


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval that an execution waits for."""

    pipeline: str
    stage: str
    action: str
    token: str
    execution_id: str


@dataclass(slots=True)
class PipelineRefusedError(CfnproofError):
    """CodePipeline refused a request. `code` and `reason` are AWS's."""

    code: str = ""
    reason: str = ""


@dataclass(slots=True)
class ExecutionError(CfnproofError):
    """An execution did not come to what was waited for; `execution` is how it was last seen."""

    execution: Execution | None = None


class ExecutionFailedError(ExecutionError):
    """It ended otherwise."""


class ExecutionStuckError(ExecutionError):
    """It had not ended when the time was over."""


def refused(operation: str, pipeline: str, error: ClientError) -> PipelineRefusedError:
    """The error for a request that AWS answered with one."""
    code, reason = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    message = f"{operation} of pipeline {pipeline!r} was refused: {code}: {reason}"
    return PipelineRefusedError(message, code=code, reason=reason)


def failed(execution: Execution, wanted: str) -> ExecutionFailedError:
    """The error for an execution that ended otherwise than wanted."""
    said = f" ({execution.summary})" if execution.summary else ""
    lines = "".join(f"\n  {action}" for action in execution.failures)
    message = (
        f"execution {execution.id!r} of pipeline {execution.pipeline!r} ended {execution.status}{said}, not {wanted}"
    )
    return ExecutionFailedError(f"{message}{':' if lines else ''}{lines}", execution=execution)


def stuck(execution: Execution, wanted: str, seconds: float) -> ExecutionStuckError:
    """The error for an execution that has not ended within `seconds`."""
    waiting = [f"{one.stage}/{one.name}" for one in execution.latest() if one.status == IN_PROGRESS]
    where = f"in {' and '.join(waiting)}" if waiting else "with no action running"
    message = (
        f"execution {execution.id!r} of pipeline {execution.pipeline!r} was still {execution.status} after "
        f"{seconds:g} s, {where}, not {wanted}"
    )
    return ExecutionStuckError(message, execution=execution)


def execution_of(described: Mapping[str, Any], actions: tuple[ActionExecution, ...]) -> Execution:
    """What GetPipelineExecution answers, with the actions."""
    return Execution(
        described["pipelineName"],
        described["pipelineExecutionId"],
        described["status"],
        described.get("statusSummary", ""),
        {one["name"]: one.get("revisionId", "") for one in described.get("artifactRevisions", ())},
        {one["name"]: one.get("resolvedValue", "") for one in described.get("variables", ())},
        actions,
    )


def action_of(one: Mapping[str, Any]) -> ActionExecution:
    """An entry of ListActionExecutions."""
    output = one.get("output", {})
    result = output.get("executionResult", {})
    failure = result.get("errorDetails", {})
    return ActionExecution(
        one["stageName"],
        one["actionName"],
        one["status"],
        result.get("externalExecutionSummary", ""),
        failure.get("code", ""),
        failure.get("message", ""),
        result.get("externalExecutionId", ""),
        result.get("externalExecutionUrl", ""),
        one.get("input", {}).get("actionTypeId", {}).get("provider", ""),
        output.get("outputVariables", {}),
        one["startTime"],
        one["lastUpdateTime"],
    )


def summary_of(one: Mapping[str, Any]) -> ExecutionSummary:
    """An entry of ListPipelineExecutions."""
    trigger = one.get("trigger", {})
    return ExecutionSummary(
        one["pipelineExecutionId"],
        one["status"],
        trigger.get("triggerType", ""),
        trigger.get("triggerDetail", ""),
        {source["actionName"]: source.get("revisionId", "") for source in one.get("sourceRevisions", ())},
        one["startTime"],
    )


def approvals_of(state: Mapping[str, Any]) -> Iterator[Approval]:
    """The approvals of GetPipelineState that nobody has answered: only those have a token."""
    for stage in state["stageStates"]:
        for action in stage.get("actionStates", ()):
            latest = action.get("latestExecution", {})
            if latest.get("status") == IN_PROGRESS and latest.get("token"):
                yield Approval(
                    state["pipelineName"],
                    stage["stageName"],
                    action["actionName"],
                    latest["token"],
                    stage["latestExecution"]["pipelineExecutionId"],
                )
