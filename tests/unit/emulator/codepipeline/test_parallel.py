"""Many executions and pipelines at a time leave consistent state.

https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest

from cfnproof.emulator.codepipeline.executions.artifacts import zipped
from tests.unit.emulator.codepipeline.declarations import action
from tests.unit.emulator.codepipeline.providers.bench import ARTIFACTS, BUCKET, Bench, bench, source
from tests.waiting import until

STAGES = ("Source", "Ship")
PIPELINES = 10
HELD, LATER = 10, 9
"""Executions beside the one that creating a pipeline starts."""
CLIENTS = 4
SECONDS = 20.0


@pytest.fixture(scope="module")
def account() -> Iterator[Bench]:
    """An account with a source object."""
    with bench() as opened:
        opened.push(zipped({"model.json": b"{}"}))
        yield opened


@dataclass(frozen=True)
class Line:
    """A pipeline that writes the artifact of its source under the execution's id."""

    account: Bench
    name: str

    def create(self, mode: str) -> str:
        """Make it; return the id of the execution that this starts."""
        stages = [{"name": "Source", "actions": [source()]}, {"name": "Ship", "actions": [_write()]}]
        self.account.run(name=self.name, executionMode=mode, stages=stages)
        (execution,) = self.statuses()
        return execution

    def start(self, *_: object) -> str:
        """Start an execution."""
        started: str = self.account.codepipeline.start_pipeline_execution(name=self.name)["pipelineExecutionId"]
        return started

    def start_many(self, count: int) -> list[str]:
        """Start executions from some threads; return their ids, the oldest first."""
        with ThreadPoolExecutor(CLIENTS) as pool:
            started = set(pool.map(self.start, range(count)))
        return [one["pipelineExecutionId"] for one in self.executions() if one["pipelineExecutionId"] in started]

    def executions(self) -> list[dict[str, Any]]:
        """All executions, the oldest first."""
        listed = self.account.codepipeline.list_pipeline_executions(pipelineName=self.name)
        return list(reversed(listed["pipelineExecutionSummaries"]))

    def statuses(self) -> dict[str, str]:
        """What has become of each execution, the oldest first."""
        return {one["pipelineExecutionId"]: one["status"] for one in self.executions()}

    def runs(self) -> list[dict[str, Any]]:
        """All runs of actions, the oldest first."""
        pages = self.account.codepipeline.get_paginator("list_action_executions").paginate(pipelineName=self.name)
        return [run for page in pages for run in page["actionExecutionDetails"]][::-1]

    def stages(self) -> dict[str, dict[str, Any]]:
        """The states of the stages."""
        found = self.account.codepipeline.get_pipeline_state(name=self.name)["stageStates"]
        return {state["stageName"]: state for state in found}

    def inbound(self) -> list[str]:
        """The executions that wait for the last stage, the one that has waited longest first."""
        return [one["pipelineExecutionId"] for one in self.stages()["Ship"].get("inboundExecutions", [])]

    def switch(self, *, on: bool) -> None:
        """Enable or disable the transition into the last stage."""
        place = {"pipelineName": self.name, "stageName": "Ship", "transitionType": "Inbound"}
        if on:
            self.account.codepipeline.enable_stage_transition(**place)
        else:
            self.account.codepipeline.disable_stage_transition(**place, reason="hold")

    def wait(self) -> dict[str, str]:
        """Wait until all executions have ended; return their statuses."""
        return until(self.statuses, lambda seen: "InProgress" not in seen.values(), "the end of all", SECONDS)


