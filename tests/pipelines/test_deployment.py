"""The deployment pipeline: what it changes, when, and how it fails."""

import json
from typing import Final

from tests.pipelines.deployments import APPROVE, CREATE, EXECUTE, FIRST, SECOND, Deployment
from tests.pipelines.differences import (
    DEPENDENTS_NOT_CHANGED,
    NO_ROLLBACK,
    NOT_CHECKED,
    REPLACED_NOT_LISTED,
)
from tests.pipelines.workshop import ENDPOINT_PARAMETERS, ENDPOINT_TEMPLATE

_UNDECLARED: Final = "Parameters: "


def test_nothing_changes_before_the_approval_and_then_the_endpoint_serves(deployment: Deployment) -> None:
    """A new stack is REVIEW_IN_PROGRESS and empty as long as its change set waits.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-basic-walkthrough.html
    """
    commit = deployment.push(FIRST)
    approval = deployment.proposed()
    assert (approval.stage, approval.action) == ("DeployStage", APPROVE)
    assert (deployment.stack().status, deployment.resources()) == ("REVIEW_IN_PROGRESS", {})
    assert deployment.changes() == {("Add", "Endpoint", ""), ("Add", "EndpointConfig", "")}
    assert (deployment.endpoints(), deployment.configurations()) == ({}, set())

    deployment.workshop.pipelines.approve(approval, "looks right")
    execution = deployment.end(approval)
    assert execution.artifact_revisions == {"TemplateSource": commit}
    assert [one.name for one in execution.actions] == ["SourceAction", CREATE, APPROVE, EXECUTE]
    assert execution.action(APPROVE).summary == "looks right"
    stack, resources = deployment.stack(), deployment.resources()
    endpoint, configuration = resources["Endpoint"], resources["EndpointConfig"]
    assert stack.status == "CREATE_COMPLETE"
    assert stack.outputs["EndpointId"] == endpoint.physical_id
    (config_name,) = deployment.configurations()
    assert configuration.physical_id.rpartition("/")[2].lower() == config_name.lower()
    assert deployment.endpoints() == {stack.outputs["EndpointName"]: ("InService", config_name)}
    answer = deployment.workshop.invoke(stack.outputs["EndpointName"], "Profit rose")
    assert (answer["ModelName"], answer["Body"]) == (FIRST, "Profit rose")


def test_a_new_model_replaces_the_configuration_and_keeps_the_endpoint(deployment: Deployment) -> None:
    """The endpoint serves the old model until the approval; the old configuration is deleted in the end.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpoint.html
    """
    deployment.deploy(FIRST)
    endpoint = deployment.stack().outputs["EndpointName"]
    before, old = deployment.resources(), deployment.configurations()
    deployment.push(SECOND)
    approval = deployment.proposed()
    named = {("Modify", "EndpointConfig", "True")}
    changed = (
        named if deployment.workshop.differs(DEPENDENTS_NOT_CHANGED) else named | {("Modify", "Endpoint", "False")}
    )
    assert deployment.changes() == changed
    assert (deployment.resources(), deployment.configurations()) == (before, old)
    assert deployment.workshop.invoke(endpoint)["ModelName"] == FIRST

    deployment.workshop.pipelines.approve(approval)
    deployment.end(approval)
    after = deployment.resources()
    assert deployment.stack().status == "UPDATE_COMPLETE"
    assert after["Endpoint"].physical_id == before["Endpoint"].physical_id
    if deployment.workshop.differs(REPLACED_NOT_LISTED):
        assert "EndpointConfig" not in after
    else:
        assert after["EndpointConfig"].physical_id != before["EndpointConfig"].physical_id
    (new,) = deployment.configurations()
    assert new not in old
    assert deployment.endpoints() == {endpoint: ("InService", new)}
    assert deployment.workshop.invoke(endpoint)["ModelName"] == SECOND


