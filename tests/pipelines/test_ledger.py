"""The ledger of a training: who did what, by which statement of which template, in the course of which action."""

import json
from collections.abc import Mapping
from typing import Any, Final

import pytest

from cfnproof.hosts.access.ledger import lines
from cfnproof.hosts.statement_lines import Deployed, StatementLines
from cfnproof.template.model import load
from tests.pipelines.test_training_course import SOURCE, STAGE, TRAIN
from tests.pipelines.workshop import TRAINING_INPUT, Pipeline, Workshop

STACKS: Final = ("foundation", "training-workflow", "mlpipeline")

EXPECTED: Final[Mapping[str, set[tuple[str, str, str | None]]]] = {
    "mlpipeline-CodePipelineServiceRole": {
        ("codecommit:UploadArchive", "ReadSource", SOURCE),
        ("s3:GetBucketVersioning", "InspectArtifactBucket", SOURCE),
        ("kms:GenerateDataKey", "UseKeyForArtifacts", SOURCE),
        ("states:StartExecution", "StartWorkflow", TRAIN),
        ("states:DescribeExecution", "FollowExecutions", TRAIN),
    },
    "training-workflow-TrainingStateMachineRole": {
        ("sagemaker:CreateTrainingJob", "RunTrainingJobs", TRAIN),
        ("iam:PassRole", "PassExecutionRole", TRAIN),
        ("kms:CreateGrant", "LendKeyToTrainingVolumes", TRAIN),
        ("sagemaker:CreateModel", "SaveModels", TRAIN),
    },
    "foundation-SageMakerExecutionRole": {
        ("s3:ListBucket", "ListChannels", TRAIN),
        ("ecr:BatchGetImage", "PullImages", TRAIN),
        ("s3:PutObject", "WriteModels", TRAIN),
        ("kms:Encrypt", "EncryptModels", TRAIN),
    },
    "mlpipeline-AmazonCloudWatchEventRole": {("codepipeline:StartPipelineExecution", "StartPipeline", None)},
}
"""By role, some of what it does: the action, the Sid that allows it, and the pipeline action in whose course."""


@pytest.fixture
def ledger(workshop: Workshop, pipeline: Pipeline) -> list[dict[str, Any]]:
    """The decisions of one training, as they are written."""
    workshop.host.control.ledger.clear()
    workshop.train(pipeline, workshop.push([TRAINING_INPUT]))
    stacks = []
    for entry in workshop.config.stacks:
        if entry.name in STACKS:
            answer = workshop.host.client("cloudformation").describe_stack_resources(StackName=entry.name)
            ids = {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in answer["StackResources"]}
            stacks.append(Deployed(entry.name, load(entry.template), ids))
    written = lines(workshop.host.control.ledger.entries(), StatementLines(stacks))
    return [json.loads(line) for line in written]


def _by(ledger: list[dict[str, Any]], role: str) -> list[dict[str, Any]]:
    return [one for one in ledger if one["role"] and f"/{role}-" in one["role"]]


@pytest.mark.parametrize("role", EXPECTED)
def test_each_decision_says_by_which_statement_and_in_which_action(role: str, ledger: list[dict[str, Any]]) -> None:
    """However far down: the state machine and the training job work in the course of the pipeline's action."""
    found = set()
    for one in _by(ledger, role):
        action = one["pipelineAction"]
        if action and action["actionName"] == TRAIN:
            assert action["stageName"] == STAGE
        sids = [statement["sid"] for statement in one["statements"] if "IdentityPolicies" not in statement["sid"]]
        found.add((one["action"], sids[0], action["actionName"] if action else None))
    assert EXPECTED[role] <= found


def test_every_statement_of_the_templates_has_its_line(workshop: Workshop, ledger: list[dict[str, Any]]) -> None:
    """The line at which it begins, with its Sid: those of roles, of trust, and of the key and the bucket."""
    templates = {
        entry.name: entry.template.read_text(encoding="utf-8").splitlines() for entry in workshop.config.stacks
    }
    of_roles = [one for one in ledger if any(f":role/{stack}-" in (one["role"] or one["resource"]) for stack in STACKS)]
    statements = [statement for one in of_roles for statement in one["statements"] if statement["sid"]]
    for statement in statements:
        assert f"Sid: {statement['sid']}" in templates[statement["stack"]][statement["line"] - 1]
    assert {statement["policyType"] for statement in statements} == {"identity-based policy", "resource-based policy"}


def test_every_decision_names_its_call_and_has_no_content(workshop: Workshop, ledger: list[dict[str, Any]]) -> None:
    """The call's service, operation and request id; neither the administrator's secret nor what was sent."""
    assert all(one["call"]["service"] and one["call"]["operation"] and one["call"]["requestId"] for one in ledger)
    text = json.dumps(ledger)
    assert workshop.host.administrator.secret not in text
    assert "sentence,label" not in text
