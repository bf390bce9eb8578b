"""What a stack's service role needs by resource type: of a type's handler permissions, those that the properties take.

https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html (handlers, permissions)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Final

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from cfnproof.emulator.cloudformation.handlers.registry import HANDLERS
from cfnproof.findings import Place
from cfnproof.iam.calls.reference import Action, Variable, reference_of
from cfnproof.least_privilege.projects.index import Index
from cfnproof.least_privilege.projects.stacks import loaded, stacks_of
from cfnproof.least_privilege.projects.values import Resolver
from cfnproof.least_privilege.requirements.expand import expand
from cfnproof.least_privilege.requirements.requirement import Requirement, Unit, Unresolved
from cfnproof.least_privilege.requirements.rows import Row, tables
from cfnproof.least_privilege.requirements.scope import Scope, text
from cfnproof.least_privilege.workloads import pipelines
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.template.expressions import Parts, Reference
from cfnproof.template.resource_schema import schema_of
from cfnproof.template.schemas import TYPES
from tests.unit.emulator.cloudformation.handlers.calls import calls_of
from tests.unit.emulator.cloudformation.handlers.test_permissions import action as action_of

KIND: Final = "cloudformation"
PREFIX: Final = "cloudformation-"
CFN: Final = Path(__file__).parents[4] / "cfn"
PLACE: Final = Place(Path("stack.yaml"), 1, 1)

OF_CALLER: Final = {"AWS::Partition": "aws", "AWS::Region": "us-east-1", "AWS::AccountId": "123456789012"}
OWN_ARN: Final = re.compile(r"^arn:aws:([a-z0-9-]+):(?:us-east-1)?:(?:123456789012)?:(.*)$")

BESIDE_TYPES: Final = (
    "AWS::DynamoDB::Table",
    "AWS::ECR::Repository",
    "AWS::IAM::InstanceProfile",
    "AWS::Lambda::Function",
    "AWS::Lambda::Permission",
)
"""Types of the table that the engine has no schema of; cfn-lint has one."""

NO_ACTION: Final = "there is no such action: S3 asks for the one that puts the setting"
REPLICAS: Final = "replicas are made by AWS::DynamoDB::GlobalTable"

NOT_ASKED: Final = {
    "AWS::CloudFormation::Stack": {
        "cloudformation:SetStackPolicy": "no property gives a nested stack a policy",
        "cloudformation:UpdateTerminationProtection": "no property protects a nested stack from deletion",
    },
    "AWS::CodePipeline::Pipeline": {
        "codestar-connections:PassConnection": "a connection stands in an action, a list in a list: no row reaches it",
    },
    "AWS::DynamoDB::Table": {
        "dynamodb:AssociateTableReplica": REPLICAS,
        "dynamodb:BatchWriteItem": REPLICAS,
        "dynamodb:CreateTableReplica": REPLICAS,
        "dynamodb:DeleteItem": REPLICAS,
        "dynamodb:GetItem": REPLICAS,
        "dynamodb:PutItem": REPLICAS,
        "dynamodb:Query": REPLICAS,
        "dynamodb:Scan": REPLICAS,
        "dynamodb:UpdateItem": REPLICAS,
        "s3:GetObjectMetadata": "there is no such action: metadata of an object are read with s3:GetObject",
    },
    "AWS::Lambda::Function": {
        "lambda:AssociateRuntimeAlias": "there is no such action",
        "s3files:ListMountTargets": "no row tells access points of S3 Files from those of EFS",
    },
    "AWS::Logs::LogGroup": {
        "s3:REST.PUT.OBJECT": "there is no such action: findings in S3 take actions on the bucket's policy",
    },
    "AWS::S3::Bucket": {
        "s3:DeleteBucketAnalyticsConfiguration": NO_ACTION,
        "s3:DeleteBucketCors": NO_ACTION,
        "s3:DeleteBucketEncryption": NO_ACTION,
        "s3:DeleteBucketLifecycle": NO_ACTION,
        "s3:DeleteBucketMetricsConfiguration": NO_ACTION,
        "s3:DeleteBucketReplication": NO_ACTION,
        "s3:DeleteObject": "no property deletes objects",
        "s3:PutBucketReplication": NO_ACTION,
        "s3:PutObjectAcl": "no property sets ACLs of objects",
        "s3:PutObjectLockConfiguration": NO_ACTION,
    },
}
"""Permissions of the schemas that no row has, by type: why nothing in a template takes them."""

PIPELINE: Final = """
Resources:
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/pipeline
      Stages:
        - Name: Source
          Actions:
            - Name: Fetch
              ActionTypeId: {Category: Source, Owner: AWS, Provider: CodeCommit, Version: '1'}
              Configuration: {RepositoryName: models, BranchName: main}
              OutputArtifacts: [{Name: Pushed}]
        - Name: Deploy
          Actions:
            - Name: Stack
              ActionTypeId: {Category: Deploy, Owner: AWS, Provider: CloudFormation, Version: '1'}
              InputArtifacts: [{Name: Pushed}]
              Configuration:
                ActionMode: CREATE_UPDATE
                StackName: prod
                RoleArn: arn:aws:iam::123456789012:role/deployer
                TemplatePath: Pushed::stack.yaml
"""

SETTINGS: Final = """
[tool.cfnproof]
templates = ["pipeline.yaml"]

[tool.cfnproof.artifacts]
"stack.yaml" = "stack.yaml"
"""

OTHERS: Final = """
  Bucket: {Type: AWS::S3::Bucket}
  Config: {Type: AWS::SageMaker::EndpointConfig}
  Function: {Type: AWS::Lambda::Function}
  Key: {Type: AWS::KMS::Key}
  Managed: {Type: AWS::IAM::ManagedPolicy}
  Role: {Type: AWS::IAM::Role}
  Stream: {Type: AWS::Kinesis::Stream}
  Topic: {Type: AWS::SNS::Topic}
"""
"""What the resource may refer to."""


@dataclass(frozen=True, slots=True)
class Case:
    """A resource `Thing` of stack `prod`, and what is asked for it: a line each, longer ones go on indented.

    `id: actions on resources if operator key = value and ...`; ids go without `cloudformation-`, and have a question
    mark where the row is only possible, ARNs of the own account are written as `service:resource`. Possible rows that
    another case of the type has may be left out.
    """

    type: str
    properties: str
    asked: str

    def lines(self) -> list[str]:
        """The lines, each whole."""
        return re.sub(r"\n +", " ", dedent(self.asked).strip()).splitlines()

    def __str__(self) -> str:
        """Its name in pytest's output."""
        return f"{self.type} {self.properties.strip()[:40]}"


