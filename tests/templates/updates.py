"""What each parameter of the templates of cfn/ changes, once its stack stands.

Values in braces are filled in by the test: outputs of the stacks that stand already, and resources of the account.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from tests.templates.deployments import BY_HAND, DEPLOYMENT, ENDPOINT, FOUNDATION, TRAINING, TRIGGER, WORKFLOW

_REFERENCE: Final = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
REPOSITORY: Final = f"{_REFERENCE}aws-resource-codecommit-repository.html"
PIPELINE: Final = f"{_REFERENCE}aws-resource-codepipeline-pipeline.html"
RULE: Final = f"{_REFERENCE}aws-resource-events-rule.html"
ROLE: Final = f"{_REFERENCE}aws-resource-iam-role.html"
LOG_GROUP: Final = f"{_REFERENCE}aws-resource-logs-loggroup.html"
STATE_MACHINE: Final = f"{_REFERENCE}aws-resource-stepfunctions-statemachine.html"
BUCKET: Final = f"{_REFERENCE}aws-resource-s3-bucket.html"
ENDPOINT_CONFIG: Final = f"{_REFERENCE}aws-resource-sagemaker-endpointconfig.html"
CONDITIONS: Final = f"{_REFERENCE}conditions-section-structure.html"

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Update:
    """One parameter of a form that gets another value.

    `seen` holds the paths of `observation.py` that differ afterwards, by logical id: there the new value stands for the
    old one. `replaced` leads from logical ids to the path of the name that CloudFormation generates anew. `added`,
    `removed` and `perhaps` are logical ids; the last are in the change set only, because an attribute of a modified
    resource that they read might differ, and does not.
    """

    form: str
    parameter: str
    value: str
    page: str
    seen: Mapping[str, tuple[str, ...]]
    replaced: Mapping[str, str] = field(default_factory=lambda: _NONE)
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Names the case."""
        return f"{self.form}-{self.parameter}"

    @property
    def exchanges(self) -> bool:
        """Whether resources come or go."""
        return bool(self.replaced or self.added or self.removed)


_TAG: Final = ("tags.Project",)
_BUCKET_KEY: Final = ("encryption.0.ApplyServerSideEncryptionByDefault.KMSMasterKeyID",)
_ARTIFACT_KEY: Final = ("artifactStore.encryptionKey.id",)
_STORE: Final = "CodePipelineArtifactStoreBucket"
_STORE_POLICY: Final = "CodePipelineArtifactStoreBucketPolicy"
_SERVICE_ROLE: Final = "CodePipelineServiceRole"
_RUN_TRAINING: Final = "policies.run-training-pipeline"
_RUN_DEPLOYMENT: Final = "policies.run-deployment-pipeline"
_TRAIN: Final = "stages.ModelBuilding.actions.ExecuteSagemakerMLOpsStepFunction.configuration"
_DEPLOY: Final = "stages.DeployStage.actions"
_SETTINGS: Final = f"{_DEPLOY}.CreateChangeSet.configuration"
_NEW_CONFIG: Final = {"Endpoint": ("EndpointConfigName",)}
_NEW_NAME: Final = {"EndpointConfig": "EndpointConfigName"}