@pytest.mark.parametrize("mode", ["SUPERSEDED", "QUEUED", "PARALLEL"])
def test_twenty_executions_of_one_pipeline(account: Bench, mode: str) -> None:
    """Half of them while the last transition is disabled, the rest while those run: only newer ones supersede."""
    line = Line(account, f"line-{mode.lower()}")
    first = line.create(mode)
    line.wait()
    line.switch(on=False)
    held = line.start_many(HELD)
    waiting = {held[-1]} if mode != "PARALLEL" else set(held)
    until(line.inbound, lambda seen: waiting <= set(seen), "all that wait", SECONDS)
    assert line.inbound() == [held[-1]] if mode == "SUPERSEDED" else set(line.inbound()) == set(held)
    line.switch(on=True)
    later = line.start_many(LATER)
    statuses = line.wait()
    assert list(statuses) == [first, *held, *later]
    superseded = {one for one, status in statuses.items() if status == "Superseded"}
    assert superseded - set(later) == (set(held[:-1]) if mode == "SUPERSEDED" else set())
    assert {one for one, status in statuses.items() if status == "Succeeded"} == statuses.keys() - superseded
    assert later[-1] not in superseded
    _check_history(line, superseded)
    if mode != "PARALLEL":
        _check_locks(line)
    _check_free(line)


def test_ten_pipelines_at_a_time(account: Bench) -> None:
    """Executions of one pipeline know nothing of those of another."""
    lines = [Line(account, f"side-{number}") for number in range(PIPELINES)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        first = list(pool.map(lambda line: line.create("SUPERSEDED"), lines))
    for line, execution in zip(lines, first, strict=True):
        assert line.wait() == {execution: "Succeeded"}
        _check_history(line, set())


def _write() -> dict[str, Any]:
    """An action that writes the artifact of the source to a place of the execution's own."""
    configuration = {"BucketName": BUCKET, "Extract": "false", "ObjectKey": "#{codepipeline.PipelineExecutionId}"}
    return action("Act", "Deploy", "S3", configuration=configuration, inputArtifacts=[{"name": "Code"}])


def _check_history(line: Line, superseded: set[str]) -> None:
    """Each execution ran its actions once, in order, on an artifact of its own; what is superseded never shipped."""
    runs, objects = line.runs(), line.account.s3.list_objects_v2(Bucket=BUCKET)["Contents"]
    shipped = {one["Key"] for one in objects} & line.statuses().keys()
    assert shipped == line.statuses().keys() - superseded
    assert {run["status"] for run in runs} == {"Succeeded"}
    made: list[str] = []
    for execution in line.statuses():
        own = [run for run in runs if run["pipelineExecutionId"] == execution]
        assert tuple(run["stageName"] for run in own) == STAGES[: len(own)]
        assert len(own) in ((0, 1) if execution in superseded else (2,))
        if own:
            (artifact,) = own[0]["output"]["outputArtifacts"]
            assert all(run["input"]["inputArtifacts"] == [artifact] for run in own[1:])
            made.append(artifact["s3location"]["key"])
    assert len(set(made)) == len(made)
    assert set(made) == _artifacts(line)


def _artifacts(line: Line) -> set[str]:
    """The keys of the artifacts that a pipeline has made."""
    listed = line.account.s3.list_objects_v2(Bucket=ARTIFACTS, Prefix=f"{line.name}/Code/")
    return {one["Key"] for one in listed["Contents"]}


def _check_locks(line: Line) -> None:
    """One execution at a time was in a stage, in the order of their starts."""
    order = list(line.statuses())
    for stage in STAGES:
        runs = [run for run in line.runs() if run["stageName"] == stage]
        numbers = [order.index(run["pipelineExecutionId"]) for run in runs]
        assert numbers == sorted(numbers)
        overlapping = [
            (one["pipelineExecutionId"], other["pipelineExecutionId"])
            for one, other in pairwise(runs)
            if one["lastUpdateTime"] > other["startTime"]
        ]
        assert not overlapping


def _check_free(line: Line) -> None:
    """No stage is locked, and nothing waits: one more execution goes through."""
    assert not [state for state in line.stages().values() if "inboundExecution" in state]
    execution = line.start()
    assert line.wait()[execution] == "Succeeded"
    assert {state["latestExecution"]["pipelineExecutionId"] for state in line.stages().values()} == {execution}
