"""Starting an execution: variables, tokens, revisions, and what history says of it.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StartPipelineExecution.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.account import CALLER
from tests.unit.emulator.codepipeline.declarations import action
from tests.unit.emulator.codepipeline.executions.line import Line, invoke, source, told

POLLED = source(configuration={"S3Bucket": "code", "S3ObjectKey": "code.zip"})
PARAMETERS = "#{codepipeline.PipelineExecutionId} #{variables.Size} #{Fetched.VersionId}"


@pytest.fixture
def line() -> Iterator[Line]:
    """One stage behind the source, whose action is configured by variables of all three kinds."""
    train = invoke("Train", configuration={"UserParameters": PARAMETERS}, inputArtifacts=[{"name": "Code"}])
    variables = [{"name": "Size", "defaultValue": "small"}]
    with told(Line(("Build", [train]), variables=variables)) as made:
        yield made


def test_variables_are_resolved_when_the_action_begins(line: Line) -> None:
    """History shows the configuration as declared and as resolved."""
    line.create()
    execution = line.start(variables=[{"name": "Size", "value": "large"}])
    line.finish(line.executions()[0], "Fetch", VersionId="v0")
    line.finish(execution, "Fetch", VersionId="v1")
    line.finish(line.executions()[0], "Train")
    line.until(lambda: line.running(execution) == {"Train"}, "training")
    details = line.call("ListActionExecutions", filter={"pipelineExecutionId": execution})["actionExecutionDetails"]
    train, fetch = details
    assert train["input"]["resolvedConfiguration"]["UserParameters"] == f"{execution} large v1"
    assert train["input"]["configuration"]["UserParameters"] == PARAMETERS
    assert train["input"]["inputArtifacts"] == fetch["output"]["outputArtifacts"]
    assert fetch["output"]["outputVariables"] == {"VersionId": "v1"}
    found = line.call("GetPipelineExecution", pipelineExecutionId=execution)["pipelineExecution"]
    assert found["variables"] == [{"name": "Size", "resolvedValue": "large"}]
    assert found["trigger"] == {"triggerType": "StartPipelineExecution", "triggerDetail": CALLER}


def test_a_variable_that_no_action_put_out_fails_the_action(line: Line) -> None:
    """And the message says what is known."""
    execution = line.create()
    line.finish(execution, "Fetch", ETag="0f")
    line.until(lambda: line.status(execution) == "Failed", "failure")
    failure = line.stage("Build")["actionStates"][0]["latestExecution"]["errorDetails"]
    assert failure == {
        "code": "ConfigurationError",
        "message": "The variable reference #{Fetched.VersionId} cannot be resolved: there is no variable 'VersionId'. "
        "Known: ETag",
    }


def test_one_token_starts_one_execution(line: Line) -> None:
    """A request that is sent twice is idempotent."""
    line.create()
    started = {line.start(clientRequestToken="5f1c") for _ in range(2)}
    assert len(started) == 1
    assert len(line.executions()) == 2


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"variables": [{"name": "Siz", "value": "1"}]}, "does not declare the variable Siz. Known: Size"),
        (
            {"sourceRevisions": [{"actionName": "Get", "revisionType": "COMMIT_ID", "revisionValue": "1"}]},
            "has no source action 'Get'; it has Fetch",
        ),
        (
            {"sourceRevisions": [{"actionName": "Fetch", "revisionType": "COMMIT_ID", "revisionValue": "1"}]},
            "takes no revision of type COMMIT_ID; it takes S3_OBJECT_VERSION_ID, S3_OBJECT_KEY",
        ),
    ],
    ids=["variable", "source action", "kind of revision"],
)
def test_what_cannot_be_started(line: Line, request_: dict[str, object], message: str) -> None:
    """The message names what the pipeline has."""
    line.create()
    with pytest.raises(ServiceError, match=r"^ValidationException") as refused:
        line.start(**request_)
    assert message in refused.value.message


def test_a_variable_without_default_needs_a_value() -> None:
    """So a new pipeline that has one is not run by itself."""
    with told(Line(("Build", [invoke("Train")]), variables=[{"name": "Size"}])) as line:
        line.call("CreatePipeline", pipeline=line.declaration)
        assert line.executions() == []
        with pytest.raises(ServiceError, match="needs a value for the variable Size") as refused:
            line.start()
        assert refused.value.code == "ValidationException"
        execution = line.start(variables=[{"name": "Size", "value": "large"}])
        line.until(lambda: line.running(execution) == {"Fetch"}, "fetching")


def test_executions_are_listed_in_pages_and_by_stage(line: Line) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelineExecutions.html."""
    first = line.create()
    line.finish(first, "Fetch", VersionId="v0")
    line.finish(first, "Train")
    second = line.start()
    page = line.call("ListPipelineExecutions", maxResults=1)
    assert [one["pipelineExecutionId"] for one in page["pipelineExecutionSummaries"]] == [second]
    rest = line.call("ListPipelineExecutions", maxResults=1, nextToken=page["nextToken"])
    assert [one["pipelineExecutionId"] for one in rest["pipelineExecutionSummaries"]] == [first]
    line.until(lambda: line.status(first) == "Succeeded", "success")
    succeeded = line.call("ListPipelineExecutions", filter={"succeededInStage": {"stageName": "Build"}})
    assert [one["pipelineExecutionId"] for one in succeeded["pipelineExecutionSummaries"]] == [first]