CASES: Final = (
    Case(
        "AWS::CloudFormation::Stack",
        "{TemplateURL: https://templates.s3.amazonaws.com/nested.yaml, Tags: [{Key: a, Value: b}]}",
        """
        stack: cloudformation:CreateStack cloudformation:DeleteStack cloudformation:DescribeStacks
            cloudformation:UpdateStack on cloudformation:stack/prod-Thing-*/*
        stack-tags: cloudformation:TagResource on cloudformation:stack/prod-Thing-*/* if StringEquals
            cloudformation:CreateAction = CreateStack | UpdateStack
        stack-reads?: cloudformation:GetStackPolicy cloudformation:GetTemplate on
            cloudformation:stack/prod-Thing-*/*
        """,
    ),
    Case(
        "AWS::CloudWatch::Alarm",
        "{AlarmName: slow, Tags: [{Key: a, Value: b}]}",
        """
        alarm: cloudwatch:DeleteAlarms cloudwatch:DescribeAlarms cloudwatch:ListTagsForResource
            cloudwatch:PutMetricAlarm on cloudwatch:alarm:slow
        alarm-tags: cloudwatch:TagResource cloudwatch:UntagResource on cloudwatch:alarm:slow
        """,
    ),
    Case(
        "AWS::CodeBuild::Project",
        """
        {Name: build, ServiceRole: !GetAtt Role.Arn, ResourceAccessRole: !GetAtt Role.Arn, BuildBatchConfig:
        {ServiceRole: !GetAtt Role.Arn}, Triggers: {Webhook: true}, Visibility: PRIVATE}
        """,
        """
        project: codebuild:BatchGetProjects codebuild:CreateProject codebuild:DeleteProject
            codebuild:UpdateProject on codebuild:project/build
        project-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            codebuild.amazonaws.com
        project-batch-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            codebuild.amazonaws.com
        project-access-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            codebuild.amazonaws.com
        project-webhook: codebuild:CreateWebhook codebuild:DeleteWebhook codebuild:UpdateWebhook on
            codebuild:project/build
        project-visibility: codebuild:UpdateProjectVisibility on codebuild:project/build
        """,
    ),
    Case(
        "AWS::CodeCommit::Repository",
        """
        {RepositoryName: models, RepositoryDescription: Models, KmsKeyId: !GetAtt Key.Arn, Triggers: [{Name: t,
        DestinationArn: !Ref Topic, Events: [all]}], Code: {S3: {Bucket: code, Key: a.zip}}, Tags: [{Key: a,
        Value: b}]}
        """,
        """
        repository: codecommit:CreateRepository codecommit:DeleteRepository codecommit:GetRepository
            codecommit:ListTagsForResource on codecommit:models
        repository-lookup: codecommit:ListRepositories on *
        repository-name?: codecommit:UpdateRepositoryName on codecommit:models
        repository-description: codecommit:UpdateRepositoryDescription on codecommit:models
        repository-code: codecommit:CreateCommit on codecommit:models
        repository-code-object: s3:GetObject on s3:code/a.zip
        repository-key: codecommit:UpdateRepositoryEncryptionKey on codecommit:models
        repository-key-use: kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey
            kms:GenerateDataKeyWithoutPlaintext kms:ReEncryptFrom kms:ReEncryptTo on kms:key/* if StringEquals
            kms:ViaService = codecommit.us-east-1.amazonaws.com
        repository-triggers: codecommit:GetRepositoryTriggers codecommit:PutRepositoryTriggers on
            codecommit:models
        repository-reads?: codecommit:GetRepositoryTriggers on codecommit:models
        repository-tags: codecommit:TagResource codecommit:UntagResource on codecommit:models
        """,
    ),
    Case(
        "AWS::CodeCommit::Repository",
        "{RepositoryName: models, Code: {S3: {Bucket: code, Key: a.zip, ObjectVersion: v}}}",
        """
        repository: codecommit:CreateRepository codecommit:DeleteRepository codecommit:GetRepository
            codecommit:ListTagsForResource on codecommit:models
        repository-lookup: codecommit:ListRepositories on *
        repository-code: codecommit:CreateCommit on codecommit:models
        repository-code-object-version: s3:GetObjectVersion on s3:code/a.zip
        """,
    ),
    Case(
        "AWS::CodePipeline::Pipeline",
        """
        {RoleArn: !GetAtt Role.Arn, DisableInboundStageTransitions: [{StageName: Deploy, Reason: wait}],
        RestartExecutionOnUpdate: true, Tags: [{Key: a, Value: b}]}
        """,
        """
        pipeline: codepipeline:CreatePipeline codepipeline:DeletePipeline codepipeline:GetPipeline
            codepipeline:GetPipelineState codepipeline:ListTagsForResource codepipeline:UpdatePipeline on
            codepipeline:prod-Thing-*
        pipeline-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            codepipeline.amazonaws.com
        pipeline-role-lookup?: iam:GetRole on iam:role/prod-Role-*
        pipeline-transitions: codepipeline:DisableStageTransition codepipeline:EnableStageTransition on
            codepipeline:prod-Thing-*/Deploy
        pipeline-restart: codepipeline:StartPipelineExecution on codepipeline:prod-Thing-*
        pipeline-tags: codepipeline:TagResource codepipeline:UntagResource on codepipeline:prod-Thing-*
        """,
    ),
    Case(
        "AWS::DynamoDB::Table",
        """
        {TableName: scores, PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true},
        ContributorInsightsSpecification: {Enabled: true}, GlobalSecondaryIndexes: [{IndexName: by-day,
        ContributorInsightsSpecification: {Enabled: true}}], TimeToLiveSpecification: {Enabled: true},
        ResourcePolicy: {PolicyDocument: {}}, StreamSpecification: {StreamViewType: KEYS_ONLY, ResourcePolicy:
        {PolicyDocument: {}}}, KinesisStreamSpecification: {StreamArn: !GetAtt Stream.Arn}, SSESpecification:
        {SSEEnabled: true, KMSMasterKeyId: !Ref Key}, Tags: [{Key: a, Value: b}]}
        """,
        """
        table: dynamodb:CreateTable dynamodb:DeleteTable dynamodb:DescribeTable dynamodb:ListTagsOfResource
            dynamodb:UpdateTable on dynamodb:table/scores
        table-backups: dynamodb:DescribeContinuousBackups dynamodb:UpdateContinuousBackups on
            dynamodb:table/scores
        table-insights: dynamodb:DescribeContributorInsights dynamodb:UpdateContributorInsights on
            dynamodb:table/scores
        table-index-insights?: dynamodb:DescribeContributorInsights dynamodb:UpdateContributorInsights on
            dynamodb:table/scores dynamodb:table/scores/index/by-day
        table-expiry: dynamodb:DescribeTimeToLive dynamodb:UpdateTimeToLive on dynamodb:table/scores
        table-policy: dynamodb:DeleteResourcePolicy dynamodb:GetResourcePolicy dynamodb:PutResourcePolicy on
            dynamodb:table/scores
        table-stream-policy: dynamodb:DeleteResourcePolicy dynamodb:GetResourcePolicy
            dynamodb:PutResourcePolicy on dynamodb:table/scores/stream/*
        table-kinesis: dynamodb:DescribeKinesisStreamingDestination
            dynamodb:DisableKinesisStreamingDestination dynamodb:EnableKinesisStreamingDestination
            dynamodb:UpdateKinesisStreamingDestination on dynamodb:table/scores
        table-kinesis-stream: kinesis:DescribeStream kinesis:PutRecords on kinesis:stream/prod-Stream-*
        table-kinesis-service-role?: iam:CreateServiceLinkedRole on
            iam:role/aws-service-role/kinesisreplication.dynamodb.amazonaws.com/* if StringEquals
            iam:AWSServiceName = kinesisreplication.dynamodb.amazonaws.com
        table-key: kms:Decrypt kms:Encrypt on kms:key/* if StringEquals kms:ViaService =
            dynamodb.us-east-1.amazonaws.com
        table-key-grant: kms:CreateGrant on kms:key/* if Bool kms:GrantIsForAWSResource = true and
            StringEquals kms:ViaService = dynamodb.us-east-1.amazonaws.com
        table-key-revoke: kms:RevokeGrant on kms:key/* if Bool kms:GrantIsForAWSResource = true
        table-key-lookup: kms:DescribeKey on kms:key/*
        table-key-aliases: kms:ListAliases on *
        table-reads?: dynamodb:DescribeContinuousBackups dynamodb:DescribeContributorInsights
            dynamodb:DescribeKinesisStreamingDestination dynamodb:DescribeTimeToLive
            dynamodb:GetResourcePolicy on dynamodb:table/scores
        table-tags: dynamodb:TagResource dynamodb:UntagResource on dynamodb:table/scores
        """,
    ),
    Case(
        "AWS::DynamoDB::Table",
        "{TableName: scores, ImportSourceSpecification: {S3BucketSource: {S3Bucket: data, S3KeyPrefix: scores/}}}",
        """
        table: dynamodb:CreateTable dynamodb:DeleteTable dynamodb:DescribeTable dynamodb:ListTagsOfResource
            dynamodb:UpdateTable on dynamodb:table/scores
        table-import: dynamodb:ImportTable on dynamodb:table/scores
        table-import-progress: dynamodb:DescribeImport on dynamodb:table/scores/import/*
        table-import-list: s3:ListBucket on s3:data
        table-import-prefix: s3:GetObject on s3:data/scores/*
        table-import-log-groups: logs:DescribeLogGroups on *
        table-import-logs: logs:CreateLogGroup logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents
            logs:PutRetentionPolicy on logs:log-group:/aws-dynamodb/*:log-stream:*
        """,
    ),
    Case(
        "AWS::DynamoDB::Table",
        "{ImportSourceSpecification: {S3BucketSource: {S3Bucket: data}}}",
        """
        table: dynamodb:CreateTable dynamodb:DeleteTable dynamodb:DescribeTable dynamodb:ListTagsOfResource
            dynamodb:UpdateTable on dynamodb:table/prod-Thing-*
        table-import: dynamodb:ImportTable on dynamodb:table/prod-Thing-*
        table-import-progress: dynamodb:DescribeImport on dynamodb:table/prod-Thing-*/import/*
        table-import-list: s3:ListBucket on s3:data
        table-import-objects: s3:GetObject on s3:data/*
        table-import-log-groups: logs:DescribeLogGroups on *
        table-import-logs: logs:CreateLogGroup logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents
            logs:PutRetentionPolicy on logs:log-group:/aws-dynamodb/*:log-stream:*
        """,
    ),
    Case(
        "AWS::ECR::Repository",
        """
        {RepositoryName: images, LifecyclePolicy: {LifecyclePolicyText: x}, RepositoryPolicyText: {},
        ImageScanningConfiguration: {ScanOnPush: true}, ImageTagMutability: IMMUTABLE, EncryptionConfiguration:
        {EncryptionType: KMS, KmsKey: !GetAtt Key.Arn}, Tags: [{Key: a, Value: b}]}
        """,
        """
        image-repository: ecr:CreateRepository ecr:DeleteRepository ecr:DescribeRepositories
            ecr:ListTagsForResource on ecr:repository/images
        image-repository-lifecycle: ecr:DeleteLifecyclePolicy ecr:GetLifecyclePolicy ecr:PutLifecyclePolicy on
            ecr:repository/images
        image-repository-policy: ecr:DeleteRepositoryPolicy ecr:GetRepositoryPolicy ecr:SetRepositoryPolicy on
            ecr:repository/images
        image-repository-scanning: ecr:PutImageScanningConfiguration on ecr:repository/images
        image-repository-mutability: ecr:PutImageTagMutability on ecr:repository/images
        image-repository-key: kms:DescribeKey kms:RetireGrant on kms:key/*
        image-repository-key-grant: kms:CreateGrant on kms:key/* if Bool kms:GrantIsForAWSResource = true and
            StringEquals kms:ViaService = ecr.us-east-1.amazonaws.com
        image-repository-reads?: ecr:GetLifecyclePolicy ecr:GetRepositoryPolicy on ecr:repository/images
        image-repository-tags: ecr:TagResource ecr:UntagResource on ecr:repository/images
        """,
    ),
    Case(
        "AWS::Events::Rule",
        """
        {Name: nightly, RoleArn: !GetAtt Role.Arn, Targets: [{Id: a, Arn: !Ref Topic}, {Id: b, Arn: !Ref Topic,
        RoleArn: 'arn:aws:iam::123456789012:role/starter'}], Tags: [{Key: a, Value: b}]}
        """,
        """
        rule: events:DeleteRule events:DescribeRule events:ListTagsForResource events:ListTargetsByRule
            events:PutRule on events:rule/nightly
        rule-targets: events:PutTargets events:RemoveTargets on events:rule/nightly
        rule-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            events.amazonaws.com
        rule-target-role: iam:PassRole on iam:role/starter if StringEquals iam:PassedToService =
            events.amazonaws.com
        rule-tags: events:TagResource events:UntagResource on events:rule/nightly
        """,
    ),
    Case(
        "AWS::IAM::InstanceProfile",
        "{Roles: [!Ref Role]}",
        """
        instance-profile: iam:AddRoleToInstanceProfile iam:CreateInstanceProfile iam:DeleteInstanceProfile
            iam:GetInstanceProfile iam:RemoveRoleFromInstanceProfile on iam:instance-profile/prod-Thing-*
        instance-profile-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            ec2.amazonaws.com
        """,
    ),
    Case(
        "AWS::IAM::ManagedPolicy",
        "{Roles: [!Ref Role, deployer], Users: [ann], Groups: [staff], PolicyDocument: {}}",
        """
        managed-policy: iam:CreatePolicy iam:CreatePolicyVersion iam:DeletePolicy iam:DeletePolicyVersion
            iam:GetPolicy iam:GetPolicyVersion iam:ListEntitiesForPolicy iam:ListPolicyVersions on
            iam:policy/prod-Thing-*
        managed-policy-roles: iam:AttachRolePolicy iam:DetachRolePolicy on iam:role/prod-Role-*
            iam:role/deployer if ArnLike iam:PolicyARN = iam:policy/prod-Thing-*
        managed-policy-users: iam:AttachUserPolicy iam:DetachUserPolicy on iam:user/ann if ArnLike
            iam:PolicyARN = iam:policy/prod-Thing-*
        managed-policy-groups: iam:AttachGroupPolicy iam:DetachGroupPolicy on iam:group/staff if ArnLike
            iam:PolicyARN = iam:policy/prod-Thing-*
        """,
    ),
    Case(
        "AWS::IAM::Policy",
        "{PolicyName: p, Roles: [!Ref Role], Users: [ann], Groups: [staff], PolicyDocument: {}}",
        """
        inline-policy-roles: iam:DeleteRolePolicy iam:GetRolePolicy iam:PutRolePolicy on iam:role/prod-Role-*
        inline-policy-users: iam:DeleteUserPolicy iam:GetUserPolicy iam:PutUserPolicy on iam:user/ann
        inline-policy-groups: iam:DeleteGroupPolicy iam:GetGroupPolicy iam:PutGroupPolicy on iam:group/staff
        """,
    ),
    Case(
        "AWS::IAM::Role",
        "{RoleName: worker, AssumeRolePolicyDocument: {}}",
        """
        role: iam:DeleteRole iam:GetRole iam:ListAttachedRolePolicies iam:ListRolePolicies
            iam:UpdateAssumeRolePolicy on iam:role/worker
        role-creation: iam:CreateRole on iam:role/worker
        """,
    ),
    Case(
        "AWS::IAM::Role",
        """
        {RoleName: worker, Description: Works, MaxSessionDuration: 7200, PermissionsBoundary:
        'arn:aws:iam::123456789012:policy/bounds', Policies: [{PolicyName: p, PolicyDocument: {}}],
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess', !Ref Managed], Tags: [{Key: a, Value: b}]}
        """,
        """
        role: iam:DeleteRole iam:GetRole iam:ListAttachedRolePolicies iam:ListRolePolicies
            iam:UpdateAssumeRolePolicy on iam:role/worker
        role-creation-within-boundary: iam:CreateRole on iam:role/worker if StringLike iam:PermissionsBoundary
            = iam:policy/bounds
        role-boundary: iam:PutRolePermissionsBoundary on iam:role/worker if StringLike iam:PermissionsBoundary
            = iam:policy/bounds
        role-boundary-removal?: iam:DeleteRolePermissionsBoundary on iam:role/worker
        role-description: iam:UpdateRole iam:UpdateRoleDescription on iam:role/worker
        role-session: iam:UpdateRole on iam:role/worker
        role-inline-policies: iam:DeleteRolePolicy iam:GetRolePolicy iam:PutRolePolicy on iam:role/worker
        role-managed-policies: iam:AttachRolePolicy iam:DetachRolePolicy on iam:role/worker if ArnEquals
            iam:PolicyARN = arn:aws:iam::aws:policy/ReadOnlyAccess | iam:policy/prod-Managed-*
        role-tags: iam:TagRole iam:UntagRole on iam:role/worker
        """,
    ),
    Case(
        "AWS::KMS::Alias",
        "{AliasName: alias/models, TargetKeyId: !Ref Key}",
        """
        alias: kms:CreateAlias kms:DeleteAlias kms:UpdateAlias on kms:alias/models kms:key/*
        alias-lookup: kms:ListAliases on *
        """,
    ),
    Case(
        "AWS::KMS::Key",
        "{KeyPolicy: {}, EnableKeyRotation: true, Enabled: true, Description: Models, Tags: [{Key: a, Value: b}]}",
        """
        key-creation: kms:CreateKey on *
        key: kms:DescribeKey kms:ScheduleKeyDeletion on kms:key/*
        key-policy: kms:GetKeyPolicy kms:PutKeyPolicy on kms:key/*
        key-rotation: kms:DisableKeyRotation kms:EnableKeyRotation kms:GetKeyRotationStatus on kms:key/*
        key-enabled: kms:DisableKey kms:EnableKey on kms:key/*
        key-description: kms:UpdateKeyDescription on kms:key/*
        key-reads?: kms:GetKeyPolicy kms:GetKeyRotationStatus kms:ListResourceTags on kms:key/*
        key-tags: kms:ListResourceTags kms:TagResource kms:UntagResource on kms:key/*
        """,
    ),
    Case(
        "AWS::Lambda::Function",
        """
        {FunctionName: score, Role: !GetAtt Role.Arn, Code: {S3Bucket: code, S3Key: a.zip, SourceKMSKeyArn:
        !GetAtt Key.Arn}, ReservedConcurrentExecutions: 1, KmsKeyArn: !GetAtt Key.Arn, VpcConfig: {SubnetIds:
        [a]}, FileSystemConfigs: [{Arn: 'arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/a',
        LocalMountPath: /mnt/a}], CodeSigningConfigArn:
        'arn:aws:lambda:us-east-1:123456789012:code-signing-config:c', Layers:
        ['arn:aws:lambda:us-east-1:123456789012:layer:numbers:3'], RuntimeManagementConfig: {UpdateRuntimeOn:
        Auto}, RecursiveLoop: Terminate, FunctionScalingConfig: {MinExecutionEnvironments: 1},
        CapacityProviderConfig: {LambdaManagedInstancesCapacityProviderConfig: {CapacityProviderArn:
        'arn:aws:lambda:us-east-1:123456789012:capacity-provider:large'}}, PublishToLatestPublished: true, Tags:
        [{Key: a, Value: b}]}
        """,
        """
        function: lambda:CreateFunction lambda:DeleteFunction lambda:GetFunction lambda:UpdateFunctionCode
            lambda:UpdateFunctionConfiguration on lambda:function:score
        function-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            lambda.amazonaws.com
        function-code: s3:GetObject on s3:code/a.zip
        function-concurrency: lambda:DeleteFunctionConcurrency lambda:PutFunctionConcurrency on
            lambda:function:score
        function-key: kms:Decrypt kms:Encrypt kms:GenerateDataKey on kms:key/* if StringEquals kms:ViaService
            = lambda.us-east-1.amazonaws.com
        function-key-grant: kms:CreateGrant on kms:key/* if Bool kms:GrantIsForAWSResource = true and
            StringEquals kms:ViaService = lambda.us-east-1.amazonaws.com
        function-key-lookup: kms:DescribeKey on kms:key/*
        function-code-key: kms:Decrypt kms:GenerateDataKey on kms:key/* if StringEquals kms:ViaService =
            lambda.us-east-1.amazonaws.com
        function-code-key-lookup: kms:DescribeKey on kms:key/*
        function-network: ec2:DescribeNetworkInterfaces ec2:DescribeSecurityGroups ec2:DescribeSubnets
            ec2:DescribeVpcs on *
        function-file-system: elasticfilesystem:DescribeMountTargets on elasticfilesystem:file-system/*
        function-code-signing: lambda:DeleteFunctionCodeSigningConfig lambda:GetFunctionCodeSigningConfig
            lambda:PutFunctionCodeSigningConfig on lambda:function:score
        function-code-signing-config: lambda:GetCodeSigningConfig lambda:PutFunctionCodeSigningConfig on
            lambda:code-signing-config:c
        function-layers: lambda:GetLayerVersion on lambda:layer:numbers:3
        function-runtime: lambda:GetRuntimeManagementConfig lambda:PutRuntimeManagementConfig on
            lambda:function:score
        function-recursion: lambda:GetFunctionRecursionConfig lambda:PutFunctionRecursionConfig on
            lambda:function:score
        function-scaling: lambda:GetFunctionScalingConfig lambda:PutFunctionScalingConfig on
            lambda:function:score
        function-capacity: lambda:PassCapacityProvider on lambda:capacity-provider:large
        function-publishing: lambda:PublishVersion on lambda:function:score
        function-reads?: lambda:GetFunctionCodeSigningConfig lambda:GetFunctionRecursionConfig
            lambda:GetFunctionScalingConfig lambda:GetRuntimeManagementConfig on lambda:function:score
        function-tags: lambda:TagResource lambda:UntagResource on lambda:function:score
        """,
    ),
    Case(
        "AWS::Lambda::Function",
        "{Code: {S3Bucket: code, S3Key: a.zip, S3ObjectVersion: v}, Role: !GetAtt Role.Arn}",
        """
        function: lambda:CreateFunction lambda:DeleteFunction lambda:GetFunction lambda:UpdateFunctionCode
            lambda:UpdateFunctionConfiguration on lambda:function:prod-Thing-*
        function-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            lambda.amazonaws.com
        function-code-version: s3:GetObjectVersion on s3:code/a.zip
        """,
    ),
    Case(
        "AWS::Lambda::Function",
        "{Code: {ImageUri: 123456789012.dkr.ecr.us-east-1.amazonaws.com/score:1}, Role: !GetAtt Role.Arn}",
        """
        function: lambda:CreateFunction lambda:DeleteFunction lambda:GetFunction lambda:UpdateFunctionCode
            lambda:UpdateFunctionConfiguration on lambda:function:prod-Thing-*
        function-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            lambda.amazonaws.com
        function-image: ecr:GetRepositoryPolicy ecr:SetRepositoryPolicy on ecr:repository/score
        """,
    ),
    Case(
        "AWS::Lambda::Permission",
        "{FunctionName: !GetAtt Function.Arn, Action: 'lambda:InvokeFunction', Principal: sns.amazonaws.com}",
        """
        permission: lambda:AddPermission on lambda:function:prod-Function-* if StringLike lambda:Principal =
            sns.amazonaws.com
        permission-upkeep: lambda:GetPolicy lambda:RemovePermission on lambda:function:prod-Function-*
        """,
    ),
    Case(
        "AWS::Lambda::Permission",
        "{FunctionName: !Ref Function, Action: 'lambda:InvokeFunction', Principal: !GetAtt Role.Arn}",
        """
        permission: lambda:AddPermission on lambda:function:prod-Function-* if StringLike lambda:Principal =
            iam:role/prod-Role-*
        permission-upkeep: lambda:GetPolicy lambda:RemovePermission on lambda:function:prod-Function-*
        """,
    ),
    Case(
        "AWS::Logs::LogGroup",
        """
        {LogGroupName: /models, RetentionInDays: 7, KmsKeyId: !GetAtt Key.Arn, FieldIndexPolicies: [{}],
        ResourcePolicyDocument: {}, DeletionProtectionEnabled: true, BearerTokenAuthenticationEnabled: true,
        DataProtectionPolicy: {Statement: [{Operation: {Audit: {FindingsDestination: {CloudWatchLogs: {LogGroup:
        /found}, Firehose: {DeliveryStream: found}, S3: {Bucket: found}}}}}, {Operation: {Deidentify: {}}}]},
        Tags: [{Key: a, Value: b}]}
        """,
        """
        log-group: logs:CreateLogGroup logs:DeleteLogGroup on logs:log-group:/models:*
        log-group-lookup: logs:DescribeLogGroups on *
        log-group-tags-lookup: logs:ListTagsForResource on logs:log-group:/models
        log-group-retention: logs:DeleteRetentionPolicy logs:PutRetentionPolicy on logs:log-group:/models:*
        log-group-key: logs:AssociateKmsKey logs:DisassociateKmsKey on logs:log-group:/models:*
        log-group-protection: logs:DeleteDataProtectionPolicy logs:GetDataProtectionPolicy
            logs:PutDataProtectionPolicy on logs:log-group:/models:*
        log-group-audit: logs:CreateLogDelivery on *
        log-group-audit-logs: logs:DescribeResourcePolicies logs:PutResourcePolicy on *
        log-group-audit-stream: firehose:TagDeliveryStream on firehose:deliverystream/found
        log-group-audit-bucket: s3:GetBucketPolicy s3:PutBucketPolicy on s3:found
        log-group-indexes: logs:DeleteIndexPolicy logs:DescribeIndexPolicies logs:PutIndexPolicy on *
        log-group-policy: logs:DeleteResourcePolicy logs:DescribeResourcePolicies logs:PutResourcePolicy on *
        log-group-deletion-protection: logs:PutLogGroupDeletionProtection on logs:log-group:/models:*
        log-group-tokens: logs:PutBearerTokenAuthentication on logs:log-group:/models:*
        log-group-reads?: logs:GetDataProtectionPolicy on logs:log-group:/models:*
        log-group-account-reads?: logs:DescribeIndexPolicies logs:DescribeResourcePolicies on *
        log-group-tags: logs:TagResource logs:UntagResource on logs:log-group:/models
        """,
    ),
    Case(
        "AWS::S3::Bucket",
        "{}",
        """
        bucket: s3:CreateBucket s3:DeleteBucket s3:ListBucket on s3:*-*
        bucket-system-tags: s3:PutBucketTagging on s3:*-*
        bucket-reads?: s3:GetAccelerateConfiguration s3:GetAnalyticsConfiguration s3:GetBucketAbac
            s3:GetBucketAcl s3:GetBucketCORS s3:GetBucketLogging s3:GetBucketMetadataTableConfiguration
            s3:GetBucketNotification s3:GetBucketObjectLockConfiguration s3:GetBucketOwnershipControls
            s3:GetBucketPublicAccessBlock s3:GetBucketTagging s3:GetBucketVersioning s3:GetBucketWebsite
            s3:GetEncryptionConfiguration s3:GetIntelligentTieringConfiguration s3:GetInventoryConfiguration
            s3:GetLifecycleConfiguration s3:GetMetricsConfiguration s3:GetReplicationConfiguration
            s3:ListTagsForResource on s3:*-*
        """,
    ),
    Case(
        "AWS::S3::Bucket",
        """
        {BucketName: data, AccessControl: Private, BucketEncryption: {}, VersioningConfiguration: {Status:
        Enabled}, PublicAccessBlockConfiguration: {}, OwnershipControls: {}, LifecycleConfiguration: {},
        LoggingConfiguration: {}, NotificationConfiguration: {}, CorsConfiguration: {}, WebsiteConfiguration:
        {}, AccelerateConfiguration: {}, AnalyticsConfigurations: [{}], InventoryConfigurations: [{}],
        MetricsConfigurations: [{}], IntelligentTieringConfigurations: [{}], AbacStatus: Enabled,
        ReplicationConfiguration: {Role: !GetAtt Role.Arn}, ObjectLockEnabled: true, ObjectLockConfiguration:
        {}, Tags: [{Key: a, Value: b}]}
        """,
        """
        bucket: s3:CreateBucket s3:DeleteBucket s3:ListBucket on s3:data
        bucket-acl: s3:GetBucketAcl s3:PutBucketAcl on s3:data
        bucket-encryption: s3:GetEncryptionConfiguration s3:PutEncryptionConfiguration on s3:data
        bucket-versioning: s3:GetBucketVersioning s3:PutBucketVersioning on s3:data
        bucket-public-access: s3:GetBucketPublicAccessBlock s3:PutBucketPublicAccessBlock on s3:data
        bucket-ownership: s3:GetBucketOwnershipControls s3:PutBucketOwnershipControls on s3:data
        bucket-lifecycle: s3:GetLifecycleConfiguration s3:PutLifecycleConfiguration on s3:data
        bucket-logging: s3:GetBucketLogging s3:PutBucketLogging on s3:data
        bucket-notifications: s3:GetBucketNotification s3:PutBucketNotification on s3:data
        bucket-cors: s3:GetBucketCORS s3:PutBucketCORS on s3:data
        bucket-website: s3:DeleteBucketWebsite s3:GetBucketWebsite s3:PutBucketWebsite on s3:data
        bucket-acceleration: s3:GetAccelerateConfiguration s3:PutAccelerateConfiguration on s3:data
        bucket-analytics: s3:GetAnalyticsConfiguration s3:PutAnalyticsConfiguration on s3:data
        bucket-inventory: s3:GetInventoryConfiguration s3:PutInventoryConfiguration on s3:data
        bucket-metrics: s3:GetMetricsConfiguration s3:PutMetricsConfiguration on s3:data
        bucket-tiering: s3:GetIntelligentTieringConfiguration s3:PutIntelligentTieringConfiguration on s3:data
        bucket-abac: s3:GetBucketAbac s3:PutBucketAbac on s3:data
        bucket-replication: s3:GetReplicationConfiguration s3:PutReplicationConfiguration on s3:data
        bucket-replication-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            s3.amazonaws.com
        bucket-object-lock: s3:GetBucketObjectLockConfiguration s3:PutBucketObjectLockConfiguration
            s3:PutBucketVersioning on s3:data
        bucket-object-lock-rules: s3:GetBucketObjectLockConfiguration s3:PutBucketObjectLockConfiguration on
            s3:data
        bucket-tags: s3:GetBucketTagging s3:ListTagsForResource s3:PutBucketTagging s3:TagResource
            s3:UntagResource on s3:data
        """,
    ),
    Case(
        "AWS::S3::Bucket",
        "{BucketName: data, MetadataConfiguration: {}}",
        """
        bucket: s3:CreateBucket s3:DeleteBucket s3:ListBucket on s3:data
        bucket-system-tags: s3:PutBucketTagging on s3:data
        bucket-metadata: s3:CreateBucketMetadataTableConfiguration s3:DeleteBucketMetadataTableConfiguration
            s3:GetBucketMetadataTableConfiguration s3:UpdateBucketMetadataAnnotationTableConfiguration
            s3:UpdateBucketMetadataInventoryTableConfiguration
            s3:UpdateBucketMetadataJournalTableConfiguration on s3:data
        bucket-metadata-table-bucket: s3tables:CreateNamespace s3tables:CreateTable s3tables:CreateTableBucket
            s3tables:PutTableBucketPolicy on s3tables:bucket/aws-s3
        bucket-metadata-tables: s3tables:GetTable s3tables:GetTableMetadataLocation
            s3tables:PutTableEncryption s3tables:PutTablePolicy s3tables:UpdateTableMetadataLocation on
            s3tables:bucket/aws-s3/table/*
        """,
    ),
    Case(
        "AWS::S3::Bucket",
        """
        {BucketName: data, MetadataTableConfiguration: {S3TablesDestination: {TableBucketArn:
        'arn:aws:s3tables:us-east-1:123456789012:bucket/tables', TableName: t}}}
        """,
        """
        bucket: s3:CreateBucket s3:DeleteBucket s3:ListBucket on s3:data
        bucket-system-tags: s3:PutBucketTagging on s3:data
        bucket-metadata-table: s3:CreateBucketMetadataTableConfiguration
            s3:DeleteBucketMetadataTableConfiguration s3:GetBucketMetadataTableConfiguration on s3:data
        bucket-metadata-own-table-bucket: s3tables:CreateNamespace s3tables:CreateTable on
            s3tables:bucket/tables
        bucket-metadata-own-table: s3tables:GetTable s3tables:PutTablePolicy on s3tables:bucket/tables/table/*
        """,
    ),
    Case(
        "AWS::S3::BucketPolicy",
        "{Bucket: !Ref Bucket, PolicyDocument: {}}",
        """
        bucket-policy: s3:DeleteBucketPolicy s3:GetBucketPolicy s3:PutBucketPolicy on s3:*-*
        """,
    ),
    Case(
        "AWS::SageMaker::EndpointConfig",
        "{ExecutionRoleArn: !GetAtt Role.Arn, KmsKeyId: !GetAtt Key.Arn, Tags: [{Key: a, Value: b}]}",
        """
        endpoint-config: sagemaker:CreateEndpointConfig sagemaker:DeleteEndpointConfig
            sagemaker:DescribeEndpointConfig sagemaker:ListTags on sagemaker:endpoint-config/Thing-*
            sagemaker:endpoint-config/thing-*
        endpoint-config-tags: sagemaker:AddTags sagemaker:DeleteTags on sagemaker:endpoint-config/Thing-*
            sagemaker:endpoint-config/thing-*
        endpoint-config-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            sagemaker.amazonaws.com
        endpoint-config-key: kms:DescribeKey on kms:key/*
        endpoint-config-volume-key: kms:CreateGrant on kms:key/* if Bool kms:GrantIsForAWSResource = true and
            StringEquals kms:ViaService = sagemaker.us-east-1.amazonaws.com
        """,
    ),
    Case(
        "AWS::SageMaker::Endpoint",
        "{EndpointName: live, EndpointConfigName: !GetAtt Config.EndpointConfigName, Tags: [{Key: a, Value: b}]}",
        """
        endpoint: sagemaker:CreateEndpoint sagemaker:DeleteEndpoint sagemaker:DescribeEndpoint
            sagemaker:ListTags sagemaker:UpdateEndpoint on sagemaker:endpoint/live
        endpoint-of-config: sagemaker:CreateEndpoint sagemaker:UpdateEndpoint on
            sagemaker:endpoint-config/Config-* sagemaker:endpoint-config/config-*
        endpoint-tags: sagemaker:AddTags sagemaker:DeleteTags on sagemaker:endpoint/live
        """,
    ),
    Case(
        "AWS::SageMaker::Model",
        "{ExecutionRoleArn: !GetAtt Role.Arn, Tags: [{Key: a, Value: b}]}",
        """
        model: sagemaker:CreateModel sagemaker:DeleteModel sagemaker:DescribeModel sagemaker:ListTags on
            sagemaker:model/Thing-* sagemaker:model/thing-*
        model-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            sagemaker.amazonaws.com
        model-tags: sagemaker:AddTags sagemaker:DeleteTags on sagemaker:model/Thing-* sagemaker:model/thing-*
        """,
    ),
    Case(
        "AWS::SageMaker::ModelPackageGroup",
        "{ModelPackageGroupName: scorers, ModelPackageGroupPolicy: {}, Tags: [{Key: a, Value: b}]}",
        """
        model-group: sagemaker:CreateModelPackageGroup sagemaker:DeleteModelPackageGroup
            sagemaker:DescribeModelPackageGroup sagemaker:ListTags on sagemaker:model-package-group/scorers
        model-group-policy: sagemaker:DeleteModelPackageGroupPolicy sagemaker:GetModelPackageGroupPolicy
            sagemaker:PutModelPackageGroupPolicy on sagemaker:model-package-group/scorers
        model-group-reads?: sagemaker:GetModelPackageGroupPolicy on sagemaker:model-package-group/scorers
        model-group-tags: sagemaker:AddTags sagemaker:DeleteTags on sagemaker:model-package-group/scorers
        """,
    ),
    Case(
        "AWS::SNS::Subscription",
        """
        {TopicArn: !Ref Topic, Protocol: firehose, Endpoint:
        'arn:aws:firehose:us-east-1:123456789012:deliverystream/news', SubscriptionRoleArn: !GetAtt Role.Arn}
        """,
        """
        subscription-creation: sns:Subscribe on sns:prod-Topic-* if StringEquals sns:Protocol = firehose and
            StringLike sns:Endpoint = firehose:deliverystream/news
        subscription: sns:GetSubscriptionAttributes sns:SetSubscriptionAttributes sns:Unsubscribe on
            sns:prod-Topic-*
        subscription-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            sns.amazonaws.com
        subscription-role-lookup?: iam:GetRole on iam:role/prod-Role-*
        """,
    ),
    Case(
        "AWS::SNS::Topic",
        """
        {TopicName: news, Subscription: [{Protocol: email, Endpoint: ann@example.com}], DataProtectionPolicy:
        {}, DeliveryStatusLogging: [{Protocol: sqs, SuccessFeedbackRoleArn: !GetAtt Role.Arn,
        FailureFeedbackRoleArn: !GetAtt Role.Arn}], Tags: [{Key: a, Value: b}]}
        """,
        """
        topic: sns:CreateTopic sns:DeleteTopic sns:GetTopicAttributes sns:ListSubscriptionsByTopic
            sns:ListTagsForResource sns:SetTopicAttributes on sns:news
        topic-subscription-creation: sns:Subscribe on sns:news if StringEquals sns:Protocol = email and
            StringLike sns:Endpoint = ann@example.com
        topic-subscription: sns:Unsubscribe on sns:news
        topic-protection: sns:GetDataProtectionPolicy sns:PutDataProtectionPolicy on sns:news
        topic-reads?: sns:GetDataProtectionPolicy on sns:news
        topic-success-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            sns.amazonaws.com
        topic-success-role-lookup?: iam:GetRole on iam:role/prod-Role-*
        topic-failure-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            sns.amazonaws.com
        topic-failure-role-lookup?: iam:GetRole on iam:role/prod-Role-*
        topic-tags: sns:TagResource sns:UntagResource on sns:news
        """,
    ),
    Case(
        "AWS::SNS::TopicPolicy",
        "{Topics: [!Ref Topic, 'arn:aws:sns:us-east-1:123456789012:news'], PolicyDocument: {}}",
        """
        topic-policy: sns:SetTopicAttributes on sns:prod-Topic-* sns:news
        """,
    ),
    Case(
        "AWS::SQS::Queue",
        "{FifoQueue: true, Tags: [{Key: a, Value: b}]}",
        """
        queue: sqs:CreateQueue sqs:DeleteQueue sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ListQueueTags
            sqs:SetQueueAttributes on sqs:prod-Thing-*
        queue-tags: sqs:TagQueue sqs:UntagQueue on sqs:prod-Thing-*
        """,
    ),
    Case(
        "AWS::SQS::QueuePolicy",
        "{Queues: ['https://sqs.us-east-1.amazonaws.com/123456789012/jobs'], PolicyDocument: {}}",
        """
        queue-policy: sqs:SetQueueAttributes on sqs:jobs
        """,
    ),
    Case(
        "AWS::SSM::Parameter",
        "{Name: threshold, Tags: {a: b}}",
        """
        parameter: ssm:DeleteParameter ssm:GetParameters ssm:ListTagsForResource ssm:PutParameter on
            ssm:parameter/threshold
        parameter-tags: ssm:AddTagsToResource ssm:RemoveTagsFromResource on ssm:parameter/threshold
        """,
    ),
    Case(
        "AWS::SSM::Parameter",
        "{Name: /models/threshold}",
        """
        parameter: ssm:DeleteParameter ssm:GetParameters ssm:ListTagsForResource ssm:PutParameter on
            ssm:parameter/models/threshold
        """,
    ),
    Case(
        "AWS::SSM::Parameter",
        "{Type: String}",
        """
        parameter: ssm:DeleteParameter ssm:GetParameters ssm:ListTagsForResource ssm:PutParameter on
            ssm:parameter/CFN-Thing-*
        """,
    ),
    Case(
        "AWS::StepFunctions::StateMachine",
        """
        {RoleArn: !GetAtt Role.Arn, DefinitionS3Location: {Bucket: code, Key: flow.json},
        EncryptionConfiguration: {Type: CUSTOMER_MANAGED_KMS_KEY, KmsKeyId: !GetAtt Key.Arn}, Tags: [{Key: a,
        Value: b}]}
        """,
        """
        state-machine: states:CreateStateMachine states:DeleteStateMachine states:DescribeStateMachine
            states:ListTagsForResource states:UpdateStateMachine on states:stateMachine:Thing-*
        state-machine-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            states.amazonaws.com
        state-machine-definition: s3:GetObject on s3:code/flow.json
        state-machine-key: kms:Decrypt kms:GenerateDataKey on kms:key/* if StringEquals kms:ViaService =
            states.us-east-1.amazonaws.com
        state-machine-key-lookup: kms:DescribeKey on kms:key/*
        state-machine-tags: states:TagResource states:UntagResource on states:stateMachine:Thing-*
        """,
    ),
    Case(
        "AWS::StepFunctions::StateMachine",
        "{RoleArn: !GetAtt Role.Arn, DefinitionS3Location: {Bucket: code, Key: flow.json, Version: v}}",
        """
        state-machine: states:CreateStateMachine states:DeleteStateMachine states:DescribeStateMachine
            states:ListTagsForResource states:UpdateStateMachine on states:stateMachine:Thing-*
        state-machine-role: iam:PassRole on iam:role/prod-Role-* if StringEquals iam:PassedToService =
            states.amazonaws.com
        state-machine-definition-version: s3:GetObjectVersion on s3:code/flow.json
        """,
    ),
)


