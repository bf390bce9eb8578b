"""How the templates of cfn/ are deployed, and what AWS keeps of them.

Values in braces are filled in by the test: outputs of the stacks that stand already, and resources of the account.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_REFERENCE: Final = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
DELETION_POLICY: Final = f"{_REFERENCE}aws-attribute-deletionpolicy.html"

FOUNDATION: Final = "foundation"
WORKFLOW: Final = "training-workflow"
TRAINING: Final = "mlpipeline"
BY_HAND: Final = "mlpipeline-by-hand"
ENDPOINT: Final = "mldeployment"
DEPLOYMENT: Final = "mldeployment-pipeline"

TRIGGER: Final = ("AmazonCloudWatchEventRole", "AmazonCloudWatchEventRule")
"""What the condition StartOnPush brings."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A resource that outlives its stack: `why`, and the page where AWS says so."""

    logical_id: str
    why: str
    page: str = DELETION_POLICY


@dataclass(frozen=True, slots=True)
class Form:
    """A template with parameters; one whose condition gives two sets of resources has two forms."""

    id: str
    template: str
    parameters: Mapping[str, str]
    absent: tuple[str, ...] = ()
    kept: tuple[Kept, ...] = ()


_RETAINED: Final = "the template says DeletionPolicy: Retain"

FORMS: Final = (
    Form(
        FOUNDATION,
        "foundation.yaml",
        {"ImageRepositoryArns": "{training_images}"},
        kept=(
            Kept("Repository", f"{_RETAINED}: a deleted repository cannot be brought back"),
            Kept("Key", f"{_RETAINED}: nothing that a deleted key encrypted can be read"),
            Kept("DataBucket", f"{_RETAINED}: training data and models outlive the stack"),
            Kept("DataBucketPolicy", f"{_RETAINED}: the bucket stays guarded"),
        ),
    ),
    Form(
        WORKFLOW,
        "training-workflow.yaml",
        {"KeyArn": "{KeyArn}", "SageMakerExecutionRoleArn": "{SageMakerExecutionRoleArn}"},
        kept=(Kept("TrainingStateMachineLogGroup", f"{_RETAINED}: logs are kept for as long as their retention says"),),
    ),
    Form(
        TRAINING,
        "mlpipeline.yaml",
        {
            "KeyArn": "{KeyArn}",
            "RepositoryName": "{RepositoryName}",
            "MlOpsStepFunctionArn": "{TrainingStateMachineArn}",
        },
    ),
    Form(
        BY_HAND,
        "mlpipeline.yaml",
        {
            "KeyArn": "{KeyArn}",
            "RepositoryName": "{RepositoryName}",
            "MlOpsStepFunctionArn": "{TrainingStateMachineArn}",
            "TriggerOnPush": "false",
        },
        absent=TRIGGER,
    ),
    Form(ENDPOINT, "mldeployment.yaml", {"KeyArn": "{KeyArn}", "ModelName": "model"}),
    Form(
        DEPLOYMENT,
        "mldeployment-pipeline.yaml",
        {
            "KeyArn": "{KeyArn}",
            "RepositoryName": "{RepositoryName}",
            "CodePipelineSNSTopic": "{ApprovalTopicArn}",
            "ProdStackName": "endpoint",
        },
    ),
)
"""In the order in which they depend on each other."""