def test_an_unknown_model_is_rolled_back_and_the_old_endpoint_still_serves(deployment: Deployment) -> None:
    """A change set does not look whether the model is there; executing it fails, and the action says why.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
    """
    deployment.deploy(FIRST)
    endpoint, before = deployment.stack().outputs["EndpointName"], deployment.endpoints()
    deployment.push("finbert-unknown")
    approval = deployment.proposed()
    deployment.workshop.pipelines.approve(approval)
    (failure,) = deployment.end(approval, "Failed").failures
    assert failure.name == EXECUTE
    if deployment.workshop.differs(NO_ROLLBACK):
        assert "Failed to execute change set. Current stack status: " in failure.error_message
        assert deployment.stack().status in {"ROLLBACK_COMPLETE", "UPDATE_FAILED"}
    else:
        for word in ("UPDATE_ROLLBACK_COMPLETE", "EndpointConfig", "finbert-unknown"):
            assert word in failure.error_message
        assert deployment.stack().status == "UPDATE_ROLLBACK_COMPLETE"
    assert deployment.endpoints() == before
    assert deployment.workshop.invoke(endpoint)["ModelName"] == FIRST


def test_a_change_set_that_cannot_be_made_fails_clearly(deployment: Deployment) -> None:
    """The action that makes the change set fails, and nobody is asked to approve anything.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html
    """
    deployment.push(FIRST)
    good = {path: deployment.workshop.file(path) for path in (ENDPOINT_TEMPLATE, ENDPOINT_PARAMETERS)}
    unknown = json.loads(good[ENDPOINT_PARAMETERS])
    unknown["Parameters"]["Modelname"] = FIRST
    cases: tuple[tuple[dict[str, str], tuple[str, ...], tuple[str, ...]], ...] = (
        ({ENDPOINT_PARAMETERS: json.dumps(unknown)}, (), ("Parameters: [Modelname] do not exist in the template",)),
        ({ENDPOINT_PARAMETERS: "Parameters:\n"}, (), (ENDPOINT_PARAMETERS, "JSON")),
        ({ENDPOINT_TEMPLATE: "Resources: {Endpoint"}, (), ("Template format error: YAML not well-formed",)),
        ({}, (ENDPOINT_PARAMETERS,), (f"File [{ENDPOINT_PARAMETERS}] does not exist in artifact [TemplateSource]",)),
        ({}, (ENDPOINT_TEMPLATE,), (f"File [{ENDPOINT_TEMPLATE}] does not exist in artifact [TemplateSource]",)),
    )
    for files, missing, words in cases:
        deployment.workshop.push({**good, "case": str((files, missing))})
        if files or missing:
            deployment.workshop.push(files, delete=missing)
        if deployment.workshop.differs(NOT_CHECKED) and words[0].startswith(_UNDECLARED):
            deployment.workshop.pipelines.reject(deployment.proposed())
            continue
        execution = deployment.workshop.pipelines.wait(deployment.pipeline.name, deployment.start(), status="Failed")
        (failure,) = execution.failures
        assert failure.name == CREATE
        assert [word for word in words if word not in failure.error_message] == [], failure
    assert deployment.endpoints() == {}


def test_without_changes_there_is_nothing_to_execute(deployment: Deployment) -> None:
    """A change set without changes is FAILED in CloudFormation, and no failure of either action.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html
    https://github.com/aws/aws-cdk/discussions/20258
    """
    deployment.deploy(FIRST)
    before, endpoints = deployment.resources(), deployment.endpoints()
    approval = deployment.proposed()
    assert (deployment.change_set()["Status"], deployment.changes()) == ("FAILED", set())
    assert "didn't contain changes" in deployment.change_set()["StatusReason"]
    deployment.workshop.pipelines.approve(approval)
    deployment.end(approval)
    assert (deployment.resources(), deployment.endpoints()) == (before, endpoints)
    assert deployment.stack().status == "CREATE_COMPLETE"
