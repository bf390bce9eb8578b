"""A reader of the article finds everything: its file names, parameters, logical ids, stages, actions, outputs."""

import json
from pathlib import Path

import pytest

from cfnproof.structural.registry import RULES
from cfnproof.template.model import Template, load
from cfnproof.template.nodes import dig, items, plain

CFN = Path(__file__).parents[2] / "cfn"

NAMES = {
    "mlpipeline.yaml": (
        {"BranchName", "RepositoryName", "ProjectName", "MlOpsStepFunctionArn", "TriggerOnPush"},
        {
            "CodePipelineArtifactStoreBucket",
            "Pipeline",
            "CodePipelineServiceRole",
            "AmazonCloudWatchEventRole",
            "AmazonCloudWatchEventRule",
        },
        {"PipelineUrl", "ArtifactBucket"},
    ),
    "mldeployment.yaml": ({"ModelName"}, {"Endpoint", "EndpointConfig"}, {"EndpointId", "EndpointName"}),
    "mldeployment-pipeline.yaml": (
        {
            "BranchName",
            "RepositoryName",
            "ProjectName",
            "CodePipelineSNSTopic",
            "ProdStackConfig",
            "ProdStackName",
            "TemplateFileName",
            "ChangeSetName",
        },
        {"CodePipelineArtifactStoreBucket", "Pipeline", "CFNRole", "CodePipelineServiceRole"},
        {"PipelineUrl", "ArtifactBucket"},
    ),
    "training-workflow.yaml": (set(), {"TrainingStateMachine"}, {"TrainingStateMachineArn"}),
    "foundation.yaml": (set(), {"Repository", "ApprovalTopic", "Key", "SageMakerExecutionRole"}, {"RepositoryName"}),
}


@pytest.mark.parametrize("file", NAMES)
def test_names(file: str) -> None:
    """Every name of the article is there; ours may be beside them."""
    template = load(CFN / file)
    parameters, resources, outputs = NAMES[file]
    assert parameters <= set(template.parameters)
    assert resources <= set(template.resources)
    assert outputs <= {entry.key for entry in template.section("Outputs")}


def stages(template: Template) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """Each stage of the pipeline with its actions: name, provider, run order."""
    return [
        (
            str(plain(dig(stage, "Name") or stage)),
            [
                (
                    str(plain(dig(action, "Name") or action)),
                    str(plain(dig(action, "ActionTypeId", "Provider") or action)),
                    int(str(plain(dig(action, "RunOrder") or action))),
                )
                for action in items(dig(stage, "Actions"))
            ],
        )
        for stage in items(template.resources["Pipeline"].property("Stages"))
    ]


def test_the_training_pipeline() -> None:
    """Source, then the workflow."""
    assert stages(load(CFN / "mlpipeline.yaml")) == [
        ("Source", [("SourceAction", "CodeCommit", 1)]),
        ("ModelBuilding", [("ExecuteSagemakerMLOpsStepFunction", "StepFunctions", 1)]),
    ]


def test_the_deployment_pipeline() -> None:
    """Change set, approval, execution, in this order."""
    assert stages(load(CFN / "mldeployment-pipeline.yaml")) == [
        ("TemplateSource", [("SourceAction", "CodeCommit", 1)]),
        (
            "DeployStage",
            [
                ("CreateChangeSet", "CloudFormation", 1),
                ("ApproveChangeSet", "Manual", 2),
                ("ExecuteChangeSet", "CloudFormation", 3),
            ],
        ),
    ]


def test_the_workflow_reads_the_keys_that_are_pushed() -> None:
    """Each of the article's input keys is read by the state machine and given by sf_start_params.json."""
    given = json.loads((CFN / "repository/sf_start_params.json").read_text(encoding="utf-8"))
    definition = json.dumps(plain(load(CFN / "training-workflow.yaml").resources["TrainingStateMachine"].properties))
    assert set(given) == {
        "TrainingImage",
        "InferenceImage",
        "S3OutputPath",
        "S3UriTraining",
        "S3UriTesting",
        "SageMakerRoleArn",
        "SAGEMAKER_PROGRAM",
        "SAGEMAKER_SUBMIT_DIRECTORY",
        "SAGEMAKER_REGION",
    }
    assert [key for key in given if f'"$.{key}"' not in definition] == []


def test_every_rule_is_explained() -> None:
    """Each structural policy has its section in docs/policies.md, under its own id."""
    text = (CFN.parent / "docs/policies.md").read_text(encoding="utf-8")
    assert [rule for rule in RULES if f"\n## {rule}\n" not in text] == []
