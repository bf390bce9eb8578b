"""What the table of CodePipeline says of each provider, its pipelines and their roles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from cfnproof.least_privilege.requirements.requirement import Requirement, Workload
from cfnproof.least_privilege.requirements.rows import Row
from cfnproof.least_privilege.workloads import pipelines
from cfnproof.structural.pipelines.action_types import action_types
from tests.unit.least_privilege.requirements import fits, flaws, project, required, rows, shown

_ROLE: Final = "arn:aws:iam::111122223333:role/service"
_NOTHING: Final = frozenset({"AlexaSkillsKit", "GitHub", "Snyk"})
"""The providers that need nothing of the role: they are other companies'."""
_EITHER: Final = "codepipeline-connection-source-of-either-name"
"""The row of a connection whose ARN is not known: which of its two actions fits is not known either."""
_COMPUTE_LOGS: Final = {
    "codepipeline-compute-log-group": (
        "logs:CreateLogGroup on arn:aws:logs:us-east-1:111122223333:log-group:/aws/codepipeline/app:*"
    ),
    "codepipeline-compute-log-stream": (
        "logs:CreateLogStream logs:PutLogEvents on "
        "arn:aws:logs:us-east-1:111122223333:log-group:/aws/codepipeline/app:log-stream:*"
    ),
}
"""What an action needs of whose run CodePipeline itself keeps a log."""
_EC2_COMMANDS: Final = {
    "codepipeline-ec2-look": (
        "ec2:DescribeInstances ssm:CancelCommand ssm:DescribeInstanceInformation ssm:ListCommandInvocations on *"
    ),
    "codepipeline-ec2-document": "ssm:SendCommand on arn:aws:ssm:us-east-1::document/AWS-RunShellScript",
    "codepipeline-ec2-windows-document": ("ssm:SendCommand on arn:aws:ssm:us-east-1::document/AWS-RunPowerShellScript"),
}
"""What every deployment to instances or managed nodes needs."""


@dataclass(frozen=True, slots=True)
class Case:
    """An action, and what it needs by row; `more` are keys of the action beside its configuration."""

    category: str
    provider: str
    configuration: Mapping[str, Any]
    needs: Mapping[str, str]
    more: Mapping[str, Any] = field(default_factory=dict)


