"""Stages are locked by one execution, and what waits is superseded, queued, or runs beside the others.

https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
"""

import copy
import threading
from collections.abc import Iterator

import pytest

from tests.unit.emulator.codepipeline.executions.line import Line, invoke, told
from tests.waiting import until


@pytest.fixture
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    """Two stages behind the source: `Build` with two parallel actions and one after them, then `Deploy`."""
    build = [invoke("Train"), invoke("Test"), invoke("Check", 2)]
    mode = getattr(request, "param", "SUPERSEDED")
    with told(Line(("Build", build), ("Deploy", [invoke("Ship")]), executionMode=mode)) as made:
        yield made


def test_a_new_pipeline_runs_once(line: Line) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create.html."""
    execution = line.create()
    line.finish(execution, "Fetch", "Train", "Test", "Check", "Ship")
    line.until(lambda: line.status(execution) == "Succeeded", "success")
    (summary,) = line.call("ListPipelineExecutions")["pipelineExecutionSummaries"]
    assert summary["trigger"]["triggerType"] == "CreatePipeline"


def test_actions_of_one_run_order_run_together_and_the_next_order_follows(line: Line) -> None:
    """As run order is described: https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html."""
    execution = line.create()
    line.finish(execution, "Fetch")
    line.until(lambda: line.running(execution) == {"Train", "Test"}, "both")
    line.finish(execution, "Train")
    assert line.running(execution) == {"Test"}
    line.finish(execution, "Test")
    line.until(lambda: line.running(execution) == {"Check"}, "the next")


def test_a_failure_stops_the_execution_and_frees_the_stage(line: Line) -> None:
    """What runs beside the failed action goes on to its end; what comes later does not begin."""
    execution = line.create()
    line.finish(execution, "Fetch")
    line.fail(execution, "Train", "ConfigurationError", "no such image")
    assert (line.status(execution), line.running(execution)) == ("InProgress", {"Test"})
    line.finish(execution, "Test")
    line.until(lambda: line.status(execution) == "Failed", "failure")
    state = line.stage("Build")
    assert state["latestExecution"]["status"] == "Failed"
    train, _, check = state["actionStates"]
    assert train["latestExecution"]["errorDetails"] == {"code": "ConfigurationError", "message": "no such image"}
    assert "latestExecution" not in check
    second = line.start()
    line.finish(second, "Fetch")
    line.until(lambda: line.running(second) == {"Train", "Test"}, "the next execution in the stage")


def test_a_newer_execution_supersedes_one_that_waits_for_a_locked_stage(line: Line) -> None:
    """Rules 1 to 3 of the page."""
    first = line.create()
    line.finish(first, "Fetch")
    second, third = line.start(), line.start()
    line.finish(second, "Fetch")
    assert line.stage("Build")["inboundExecution"]["pipelineExecutionId"] == second
    line.finish(third, "Fetch")
    line.until(lambda: line.status(second) == "Superseded", "superseding")
    assert line.stage("Build")["inboundExecutions"] == [
        {"pipelineExecutionId": third, "status": "InProgress", "type": "STANDARD"}
    ]
    line.finish(first, "Train", "Test", "Check")
    line.until(lambda: line.running(third) == {"Train", "Test"}, "the newest in the stage")
    assert line.status(first) == "InProgress"


def test_starts_wait_for_a_locked_source_stage_and_the_newest_stays(line: Line) -> None:
    """The first stage is locked like any other."""
    first = line.create()
    second, third = line.start(), line.start()
    assert (line.status(second), line.status(third)) == ("Superseded", "InProgress")
    line.finish(first, "Fetch")
    line.until(lambda: line.running(third) == {"Fetch"}, "the newest")


@pytest.mark.parametrize("line", ["QUEUED"], indirect=True)
def test_queued_executions_keep_their_order(line: Line) -> None:
    """QUEUED: one after the other, in the order of their start."""
    first = line.create()
    second, third = line.start(), line.start()
    waiting = [one["pipelineExecutionId"] for one in line.stage("Source")["inboundExecutions"]]
    assert waiting == [second, third]
    line.finish(first, "Fetch")
    line.finish(second, "Fetch")
    line.finish(third, "Fetch")
    line.finish(first, "Train", "Test", "Check")
    line.until(lambda: line.running(second) == {"Train", "Test"}, "the second in the stage")
    assert line.status(third) == "InProgress"


@pytest.mark.parametrize("line", ["PARALLEL"], indirect=True)
def test_parallel_executions_do_not_wait(line: Line) -> None:
    """PARALLEL: each by itself, whichever ends first."""
    first = line.create()
    others = [line.start() for _ in range(3)]
    for execution in (first, *others):
        line.finish(execution, "Fetch", "Train")
    for execution in reversed((first, *others)):
        line.finish(execution, "Test", "Check", "Ship")
        line.until(lambda execution=execution: line.status(execution) == "Succeeded", "success")  # type: ignore[misc]


@pytest.mark.parametrize("line", ["QUEUED", "PARALLEL"], indirect=True)
def test_fifty_executions_may_be_under_way(line: Line) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html."""
    line.create()
    for _ in range(49):
        line.start()
    with pytest.raises(Exception, match="ConcurrentPipelineExecutionsLimitExceededException"):
        line.start()


