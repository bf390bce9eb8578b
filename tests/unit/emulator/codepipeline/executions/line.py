"""A pipeline whose actions end when, and as, they are told to."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from cfnproof.emulator.codepipeline.executions.model import ActionExecution, Artifact
from cfnproof.emulator.codepipeline.providers.action import ActionFailedError, RunningAction
from cfnproof.emulator.codepipeline.providers.registry import PROVIDERS, Provider
from cfnproof.emulator.codepipeline.service import CodePipeline
from cfnproof.emulator.service import Answer
from tests.unit.emulator.account import ACCOUNT, REGION, Emulated
from tests.unit.emulator.codepipeline.declarations import action
from tests.waiting import until

ROLE = f"arn:aws:iam::{ACCOUNT}:role/pipeline"
NAME = "release"

Outcome = dict[str, str] | ActionFailedError


def invoke(name: str, run_order: int = 1, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # as the API
    """An action that invokes the function of its name."""
    configuration = {"FunctionName": name, **members.pop("configuration", {})}
    return action(name, "Invoke", "Lambda", runOrder=run_order, configuration=configuration, **members)


def source(**members: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    """The source action `Fetch`, whose artifact is `Code` and whose namespace is `Fetched`."""
    usual = {
        "configuration": {"S3Bucket": "code", "S3ObjectKey": "code.zip", "PollForSourceChanges": "false"},
        "outputArtifacts": [{"name": "Code"}],
        "namespace": "Fetched",
    }
    return action("Fetch", "Source", "S3", **{**usual, **members})


class Line:
    """The pipeline `release`: a source stage, and the stages that a test names."""

    def __init__(self, *stages: tuple[str, list[dict[str, Any]]], **members: Any) -> None:  # noqa: ANN401  # as above
        self.emulated = Emulated(CodePipeline())
        self.emulated.clients.roles.add(ROLE)
        self.emulated.clients.answers["get_bucket_location"] = {"LocationConstraint": REGION}
        self.outcomes: dict[str, Outcome] = {}
        """What runs of actions are to end with, by their ids: one that was abandoned may look once more."""
        self.revision, self.looks = "first", 0
        self.declaration = {
            "name": NAME,
            "roleArn": ROLE,
            "artifactStore": {"type": "S3", "location": "artifacts"},
            "pipelineType": "V2",
            "stages": [
                {"name": "Source", "actions": [source()]},
                *({"name": name, "actions": actions} for name, actions in stages),
            ],
            **members,
        }

    def create(self) -> str:
        """Make the pipeline; return the id of the execution that this starts."""
        self.call("CreatePipeline", pipeline=self.declaration)
        return self.executions()[0]

    def call(self, operation: str, **request: Any) -> Answer:  # noqa: ANN401  # as above
        """Call an operation; the pipeline's name is added where the operation asks for it."""
        named = {"pipelineName": NAME, **request} if operation in _NAMED else request
        return self.emulated.call(operation, **named)

    def start(self, **request: Any) -> str:  # noqa: ANN401  # as above
        """Start an execution."""
        started: str = self.call("StartPipelineExecution", name=NAME, **request)["pipelineExecutionId"]
        return started

    def executions(self) -> list[str]:
        """The ids of all executions, the oldest first."""
        listed = self.call("ListPipelineExecutions")["pipelineExecutionSummaries"]
        return [one["pipelineExecutionId"] for one in reversed(listed)]

    def status(self, execution: str) -> str:
        """What has become of an execution."""
        found: str = self.call("GetPipelineExecution", pipelineExecutionId=execution)["pipelineExecution"]["status"]
        return found

    def stage(self, name: str) -> dict[str, Any]:
        """The state of a stage."""
        states = self.call("GetPipelineState", name=NAME)["stageStates"]
        return next(state for state in states if state["stageName"] == name)

    def actions(self, execution: str) -> dict[str, str]:
        """The statuses of an execution's actions, those of the latest run."""
        latest = {"pipelineExecutionId": execution, "startTimeRange": "Latest"}
        listed = self.call("ListActionExecutions", filter={"latestInPipelineExecution": latest})
        return {one["actionName"]: one["status"] for one in reversed(listed["actionExecutionDetails"])}

    def running(self, execution: str) -> set[str]:
        """The actions of an execution that are in progress."""
        return {name for name, status in self.actions(execution).items() if status == "InProgress"}

    def finish(self, execution: str, *names: str, **variables: str) -> None:
        """Let running actions succeed, and wait until they have."""
        for name in names:
            self._tell(execution, name, variables)

    def fail(self, execution: str, name: str, code: str = "JobFailed", message: str = "told to") -> None:
        """Let a running action fail, and wait until it has."""
        self._tell(execution, name, ActionFailedError(code, message))

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Wait until something is true."""

        def look() -> Answer:
            """The state in which it is not true yet."""
            return {} if true() else self.call("GetPipelineState", name=NAME)

        until(look, lambda state: not state, what)

    def _tell(self, execution: str, name: str, outcome: Outcome) -> None:
        run = self._run(execution, name)
        self.outcomes[run.id] = outcome
        run.wake.set()
        self.until(lambda: not run.running, f"the end of {name}")

    def _run(self, execution: str, name: str) -> ActionExecution:
        self.until(lambda: name in self.running(execution), f"{name} in progress")
        runs = self.emulated.state.pipelines[NAME].actions
        found: ActionExecution = next(
            run for run in reversed(runs) if run.execution.id == execution and run.action.name == name
        )
        return found

    def newest(self, *_: object) -> str:
        """What polling sees; each look is counted."""
        self.looks += 1
        return self.revision

    def execute(self, running: RunningAction) -> Mapping[str, str]:
        """What runs all actions: it waits to be told the outcome."""

        def told() -> Outcome | None:
            return self.outcomes.pop(running.run.id, None)

        outcome: Outcome = running.wait_for(told)  # type: ignore[assignment]  # mypy joins the two to an object
        if isinstance(outcome, ActionFailedError):
            raise outcome
        running.run.outputs = tuple(
            Artifact(name, "artifacts", f"{running.execution.id}/{name}") for name in running.action.outputs
        )
        if running.action.category == "Source":
            running.revision(running.run.outputs[0], outcome.get("VersionId", "unknown"))
        return outcome


_NAMED = {
    "DisableStageTransition",
    "EnableStageTransition",
    "GetPipelineExecution",
    "ListActionExecutions",
    "ListPipelineExecutions",
    "RetryStageExecution",
    "RollbackStage",
    "StopPipelineExecution",
}
TOLD = (("Source", "AWS", "S3"), ("Invoke", "AWS", "Lambda"))


@contextmanager
def told(line: Line) -> Iterator[Line]:
    """Let a line's actions be run by what a test says; no thread is left behind."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in TOLD:
            newest = line.newest if kind[0] == "Source" else None
            patch.setitem(PROVIDERS, kind, Provider(line.execute, timedelta(hours=1), newest))
        try:
            yield line
        finally:
            assert line.emulated.work.stop() == ()