def test_an_action_has_its_time(line: Line) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html."""
    execution = line.create()
    line.until(lambda: line.running(execution) == {"Fetch"}, "fetching")
    line.emulated.clock.advance(timedelta(hours=2).total_seconds())
    line.until(lambda: line.status(execution) == "Failed", "failure")
    failure = line.stage("Source")["actionStates"][0]["latestExecution"]["errorDetails"]
    assert failure["code"] == "JobTimedOut"


def test_a_provider_that_is_not_there_fails_its_action() -> None:
    """And the message names those that are."""
    build = action(
        "Build", "Build", "CodeBuild", configuration={"ProjectName": "train"}, inputArtifacts=[{"name": "Code"}]
    )
    with told(Line(("Build", [build]))) as line:
        execution = line.create()
        line.finish(execution, "Fetch")
        line.until(lambda: line.status(execution) == "Failed", "failure")
        failure = line.stage("Build")["actionStates"][0]["latestExecution"]["errorDetails"]
    assert failure["message"].startswith("Actions of the provider CodeBuild (Build, AWS) are not emulated")
    assert "CodeCommit (Source)" in failure["message"]


def look(line: Line) -> None:
    """Let the time for a look at the source come, and wait for it."""
    before = line.looks
    line.emulated.clock.advance(5)
    line.until(lambda: line.looks > before, "a look")


def test_polling_goes_on_after_a_start_that_was_refused() -> None:
    """Fifty executions are under way when the source changes; the change is taken once there is room for it."""
    with told(Line(("Build", [invoke("Train")]), executionMode="PARALLEL")) as line:
        line.declaration["stages"][0]["actions"] = [POLLED]
        executions = [line.create(), *(line.start() for _ in range(49))]
        for execution in executions:
            line.finish(execution, "Fetch", VersionId="first")
        line.revision = "second"
        look(line)
        look(line)
        assert line.executions() == executions
        line.call("StopPipelineExecution", pipelineExecutionId=executions[0], abandon=True)
        look(line)
        line.until(lambda: len(line.executions()) == 51, "the execution of the change")
        summary = line.call("ListPipelineExecutions", maxResults=1)["pipelineExecutionSummaries"][0]
        assert summary["trigger"] == {"triggerType": "PollForSourceChanges", "triggerDetail": "Fetch"}


def test_a_change_between_two_versions_of_a_pipeline_is_not_lost() -> None:
    """What an execution took last is what later looks compare with, also those of the next version."""
    with told(Line(("Build", [invoke("Train")]))) as line:
        line.declaration["stages"][0]["actions"] = [POLLED]
        line.finish(line.create(), "Fetch", "Train", VersionId="first")
        line.revision = "second"
        line.call("UpdatePipeline", pipeline=line.declaration)
        look(line)
        line.until(lambda: len(line.executions()) == 2, "the execution of the change")
        line.finish(line.executions()[1], "Fetch", VersionId="second")
        look(line)
        look(line)
        assert len(line.executions()) == 2