CASES: Final = {
    "S3 source": Case(
        "Source",
        "S3",
        {"S3Bucket": "in", "S3ObjectKey": "app.zip"},
        {
            "codepipeline-s3-source-bucket": (
                "s3:GetBucketAcl s3:GetBucketLocation s3:GetBucketVersioning on arn:aws:s3:::in if aws:ResourceAccount "
                "is 111122223333"
            ),
            "codepipeline-s3-source-object": (
                "s3:GetObject s3:GetObjectVersion on arn:aws:s3:::in/app.zip if aws:ResourceAccount is 111122223333"
            ),
            "codepipeline-s3-source-tags": (
                "s3:GetObjectTagging s3:GetObjectVersionTagging on arn:aws:s3:::in/app.zip if aws:ResourceAccount is "
                "111122223333"
            ),
        },
    ),
    "S3 source with other keys": Case(
        "Source",
        "S3",
        {"S3Bucket": "in", "S3ObjectKey": "app.zip", "AllowOverrideForS3ObjectKey": "true"},
        {
            "codepipeline-s3-source-bucket": (
                "s3:GetBucketAcl s3:GetBucketLocation s3:GetBucketVersioning on arn:aws:s3:::in if aws:ResourceAccount "
                "is 111122223333"
            ),
            "codepipeline-s3-source-object": (
                "s3:GetObject s3:GetObjectVersion on arn:aws:s3:::in/app.zip if aws:ResourceAccount is 111122223333"
            ),
            "codepipeline-s3-source-other-objects": (
                "s3:GetObject s3:GetObjectVersion on arn:aws:s3:::in/* if aws:ResourceAccount is 111122223333"
            ),
            "codepipeline-s3-source-tags": (
                "s3:GetObjectTagging s3:GetObjectVersionTagging on arn:aws:s3:::in/app.zip if aws:ResourceAccount is "
                "111122223333"
            ),
        },
    ),
    "CodeCommit source": Case(
        "Source",
        "CodeCommit",
        {"RepositoryName": "app", "BranchName": "main"},
        {
            "codepipeline-codecommit-source": (
                "codecommit:CancelUploadArchive codecommit:GetBranch codecommit:GetCommit "
                "codecommit:GetUploadArchiveStatus codecommit:UploadArchive on "
                "arn:aws:codecommit:us-east-1:111122223333:app"
            ),
        },
    ),
    "CodeCommit source as a full clone": Case(
        "Source",
        "CodeCommit",
        {"RepositoryName": "app", "BranchName": "main", "OutputArtifactFormat": "CODEBUILD_CLONE_REF"},
        {
            "codepipeline-codecommit-source": (
                "codecommit:CancelUploadArchive codecommit:GetBranch codecommit:GetCommit "
                "codecommit:GetUploadArchiveStatus codecommit:UploadArchive on "
                "arn:aws:codecommit:us-east-1:111122223333:app"
            ),
            "codepipeline-codecommit-clone": (
                "codecommit:GetRepository on arn:aws:codecommit:us-east-1:111122223333:app"
            ),
        },
    ),
    "ECR source": Case(
        "Source",
        "ECR",
        {"RepositoryName": "team/app"},
        {
            "codepipeline-ecr-source": "ecr:DescribeImages on arn:aws:ecr:us-east-1:111122223333:repository/team/app",
        },
    ),
    "connection of the old name": Case(
        "Source",
        "CodeStarSourceConnection",
        {
            "ConnectionArn": "arn:aws:codestar-connections:us-east-1:111122223333:connection/c1",
            "FullRepositoryId": "me/app",
            "BranchName": "main",
        },
        {
            "codepipeline-connection-source": (
                "codestar-connections:UseConnection on "
                "arn:aws:codestar-connections:us-east-1:111122223333:connection/c1"
            ),
        },
    ),
    "connection as a full clone": Case(
        "Source",
        "CodeStarSourceConnection",
        {
            "ConnectionArn": "arn:aws:codeconnections:us-east-1:111122223333:connection/c1",
            "FullRepositoryId": "me/app",
            "BranchName": "main",
            "OutputArtifactFormat": "CODEBUILD_CLONE_REF",
        },
        {
            "codepipeline-connection-source-outside": (
                "codeconnections:UseConnection on arn:aws:codeconnections:us-east-1:111122223333:connection/c1"
            ),
        },
    ),
    "connection of an unknown name": Case(
        "Source",
        "CodeStarSourceConnection",
        {"ConnectionArn": "{{resolve:ssm:connection}}", "FullRepositoryId": "me/app", "BranchName": "main"},
        {
            "codepipeline-connection-source-of-either-name": (
                "codeconnections:UseConnection codestar-connections:UseConnection on "
                "template/{{resolve:ssm:connection}}"
            ),
        },
    ),
    "build": Case(
        "Build",
        "CodeBuild",
        {"ProjectName": "app"},
        {
            "codepipeline-codebuild": (
                "codebuild:BatchGetBuilds codebuild:StartBuild on arn:aws:codebuild:us-east-1:111122223333:project/app"
            ),
        },
        {"InputArtifacts": [{"Name": "Source"}]},
    ),
    "test that is no batch": Case(
        "Test",
        "CodeBuild",
        {"ProjectName": "app", "BatchEnabled": "false"},
        {
            "codepipeline-codebuild-no-batch": (
                "codebuild:BatchGetBuilds codebuild:StartBuild on arn:aws:codebuild:us-east-1:111122223333:project/app"
            ),
        },
    ),
    "batch with another role": Case(
        "Build",
        "CodeBuild",
        {"ProjectName": "app", "BatchEnabled": True, "ServiceRoleArnOverride": "arn:aws:iam::111122223333:role/build"},
        {
            "codepipeline-codebuild-batch": (
                "codebuild:BatchGetBuildBatches codebuild:StartBuildBatch on "
                "arn:aws:codebuild:us-east-1:111122223333:project/app"
            ),
            "codepipeline-codebuild-pass-role": (
                "iam:PassRole on arn:aws:iam::111122223333:role/build if iam:PassedToService is codebuild.amazonaws.com"
            ),
        },
    ),
    "Device Farm": Case(
        "Test",
        "DeviceFarm",
        {
            "ProjectId": "p1",
            "App": "a.apk",
            "AppType": "Android",
            "TestType": "BUILTIN_FUZZ",
            "DevicePoolArn": "arn:aws:devicefarm:us-west-2::devicepool:d1",
        },
        {
            "codepipeline-devicefarm-projects": "devicefarm:ListProjects on *",
            "codepipeline-devicefarm-project": (
                "devicefarm:CreateUpload devicefarm:ListDevicePools devicefarm:ScheduleRun on "
                "arn:aws:devicefarm:us-west-2:111122223333:project:p1"
            ),
            "codepipeline-devicefarm-pool": (
                "devicefarm:ScheduleRun on arn:aws:devicefarm:us-west-2::devicepool:d1 "
                "arn:aws:devicefarm:us-west-2:111122223333:upload:p1/*"
            ),
            "codepipeline-devicefarm-run": "devicefarm:GetRun on arn:aws:devicefarm:us-west-2:111122223333:run:p1/*",
            "codepipeline-devicefarm-upload": (
                "devicefarm:GetUpload on arn:aws:devicefarm:us-west-2:111122223333:upload:p1/*"
            ),
        },
    ),
    "image": Case(
        "Build",
        "ECRBuildAndPublish",
        {"ECRRepositoryName": "team/app"},
        {
            "codepipeline-ecr-build-sign-in": "ecr:GetAuthorizationToken on *",
            "codepipeline-ecr-build": (
                "ecr:BatchCheckLayerAvailability ecr:CompleteLayerUpload ecr:DescribeRepositories "
                "ecr:GetDownloadUrlForLayer ecr:InitiateLayerUpload ecr:PutImage ecr:UploadLayerPart on "
                "arn:aws:ecr:us-east-1:111122223333:repository/team/app"
            ),
            **_COMPUTE_LOGS,
        },
    ),
    "private image": Case(
        "Build",
        "ECRBuildAndPublish",
        {"ECRRepositoryName": "team/app", "RegistryType": "private"},
        {
            "codepipeline-ecr-build-private-sign-in": "ecr:GetAuthorizationToken on *",
            "codepipeline-ecr-build-private": (
                "ecr:BatchCheckLayerAvailability ecr:CompleteLayerUpload ecr:DescribeRepositories "
                "ecr:GetDownloadUrlForLayer ecr:InitiateLayerUpload ecr:PutImage ecr:UploadLayerPart on "
                "arn:aws:ecr:us-east-1:111122223333:repository/team/app"
            ),
            **_COMPUTE_LOGS,
        },
    ),
    "public image": Case(
        "Build",
        "ECRBuildAndPublish",
        {"ECRRepositoryName": "team/app", "RegistryType": "public"},
        {
            "codepipeline-ecr-build-public-sign-in": "ecr-public:GetAuthorizationToken sts:GetServiceBearerToken on *",
            "codepipeline-ecr-build-public": (
                "ecr-public:BatchCheckLayerAvailability ecr-public:CompleteLayerUpload ecr-public:DescribeRepositories "
                "ecr-public:InitiateLayerUpload ecr-public:PutImage ecr-public:UploadLayerPart on "
                "arn:aws:ecr-public::111122223333:repository/team/app"
            ),
            **_COMPUTE_LOGS,
        },
    ),
    "approval without topic": Case(
        "Approval",
        "Manual",
        {},
        {},
    ),
    "approval with an encrypted topic": Case(
        "Approval",
        "Manual",
        {"NotificationArn": {"Ref": "Topic"}},
        {
            "codepipeline-approval-notification": "sns:Publish on arn:aws:sns:us-east-1:111122223333:wait",
            "codepipeline-approval-notification-key": (
                "kms:Decrypt kms:GenerateDataKey on arn:aws:kms:us-east-1:111122223333:key/${template/Key} if "
                "kms:ViaService is sns.us-east-1.amazonaws.com"
            ),
        },
    ),
    "create change set": Case(
        "Deploy",
        "CloudFormation",
        {
            "ActionMode": "CHANGE_SET_REPLACE",
            "StackName": "app",
            "ChangeSetName": "next",
            "RoleArn": "arn:aws:iam::111122223333:role/stack",
            "TemplatePath": "Source::t.yaml",
        },
        {
            "codepipeline-cloudformation-create-change-set": (
                "cloudformation:CreateChangeSet cloudformation:DeleteChangeSet cloudformation:DescribeChangeSet on "
                "arn:aws:cloudformation:us-east-1:111122223333:stack/app/* if cloudformation:ChangeSetName is next"
            ),
            "codepipeline-cloudformation-create-change-set-stack": (
                "cloudformation:DescribeStacks on arn:aws:cloudformation:us-east-1:111122223333:stack/app/*"
            ),
            "codepipeline-cloudformation-pass-role": (
                "iam:PassRole on arn:aws:iam::111122223333:role/stack if iam:PassedToService is "
                "cloudformation.amazonaws.com"
            ),
        },
    ),
    "execute change set": Case(
        "Deploy",
        "CloudFormation",
        {"ActionMode": "CHANGE_SET_EXECUTE", "StackName": "app", "ChangeSetName": "next", "OutputFileName": "out.json"},
        {
            "codepipeline-cloudformation-execute-change-set": (
                "cloudformation:DescribeChangeSet cloudformation:ExecuteChangeSet on "
                "arn:aws:cloudformation:us-east-1:111122223333:stack/app/* if cloudformation:ChangeSetName is next"
            ),
            "codepipeline-cloudformation-execute-change-set-stack": (
                "cloudformation:DescribeStackEvents cloudformation:DescribeStacks on "
                "arn:aws:cloudformation:us-east-1:111122223333:stack/app/*"
            ),
        },
        {"OutputArtifacts": [{"Name": "Out"}]},
    ),
    "stack": Case(
        "Deploy",
        "CloudFormation",
        {
            "ActionMode": "CREATE_UPDATE",
            "StackName": "app",
            "RoleArn": "arn:aws:iam::111122223333:role/stack",
            "TemplatePath": "Source::t.yaml",
            "OutputFileName": "out.json",
        },
        {
            "codepipeline-cloudformation-pass-role": (
                "iam:PassRole on arn:aws:iam::111122223333:role/stack if iam:PassedToService is "
                "cloudformation.amazonaws.com"
            ),
            "codepipeline-cloudformation-create-update": (
                "cloudformation:CreateStack cloudformation:DescribeStacks cloudformation:UpdateStack on "
                "arn:aws:cloudformation:us-east-1:111122223333:stack/app/*"
            ),
            "codepipeline-cloudformation-events": (
                "cloudformation:DescribeStackEvents on arn:aws:cloudformation:us-east-1:111122223333:stack/app/*"
            ),
            "codepipeline-cloudformation-look": (
                "cloudformation:DescribeStackResources cloudformation:GetTemplate on "
                "arn:aws:cloudformation:us-east-1:111122223333:stack/app/*"
            ),
            "codepipeline-cloudformation-validate": "cloudformation:ValidateTemplate on *",
        },
        {"OutputArtifacts": [{"Name": "Out"}]},
    ),
    "stack without role": Case(
        "Deploy",
        "CloudFormation",
        {
            "ActionMode": "CREATE_UPDATE",
            "StackName": "app",
            "TemplatePath": "Source::t.yaml",
            "TemplateConfiguration": "Source::c.json",
        },
        {
            "codepipeline-cloudformation-create-update": (
                "cloudformation:CreateStack cloudformation:DescribeStacks cloudformation:UpdateStack on "
                "arn:aws:cloudformation:us-east-1:111122223333:stack/app/*"
            ),
            "codepipeline-cloudformation-events": (
                "cloudformation:DescribeStackEvents on arn:aws:cloudformation:us-east-1:111122223333:stack/app/*"
            ),
            "codepipeline-cloudformation-look": (
                "cloudformation:DescribeStackResources cloudformation:GetTemplate on "
                "arn:aws:cloudformation:us-east-1:111122223333:stack/app/*"
            ),
            "codepipeline-cloudformation-validate": "cloudformation:ValidateTemplate on *",
            "codepipeline-cloudformation-stack-policy": (
                "cloudformation:SetStackPolicy on arn:aws:cloudformation:us-east-1:111122223333:stack/app/*"
            ),
        },
    ),
    "stack that is replaced": Case(
        "Deploy",
        "CloudFormation",
        {"ActionMode": "REPLACE_ON_FAILURE", "StackName": "app", "TemplatePath": "Source::t.yaml"},
        {
            "codepipeline-cloudformation-create-update": (
                "cloudformation:CreateStack cloudformation:DescribeStacks cloudformation:UpdateStack on "
                "arn:aws:cloudformation:us-east-1:111122223333:stack/app/*"
            ),
            "codepipeline-cloudformation-replace": (
                "cloudformation:DeleteStack on arn:aws:cloudformation:us-east-1:111122223333:stack/app/*"
            ),
            "codepipeline-cloudformation-events": (
                "cloudformation:DescribeStackEvents on arn:aws:cloudformation:us-east-1:111122223333:stack/app/*"
            ),
            "codepipeline-cloudformation-look": (
                "cloudformation:DescribeStackResources cloudformation:GetTemplate on "
                "arn:aws:cloudformation:us-east-1:111122223333:stack/app/*"
            ),
            "codepipeline-cloudformation-validate": "cloudformation:ValidateTemplate on *",
        },
    ),
    "stack that is deleted": Case(
        "Deploy",
        "CloudFormation",
        {"ActionMode": "DELETE_ONLY", "StackName": "app", "RoleArn": "arn:aws:iam::111122223333:role/stack"},
        {
            "codepipeline-cloudformation-pass-role": (
                "iam:PassRole on arn:aws:iam::111122223333:role/stack if iam:PassedToService is "
                "cloudformation.amazonaws.com"
            ),
            "codepipeline-cloudformation-delete": (
                "cloudformation:DeleteStack cloudformation:DescribeStacks on "
                "arn:aws:cloudformation:us-east-1:111122223333:stack/app/*"
            ),
            "codepipeline-cloudformation-events": (
                "cloudformation:DescribeStackEvents on arn:aws:cloudformation:us-east-1:111122223333:stack/app/*"
            ),
        },
    ),
    "stack set": Case(
        "Deploy",
        "CloudFormationStackSet",
        {
            "StackSetName": "all",
            "TemplatePath": "Source::t.yaml",
            "AdministrationRoleArn": "arn:aws:iam::111122223333:role/admin",
        },
        {
            "codepipeline-stack-set-create": "cloudformation:CreateStackSet on *",
            "codepipeline-stack-set": (
                "cloudformation:CreateStackInstances cloudformation:DescribeStackSet "
                "cloudformation:DescribeStackSetOperation cloudformation:ListStackInstances "
                "cloudformation:UpdateStackSet on arn:aws:cloudformation:us-east-1:111122223333:stackset/all:*"
            ),
            "codepipeline-stack-set-pass-role": (
                "iam:PassRole on arn:aws:iam::111122223333:role/admin if iam:PassedToService is "
                "cloudformation.amazonaws.com"
            ),
            "codepipeline-stack-set-role": "iam:GetRole on arn:aws:iam::111122223333:role/admin",
        },
    ),
    "stack set of a delegated administrator": Case(
        "Deploy",
        "CloudFormationStackSet",
        {
            "StackSetName": "all",
            "TemplatePath": "Source::t.yaml",
            "PermissionModel": "SERVICE_MANAGED",
            "CallAs": "DELEGATED_ADMIN",
        },
        {
            "codepipeline-stack-set-create": "cloudformation:CreateStackSet on *",
            "codepipeline-stack-set": (
                "cloudformation:CreateStackInstances cloudformation:DescribeStackSet "
                "cloudformation:DescribeStackSetOperation cloudformation:ListStackInstances "
                "cloudformation:UpdateStackSet on arn:aws:cloudformation:us-east-1:111122223333:stackset/all:*"
            ),
            "codepipeline-stack-set-delegated-administrator": "organizations:ListDelegatedAdministrators on *",
        },
    ),
    "stack instances": Case(
        "Deploy",
        "CloudFormationStackInstances",
        {"StackSetName": "all", "Regions": "us-east-1"},
        {
            "codepipeline-stack-instances": (
                "cloudformation:CreateStackInstances cloudformation:DescribeStackSetOperation on "
                "arn:aws:cloudformation:us-east-1:111122223333:stackset/all:*"
            ),
            "codepipeline-stack-instances-update": (
                "cloudformation:UpdateStackInstances on arn:aws:cloudformation:us-east-1:111122223333:stackset/all:*"
            ),
        },
    ),
    "CodeDeploy": Case(
        "Deploy",
        "CodeDeploy",
        {"ApplicationName": "app", "DeploymentGroupName": "prod"},
        {
            "codepipeline-codedeploy-application": (
                "codedeploy:GetApplication codedeploy:ListDeploymentGroups codedeploy:RegisterApplicationRevision on "
                "arn:aws:codedeploy:us-east-1:111122223333:application:app"
            ),
            "codepipeline-codedeploy-revision": (
                "codedeploy:GetApplicationRevision on arn:aws:codedeploy:us-east-1:111122223333:application:app"
            ),
            "codepipeline-codedeploy-group": (
                "codedeploy:CreateDeployment codedeploy:GetDeployment codedeploy:GetDeploymentGroup "
                "codedeploy:ListDeployments on arn:aws:codedeploy:us-east-1:111122223333:deploymentgroup:app/prod"
            ),
            "codepipeline-codedeploy-config": (
                "codedeploy:GetDeploymentConfig on arn:aws:codedeploy:us-east-1:111122223333:deploymentconfig:*"
            ),
            "codepipeline-codedeploy-configs": "codedeploy:ListDeploymentConfigs on *",
        },
    ),
    "CodeDeploy to ECS": Case(
        "Deploy",
        "CodeDeployToECS",
        {
            "ApplicationName": "app",
            "DeploymentGroupName": "prod",
            "TaskDefinitionTemplateArtifact": "Source",
            "AppSpecTemplateArtifact": "Source",
        },
        {
            "codepipeline-codedeploy-config": (
                "codedeploy:GetDeploymentConfig on arn:aws:codedeploy:us-east-1:111122223333:deploymentconfig:*"
            ),
            "codepipeline-blue-green-application": (
                "codedeploy:GetApplication codedeploy:GetApplicationRevision codedeploy:RegisterApplicationRevision on "
                "arn:aws:codedeploy:us-east-1:111122223333:application:app"
            ),
            "codepipeline-blue-green-group": (
                "codedeploy:CreateDeployment codedeploy:GetDeployment on "
                "arn:aws:codedeploy:us-east-1:111122223333:deploymentgroup:app/prod"
            ),
            "codepipeline-ecs-register-task-definition": (
                "ecs:RegisterTaskDefinition on arn:aws:ecs:us-east-1:111122223333:task-definition/*:*"
            ),
            "codepipeline-ecs-tag-task-definition": (
                "ecs:TagResource on arn:aws:ecs:us-east-1:111122223333:task-definition/*:* if ecs:CreateAction is "
                "RegisterTaskDefinition"
            ),
            "codepipeline-ecs-pass-role": (
                "iam:PassRole on arn:aws:iam::111122223333:role/* if iam:PassedToService is ecs-tasks.amazonaws.com"
            ),
            "codepipeline-ecs-pass-service-role": (
                "iam:PassRole on arn:aws:iam::111122223333:role/* if iam:PassedToService is ecs.amazonaws.com"
            ),
        },
    ),
    "ECS": Case(
        "Deploy",
        "ECS",
        {"ClusterName": "main", "ServiceName": "web"},
        {
            "codepipeline-ecs-service": (
                "ecs:DescribeServices ecs:UpdateService on arn:aws:ecs:us-east-1:111122223333:service/main/web"
            ),
            "codepipeline-ecs-describe-task-definition": "ecs:DescribeTaskDefinition on *",
            "codepipeline-ecs-register-task-definition": (
                "ecs:RegisterTaskDefinition on arn:aws:ecs:us-east-1:111122223333:task-definition/*:*"
            ),
            "codepipeline-ecs-tag-task-definition": (
                "ecs:TagResource on arn:aws:ecs:us-east-1:111122223333:task-definition/*:* if ecs:CreateAction is "
                "RegisterTaskDefinition"
            ),
            "codepipeline-ecs-pass-role": (
                "iam:PassRole on arn:aws:iam::111122223333:role/* if iam:PassedToService is ecs-tasks.amazonaws.com"
            ),
            "codepipeline-ecs-pass-service-role": (
                "iam:PassRole on arn:aws:iam::111122223333:role/* if iam:PassedToService is ecs.amazonaws.com"
            ),
        },
    ),
    "Elastic Beanstalk": Case(
        "Deploy",
        "ElasticBeanstalk",
        {"ApplicationName": "app", "EnvironmentName": "prod"},
        {
            "codepipeline-beanstalk-version": (
                "elasticbeanstalk:CreateApplicationVersion on "
                "arn:aws:elasticbeanstalk:us-east-1:111122223333:application/app "
                "arn:aws:elasticbeanstalk:us-east-1:111122223333:applicationversion/app/*"
            ),
            "codepipeline-beanstalk-versions": (
                "elasticbeanstalk:DescribeApplicationVersions on "
                "arn:aws:elasticbeanstalk:us-east-1:111122223333:applicationversion/app/*"
            ),
            "codepipeline-beanstalk-environment": (
                "elasticbeanstalk:DescribeEnvironments elasticbeanstalk:DescribeEvents "
                "elasticbeanstalk:UpdateEnvironment on "
                "arn:aws:elasticbeanstalk:us-east-1:111122223333:environment/app/prod"
            ),
        },
    ),
    "object in S3": Case(
        "Deploy",
        "S3",
        {
            "BucketName": "out",
            "Extract": "false",
            "ObjectKey": "app.zip",
            "KMSEncryptionKeyARN": "arn:aws:kms:us-east-1:111122223333:key/k1",
        },
        {
            "codepipeline-s3-deploy-bucket": (
                "s3:GetBucketAcl s3:GetBucketLocation s3:GetBucketVersioning on arn:aws:s3:::out if aws:ResourceAccount"
                " is 111122223333"
            ),
            "codepipeline-s3-deploy-object": (
                "s3:PutObject on arn:aws:s3:::out/app.zip if aws:ResourceAccount is 111122223333"
            ),
            "codepipeline-s3-deploy-other-acl": (
                "s3:PutObjectAcl s3:PutObjectVersionAcl on arn:aws:s3:::out/* if aws:ResourceAccount is 111122223333"
            ),
            "codepipeline-s3-deploy-tags": (
                "s3:GetObjectTagging s3:GetObjectVersionTagging s3:PutObjectTagging on arn:aws:s3:::out/* if "
                "aws:ResourceAccount is 111122223333"
            ),
            "codepipeline-s3-deploy-key": (
                "kms:Decrypt kms:GenerateDataKey on arn:aws:kms:us-east-1:111122223333:key/k1 if kms:ViaService is "
                "s3.us-east-1.amazonaws.com"
            ),
        },
    ),
    "files in S3": Case(
        "Deploy",
        "S3",
        {"BucketName": "out", "Extract": "true", "CannedACL": "public-read"},
        {
            "codepipeline-s3-deploy-bucket": (
                "s3:GetBucketAcl s3:GetBucketLocation s3:GetBucketVersioning on arn:aws:s3:::out if aws:ResourceAccount"
                " is 111122223333"
            ),
            "codepipeline-s3-deploy-files": "s3:PutObject on arn:aws:s3:::out/* if aws:ResourceAccount is 111122223333",
            "codepipeline-s3-deploy-acl": (
                "s3:PutObjectAcl on arn:aws:s3:::out/* if aws:ResourceAccount is 111122223333"
            ),
            "codepipeline-s3-deploy-other-acl": (
                "s3:PutObjectAcl s3:PutObjectVersionAcl on arn:aws:s3:::out/* if aws:ResourceAccount is 111122223333"
            ),
            "codepipeline-s3-deploy-tags": (
                "s3:GetObjectTagging s3:GetObjectVersionTagging s3:PutObjectTagging on arn:aws:s3:::out/* if "
                "aws:ResourceAccount is 111122223333"
            ),
        },
    ),
    "files in a folder in S3": Case(
        "Deploy",
        "S3",
        {"BucketName": "out", "Extract": "true", "ObjectKey": "site/"},
        {
            "codepipeline-s3-deploy-bucket": (
                "s3:GetBucketAcl s3:GetBucketLocation s3:GetBucketVersioning on arn:aws:s3:::out if aws:ResourceAccount"
                " is 111122223333"
            ),
            "codepipeline-s3-deploy-folder": (
                "s3:PutObject on arn:aws:s3:::out/site/* if aws:ResourceAccount is 111122223333"
            ),
            "codepipeline-s3-deploy-other-acl": (
                "s3:PutObjectAcl s3:PutObjectVersionAcl on arn:aws:s3:::out/* if aws:ResourceAccount is 111122223333"
            ),
            "codepipeline-s3-deploy-tags": (
                "s3:GetObjectTagging s3:GetObjectVersionTagging s3:PutObjectTagging on arn:aws:s3:::out/* if "
                "aws:ResourceAccount is 111122223333"
            ),
        },
    ),
    "Service Catalog": Case(
        "Deploy",
        "ServiceCatalog",
        {"ProductId": "prod-1", "ConfigurationFilePath": "c.json"},
        {
            "codepipeline-service-catalog-product": (
                "servicecatalog:CreateProvisioningArtifact servicecatalog:DeleteProvisioningArtifact "
                "servicecatalog:DescribeProvisioningArtifact servicecatalog:ListProvisioningArtifacts "
                "servicecatalog:UpdateProduct on arn:aws:catalog:us-east-1:111122223333:product/prod-1"
            ),
            "codepipeline-service-catalog-template": "cloudformation:ValidateTemplate on *",
        },
    ),
    "AppConfig": Case(
        "Deploy",
        "AppConfig",
        {
            "Application": "a1",
            "Environment": "e1",
            "ConfigurationProfile": "p1",
            "InputArtifactConfigurationPath": "c.json",
            "DeploymentStrategy": "s1",
        },
        {
            "codepipeline-appconfig-start": (
                "appconfig:StartDeployment on arn:aws:appconfig:us-east-1:111122223333:application/a1 "
                "arn:aws:appconfig:us-east-1:111122223333:application/a1/configurationprofile/p1 "
                "arn:aws:appconfig:us-east-1:111122223333:application/a1/environment/e1"
            ),
            "codepipeline-appconfig-strategy": (
                "appconfig:StartDeployment on arn:aws:appconfig:us-east-1:111122223333:deploymentstrategy/s1"
            ),
            "codepipeline-appconfig-follow": (
                "appconfig:GetDeployment appconfig:StopDeployment on "
                "arn:aws:appconfig:us-east-1:111122223333:application/a1 "
                "arn:aws:appconfig:us-east-1:111122223333:application/a1/environment/e1 "
                "arn:aws:appconfig:us-east-1:111122223333:application/a1/environment/e1/deployment/*"
            ),
        },
    ),
    "AppConfig without strategy": Case(
        "Deploy",
        "AppConfig",
        {
            "Application": "a1",
            "Environment": "e1",
            "ConfigurationProfile": "p1",
            "InputArtifactConfigurationPath": "c.json",
        },
        {
            "codepipeline-appconfig-start": (
                "appconfig:StartDeployment on arn:aws:appconfig:us-east-1:111122223333:application/a1 "
                "arn:aws:appconfig:us-east-1:111122223333:application/a1/configurationprofile/p1 "
                "arn:aws:appconfig:us-east-1:111122223333:application/a1/environment/e1"
            ),
            "codepipeline-appconfig-default-strategy": (
                "appconfig:StartDeployment on arn:aws:appconfig:us-east-1:111122223333:deploymentstrategy/*"
            ),
            "codepipeline-appconfig-follow": (
                "appconfig:GetDeployment appconfig:StopDeployment on "
                "arn:aws:appconfig:us-east-1:111122223333:application/a1 "
                "arn:aws:appconfig:us-east-1:111122223333:application/a1/environment/e1 "
                "arn:aws:appconfig:us-east-1:111122223333:application/a1/environment/e1/deployment/*"
            ),
        },
    ),
    "OpsWorks": Case(
        "Deploy",
        "OpsWorks",
        {"App": "a1", "Stack": "s1"},
        {
            "codepipeline-opsworks": (
                "opsworks:CreateDeployment opsworks:DescribeApps opsworks:DescribeCommands opsworks:DescribeDeployments"
                " opsworks:DescribeInstances opsworks:DescribeStacks opsworks:UpdateApp opsworks:UpdateStack on "
                "arn:aws:opsworks:us-east-1:111122223333:stack/s1/"
            ),
        },
    ),
    "instances": Case(
        "Deploy",
        "EC2",
        {"InstanceTagKey": "Name", "InstanceTagValue": "web", "InstanceType": "EC2", "TargetGroupNameList": "a,b"},
        {
            **_EC2_COMMANDS,
            "codepipeline-ec2-instances": (
                "ssm:SendCommand on arn:aws:ec2:us-east-1:111122223333:instance/* if aws:ResourceTag/Name is web"
            ),
            "codepipeline-ec2-target-groups": (
                "elasticloadbalancing:DescribeTargetGroupAttributes elasticloadbalancing:DescribeTargetGroups "
                "elasticloadbalancing:DescribeTargetHealth on *"
            ),
            "codepipeline-ec2-targets": (
                "elasticloadbalancing:DeregisterTargets elasticloadbalancing:RegisterTargets on "
                "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/*/*"
            ),
            **_COMPUTE_LOGS,
        },
    ),
    "instances of any value": Case(
        "Deploy",
        "EC2",
        {"InstanceTagKey": "Name", "InstanceType": "EC2", "TargetGroupNameList": "a,b"},
        {
            **_EC2_COMMANDS,
            "codepipeline-ec2-instances-any-value": (
                "ssm:SendCommand on arn:aws:ec2:us-east-1:111122223333:instance/* if aws:ResourceTag/Name is false"
            ),
            "codepipeline-ec2-target-groups": (
                "elasticloadbalancing:DescribeTargetGroupAttributes elasticloadbalancing:DescribeTargetGroups "
                "elasticloadbalancing:DescribeTargetHealth on *"
            ),
            "codepipeline-ec2-targets": (
                "elasticloadbalancing:DeregisterTargets elasticloadbalancing:RegisterTargets on "
                "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/*/*"
            ),
            **_COMPUTE_LOGS,
        },
    ),
    "managed nodes": Case(
        "Deploy",
        "EC2",
        {"InstanceTagKey": "Name", "InstanceType": "SSM_MANAGED_NODE"},
        {
            **_EC2_COMMANDS,
            "codepipeline-ec2-managed-nodes-any-value": (
                "ssm:SendCommand on arn:aws:ssm:us-east-1:111122223333:managed-instance/* "
                "if aws:ResourceTag/Name is false"
            ),
            **_COMPUTE_LOGS,
        },
    ),
    "managed nodes of a value": Case(
        "Deploy",
        "EC2",
        {"InstanceTagKey": "Name", "InstanceTagValue": "web", "InstanceType": "SSM_MANAGED_NODE"},
        {
            **_EC2_COMMANDS,
            "codepipeline-ec2-managed-nodes": (
                "ssm:SendCommand on arn:aws:ssm:us-east-1:111122223333:managed-instance/* "
                "if aws:ResourceTag/Name is web"
            ),
            **_COMPUTE_LOGS,
        },
    ),
    "EKS": Case(
        "Deploy",
        "EKS",
        {"ClusterName": "main", "ManifestFiles": "m.yaml"},
        {
            "codepipeline-eks-cluster": "eks:DescribeCluster on arn:aws:eks:us-east-1:111122223333:cluster/main",
            "codepipeline-eks-network": (
                "ec2:DescribeDhcpOptions ec2:DescribeNetworkInterfaces ec2:DescribeRouteTables "
                "ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs on *"
            ),
            "codepipeline-eks-create-interface": (
                "ec2:CreateNetworkInterface on arn:aws:ec2:us-east-1:111122223333:network-interface/* "
                "arn:aws:ec2:us-east-1:111122223333:security-group/* arn:aws:ec2:us-east-1:111122223333:subnet/*"
            ),
            "codepipeline-eks-interface": (
                "ec2:CreateNetworkInterfacePermission ec2:DeleteNetworkInterface on "
                "arn:aws:ec2:us-east-1:111122223333:network-interface/*"
            ),
            **_COMPUTE_LOGS,
        },
    ),
    "function's code": Case(
        "Deploy",
        "Lambda",
        {"FunctionName": "f"},
        {
            "codepipeline-lambda-deploy": (
                "lambda:GetFunctionConfiguration on arn:aws:lambda:us-east-1:111122223333:function:f "
                "arn:aws:lambda:us-east-1:111122223333:function:f:*"
            ),
            "codepipeline-lambda-deploy-code": (
                "lambda:PublishVersion lambda:UpdateFunctionCode on arn:aws:lambda:us-east-1:111122223333:function:f"
            ),
            "codepipeline-lambda-deploy-log-group": (
                "logs:CreateLogGroup on arn:aws:logs:us-east-1:111122223333:log-group:/aws/codepipeline/app:*"
            ),
            "codepipeline-lambda-deploy-log-stream": (
                "logs:CreateLogStream logs:PutLogEvents on "
                "arn:aws:logs:us-east-1:111122223333:log-group:/aws/codepipeline/app:log-stream:*"
            ),
        },
        {"InputArtifacts": [{"Name": "Source"}]},
    ),
    "function's alias": Case(
        "Deploy",
        "Lambda",
        {"FunctionName": "f", "FunctionAlias": "live", "PublishedTargetVersion": "2", "Alarms": "a,b"},
        {
            "codepipeline-lambda-deploy": (
                "lambda:GetFunctionConfiguration on arn:aws:lambda:us-east-1:111122223333:function:f "
                "arn:aws:lambda:us-east-1:111122223333:function:f:*"
            ),
            "codepipeline-lambda-deploy-alias": (
                "lambda:GetAlias lambda:UpdateAlias on arn:aws:lambda:us-east-1:111122223333:function:f"
            ),
            "codepipeline-lambda-deploy-concurrency": (
                "lambda:GetProvisionedConcurrencyConfig on arn:aws:lambda:us-east-1:111122223333:function:f:live"
            ),
            "codepipeline-lambda-deploy-alarms": (
                "cloudwatch:DescribeAlarms on arn:aws:cloudwatch:us-east-1:111122223333:alarm:*"
            ),
            "codepipeline-lambda-deploy-log-group": (
                "logs:CreateLogGroup on arn:aws:logs:us-east-1:111122223333:log-group:/aws/codepipeline/app:*"
            ),
            "codepipeline-lambda-deploy-log-stream": (
                "logs:CreateLogStream logs:PutLogEvents on "
                "arn:aws:logs:us-east-1:111122223333:log-group:/aws/codepipeline/app:log-stream:*"
            ),
        },
    ),
    "function": Case(
        "Invoke",
        "Lambda",
        {"FunctionName": "f"},
        {
            "codepipeline-lambda": "lambda:InvokeFunction on arn:aws:lambda:us-east-1:111122223333:function:f",
            "codepipeline-lambda-functions": "lambda:ListFunctions on *",
        },
    ),
    "state machine": Case(
        "Invoke",
        "StepFunctions",
        {"StateMachineArn": "arn:aws:states:us-east-1:111122223333:stateMachine:m"},
        {
            "codepipeline-stepfunctions": (
                "states:DescribeStateMachine states:StartExecution on "
                "arn:aws:states:us-east-1:111122223333:stateMachine:m"
            ),
            "codepipeline-stepfunctions-execution": (
                "states:DescribeExecution on arn:aws:states:us-east-1:111122223333:execution:m:*"
            ),
        },
    ),
    "state machine with names": Case(
        "Invoke",
        "StepFunctions",
        {"StateMachineArn": "arn:aws:states:us-east-1:111122223333:stateMachine:m", "ExecutionNamePrefix": "run"},
        {
            "codepipeline-stepfunctions": (
                "states:DescribeStateMachine states:StartExecution on "
                "arn:aws:states:us-east-1:111122223333:stateMachine:m"
            ),
            "codepipeline-stepfunctions-named-execution": (
                "states:DescribeExecution on arn:aws:states:us-east-1:111122223333:execution:m:run-*"
            ),
        },
    ),
    "pipeline": Case(
        "Invoke",
        "CodePipeline",
        {"PipelineName": "other"},
        {
            "codepipeline-pipeline": (
                "codepipeline:StartPipelineExecution on arn:aws:codepipeline:us-east-1:111122223333:other"
            ),
        },
    ),
    "scan of the source": Case(
        "Invoke",
        "InspectorScan",
        {"InspectorRunMode": "SourceCodeScan"},
        {
            "codepipeline-inspector": "inspector-scan:ScanSbom on *",
            **_COMPUTE_LOGS,
        },
    ),
    "scan of an image": Case(
        "Invoke",
        "InspectorScan",
        {"InspectorRunMode": "ECRImageScan", "ECRRepositoryName": "team/app"},
        {
            "codepipeline-inspector": "inspector-scan:ScanSbom on *",
            "codepipeline-inspector-image": (
                "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer on "
                "arn:aws:ecr:us-east-1:111122223333:repository/team/app"
            ),
            "codepipeline-inspector-sign-in": "ecr:GetAuthorizationToken on *",
            **_COMPUTE_LOGS,
        },
    ),
    "commands": Case(
        "Compute",
        "Commands",
        {},
        {
            **_COMPUTE_LOGS,
        },
    ),
    "commands in a VPC": Case(
        "Compute",
        "Commands",
        {"VpcId": "vpc-1", "Subnets": "subnet-1,subnet-2", "SecurityGroupIds": "sg-1"},
        {
            **_COMPUTE_LOGS,
            "codepipeline-commands-network": (
                "ec2:DescribeDhcpOptions ec2:DescribeNetworkInterfaces ec2:DescribeSecurityGroups ec2:DescribeSubnets "
                "ec2:DescribeVpcs on *"
            ),
            "codepipeline-commands-create-interface": (
                "ec2:CreateNetworkInterface on arn:aws:ec2:us-east-1:111122223333:network-interface/* "
                "arn:aws:ec2:us-east-1:111122223333:security-group/* arn:aws:ec2:us-east-1:111122223333:subnet/*"
            ),
            "codepipeline-commands-interface": (
                "ec2:CreateNetworkInterfacePermission ec2:DeleteNetworkInterface on "
                "arn:aws:ec2:us-east-1:111122223333:network-interface/*"
            ),
        },
    ),
}
"""By what the action is."""