def test_a_disabled_transition_holds_the_newest_execution(line: Line) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/transitions.html."""
    first = line.create()
    transition = {"stageName": "Build", "transitionType": "Inbound"}
    line.call("DisableStageTransition", **transition, reason="release freeze")
    line.finish(first, "Fetch")
    state = line.stage("Build")
    assert state["inboundTransitionState"]["disabledReason"] == "release freeze"
    assert state["inboundExecution"]["pipelineExecutionId"] == first
    second = line.start()
    line.finish(second, "Fetch")
    line.until(lambda: line.status(first) == "Superseded", "superseding")
    line.call("EnableStageTransition", **transition)
    line.until(lambda: line.running(second) == {"Train", "Test"}, "the newest in the stage")
    assert line.stage("Build")["inboundTransitionState"]["enabled"] is True


def test_a_disabled_way_out_holds_it_too(line: Line) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_DisableStageTransition.html."""
    execution = line.create()
    line.call("DisableStageTransition", stageName="Source", transitionType="Outbound", reason="wait")
    line.finish(execution, "Fetch")
    assert line.stage("Build")["inboundExecution"]["pipelineExecutionId"] == execution
    line.call("EnableStageTransition", stageName="Source", transitionType="Outbound")
    line.until(lambda: line.running(execution) == {"Train", "Test"}, "entry")


@pytest.mark.parametrize("ends", ["Cancelled", "Failed"])
def test_a_changed_pipeline_cancels_what_is_under_way_after_its_running_actions(line: Line, ends: str) -> None:
    """Cancelled: the definition was updated before the execution, and its stage, could be completed.

    The user guide says that they fail; the API reference has a status for it.
    https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-edit.html
    https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineExecution.html
    https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StageExecution.html
    """
    first = line.create()
    line.finish(first, "Fetch")
    waiting = line.start()
    line.finish(waiting, "Fetch")
    line.call("UpdatePipeline", pipeline=line.declaration)
    assert line.running(first) == {"Train", "Test"}
    assert line.status(waiting) == "Cancelled"
    line.finish(first, "Train")
    if ends == "Failed":
        line.fail(first, "Test")
    else:
        line.finish(first, "Test")
    line.until(lambda: line.status(first) == ends, "end")
    assert line.stage("Build")["latestExecution"]["status"] == ends
    second = line.start()
    line.finish(second, "Fetch", "Train", "Test", "Check", "Ship")
    line.until(lambda: line.status(second) == "Succeeded", "success of the new version")


@pytest.mark.parametrize("line", ["PARALLEL"], indirect=True)
def test_parallel_executions_go_on_in_stages_that_a_change_has_renamed(line: Line) -> None:
    """They follow the declaration with which they began."""
    execution = line.create()
    line.finish(execution, "Fetch", "Train")
    changed = copy.deepcopy(line.declaration)
    changed["stages"][2]["name"] = "Release"
    line.call("UpdatePipeline", pipeline=changed)
    line.finish(execution, "Test", "Check", "Ship")
    line.until(lambda: line.status(execution) == "Succeeded", "success")


def test_a_deleted_pipeline_leaves_no_action_behind(line: Line) -> None:
    """Its running actions are abandoned, and end by themselves."""
    execution = line.create()
    line.until(lambda: line.running(execution) == {"Fetch"}, "fetching")
    line.call("DeletePipeline", name="release")
    until(
        lambda: [thread.name for thread in threading.enumerate()],
        lambda names: "action Fetch of release" not in names,
        "the end of the action",
    )