def rows() -> Iterator[tuple[str, Row]]:
    """Every row, with its unit."""
    for unit, found in tables()[KIND].units.items():
        for row in found:
            yield unit, row


def deployed(case: Case, folder: Path) -> list[Requirement | Unresolved]:
    """What the role of a pipeline's stack needs for the resource of a case."""
    stack = f"Resources:\n  Thing:\n    Type: {case.type}\n    Properties: {case.properties}\n{OTHERS}"
    files = {"pyproject.toml": SETTINGS, "pipeline.yaml": PIPELINE, "stack.yaml": stack}
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    things = (unit for unit in units(folder / "pipeline.yaml") if "'Thing'" in unit.title)
    return [one for unit in things for one in expand(unit, tables())]


def units(template: Path) -> Iterator[Unit]:
    """The units of the stacks that a project's pipelines manage."""
    stacks = stacks_of(loaded(template.resolve()))
    resolver = Resolver(stacks)
    site = Site(resolver, Index(resolver))
    for stack in stacks.by_name.values():
        for workload in pipelines.workloads(stack, site):
            assert not workload.unresolved
            yield from (unit for unit in workload.units if unit.kind == KIND)


def shown(value: Parts) -> str:
    """A value as in account 123456789012 of us-east-1."""
    return "".join(OF_CALLER.get(part.name, str(part)) if isinstance(part, Reference) else str(part) for part in value)