def pipeline(category: str, provider: str, configuration: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """A pipeline with one action."""
    kind = {"Category": category, "Owner": "AWS", "Provider": provider, "Version": "1"}
    action = {"Name": "Action", "ActionTypeId": kind, "Configuration": configuration, **more}
    stages = [{"Name": "Stage", "Actions": [action]}]
    store = {"Type": "S3", "Location": "store", "EncryptionKey": {"Type": "KMS", "Id": {"Fn::GetAtt": ["Key", "Arn"]}}}
    return {
        "Key": {"Type": "AWS::KMS::Key", "Properties": {}},
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "wait", "KmsMasterKeyId": {"Ref": "Key"}}},
        "Pipeline": {
            "Type": "AWS::CodePipeline::Pipeline",
            "Properties": {"Name": "app", "RoleArn": _ROLE, "ArtifactStore": store, "Stages": stages},
        },
    }


def workloads(case: Case, folder: Path) -> tuple[Workload, ...]:
    """What the roles of a case's pipeline do."""
    stack, site = project(folder, pipeline(case.category, case.provider, case.configuration, case.more))
    return tuple(pipelines.workloads(stack, site))


def needed(case: Case, folder: Path) -> tuple[Requirement, ...]:
    """What the action of a case needs."""
    return tuple(required(unit for one in workloads(case, folder) for unit in one.units if unit.name == "action"))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_an_action_needs(case: Case, tmp_path: Path) -> None:
    """Every row that applies is there, with its actions, resources and keys, and no other."""
    assert shown(needed(case, tmp_path)) == case.needs


