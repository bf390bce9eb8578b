"""CodePipeline, and a pipeline that it takes."""

import copy
from typing import Any

import pytest

from cfnproof.emulator.codepipeline.service import CodePipeline
from tests.unit.emulator.account import ACCOUNT, REGION, Emulated
from tests.unit.emulator.codepipeline.declarations import action

ROLE = f"arn:aws:iam::{ACCOUNT}:role/pipeline"
ARN = f"arn:aws:codepipeline:{REGION}:{ACCOUNT}:release"


SOURCE = action(
    "Fetch",
    "Source",
    "CodeCommit",
    configuration={"RepositoryName": "models", "BranchName": "main", "PollForSourceChanges": "false"},
    outputArtifacts=[{"name": "Code"}],
    namespace="Code",
)
APPROVAL = action("Approve", "Approval", "Manual", runOrder=1)
CHANGE_SET = action(
    "Change",
    "Deploy",
    "CloudFormation",
    runOrder=2,
    configuration={
        "ActionMode": "CHANGE_SET_REPLACE",
        "StackName": "endpoint",
        "ChangeSetName": "next",
        "RoleArn": ROLE,
        "TemplatePath": "Code::template.yaml",
    },
    inputArtifacts=[{"name": "Code"}],
)


def declaration() -> dict[str, Any]:
    """A pipeline of two stages."""
    return copy.deepcopy(
        {
            "name": "release",
            "roleArn": ROLE,
            "artifactStore": {"type": "S3", "location": "artifacts"},
            "stages": [
                {"name": "Source", "actions": [SOURCE]},
                {"name": "Deploy", "actions": [APPROVAL, CHANGE_SET]},
            ],
        }
    )


@pytest.fixture
def codepipeline() -> Emulated:
    """CodePipeline with a role that it may assume and a bucket, and without pipelines. Its sources have no branch."""
    emulated = Emulated(CodePipeline())
    emulated.clients.roles.add(ROLE)
    emulated.clients.answers["get_bucket_location"] = {"LocationConstraint": REGION}
    emulated.clients.answers["get_branch"] = "BranchDoesNotExistException"
    return emulated