def brief(value: Parts) -> str:
    """As `shown`, ARNs of the account without what they have in common."""
    return OWN_ARN.sub(r"\1:\2", shown(value))


def line(one: Requirement) -> str:
    """A requirement as cases write it."""
    name = one.row.id.removeprefix(PREFIX) + ("?" if one.row.possible else "")
    conditions = " and ".join(
        f"{wanted.operator} {wanted.key} = {' | '.join(map(brief, wanted.values))}" for wanted in one.conditions
    )
    asked = f"{name}: {' '.join(one.actions)} on {' '.join(map(brief, one.resources))}"
    return f"{asked} if {conditions}" if conditions else asked


def of_nested_stack(one: Requirement | Unresolved) -> bool:
    """Whether it is the role that a nested stack gets, which has a test of its own."""
    row = isinstance(one, Requirement) and one.row.id == f"{PREFIX}stack-role"
    return row or (isinstance(one, Unresolved) and "StackRole" in one.what)


def action_named(name: str) -> Action:
    """An action of the Service Authorization Reference."""
    prefix, _, operation = name.partition(":")
    reference = reference_of(prefix)
    found = reference.action(operation) if reference else None
    assert found is not None, f"there is no action {name}"
    return found


def permissions(resource_type: str) -> frozenset[str]:
    """The permissions of the handlers that stacks use."""
    if resource_type in TYPES:
        by_handler = schema_of(resource_type).handler_permissions
    else:
        handlers = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource_type).schema["handlers"]
        by_handler = {name: frozenset(handler["permissions"]) for name, handler in handlers.items()}
    return frozenset(one for handler, names in by_handler.items() if handler != "list" for one in names)