def test_every_provider_has_a_case() -> None:
    """All providers that the structural rules know are there, but for those that need nothing."""
    known = {(one.category, one.provider) for one in action_types().rows if one.provider not in _NOTHING}
    assert known <= {(case.category, case.provider) for case in CASES.values()}


def test_every_row_has_a_case_and_fits(tmp_path: Path) -> None:
    """Each row of an action applies in a case, on resources of its actions' types where the ARN is known."""
    found = {
        one.row.id for case in CASES.values() for one in needed(case, tmp_path) if one.row.id == _EITHER or fits(one)
    }
    assert found == {row.id for row in rows("codepipeline", "action")}


@pytest.mark.parametrize("row", tuple(rows("codepipeline")), ids=lambda row: row.id)
def test_rows_name_what_there_is(row: Row) -> None:
    """Actions and condition keys are those of AWS's reference, pages are AWS's."""
    assert list(flaws(row)) == []


def test_what_a_pipeline_needs(tmp_path: Path) -> None:
    """The service role reaches the artifacts; with an S3 source these may have tags."""
    case = CASES["S3 source"]
    own = [unit for one in workloads(case, tmp_path) for unit in one.units if unit.name != "action"]
    assert shown(required(own)) == {
        "codepipeline-trust": (
            "sts:AssumeRole on * if aws:SourceAccount is 111122223333 if aws:SourceArn is "
            "arn:aws:codepipeline:us-east-1:111122223333:app"
        ),
        "codepipeline-store-bucket": (
            "s3:GetBucketAcl s3:GetBucketLocation s3:GetBucketVersioning on arn:aws:s3:::store if aws:ResourceAccount "
            "is 111122223333"
        ),
        "codepipeline-store-objects-read": (
            "s3:GetObject s3:GetObjectVersion on arn:aws:s3:::store/* if aws:ResourceAccount is 111122223333"
        ),
        "codepipeline-store-objects": ("s3:PutObject on arn:aws:s3:::store/* if aws:ResourceAccount is 111122223333"),
        "codepipeline-store-object-acls": (
            "s3:PutObjectAcl on arn:aws:s3:::store/* if aws:ResourceAccount is 111122223333"
        ),
        "codepipeline-store-key": (
            "kms:Decrypt kms:GenerateDataKey on arn:aws:kms:us-east-1:111122223333:key/${template/Key} if "
            "kms:ViaService is s3.us-east-1.amazonaws.com"
        ),
        "codepipeline-store-tags": (
            "s3:GetObjectTagging s3:GetObjectVersionTagging s3:PutObjectTagging on arn:aws:s3:::store/* if "
            "aws:ResourceAccount is 111122223333"
        ),
    }


def test_an_action_with_its_own_role(tmp_path: Path) -> None:
    """The service role assumes the action's role, which needs what the action needs."""
    acting = "arn:aws:iam::111122223333:role/acting"
    case = Case("Invoke", "CodePipeline", {"PipelineName": "other"}, {}, {"RoleArn": acting})
    by_role = {"".join(map(str, one.role)): shown(required(one.units)) for one in workloads(case, tmp_path)}
    service, other = (found for role, found in sorted(by_role.items(), key=lambda item: item[0].endswith("acting")))
    assert service["codepipeline-action-role"] == f"sts:AssumeRole on {acting}"
    assert "codepipeline-pipeline" not in service
    assert "codepipeline-pipeline" in other
