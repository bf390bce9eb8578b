"""Executions are stopped, stages are run once more.

https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-stop.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html
"""

from collections.abc import Iterator

import pytest

from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.codepipeline.executions.line import Line, invoke, told

BUILD = ("Train", "Test", "Check")


@pytest.fixture
def line() -> Iterator[Line]:
    """As in the tests of stages."""
    build = [invoke("Train"), invoke("Test"), invoke("Check", 2)]
    deploy = invoke("Ship", configuration={"UserParameters": "#{Fetched.VersionId}"})
    with told(Line(("Build", build), ("Deploy", [deploy]))) as made:
        yield made


@pytest.fixture
def building(line: Line) -> str:
    """An execution in the stage `Build`, with `Train` and `Test` in progress."""
    execution = line.create()
    line.finish(execution, "Fetch", VersionId="v1")
    line.until(lambda: line.running(execution) == {"Train", "Test"}, "building")
    return execution


def code_of(line: Line, operation: str, **request: object) -> str:
    """The code with which a request is refused."""
    with pytest.raises(ServiceError) as refused:
        line.call(operation, **request)
    return refused.value.code


def retried(execution: str, mode: str = "FAILED_ACTIONS", stage: str = "Build") -> dict[str, object]:
    """A request to run a stage again."""
    return {"stageName": stage, "pipelineExecutionId": execution, "retryMode": mode}


def test_stop_and_wait_lets_running_actions_end(line: Line, building: str) -> None:
    """What has not begun does not begin; a retry goes on from there."""
    line.call("StopPipelineExecution", pipelineExecutionId=building, reason="a newer model")
    assert line.status(building) == "Stopping"
    assert code_of(line, "StopPipelineExecution", pipelineExecutionId=building) == "DuplicatedStopRequestException"
    line.finish(building, "Train", "Test")
    line.until(lambda: line.status(building) == "Stopped", "stop")
    assert line.actions(building) == {"Fetch": "Succeeded", "Train": "Succeeded", "Test": "Succeeded"}
    (summary,) = line.call("ListPipelineExecutions")["pipelineExecutionSummaries"]
    assert summary["stopTrigger"] == {"reason": "a newer model"}
    line.call("RetryStageExecution", **retried(building))
    line.until(lambda: line.running(building) == {"Check"}, "what was left")


def test_stop_and_abandon_waits_for_nothing(line: Line, building: str) -> None:
    """Also after a stop that waits; the abandoned actions can be retried."""
    line.call("StopPipelineExecution", pipelineExecutionId=building)
    line.call("StopPipelineExecution", pipelineExecutionId=building, abandon=True)
    assert line.status(building) == "Stopped"
    assert line.actions(building) == {"Fetch": "Succeeded", "Train": "Abandoned", "Test": "Abandoned"}
    assert line.stage("Build")["latestExecution"]["status"] == "Stopped"
    stop = {"pipelineExecutionId": building, "abandon": True}
    assert code_of(line, "StopPipelineExecution", **stop) == "PipelineExecutionNotStoppableException"
    line.call("RetryStageExecution", **retried(building))
    line.finish(building, *BUILD, "Ship")
    line.until(lambda: line.status(building) == "Succeeded", "success of the retry")


def test_a_waiting_execution_is_stopped_at_once(line: Line, building: str) -> None:
    """An inbound execution has nothing to retry.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html#how-it-works-inbound-executions.
    """
    waiting = line.start()
    line.finish(waiting, "Fetch")
    line.call("StopPipelineExecution", pipelineExecutionId=waiting)
    assert (line.status(waiting), line.status(building)) == ("Stopped", "InProgress")
    assert "inboundExecution" not in line.stage("Build")
    refused = code_of(line, "RetryStageExecution", **retried(waiting))
    assert refused == "NotLatestPipelineExecutionException"


def test_failed_actions_are_run_again_and_the_others_not(line: Line, building: str) -> None:
    """FAILED_ACTIONS: in the same execution, with what the others put out."""
    line.finish(building, "Test")
    line.fail(building, "Train")
    line.until(lambda: line.status(building) == "Failed", "failure")
    line.call("RetryStageExecution", **retried(building))
    assert (line.running(building), line.status(building)) == ({"Train"}, "InProgress")
    line.finish(building, "Train", "Check", "Ship")
    line.until(lambda: line.status(building) == "Succeeded", "success")
    runs = line.call("ListActionExecutions", filter={"pipelineExecutionId": building})["actionExecutionDetails"]
    assert [(one["actionName"], one["status"]) for one in reversed(runs)] == [
        ("Fetch", "Succeeded"),
        ("Train", "Failed"),
        ("Test", "Succeeded"),
        ("Train", "Succeeded"),
        ("Check", "Succeeded"),
        ("Ship", "Succeeded"),
    ]
    assert line.stage("Build")["retryStageMetadata"]["manualStageRetryAttempt"] == 1