def actions(resource_type: str) -> frozenset[str]:
    """The actions of a type's rows, in lower case: IAM does not tell case apart."""
    return frozenset(name.lower() for unit, row in rows() if unit == resource_type for name in row.actions)


def fits(resource: str, action: Action) -> bool:
    """Whether a resource is of one of an action's types; names of buckets have no slash."""
    reference = reference_of(action.name.partition(":")[0])
    assert reference is not None
    return any(re.fullmatch(_pattern(reference.types[name].format), resource) for name in action.types)


def _pattern(parts: tuple[str | Variable, ...]) -> str:
    return "".join(
        re.escape(part) if isinstance(part, str) else "[^/]+" if part.name == "BucketName" else ".+" for part in parts
    )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_a_resource_takes(case: Case, tmp_path: Path) -> None:
    """Each row by its actions, resources and conditions; nothing is left open."""
    found = [one for one in deployed(case, tmp_path) if not of_nested_stack(one)]
    assert [one.what for one in found if isinstance(one, Unresolved)] == []
    asked = {line(one): bool(one.row.possible) for one in found if isinstance(one, Requirement)}
    assert sorted(set(case.lines()) - set(asked)) == []
    assert sorted(one for one, possible in asked.items() if not possible and one not in case.lines()) == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_resources_are_of_the_types_that_actions_take(case: Case, tmp_path: Path) -> None:
    """An action that takes no resource is asked for on `*`, and no other."""
    for one in deployed(case, tmp_path):
        if isinstance(one, Requirement):
            for action in map(action_named, one.actions):
                resources = [shown(resource) for resource in one.resources]
                wrong = [each for each in resources if not (fits(each, action) if action.types else each == "*")]
                assert wrong == [], f"{one.row.id}: {action.name} takes none of {wrong}"