UPDATES: Final = (
    Update(
        FOUNDATION,
        "ProjectName",
        "Churn",
        REPOSITORY,  # renamed, not replaced
        {
            "Repository": ("Arn", "cloneUrlHttp", "repositoryName", "tags.Project"),
            "Key": ("Description", "tags.Project"),
            "ApprovalTopic": _TAG,
            "DataBucket": _TAG,
            "SageMakerExecutionRole": _TAG,
            "Outputs": ("RepositoryArn", "RepositoryCloneUrl", "RepositoryName"),
        },
        perhaps=("DataBucketPolicy",),
    ),
    Update(
        FOUNDATION,
        "ImageRepositoryArns",
        "{inference_images}",
        ROLE,
        {"SageMakerExecutionRole": ("policies.train-and-host.PullImages.Resource",)},
    ),
    Update(
        WORKFLOW,
        "ProjectName",
        "Churn",
        STATE_MACHINE,
        {"TrainingStateMachine": _TAG, "TrainingStateMachineLogGroup": _TAG, "TrainingStateMachineRole": _TAG},
    ),
    Update(
        WORKFLOW,
        "KeyArn",
        "{other_key}",
        LOG_GROUP,
        {
            "TrainingStateMachine": (
                "definition.States.SageMaker Training Step.Parameters.OutputDataConfig.KmsKeyId",
                "definition.States.SageMaker Training Step.Parameters.ResourceConfig.VolumeKmsKeyId",
            ),
            "TrainingStateMachineLogGroup": ("kmsKeyId",),
            "TrainingStateMachineRole": ("policies.train-and-save.LendKeyToTrainingVolumes.Resource",),
        },
    ),
    Update(
        WORKFLOW,
        "SageMakerExecutionRoleArn",
        "{other_role}",
        ROLE,
        {"TrainingStateMachineRole": ("policies.train-and-save.PassExecutionRole.Resource",)},
        perhaps=("TrainingStateMachine",),
    ),
    Update(
        WORKFLOW,
        "ExecutionNamePrefix",
        "churn",
        ROLE,
        {
            "TrainingStateMachineRole": (
                "policies.train-and-save.RunTrainingJobs.Resource",
                "policies.train-and-save.SaveModels.Resource",
            )
        },
        perhaps=("TrainingStateMachine",),
    ),
    Update(
        WORKFLOW,
        "TrainingInstanceType",
        "ml.c5.xlarge",
        STATE_MACHINE,
        {"TrainingStateMachine": ("definition.States.SageMaker Training Step.Parameters.ResourceConfig.InstanceType",)},
    ),
    Update(
        TRAINING,
        "BranchName",
        "release",
        RULE,
        {
            "AmazonCloudWatchEventRule": ("Description", "pattern.detail.referenceName"),
            "Pipeline": ("stages.Source.actions.SourceAction.configuration.BranchName",),
        },
    ),
    Update(
        TRAINING,
        "RepositoryName",
        "churn",
        RULE,
        {
            "AmazonCloudWatchEventRule": ("Description", "pattern.resources"),
            "Pipeline": ("stages.Source.actions.SourceAction.configuration.RepositoryName",),
            _SERVICE_ROLE: (f"{_RUN_TRAINING}.ReadSource.Resource",),
        },
    ),
    Update(
        TRAINING,
        "ProjectName",
        "Churn",
        PIPELINE,
        {
            "AmazonCloudWatchEventRole": _TAG,
            "AmazonCloudWatchEventRule": ("Description",),
            "Pipeline": _TAG,
            _SERVICE_ROLE: _TAG,
            _STORE: _TAG,
        },
        perhaps=(_STORE_POLICY,),
    ),
    Update(
        TRAINING,
        "MlOpsStepFunctionArn",
        "{other_workflow}",
        PIPELINE,
        {
            "Pipeline": (f"{_TRAIN}.StateMachineArn",),
            _SERVICE_ROLE: (f"{_RUN_TRAINING}.FollowExecutions.Resource", f"{_RUN_TRAINING}.StartWorkflow.Resource"),
        },
    ),
    Update(
        TRAINING,
        "KeyArn",
        "{other_key}",
        BUCKET,
        {
            "Pipeline": _ARTIFACT_KEY,
            _SERVICE_ROLE: (f"{_RUN_TRAINING}.UseKeyForArtifacts.Resource",),
            _STORE: _BUCKET_KEY,
        },
        perhaps=(_STORE_POLICY,),
    ),
    Update(
        TRAINING,
        "ExecutionNamePrefix",
        "churn",
        PIPELINE,
        {
            "Pipeline": (f"{_TRAIN}.ExecutionNamePrefix",),
            _SERVICE_ROLE: (f"{_RUN_TRAINING}.FollowExecutions.Resource",),
        },
    ),
    Update(TRAINING, "TriggerOnPush", "false", CONDITIONS, {}, removed=TRIGGER),
    Update(BY_HAND, "TriggerOnPush", "true", CONDITIONS, {}, added=TRIGGER),
    Update(
        ENDPOINT,
        "ModelName",
        "other-model",
        ENDPOINT_CONFIG,
        {"EndpointConfig": ("EndpointConfigName", "ProductionVariants.AllTraffic.ModelName"), **_NEW_CONFIG},
        replaced=_NEW_NAME,
    ),
    Update(
        ENDPOINT,
        "KeyArn",
        "{other_key}",
        ENDPOINT_CONFIG,
        {"EndpointConfig": ("EndpointConfigName", "KmsKeyId"), **_NEW_CONFIG},
        replaced=_NEW_NAME,
    ),
    Update(
        ENDPOINT,
        "InstanceType",
        "ml.c5.xlarge",
        ENDPOINT_CONFIG,
        {"EndpointConfig": ("EndpointConfigName", "ProductionVariants.AllTraffic.InstanceType"), **_NEW_CONFIG},
        replaced=_NEW_NAME,
    ),
    Update(
        DEPLOYMENT,
        "BranchName",
        "release",
        PIPELINE,
        {"Pipeline": ("stages.TemplateSource.actions.SourceAction.configuration.BranchName",)},
    ),
    Update(
        DEPLOYMENT,
        "RepositoryName",
        "churn",
        PIPELINE,
        {
            "Pipeline": ("stages.TemplateSource.actions.SourceAction.configuration.RepositoryName",),
            _SERVICE_ROLE: (f"{_RUN_DEPLOYMENT}.ReadSource.Resource",),
        },
    ),
    Update(
        DEPLOYMENT,
        "ProjectName",
        "Churn",
        PIPELINE,
        {"CFNRole": _TAG, "Pipeline": _TAG, _SERVICE_ROLE: _TAG, _STORE: _TAG},
        perhaps=(_STORE_POLICY,),
    ),
    Update(
        DEPLOYMENT,
        "CodePipelineSNSTopic",
        "{other_topic}",
        PIPELINE,
        {
            "Pipeline": (f"{_DEPLOY}.ApproveChangeSet.configuration.NotificationArn",),
            _SERVICE_ROLE: (f"{_RUN_DEPLOYMENT}.NotifyApprovers.Resource",),
        },
    ),
    Update(
        DEPLOYMENT,
        "KeyArn",
        "{other_key}",
        BUCKET,
        {
            "CFNRole": (
                "policies.manage-endpoint.LendKeyToEndpoint.Resource",
                "policies.manage-endpoint.LookUpKey.Resource",
            ),
            "Pipeline": _ARTIFACT_KEY,
            _SERVICE_ROLE: (f"{_RUN_DEPLOYMENT}.UseKeyForArtifactsAndNotifications.Resource",),
            _STORE: _BUCKET_KEY,
        },
        perhaps=(_STORE_POLICY,),
    ),
    Update(
        DEPLOYMENT, "ProdStackConfig", "churn.json", PIPELINE, {"Pipeline": (f"{_SETTINGS}.TemplateConfiguration",)}
    ),
    Update(
        DEPLOYMENT,
        "ProdStackName",
        "churn",
        ROLE,
        {
            "CFNRole": ("trust.StackOfThisPipeline.Condition.ArnLikeIfExists.aws:SourceArn",),
            "Pipeline": (
                f"{_DEPLOY}.ApproveChangeSet.configuration.CustomData",
                f"{_SETTINGS}.StackName",
                f"{_DEPLOY}.ExecuteChangeSet.configuration.StackName",
            ),
            _SERVICE_ROLE: (f"{_RUN_DEPLOYMENT}.FollowStack.Resource", f"{_RUN_DEPLOYMENT}.ManageChangeSet.Resource"),
        },
    ),
    Update(DEPLOYMENT, "TemplateFileName", "churn.yaml", PIPELINE, {"Pipeline": (f"{_SETTINGS}.TemplatePath",)}),
    Update(
        DEPLOYMENT,
        "ChangeSetName",
        "churn",
        PIPELINE,
        {
            "Pipeline": (
                f"{_DEPLOY}.ApproveChangeSet.configuration.CustomData",
                f"{_SETTINGS}.ChangeSetName",
                f"{_DEPLOY}.ExecuteChangeSet.configuration.ChangeSetName",
            ),
            _SERVICE_ROLE: (f"{_RUN_DEPLOYMENT}.ManageChangeSet.Condition.StringEquals.cloudformation:ChangeSetName",),
        },
    ),
)
"""Every parameter of every template; all of them may change while their stack stands."""
