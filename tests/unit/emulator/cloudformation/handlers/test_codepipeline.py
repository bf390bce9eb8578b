"""AWS::CodePipeline::Pipeline.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codepipeline-pipeline.html
"""

import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers.codepipeline import ROWS
from cfnproof.emulator.cloudformation.handlers.table import TableHandler
from cfnproof.emulator.codepipeline.service import CodePipeline
from tests.unit.emulator.account import REGION, Emulated
from tests.unit.emulator.cloudformation.handlers.services import Stack

ROLE = "arn:aws:iam::111122223333:role/pipeline"


def properties(**more: Any) -> dict[str, Any]:  # noqa: ANN401  # as a template has them
    """A pipeline as a template has it, with values of Python's own types."""
    source = {
        "Name": "Fetch",
        "ActionTypeId": {"Category": "Source", "Owner": "AWS", "Provider": "CodeCommit", "Version": 1},
        "Configuration": {"RepositoryName": "models", "BranchName": "main", "PollForSourceChanges": False},
        "OutputArtifacts": [{"Name": "Code"}],
        "RunOrder": "1",
    }
    approve = {
        "Name": "Approve",
        "ActionTypeId": {"Category": "Approval", "Owner": "AWS", "Provider": "Manual", "Version": "1"},
    }
    return {
        "RoleArn": ROLE,
        "ArtifactStore": {"Type": "S3", "Location": "artifacts"},
        "Stages": [{"Name": "Source", "Actions": [source]}, {"Name": "Approve", "Actions": [approve]}],
        **more,
    }


@pytest.fixture
def stack() -> Stack:
    """A stack with a pipeline to make."""
    emulated = Emulated(CodePipeline())
    emulated.clients.roles.add(ROLE)
    emulated.clients.answers["get_bucket_location"] = {"LocationConstraint": REGION}
    emulated.clients.answers["get_branch"] = "BranchDoesNotExistException"
    (row,) = ROWS
    return Stack(TableHandler(row), emulated)


def described(stack: Stack) -> dict[str, Any]:
    """What GetPipeline says."""
    found: dict[str, Any] = stack.emulated.call("GetPipeline", name=stack.physical_id)["pipeline"]
    return found


def test_ref_is_a_generated_name(stack: Stack) -> None:
    """As the type's page has its return values: mysta-MyPipeline-A1BCDEFGHIJ2."""
    name = stack.create(**properties())
    assert re.fullmatch(r"project-Thing-\w{12}", name)
    assert stack.attributes()["Version"] == "1"
    assert stack.attributes()["Arn"].endswith(f":{name}")
    action = described(stack)["stages"][0]["actions"][0]
    assert action["configuration"]["PollForSourceChanges"] == "false"
    assert (action["runOrder"], action["actionTypeId"]["version"]) == (1, "1")


def test_a_change_makes_a_version_with_one_call(stack: Stack) -> None:
    """And a change of tags makes none."""
    stack.create(**properties(Name="release"))
    tagged = properties(Name="release", Tags=[{"Key": "Team", "Value": "ml"}])
    assert stack.update(**tagged) == ["GetPipeline", "TagResource"]
    assert stack.update(**{**tagged, "PipelineType": "V2"}) == ["GetPipeline", "UpdatePipeline"]
    assert (described(stack)["pipelineType"], stack.attributes()["Version"]) == ("V2", "2")
    found = stack.emulated.call("ListTagsForResource", resourceArn=stack.attributes()["Arn"])["tags"]
    assert {"key": "Team", "value": "ml"} in found
    assert {"key": "aws:cloudformation:stack-name", "value": "project"} in found


def test_artifact_stores_become_a_map_by_region(stack: Stack) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html."""
    given = properties()
    store = given.pop("ArtifactStore")
    stack.create(**given, ArtifactStores=[{"Region": REGION, "ArtifactStore": store}])
    assert described(stack)["artifactStores"] == {REGION: {"type": "S3", "location": "artifacts"}}


def test_a_property_at_its_default_asks_for_nothing(stack: Stack) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codepipeline-pipeline.html."""
    stack.create(**properties(Name="release"))
    assert stack.update(**properties(Name="release", RestartExecutionOnUpdate=False)) == ["GetPipeline"]


def test_transitions_are_disabled_and_enabled(stack: Stack) -> None:
    """DisableInboundStageTransitions, whose Reason says why."""
    held = [{"StageName": "Approve", "Reason": "release freeze"}]
    stack.create(**properties(Name="release", DisableInboundStageTransitions=held))
    state = stack.emulated.call("GetPipelineState", name="release")["stageStates"][1]["inboundTransitionState"]
    assert (state["enabled"], state["disabledReason"]) == (False, "release freeze")
    assert stack.update(**properties(Name="release")) == ["GetPipeline", "EnableStageTransition"]
    state = stack.emulated.call("GetPipelineState", name="release")["stageStates"][1]["inboundTransitionState"]
    assert state["enabled"] is True


def test_a_changed_pipeline_is_run_where_that_is_asked_for(stack: Stack) -> None:
    """RestartExecutionOnUpdate: after a change of the pipeline, not of its tags."""
    stack.create(**properties(Name="release"))
    restarting = {"Name": "release", "RestartExecutionOnUpdate": True}
    assert stack.update(**properties(**restarting)) == ["GetPipeline"]
    changed = properties(**restarting, PipelineType="V2")
    assert stack.update(**changed) == ["GetPipeline", "UpdatePipeline", "StartPipelineExecution"]


def test_what_is_not_executed_is_refused_by_name(stack: Stack) -> None:
    """A condition reaches the service."""
    conditional = properties()
    conditional["Stages"][1]["OnFailure"] = {"Result": "ROLLBACK"}
    with pytest.raises(ClientError, match="onFailure of stage Approve is not emulated"):
        stack.create(**conditional)
    assert {*properties(), "Name", "Tags", "Triggers", "Variables"} <= stack.handler.handled


def test_a_pipeline_is_deleted_twice(stack: Stack) -> None:
    """The second time there is nothing to do."""
    stack.create(**properties())
    assert stack.delete() == ["DeletePipeline"]
    assert stack.delete() == ["DeletePipeline"]
    assert stack.emulated.call("ListPipelines")["pipelines"] == []