def test_each_row_has_a_case() -> None:
    """But for the trust and a nested stack's role, which have tests of their own."""
    told = {one.partition(":")[0].rstrip("?") for case in CASES for one in case.lines()}
    apart = {"trust", "stack-role"}
    assert {row.id.removeprefix(PREFIX) for _, row in rows()} - apart == told


def test_the_trust_is_for_the_stack() -> None:
    """The keys are asked for with IfExists."""
    unit = Unit(KIND, "trust", Scope({"StackName": text("prod"), "Region": text("us-east-1")}), "the stack", PLACE)
    (found,) = expand(unit, tables())
    assert isinstance(found, Requirement)
    assert line(found) == (
        "trust: sts:AssumeRole on * if StringEqualsIfExists aws:SourceAccount = 123456789012"
        " and ArnLikeIfExists aws:SourceArn = cloudformation:stack/prod/*"
    )


def test_a_nested_stack_gets_the_role_of_its_stack() -> None:
    """The role passes itself on."""
    scope = Scope({"StackRole": text("arn:aws:iam::123456789012:role/deployer"), "Arn": text("arn:aws:x")})
    unit = Unit(KIND, "AWS::CloudFormation::Stack", scope, "a nested stack", PLACE)
    found = [line(one) for one in expand(unit, tables()) if isinstance(one, Requirement)]
    wanted = "iam:PassRole on iam:role/deployer if StringEquals iam:PassedToService = cloudformation.amazonaws.com"
    assert f"stack-role: {wanted}" in found