def test_a_failed_action_is_run_again_while_another_goes_on(line: Line, building: str) -> None:
    """A stage can be retried as soon as one of its actions has failed."""
    line.fail(building, "Train")
    line.call("RetryStageExecution", **retried(building))
    line.until(lambda: line.running(building) == {"Train", "Test"}, "both")
    line.finish(building, "Test", *("Train", "Check"))
    line.until(lambda: line.running(building) == {"Ship"}, "the next stage")


def test_a_stage_that_is_stopping_is_not_retried(line: Line, building: str) -> None:
    """A stop is not undone: only when it has come to its end, the stage can be run again."""
    line.fail(building, "Train")
    line.call("StopPipelineExecution", pipelineExecutionId=building, reason="wrong data")
    assert code_of(line, "RetryStageExecution", **retried(building)) == "StageNotRetryableException"
    assert line.status(building) == "Stopping"
    line.finish(building, "Test")
    line.until(lambda: line.status(building) == "Stopped", "stop")


def test_all_actions_are_run_again(line: Line, building: str) -> None:
    """ALL_ACTIONS: from the first action of the stage."""
    line.finish(building, "Train")
    line.fail(building, "Test")
    line.until(lambda: line.status(building) == "Failed", "failure")
    line.call("RetryStageExecution", **retried(building, "ALL_ACTIONS"))
    line.until(lambda: line.running(building) == {"Train", "Test"}, "both")


def test_what_cannot_be_retried(line: Line, building: str) -> None:
    """Each refusal with its own code."""
    assert code_of(line, "RetryStageExecution", **retried(building)) == "StageNotRetryableException"
    line.finish(building, "Train")
    line.fail(building, "Test")
    line.until(lambda: line.status(building) == "Failed", "failure")
    assert code_of(line, "RetryStageExecution", **retried(building, stage="Bild")) == "StageNotFoundException"
    line.call("UpdatePipeline", pipeline=line.declaration)
    assert code_of(line, "RetryStageExecution", **retried(building)) == "StageNotRetryableException"
    newer = line.start()
    line.finish(newer, "Fetch")
    line.until(lambda: line.running(newer) == {"Train", "Test"}, "a newer one in the stage")
    assert code_of(line, "RetryStageExecution", **retried(building)) == "NotLatestPipelineExecutionException"


def test_a_stage_is_rolled_back_to_what_an_earlier_execution_had(line: Line, building: str) -> None:
    """A new execution of one stage, with the variables and artifacts of the target."""
    line.finish(building, *BUILD, "Ship")
    second = line.start()
    line.finish(second, "Fetch", VersionId="v2")
    line.finish(second, *BUILD)
    line.fail(second, "Ship")
    line.until(lambda: line.status(second) == "Failed", "failure")
    request = {"stageName": "Deploy", "targetPipelineExecutionId": building}
    rollback = line.call("RollbackStage", **request)["pipelineExecutionId"]
    line.finish(rollback, "Ship")
    line.until(lambda: line.status(rollback) == "Succeeded", "success")
    (run,) = line.call("ListActionExecutions", filter={"pipelineExecutionId": rollback})["actionExecutionDetails"]
    assert run["input"]["resolvedConfiguration"]["UserParameters"] == "v1"
    found = line.call("GetPipelineExecution", pipelineExecutionId=rollback)["pipelineExecution"]
    assert (found["executionType"], found["trigger"]["triggerType"]) == ("ROLLBACK", "ManualRollback")
    assert found["rollbackMetadata"] == {"rollbackTargetPipelineExecutionId": building}


def test_what_cannot_be_rolled_back(line: Line, building: str) -> None:
    """The page's considerations, each with its code."""
    line.finish(building, *BUILD, "Ship")
    line.until(lambda: line.status(building) == "Succeeded", "success")

    def refused(stage: str, target: str) -> str:
        return code_of(line, "RollbackStage", stageName=stage, targetPipelineExecutionId=target)

    unknown = "00000000-0000-4000-8000-000000000000"
    assert refused("Source", building) == "UnableToRollbackStageException"
    assert refused("Deploy", unknown) == "PipelineExecutionNotFoundException"
    second = line.start()
    line.finish(second, "Fetch")
    assert refused("Deploy", second) == "UnableToRollbackStageException"
    rollback = line.call("RollbackStage", stageName="Deploy", targetPipelineExecutionId=building)
    line.finish(rollback["pipelineExecutionId"], "Ship")
    assert refused("Deploy", rollback["pipelineExecutionId"]) == "UnableToRollbackStageException"
    line.call("UpdatePipeline", pipeline=line.declaration)
    assert refused("Deploy", building) == "PipelineExecutionOutdatedException"