@pytest.mark.parametrize("resource_type", [*TYPES, *BESIDE_TYPES])
def test_each_permission_of_a_schema_has_a_row_or_a_reason(resource_type: str) -> None:
    """And no reason is given for a permission that has a row, or that no handler has."""
    reasons = NOT_ASKED.get(resource_type, {})
    listed = permissions(resource_type)
    missing = {one for one in listed if one.lower() not in actions(resource_type)}
    assert missing == set(reasons)
    assert all(reasons.values())


@pytest.mark.parametrize("resource_type", sorted(HANDLERS))
def test_what_the_engine_calls_has_a_row(resource_type: str) -> None:
    """The engine's handlers deploy with what the table asks for."""
    called = {action_of(call).lower() for call in calls_of(HANDLERS[resource_type])}
    assert sorted(called - actions(resource_type)) == []


@pytest.mark.parametrize(("unit", "row"), [pytest.param(unit, row, id=row.id) for unit, row in rows()])
def test_a_row_is_well_made(unit: str, row: Row) -> None:
    """Its name, its page, its actions as the reference writes them, and keys that each of its actions has."""
    assert row.id.startswith(PREFIX)
    assert row.page.startswith("https://docs.aws.amazon.com/")
    assert unit == "trust" or unit.startswith("AWS::")
    assert list(row.actions) == sorted(row.actions)
    for name in row.actions:
        action = action_named(name)
        assert action.name == name
        keys = {key.lower() for keys in row.conditions.values() for key in keys}
        assert {key for key in keys if not key.startswith("aws:")} <= action.keys


def test_rows_say_why_no_pipeline_here_needs_them() -> None:
    """Those that one needs do not."""
    asked = {
        one.row.id
        for unit in units(CFN / "foundation.yaml")
        for one in expand(unit, tables())
        if isinstance(one, Requirement)
    }
    assert {row.id for _, row in rows() if not row.unexercised} == asked
