"""What the table of Step Functions says of each integration, and of a state machine as such."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from cfnproof.findings import Place
from cfnproof.least_privilege.requirements.expand import expand
from cfnproof.least_privilege.requirements.requirement import Requirement, Unit, Unresolved
from cfnproof.least_privilege.requirements.rows import Row, tables
from cfnproof.least_privilege.requirements.scope import Scope, text
from cfnproof.least_privilege.workloads import machines
from cfnproof.structural.states_language.integrations import optimized
from tests.unit.least_privilege.requirements import fits, flaws, project, required, rows, shown

_ROLE: Final = "arn:aws:iam::111122223333:role/job"
_OTHER_ROLE: Final = "arn:aws:iam::111122223333:role/job2"
_KEY: Final = "11112222-3333-4444-5555-666677778888"
_TAGS: Final = [{"Key": "a", "Value": "b"}]
_MACHINE: Final = "arn:aws:states:us-east-1:111122223333:stateMachine:other"
_QUEUE: Final = "https://sqs.us-east-1.amazonaws.com/111122223333/q"
_API: Final = "abc.execute-api.us-east-1.amazonaws.com"
_FUNCTION: Final = "arn:aws:lambda:us-east-1:111122223333:function:f"
_INTEGRATION: Final = "arn:aws:states:::"
_RULE: Final = "events:DescribeRule events:PutRule events:PutTargets on arn:aws:events:@:rule/StepFunctionsGetEvent"
_GRANT: Final = (
    f"kms:CreateGrant on arn:aws:kms:@:key/{_KEY} if kms:GrantIsForAWSResource is true "
    "if kms:ViaService is sagemaker.us-east-1.amazonaws.com"
)
_LINKED: Final = "iam:CreateServiceLinkedRole on arn:aws:iam::#:role/aws-service-role"
_ATHENA_DATA: Final = {
    "athena-data": (
        "s3:AbortMultipartUpload s3:GetObject s3:ListMultipartUploadParts s3:PutObject on arn:aws:s3:::*/*"
    ),
    "athena-data-buckets": (
        "s3:CreateBucket s3:GetBucketLocation s3:ListBucket s3:ListBucketMultipartUploads on arn:aws:s3:::*"
    ),
    "athena-tables": (
        "glue:BatchCreatePartition glue:BatchDeletePartition glue:BatchDeleteTable "
        "glue:BatchGetPartition glue:CreatePartition glue:CreateTable glue:DeletePartition "
        "glue:DeleteTable glue:GetPartition glue:GetPartitions glue:GetTable glue:GetTables "
        "glue:UpdatePartition glue:UpdateTable on arn:aws:glue:@:catalog "
        "arn:aws:glue:@:database/* arn:aws:glue:@:table/*/*"
    ),
    "athena-databases": (
        "glue:CreateDatabase glue:DeleteDatabase glue:GetDatabase glue:GetDatabases "
        "glue:UpdateDatabase on arn:aws:glue:@:catalog arn:aws:glue:@:database/*"
    ),
    "athena-lake": "lakeformation:GetDataAccess on *",
}
"""What every query needs of the tables that it may read or make."""


@dataclass(frozen=True, slots=True)
class Case:
    """A Task's integration and parameters, and what it needs by row.

    In the needs `@` stands for the Region and the account, `#` for the account alone; rows are without their prefix.
    """

    integration: str
    parameters: Mapping[str, Any]
    needs: Mapping[str, str]


CASES: Final = {
    "transform": Case(
        "sagemaker:createTransformJob.sync",
        {"TransformJobName": "Score", "TransformResources": {"VolumeKmsKeyId": _KEY}},
        {
            "transform-job": (
                "sagemaker:AddTags sagemaker:CreateTransformJob on arn:aws:sagemaker:@:transform-job/score"
            ),
            "transform-job-sync": (
                "sagemaker:DescribeTransformJob sagemaker:ListTags sagemaker:StopTransformJob on "
                "arn:aws:sagemaker:@:transform-job/score"
            ),
            "transform-job-rule": f"{_RULE}sForSageMakerTransformJobsRule",
            "transform-job-volume-key": _GRANT,
        },
    ),
    "transform without watching": Case(
        "sagemaker:createTransformJob",
        {"TransformJobName": "score"},
        {
            "transform-job": (
                "sagemaker:AddTags sagemaker:CreateTransformJob on arn:aws:sagemaker:@:transform-job/score"
            )
        },
    ),
    "processing": Case(
        "sagemaker:createProcessingJob.sync",
        {
            "ProcessingJobName": "clean",
            "RoleArn": _ROLE,
            "ProcessingResources": {"ClusterConfig": {"VolumeKmsKeyId": _KEY}},
        },
        {
            "processing-job": (
                "sagemaker:AddTags sagemaker:CreateProcessingJob on arn:aws:sagemaker:@:processing-job/clean"
            ),
            "processing-job-sync": (
                "sagemaker:DescribeProcessingJob sagemaker:ListTags sagemaker:StopProcessingJob on "
                "arn:aws:sagemaker:@:processing-job/clean"
            ),
            "processing-job-rule": f"{_RULE}sForSageMakerProcessingJobsRule",
            "processing-job-role": (
                "iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is sagemaker.amazonaws.com"
            ),
            "processing-job-volume-key": _GRANT,
        },
    ),
    "tuning": Case(
        "sagemaker:createHyperParameterTuningJob.sync",
        {
            "HyperParameterTuningJobName": "tune",
            "TrainingJobDefinition": {"RoleArn": _ROLE, "ResourceConfig": {"VolumeKmsKeyId": _KEY}},
        },
        {
            "tuning-job": (
                "sagemaker:AddTags sagemaker:CreateHyperParameterTuningJob on "
                "arn:aws:sagemaker:@:hyper-parameter-tuning-job/tune"
            ),
            "tuning-job-sync": (
                "sagemaker:DescribeHyperParameterTuningJob sagemaker:ListTags "
                "sagemaker:StopHyperParameterTuningJob on "
                "arn:aws:sagemaker:@:hyper-parameter-tuning-job/tune"
            ),
            "tuning-job-rule": f"{_RULE}sForSageMakerTuningJobsRule",
            "tuning-job-role": (
                "iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is sagemaker.amazonaws.com"
            ),
            "tuning-job-volume-key": _GRANT,
        },
    ),
    "tuning several": Case(
        "sagemaker:createHyperParameterTuningJob",
        {
            "HyperParameterTuningJobName": "tune",
            "TrainingJobDefinitions": [
                {"RoleArn": _ROLE, "ResourceConfig": {"VolumeKmsKeyId": _KEY}},
                {"RoleArn": _OTHER_ROLE},
            ],
        },
        {
            "tuning-job": (
                "sagemaker:AddTags sagemaker:CreateHyperParameterTuningJob on "
                "arn:aws:sagemaker:@:hyper-parameter-tuning-job/tune"
            ),
            "tuning-job-roles": (
                "iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is "
                "sagemaker.amazonaws.com; iam:PassRole on arn:aws:iam::#:role/job2 if "
                "iam:PassedToService is sagemaker.amazonaws.com"
            ),
            "tuning-job-volume-keys": _GRANT,
        },
    ),
    "labeling": Case(
        "sagemaker:createLabelingJob.sync",
        {
            "LabelingJobName": "label",
            "RoleArn": _ROLE,
            "LabelingJobAlgorithmsConfig": {"LabelingJobResourceConfig": {"VolumeKmsKeyId": _KEY}},
        },
        {
            "labeling-job": ("sagemaker:AddTags sagemaker:CreateLabelingJob on arn:aws:sagemaker:@:labeling-job/label"),
            "labeling-job-sync": (
                "sagemaker:DescribeLabelingJob sagemaker:ListTags sagemaker:StopLabelingJob on "
                "arn:aws:sagemaker:@:labeling-job/label"
            ),
            "labeling-job-rule": f"{_RULE}sForSageMaker*",
            "labeling-job-role": (
                "iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is sagemaker.amazonaws.com"
            ),
            "labeling-job-volume-key": _GRANT,
        },
    ),
    "training": Case(
        "sagemaker:createTrainingJob.sync",
        {"TrainingJobName": "train", "RoleArn": _ROLE, "ResourceConfig": {"VolumeKmsKeyId": _KEY}},
        {
            "training-job": ("sagemaker:AddTags sagemaker:CreateTrainingJob on arn:aws:sagemaker:@:training-job/train"),
            "training-job-sync": (
                "sagemaker:DescribeTrainingJob sagemaker:ListTags sagemaker:StopTrainingJob on "
                "arn:aws:sagemaker:@:training-job/train"
            ),
            "training-job-rule": f"{_RULE}sForSageMakerTrainingJobsRule",
            "training-job-role": (
                "iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is sagemaker.amazonaws.com"
            ),
            "training-job-volume-key": _GRANT,
        },
    ),
    "model with tags": Case(
        "sagemaker:createModel",
        {"ModelName": "m", "ExecutionRoleArn": _ROLE, "Tags": _TAGS},
        {
            "model": "sagemaker:CreateModel on arn:aws:sagemaker:@:model/m",
            "model-role": ("iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is sagemaker.amazonaws.com"),
            "model-tags": "sagemaker:AddTags on arn:aws:sagemaker:@:model/m",
        },
    ),
    "endpoint configuration": Case(
        "sagemaker:createEndpointConfig",
        {"EndpointConfigName": "C", "ExecutionRoleArn": _ROLE, "KmsKeyId": _KEY, "Tags": _TAGS},
        {
            "endpoint-config": ("sagemaker:CreateEndpointConfig on arn:aws:sagemaker:@:endpoint-config/c"),
            "endpoint-config-tags": ("sagemaker:AddTags on arn:aws:sagemaker:@:endpoint-config/c"),
            "endpoint-config-role": (
                "iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is sagemaker.amazonaws.com"
            ),
            "endpoint-config-key": ("kms:DescribeKey on arn:aws:kms:@:key/11112222-3333-4444-5555-666677778888"),
            "endpoint-config-volume-key": _GRANT,
        },
    ),
    "endpoint": Case(
        "sagemaker:createEndpoint",
        {"EndpointName": "E", "EndpointConfigName": "C", "Tags": _TAGS},
        {
            "endpoint": (
                "sagemaker:CreateEndpoint on arn:aws:sagemaker:@:endpoint/e arn:aws:sagemaker:@:endpoint-config/c"
            ),
            "endpoint-tags": "sagemaker:AddTags on arn:aws:sagemaker:@:endpoint/e",
        },
    ),
    "endpoint update": Case(
        "sagemaker:updateEndpoint",
        {"EndpointName": "e", "EndpointConfigName": "c"},
        {
            "endpoint-update": (
                "sagemaker:UpdateEndpoint on arn:aws:sagemaker:@:endpoint/e arn:aws:sagemaker:@:endpoint-config/c"
            )
        },
    ),
    "function by name": Case(
        "lambda:invoke", {"FunctionName": "f"}, {"lambda": "lambda:InvokeFunction on arn:aws:lambda:@:function:f"}
    ),
    "function by name with alias": Case(
        "lambda:invoke.waitForTaskToken",
        {"FunctionName": "f:live"},
        {"lambda": "lambda:InvokeFunction on arn:aws:lambda:@:function:f:live"},
    ),
    "function by part of its ARN": Case(
        "lambda:invoke",
        {"FunctionName": "111122223333:function:f"},
        {"lambda": "lambda:InvokeFunction on arn:aws:lambda:@:function:f"},
    ),
    "function by ARN with qualifier": Case(
        "lambda:invoke",
        {"FunctionName": "arn:aws:lambda:us-east-1:111122223333:function:f", "Qualifier": "live"},
        {"lambda-qualified": ("lambda:InvokeFunction on arn:aws:lambda:@:function:f:live")},
    ),
    "topic": Case(
        "sns:publish.waitForTaskToken",
        {"TopicArn": "arn:aws:sns:us-east-1:111122223333:t"},
        {
            "topic": "sns:Publish on arn:aws:sns:@:t",
            "topic-key": (
                "kms:Decrypt kms:GenerateDataKey on arn:aws:kms:@:key/* if kms:ViaService is "
                "sns.us-east-1.amazonaws.com"
            ),
        },
    ),
    "target": Case(
        "sns:publish",
        {"TargetArn": "arn:aws:sns:us-east-1:111122223333:t"},
        {
            "topic-target": "sns:Publish on arn:aws:sns:@:t",
            "topic-key": (
                "kms:Decrypt kms:GenerateDataKey on arn:aws:kms:@:key/* if kms:ViaService is "
                "sns.us-east-1.amazonaws.com"
            ),
        },
    ),
    "phone": Case("sns:publish", {"PhoneNumber": "+15550100"}, {"phone": "sns:Publish on *"}),
    "queue": Case(
        "sqs:sendMessage",
        {"QueueUrl": _QUEUE},
        {
            "queue": "sqs:SendMessage on arn:aws:sqs:@:q",
            "queue-key": (
                "kms:Decrypt kms:GenerateDataKey on arn:aws:kms:@:key/* if kms:ViaService is "
                "sqs.us-east-1.amazonaws.com"
            ),
        },
    ),
    "get item": Case(
        "dynamodb:getItem",
        {"TableName": "arn:aws:dynamodb:us-east-1:111122223333:table/t"},
        {"item-get": "dynamodb:GetItem on arn:aws:dynamodb:@:table/t"},
    ),
    "put item": Case(
        "dynamodb:putItem", {"TableName": "t"}, {"item-put": "dynamodb:PutItem on arn:aws:dynamodb:@:table/t"}
    ),
    "update item": Case(
        "dynamodb:updateItem", {"TableName": "t"}, {"item-update": "dynamodb:UpdateItem on arn:aws:dynamodb:@:table/t"}
    ),
    "delete item": Case(
        "dynamodb:deleteItem", {"TableName": "t"}, {"item-delete": "dynamodb:DeleteItem on arn:aws:dynamodb:@:table/t"}
    ),
    "task": Case(
        "ecs:runTask.sync",
        {
            "Cluster": "main",
            "TaskDefinition": "web",
            "Overrides": {"TaskRoleArn": _ROLE, "ExecutionRoleArn": _OTHER_ROLE},
            "Tags": _TAGS,
            "PropagateTags": "TASK_DEFINITION",
        },
        {
            "ecs-task": (
                "ecs:RunTask on arn:aws:ecs:@:task-definition/web:* if ecs:cluster is arn:aws:ecs:@:cluster/main"
            ),
            "ecs-task-sync": ("ecs:DescribeTasks ecs:StopTask on arn:aws:ecs:@:task/main/*"),
            "ecs-task-rule": f"{_RULE}sForECSTaskRule",
            "ecs-task-role": (
                "iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is ecs-tasks.amazonaws.com"
            ),
            "ecs-task-execution-role": (
                "iam:PassRole on arn:aws:iam::#:role/job2 if iam:PassedToService is ecs-tasks.amazonaws.com"
            ),
            "ecs-task-tags": ("ecs:TagResource on arn:aws:ecs:@:task/main/* if ecs:CreateAction is RunTask"),
            "ecs-task-propagated-tags": ("ecs:TagResource on arn:aws:ecs:@:task/main/* if ecs:CreateAction is RunTask"),
        },
    ),
    "task in the default cluster": Case(
        "ecs:runTask.sync",
        {"TaskDefinition": "web:3", "Tags": _TAGS, "PropagateTags": "TASK_DEFINITION"},
        {
            "ecs-task-default-cluster": (
                "ecs:RunTask on arn:aws:ecs:@:task-definition/web:3 if ecs:cluster is arn:aws:ecs:@:cluster/default"
            ),
            "ecs-task-sync-default-cluster": ("ecs:DescribeTasks ecs:StopTask on arn:aws:ecs:@:task/default/*"),
            "ecs-task-rule": f"{_RULE}sForECSTaskRule",
            "ecs-task-defined-role": (
                "iam:PassRole on arn:aws:iam::#:role/* if iam:PassedToService is ecs-tasks.amazonaws.com"
            ),
            "ecs-task-defined-execution-role": (
                "iam:PassRole on arn:aws:iam::#:role/* if iam:PassedToService is ecs-tasks.amazonaws.com"
            ),
            "ecs-task-tags-default-cluster": (
                "ecs:TagResource on arn:aws:ecs:@:task/default/* if ecs:CreateAction is RunTask"
            ),
            "ecs-task-propagated-tags-default-cluster": (
                "ecs:TagResource on arn:aws:ecs:@:task/default/* if ecs:CreateAction is RunTask"
            ),
        },
    ),
    "task by ARNs": Case(
        "ecs:runTask.waitForTaskToken",
        {
            "Cluster": "arn:aws:ecs:us-east-1:111122223333:cluster/main",
            "TaskDefinition": "arn:aws:ecs:us-east-1:111122223333:task-definition/web",
            "Overrides": {"TaskRoleArn": _ROLE, "ExecutionRoleArn": _OTHER_ROLE},
        },
        {
            "ecs-task": (
                "ecs:RunTask on arn:aws:ecs:@:task-definition/web:* if ecs:cluster is arn:aws:ecs:@:cluster/main"
            ),
            "ecs-task-role": (
                "iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is ecs-tasks.amazonaws.com"
            ),
            "ecs-task-execution-role": (
                "iam:PassRole on arn:aws:iam::#:role/job2 if iam:PassedToService is ecs-tasks.amazonaws.com"
            ),
        },
    ),
    "batch": Case(
        "batch:submitJob.sync",
        {"JobQueue": "q", "JobDefinition": "d", "Tags": {"a": "b"}},
        {
            "batch-job": ("batch:SubmitJob on arn:aws:batch:@:job-definition/d:* arn:aws:batch:@:job-queue/q"),
            "batch-job-itself": "batch:SubmitJob on arn:aws:batch:@:job/*",
            "batch-job-watch": "batch:DescribeJobs on *",
            "batch-job-stop": "batch:TerminateJob on arn:aws:batch:@:job/*",
            "batch-job-rule": f"{_RULE}sForBatchJobsRule",
            "batch-job-tags": "batch:TagResource on arn:aws:batch:@:job/*",
        },
    ),
    "batch by ARNs": Case(
        "batch:submitJob",
        {
            "JobQueue": "arn:aws:batch:us-east-1:111122223333:job-queue/q",
            "JobDefinition": "arn:aws:batch:us-east-1:111122223333:job-definition/d:2",
        },
        {
            "batch-job": ("batch:SubmitJob on arn:aws:batch:@:job-definition/d:2 arn:aws:batch:@:job-queue/q"),
            "batch-job-itself": "batch:SubmitJob on arn:aws:batch:@:job/*",
        },
    ),
    "glue": Case(
        "glue:startJobRun.sync",
        {"JobName": "j"},
        {
            "glue-job": "glue:StartJobRun on arn:aws:glue:@:job/j",
            "glue-job-sync": ("glue:BatchStopJobRun glue:GetJobRun glue:GetJobRuns on arn:aws:glue:@:job/j"),
        },
    ),
    "glue without watching": Case(
        "glue:startJobRun", {"JobName": "j"}, {"glue-job": "glue:StartJobRun on arn:aws:glue:@:job/j"}
    ),
    "query": Case(
        "athena:startQueryExecution.sync",
        {
            "WorkGroup": "w",
            "QueryExecutionContext": {"Catalog": "c"},
            "ResultConfiguration": {"OutputLocation": "s3://results/queries/"},
        },
        {
            "athena-query": "athena:StartQueryExecution on arn:aws:athena:@:workgroup/w",
            "athena-query-sync": ("athena:GetQueryExecution athena:StopQueryExecution on arn:aws:athena:@:workgroup/w"),
            "athena-catalog": "athena:GetDataCatalog on arn:aws:athena:@:datacatalog/c",
            "athena-results": (
                "s3:AbortMultipartUpload s3:ListMultipartUploadParts s3:PutObject on arn:aws:s3:::results/queries/*"
            ),
            "athena-results-bucket": (
                "s3:GetBucketLocation s3:ListBucket s3:ListBucketMultipartUploads on arn:aws:s3:::results"
            ),
            **_ATHENA_DATA,
        },
    ),
    "query in the primary workgroup": Case(
        "athena:startQueryExecution.sync",
        {"QueryString": "SELECT 1"},
        {
            "athena-query-primary": ("athena:StartQueryExecution on arn:aws:athena:@:workgroup/primary"),
            "athena-query-sync-primary": (
                "athena:GetQueryExecution athena:StopQueryExecution on arn:aws:athena:@:workgroup/primary"
            ),
            "athena-catalog-default": ("athena:GetDataCatalog on arn:aws:athena:@:datacatalog/AwsDataCatalog"),
            **_ATHENA_DATA,
        },
    ),
    "query stopped": Case(
        "athena:stopQueryExecution",
        {"QueryExecutionId": "q"},
        {"athena-stop": "athena:StopQueryExecution on arn:aws:athena:@:workgroup/*"},
    ),
    "query's state": Case(
        "athena:getQueryExecution",
        {"QueryExecutionId": "q"},
        {"athena-state": "athena:GetQueryExecution on arn:aws:athena:@:workgroup/*"},
    ),
    "query's results": Case(
        "athena:getQueryResults",
        {"QueryExecutionId": "q"},
        {
            "athena-read": "athena:GetQueryResults on arn:aws:athena:@:workgroup/*",
            "athena-read-objects": "s3:GetObject on arn:aws:s3:::*/*",
        },
    ),
    "build": Case(
        "codebuild:startBuild.sync",
        {"ProjectName": "p"},
        {
            "codebuild": "codebuild:StartBuild on arn:aws:codebuild:@:project/p",
            "codebuild-sync": ("codebuild:BatchGetBuilds codebuild:StopBuild on arn:aws:codebuild:@:project/p"),
            "codebuild-rule": f"{_RULE}ForCodeBuildStartBuildRule",
        },
    ),
    "builds": Case(
        "codebuild:startBuildBatch.sync",
        {"ProjectName": "arn:aws:codebuild:us-east-1:111122223333:project/p"},
        {
            "codebuild-batch": ("codebuild:StartBuildBatch on arn:aws:codebuild:@:project/p"),
            "codebuild-batch-sync": (
                "codebuild:BatchGetBuildBatches codebuild:StopBuildBatch on arn:aws:codebuild:@:project/p"
            ),
            "codebuild-batch-rule": f"{_RULE}ForCodeBuildStartBuildBatchRule",
        },
    ),
    "builds again": Case(
        "codebuild:retryBuildBatch.sync",
        {"Id": "p:11112222"},
        {
            "codebuild-retry": ("codebuild:RetryBuildBatch on arn:aws:codebuild:@:project/p"),
            "codebuild-retry-sync": (
                "codebuild:BatchGetBuildBatches codebuild:StopBuildBatch on arn:aws:codebuild:@:project/p"
            ),
        },
    ),
    "build stopped": Case(
        "codebuild:stopBuild",
        {"Id": "arn:aws:codebuild:us-east-1:111122223333:build/p:11112222"},
        {"codebuild-stop": "codebuild:StopBuild on arn:aws:codebuild:@:project/p"},
    ),
    "builds stopped": Case(
        "codebuild:stopBuildBatch",
        {"Id": "arn:aws:codebuild:us-east-1:111122223333:build-batch/p:11112222"},
        {"codebuild-stop-batch": ("codebuild:StopBuildBatch on arn:aws:codebuild:@:project/p")},
    ),
    "builds deleted": Case(
        "codebuild:batchDeleteBuilds",
        {"Ids": ["p:1", "q:2"]},
        {
            "codebuild-delete": (
                "codebuild:BatchDeleteBuilds on arn:aws:codebuild:@:project/p arn:aws:codebuild:@:project/q"
            )
        },
    ),
    "batch of builds deleted": Case(
        "codebuild:deleteBuildBatch",
        {"Id": "p:1"},
        {"codebuild-delete-batch": ("codebuild:DeleteBuildBatch on arn:aws:codebuild:@:project/p")},
    ),
    "reports": Case(
        "codebuild:batchGetReports",
        {"ReportArns": ["arn:aws:codebuild:us-east-1:111122223333:report/g:1"]},
        {"codebuild-reports": ("codebuild:BatchGetReports on arn:aws:codebuild:@:report-group/g")},
    ),
    "execution": Case(
        "states:startExecution",
        {"StateMachineArn": _MACHINE},
        {"execution": "states:StartExecution on arn:aws:states:@:stateMachine:other"},
    ),
    "execution watched": Case(
        "states:startExecution.sync",
        {"StateMachineArn": _MACHINE},
        {
            "execution": "states:StartExecution on arn:aws:states:@:stateMachine:other",
            "execution-sync": ("states:DescribeExecution states:StopExecution on arn:aws:states:@:execution:other:*"),
            "execution-rule": f"{_RULE}sForStepFunctionsExecutionRule",
        },
    ),
    "execution watched with its output": Case(
        "states:startExecution.sync:2",
        {"StateMachineArn": _MACHINE},
        {
            "execution": "states:StartExecution on arn:aws:states:@:stateMachine:other",
            "execution-sync": ("states:DescribeExecution states:StopExecution on arn:aws:states:@:execution:other:*"),
            "execution-rule": f"{_RULE}sForStepFunctionsExecutionRule",
        },
    ),
    "events": Case(
        "events:putEvents.waitForTaskToken",
        {
            "Entries": [
                {"EventBusName": "b"},
                {"EventBusName": "arn:aws:events:us-east-1:111122223333:event-bus/c"},
                {"Source": "s"},
            ]
        },
        {
            "events": (
                "events:PutEvents on arn:aws:events:@:event-bus/b; events:PutEvents on arn:aws:events:@:event-bus/c"
            ),
            "events-default-bus": ("events:PutEvents on arn:aws:events:@:event-bus/default"),
        },
    ),
    "EMR cluster": Case(
        "elasticmapreduce:createCluster.sync",
        {"ServiceRole": "service", "JobFlowRole": "nodes", "AutoScalingRole": _ROLE, "Tags": _TAGS},
        {
            "emr-cluster": "elasticmapreduce:RunJobFlow on *",
            "emr-cluster-sync": (
                "elasticmapreduce:DescribeCluster elasticmapreduce:TerminateJobFlows on "
                "arn:aws:elasticmapreduce:@:cluster/*"
            ),
            "emr-cluster-role": (
                "iam:PassRole on arn:aws:iam::#:role/service if iam:PassedToService is elasticmapreduce.amazonaws.com"
            ),
            "emr-cluster-instance-role": (
                "iam:PassRole on arn:aws:iam::#:role/nodes if iam:PassedToService is ec2.amazonaws.com"
            ),
            "emr-cluster-scaling-role": (
                "iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is "
                "application-autoscaling.amazonaws.com"
            ),
            "emr-cluster-tags": ("elasticmapreduce:AddTags on arn:aws:elasticmapreduce:@:cluster/*"),
            "emr-cluster-linked-role": (
                f"{_LINKED}/elasticmapreduce.amazonaws.com*/AWSServiceRoleForEMRCleanup* "
                "if iam:AWSServiceName is elasticmapreduce.amazonaws.com elasticmapreduce.amazonaws.com.cn"
            ),
            "emr-cluster-rule": f"{_RULE}ForEMRRunJobFlowRule",
        },
    ),
    "EMR step": Case(
        "elasticmapreduce:addStep.sync",
        {"ClusterId": "j-1"},
        {
            "emr-step": ("elasticmapreduce:AddJobFlowSteps on arn:aws:elasticmapreduce:@:cluster/j-1"),
            "emr-step-sync": (
                "elasticmapreduce:CancelSteps elasticmapreduce:DescribeStep on arn:aws:elasticmapreduce:@:cluster/j-1"
            ),
            "emr-step-rule": f"{_RULE}ForEMRAddJobFlowStepsRule",
        },
    ),
    "EMR step with a role": Case(
        "elasticmapreduce:addStep",
        {"ClusterId": "j-1", "ExecutionRoleArn": _ROLE},
        {
            "emr-step-as-role": (
                "elasticmapreduce:AddJobFlowSteps on arn:aws:elasticmapreduce:@:cluster/j-1 if "
                "elasticmapreduce:ExecutionRoleArn is arn:aws:iam::#:role/job"
            )
        },
    ),
    "EMR end": Case(
        "elasticmapreduce:terminateCluster.sync",
        {"ClusterId": "j-1"},
        {
            "emr-terminate": ("elasticmapreduce:TerminateJobFlows on arn:aws:elasticmapreduce:@:cluster/j-1"),
            "emr-terminate-sync": ("elasticmapreduce:DescribeCluster on arn:aws:elasticmapreduce:@:cluster/j-1"),
            "emr-terminate-rule": f"{_RULE}ForEMRTerminateJobFlowsRule",
        },
    ),
    "EMR step cancelled": Case(
        "elasticmapreduce:cancelStep",
        {"ClusterId": "j-1"},
        {"emr-cancel-step": ("elasticmapreduce:CancelSteps on arn:aws:elasticmapreduce:@:cluster/j-1")},
    ),
    "EMR protection": Case(
        "elasticmapreduce:setClusterTerminationProtection",
        {"ClusterId": "j-1"},
        {"emr-protection": ("elasticmapreduce:SetTerminationProtection on arn:aws:elasticmapreduce:@:cluster/j-1")},
    ),
    "EMR fleet": Case(
        "elasticmapreduce:modifyInstanceFleetByName",
        {"ClusterId": "j-1"},
        {
            "emr-fleet": (
                "elasticmapreduce:ListInstanceFleets elasticmapreduce:ModifyInstanceFleet on "
                "arn:aws:elasticmapreduce:@:cluster/j-1"
            )
        },
    ),
    "EMR group": Case(
        "elasticmapreduce:modifyInstanceGroupByName",
        {"ClusterId": "j-1"},
        {
            "emr-group": (
                "elasticmapreduce:ListInstanceGroups elasticmapreduce:ModifyInstanceGroups on "
                "arn:aws:elasticmapreduce:@:cluster/j-1"
            )
        },
    ),
    "virtual cluster": Case(
        "emr-containers:createVirtualCluster",
        {"Tags": {"a": "b"}},
        {
            "emr-eks-cluster": "emr-containers:CreateVirtualCluster on *",
            "emr-eks-linked-role": (
                f"{_LINKED}/emr-containers.amazonaws.com/AWSServiceRoleForAmazonEMRContainers "
                "if iam:AWSServiceName is emr-containers.amazonaws.com"
            ),
            "emr-eks-cluster-tags": ("emr-containers:TagResource on arn:aws:emr-containers:@:/virtualclusters/*"),
        },
    ),
    "virtual cluster deleted": Case(
        "emr-containers:deleteVirtualCluster.sync",
        {"Id": "v"},
        {
            "emr-eks-delete": ("emr-containers:DeleteVirtualCluster on arn:aws:emr-containers:@:/virtualclusters/v"),
            "emr-eks-delete-sync": (
                "emr-containers:DescribeVirtualCluster on arn:aws:emr-containers:@:/virtualclusters/v"
            ),
        },
    ),
    "job on EKS": Case(
        "emr-containers:startJobRun.sync",
        {"VirtualClusterId": "v", "ExecutionRoleArn": _ROLE, "Tags": {"a": "b"}},
        {
            "emr-eks-job": (
                "emr-containers:StartJobRun on arn:aws:emr-containers:@:/virtualclusters/v if "
                "emr-containers:ExecutionRoleArn is arn:aws:iam::#:role/job"
            ),
            "emr-eks-job-sync": (
                "emr-containers:CancelJobRun emr-containers:DescribeJobRun on "
                "arn:aws:emr-containers:@:/virtualclusters/v/jobruns/*"
            ),
            "emr-eks-job-tags": ("emr-containers:TagResource on arn:aws:emr-containers:@:/virtualclusters/v/jobruns/*"),
        },
    ),
    "application": Case(
        "emr-serverless:createApplication.sync",
        {"Tags": {"a": "b"}},
        {
            "emr-serverless-create": "emr-serverless:CreateApplication on *",
            "emr-serverless-create-sync": (
                "emr-serverless:DeleteApplication emr-serverless:GetApplication on "
                "arn:aws:emr-serverless:@:/applications/*"
            ),
            "emr-serverless-linked-role": (
                f"{_LINKED}/ops.emr-serverless.amazonaws.com/AWSServiceRoleForAmazonEMRServerless* "
                "if iam:AWSServiceName is ops.emr-serverless.amazonaws.com"
            ),
            "emr-serverless-application-rule": f"{_RULE}sForEMRServerlessApplicationRule",
            "emr-serverless-tags": ("emr-serverless:TagResource on arn:aws:emr-serverless:@:/applications/*"),
        },
    ),
    "application: start": Case(
        "emr-serverless:startApplication.sync",
        {"ApplicationId": "x"},
        {
            "emr-serverless-start": ("emr-serverless:StartApplication on arn:aws:emr-serverless:@:/applications/x"),
            "emr-serverless-start-sync": (
                "emr-serverless:GetApplication emr-serverless:StopApplication on "
                "arn:aws:emr-serverless:@:/applications/x"
            ),
            "emr-serverless-application-rule": f"{_RULE}sForEMRServerlessApplicationRule",
        },
    ),
    "application: stop": Case(
        "emr-serverless:stopApplication.sync",
        {"ApplicationId": "x"},
        {
            "emr-serverless-stop": ("emr-serverless:StopApplication on arn:aws:emr-serverless:@:/applications/x"),
            "emr-serverless-stop-sync": ("emr-serverless:GetApplication on arn:aws:emr-serverless:@:/applications/x"),
            "emr-serverless-application-rule": f"{_RULE}sForEMRServerlessApplicationRule",
        },
    ),
    "application: delete": Case(
        "emr-serverless:deleteApplication.sync",
        {"ApplicationId": "x"},
        {
            "emr-serverless-delete": ("emr-serverless:DeleteApplication on arn:aws:emr-serverless:@:/applications/x"),
            "emr-serverless-delete-sync": ("emr-serverless:GetApplication on arn:aws:emr-serverless:@:/applications/x"),
            "emr-serverless-application-rule": f"{_RULE}sForEMRServerlessApplicationRule",
        },
    ),
    "serverless job": Case(
        "emr-serverless:startJobRun.sync",
        {"ApplicationId": "x", "ExecutionRoleArn": _ROLE},
        {
            "emr-serverless-job": ("emr-serverless:StartJobRun on arn:aws:emr-serverless:@:/applications/x"),
            "emr-serverless-job-role": (
                "iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is emr-serverless.amazonaws.com"
            ),
            "emr-serverless-job-sync": (
                "emr-serverless:CancelJobRun emr-serverless:GetJobRun on "
                "arn:aws:emr-serverless:@:/applications/x/jobruns/*"
            ),
            "emr-serverless-job-rule": f"{_RULE}sForEMRServerlessJobRule",
        },
    ),
    "serverless job cancelled": Case(
        "emr-serverless:cancelJobRun.sync",
        {"ApplicationId": "x", "JobRunId": "r"},
        {
            "emr-serverless-cancel": (
                "emr-serverless:CancelJobRun on arn:aws:emr-serverless:@:/applications/x/jobruns/r"
            ),
            "emr-serverless-cancel-sync": (
                "emr-serverless:GetJobRun on arn:aws:emr-serverless:@:/applications/x/jobruns/r"
            ),
            "emr-serverless-job-rule": f"{_RULE}sForEMRServerlessJobRule",
        },
    ),
    "Kubernetes": Case("eks:call", {"ClusterName": "c"}, {"eks-kubernetes": "sts:GetCallerIdentity on *"}),
    "Kubernetes job": Case("eks:runJob.sync", {"ClusterName": "c"}, {"eks-kubernetes": "sts:GetCallerIdentity on *"}),
    "nodes": Case(
        "eks:createNodegroup.sync",
        {"ClusterName": "c", "NodegroupName": "n", "NodeRole": _ROLE},
        {
            "eks-nodes": "eks:CreateNodegroup on arn:aws:eks:@:cluster/c",
            "eks-nodes-subnets": "ec2:DescribeSubnets on *",
            "eks-nodes-look-up-role": ("iam:GetRole iam:ListAttachedRolePolicies on arn:aws:iam::#:role/job"),
            "eks-nodes-role": ("iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is eks.amazonaws.com"),
            "eks-nodes-sync": ("eks:DeleteNodegroup eks:DescribeNodegroup on arn:aws:eks:@:nodegroup/c/n/*"),
        },
    ),
    "nodes deleted": Case(
        "eks:deleteNodegroup.sync",
        {"ClusterName": "c", "NodegroupName": "n"},
        {
            "eks-nodes-delete": "eks:DeleteNodegroup on arn:aws:eks:@:nodegroup/c/n/*",
            "eks-nodes-delete-sync": ("eks:DescribeNodegroup on arn:aws:eks:@:nodegroup/c/n/*"),
        },
    ),
    "Fargate profile": Case(
        "eks:createFargateProfile.sync",
        {"ClusterName": "c", "FargateProfileName": "f", "PodExecutionRoleArn": _ROLE},
        {
            "eks-fargate": "eks:CreateFargateProfile on arn:aws:eks:@:cluster/c",
            "eks-fargate-role": "iam:PassRole on arn:aws:iam::#:role/job",
            "eks-fargate-sync": (
                "eks:DeleteFargateProfile eks:DescribeFargateProfile on arn:aws:eks:@:fargateprofile/c/f/*"
            ),
        },
    ),
    "Fargate profile deleted": Case(
        "eks:deleteFargateProfile.sync",
        {"ClusterName": "c", "FargateProfileName": "f"},
        {
            "eks-fargate-delete": ("eks:DeleteFargateProfile on arn:aws:eks:@:fargateprofile/c/f/*"),
            "eks-fargate-delete-sync": ("eks:DescribeFargateProfile on arn:aws:eks:@:fargateprofile/c/f/*"),
        },
    ),
    "media": Case(
        "mediaconvert:createJob.sync",
        {"Role": _ROLE},
        {
            "media-job": "mediaconvert:CreateJob on *",
            "media-job-role": (
                "iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is mediaconvert.amazonaws.com"
            ),
            "media-job-sync": ("mediaconvert:CancelJob mediaconvert:GetJob on arn:aws:mediaconvert:@:jobs/*"),
            "media-job-rule": f"{_RULE}sForMediaConvertJobRule",
            "media-job-tags": "mediaconvert:TagResource on arn:aws:mediaconvert:@:jobs/*",
        },
    ),
    "Bedrock": Case(
        "bedrock:invokeModel",
        {
            "ModelId": "amazon.titan-text-express-v1",
            "GuardrailIdentifier": "g",
            "Input": {"S3Uri": "s3://prompts/a.json"},
            "Output": {"S3Uri": "s3://answers/a.json"},
        },
        {
            "bedrock-model": (
                "bedrock:InvokeModel on arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1"
            ),
            "bedrock-input": "s3:GetObject on arn:aws:s3:::prompts/a.json",
            "bedrock-output": "s3:PutObject on arn:aws:s3:::answers/a.json",
            "bedrock-guardrail": ("bedrock:ApplyGuardrail on arn:aws:bedrock:@:guardrail/g"),
        },
    ),
    "Bedrock by ARN": Case(
        "bedrock:invokeModel",
        {"ModelId": "arn:aws:bedrock:us-east-1:111122223333:provisioned-model/p"},
        {"bedrock-model": ("bedrock:InvokeModel on arn:aws:bedrock:@:provisioned-model/p")},
    ),
    "customization": Case(
        "bedrock:createModelCustomizationJob.sync",
        {
            "BaseModelIdentifier": "amazon.titan-text-express-v1:0",
            "RoleArn": _ROLE,
            "JobTags": _TAGS,
            "CustomModelTags": _TAGS,
        },
        {
            "bedrock-job": (
                "bedrock:CreateModelCustomizationJob on "
                "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1:0 "
                "arn:aws:bedrock:@:custom-model/* arn:aws:bedrock:@:model-customization-job/*"
            ),
            "bedrock-job-role": (
                "iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is bedrock.amazonaws.com"
            ),
            "bedrock-job-sync": (
                "bedrock:GetModelCustomizationJob bedrock:StopModelCustomizationJob on "
                "arn:aws:bedrock:@:model-customization-job/*"
            ),
            "bedrock-job-tags": ("bedrock:TagResource on arn:aws:bedrock:@:model-customization-job/*"),
            "bedrock-job-model-tags": ("bedrock:TagResource on arn:aws:bedrock:@:custom-model/*"),
        },
    ),
    "harness": Case(
        "bedrockagentcore:invokeHarness",
        {"HarnessArn": "arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/h"},
        {
            "bedrock-harness-runtime": (
                "bedrock-agentcore:InvokeAgentRuntime on arn:aws:bedrock-agentcore:@:harness/h"
            ),
            "bedrock-harness": ("bedrock-agentcore:InvokeHarness on arn:aws:bedrock-agentcore:@:harness/h"),
        },
    ),
    "API": Case(
        "apigateway:invoke",
        {"ApiEndpoint": _API, "Method": "GET", "Stage": "prod", "Path": "/pets", "AuthType": "IAM_ROLE"},
        {"api": "execute-api:Invoke on arn:aws:execute-api:@:abc/prod/GET/pets"},
    ),
    "API's root": Case(
        "apigateway:invoke.waitForTaskToken",
        {"ApiEndpoint": _API, "Method": "GET", "Stage": "prod", "AuthType": "RESOURCE_POLICY"},
        {"api-root": "execute-api:Invoke on arn:aws:execute-api:@:abc/prod/GET/"},
    ),
    "API's default stage": Case(
        "apigateway:invoke",
        {"ApiEndpoint": _API, "Method": "GET", "Path": "/pets", "AuthType": "IAM_ROLE"},
        {"api-default-stage": ("execute-api:Invoke on arn:aws:execute-api:@:abc/$default/GET/pets")},
    ),
    "API's default stage's root": Case(
        "apigateway:invoke",
        {"ApiEndpoint": _API, "Method": "GET", "AuthType": "IAM_ROLE"},
        {"api-default-stage-root": ("execute-api:Invoke on arn:aws:execute-api:@:abc/$default/GET/")},
    ),
    "API without a signature": Case("apigateway:invoke", {"ApiEndpoint": _API, "Method": "GET"}, {}),
    "HTTPS": Case(
        "http:invoke",
        {
            "ApiEndpoint": "https://api.example.com/v1",
            "Method": "GET",
            "Authentication": {"ConnectionArn": "arn:aws:events:us-east-1:111122223333:connection/n/11112222"},
        },
        {
            "http": (
                "states:InvokeHTTPEndpoint on * if states:HTTPMethod is GET if states:HTTPEndpoint is "
                "https://api.example.com/v1"
            ),
            "http-connection": ("events:RetrieveConnectionCredentials on arn:aws:events:@:connection/n/11112222"),
            "http-secret": (
                "secretsmanager:DescribeSecret secretsmanager:GetSecretValue on "
                "arn:aws:secretsmanager:@:secret:events!connection/n/*"
            ),
        },
    ),
    "private HTTPS": Case(
        "http:invoke",
        {
            "ApiEndpoint": "https://api.example.com/v1",
            "Method": "GET",
            "InvocationConfig": {"ConnectionArn": "arn:aws:events:us-east-1:111122223333:connection/n/11112222"},
        },
        {
            "http": (
                "states:InvokeHTTPEndpoint on * if states:HTTPMethod is GET if states:HTTPEndpoint is "
                "https://api.example.com/v1"
            ),
            "http-connection-private": (
                "events:RetrieveConnectionCredentials on arn:aws:events:@:connection/n/11112222"
            ),
            "http-secret-private": (
                "secretsmanager:DescribeSecret secretsmanager:GetSecretValue on "
                "arn:aws:secretsmanager:@:secret:events!connection/n/*"
            ),
        },
    ),
    "object read": Case(
        "aws-sdk:s3:getObject",
        {"Bucket": "b", "Key": "k/1.csv"},
        {
            "sdk-object-read": "s3:GetObject on arn:aws:s3:::b/k/1.csv",
            "sdk-object-keys": (
                "kms:Decrypt kms:GenerateDataKey on arn:aws:kms:@:key/* if kms:ViaService is s3.us-east-1.amazonaws.com"
            ),
        },
    ),
    "object looked at": Case(
        "aws-sdk:s3:headObject",
        {"Bucket": "b", "Key": "k"},
        {
            "sdk-object-read": "s3:GetObject on arn:aws:s3:::b/k",
            "sdk-object-keys": (
                "kms:Decrypt kms:GenerateDataKey on arn:aws:kms:@:key/* if kms:ViaService is s3.us-east-1.amazonaws.com"
            ),
        },
    ),
    "object written": Case(
        "aws-sdk:s3:putObject",
        {"Bucket": "b", "Key": "k", "Tagging": "a=b", "SSEKMSKeyId": _KEY},
        {
            "sdk-object-write": "s3:PutObject on arn:aws:s3:::b/k",
            "sdk-object-tags": "s3:PutObjectTagging on arn:aws:s3:::b/k",
            "sdk-object-key": (
                "kms:GenerateDataKey on arn:aws:kms:@:key/11112222-3333-4444-5555-666677778888 if "
                "kms:ViaService is s3.us-east-1.amazonaws.com"
            ),
            "sdk-object-keys": (
                "kms:Decrypt kms:GenerateDataKey on arn:aws:kms:@:key/* if kms:ViaService is s3.us-east-1.amazonaws.com"
            ),
        },
    ),
    "object copied": Case(
        "aws-sdk:s3:copyObject",
        {"Bucket": "b", "Key": "k", "CopySource": "/source/x.csv?versionId=1"},
        {
            "sdk-object-write": "s3:PutObject on arn:aws:s3:::b/k",
            "sdk-object-source": "s3:GetObject on arn:aws:s3:::source/x.csv",
            "sdk-object-keys": (
                "kms:Decrypt kms:GenerateDataKey on arn:aws:kms:@:key/* if kms:ViaService is s3.us-east-1.amazonaws.com"
            ),
        },
    ),
    "object deleted": Case(
        "aws-sdk:s3:deleteObject",
        {"Bucket": "b", "Key": "k"},
        {"sdk-object-delete": "s3:DeleteObject on arn:aws:s3:::b/k"},
    ),
    "objects listed": Case(
        "aws-sdk:s3:listObjectsV2", {"Bucket": "b"}, {"sdk-object-list": "s3:ListBucket on arn:aws:s3:::b"}
    ),
    "objects listed below": Case(
        "aws-sdk:s3:listObjectsV2",
        {"Bucket": "b", "Prefix": "in/"},
        {"sdk-object-list-prefix": ("s3:ListBucket on arn:aws:s3:::b if s3:prefix is in/")},
    ),
    "SDK item": Case(
        "aws-sdk:dynamodb:putItem", {"TableName": "t"}, {"item-put": "dynamodb:PutItem on arn:aws:dynamodb:@:table/t"}
    ),
    "query of a table": Case(
        "aws-sdk:dynamodb:query",
        {"TableName": "t"},
        {"sdk-table-query": "dynamodb:Query on arn:aws:dynamodb:@:table/t"},
    ),
    "query of an index": Case(
        "aws-sdk:dynamodb:query",
        {"TableName": "t", "IndexName": "i"},
        {"sdk-index-query": "dynamodb:Query on arn:aws:dynamodb:@:table/t/index/i"},
    ),
    "scan of a table": Case(
        "aws-sdk:dynamodb:scan", {"TableName": "t"}, {"sdk-table-scan": "dynamodb:Scan on arn:aws:dynamodb:@:table/t"}
    ),
    "scan of an index": Case(
        "aws-sdk:dynamodb:scan",
        {"TableName": "t", "IndexName": "i"},
        {"sdk-index-scan": "dynamodb:Scan on arn:aws:dynamodb:@:table/t/index/i"},
    ),
    "SDK Training": Case(
        "aws-sdk:sagemaker:createTrainingJob",
        {"TrainingJobName": "train", "Tags": _TAGS, "RoleArn": _ROLE, "ResourceConfig": {"VolumeKmsKeyId": _KEY}},
        {
            "sdk-training-job": ("sagemaker:CreateTrainingJob on arn:aws:sagemaker:@:training-job/train"),
            "sdk-training-job-tags": ("sagemaker:AddTags on arn:aws:sagemaker:@:training-job/train"),
            "sdk-training-job-role": (
                "iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is sagemaker.amazonaws.com"
            ),
            "sdk-training-job-volume-key": _GRANT,
        },
    ),
    "SDK Processing": Case(
        "aws-sdk:sagemaker:createProcessingJob",
        {"ProcessingJobName": "clean", "Tags": _TAGS, "RoleArn": _ROLE},
        {
            "processing-job-role": (
                "iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is sagemaker.amazonaws.com"
            ),
            "sdk-processing-job": ("sagemaker:CreateProcessingJob on arn:aws:sagemaker:@:processing-job/clean"),
            "sdk-processing-job-tags": ("sagemaker:AddTags on arn:aws:sagemaker:@:processing-job/clean"),
        },
    ),
    "SDK Transform": Case(
        "aws-sdk:sagemaker:createTransformJob",
        {"TransformJobName": "score", "Tags": _TAGS},
        {
            "sdk-transform-job": ("sagemaker:CreateTransformJob on arn:aws:sagemaker:@:transform-job/score"),
            "sdk-transform-job-tags": ("sagemaker:AddTags on arn:aws:sagemaker:@:transform-job/score"),
        },
    ),
    "SDK HyperParameterTuning": Case(
        "aws-sdk:sagemaker:createHyperParameterTuningJob",
        {"HyperParameterTuningJobName": "tune", "Tags": _TAGS},
        {
            "sdk-tuning-job": (
                "sagemaker:CreateHyperParameterTuningJob on arn:aws:sagemaker:@:hyper-parameter-tuning-job/tune"
            ),
            "sdk-tuning-job-tags": ("sagemaker:AddTags on arn:aws:sagemaker:@:hyper-parameter-tuning-job/tune"),
        },
    ),
    "SDK Labeling": Case(
        "aws-sdk:sagemaker:createLabelingJob",
        {"LabelingJobName": "label", "Tags": _TAGS, "RoleArn": _ROLE},
        {
            "labeling-job-role": (
                "iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is sagemaker.amazonaws.com"
            ),
            "sdk-labeling-job": ("sagemaker:CreateLabelingJob on arn:aws:sagemaker:@:labeling-job/label"),
            "sdk-labeling-job-tags": ("sagemaker:AddTags on arn:aws:sagemaker:@:labeling-job/label"),
        },
    ),
    "SDK model": Case(
        "aws-sdk:sagemaker:createModel",
        {"ModelName": "m", "ExecutionRoleArn": _ROLE, "Tags": _TAGS},
        {
            "sdk-model": "sagemaker:CreateModel on arn:aws:sagemaker:@:model/m",
            "sdk-model-tags": "sagemaker:AddTags on arn:aws:sagemaker:@:model/m",
            "sdk-model-role": (
                "iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is sagemaker.amazonaws.com"
            ),
        },
    ),
    "SDK Training described": Case(
        "aws-sdk:sagemaker:describeTrainingJob",
        {"TrainingJobName": "train"},
        {"sdk-training-job-describe": ("sagemaker:DescribeTrainingJob on arn:aws:sagemaker:@:training-job/train")},
    ),
    "SDK Training stopped": Case(
        "aws-sdk:sagemaker:stopTrainingJob",
        {"TrainingJobName": "train"},
        {"sdk-training-job-stop": ("sagemaker:StopTrainingJob on arn:aws:sagemaker:@:training-job/train")},
    ),
    "SDK Processing described": Case(
        "aws-sdk:sagemaker:describeProcessingJob",
        {"ProcessingJobName": "clean"},
        {
            "sdk-processing-job-describe": (
                "sagemaker:DescribeProcessingJob on arn:aws:sagemaker:@:processing-job/clean"
            )
        },
    ),
    "SDK Processing stopped": Case(
        "aws-sdk:sagemaker:stopProcessingJob",
        {"ProcessingJobName": "clean"},
        {"sdk-processing-job-stop": ("sagemaker:StopProcessingJob on arn:aws:sagemaker:@:processing-job/clean")},
    ),
    "SDK Transform described": Case(
        "aws-sdk:sagemaker:describeTransformJob",
        {"TransformJobName": "score"},
        {"sdk-transform-job-describe": ("sagemaker:DescribeTransformJob on arn:aws:sagemaker:@:transform-job/score")},
    ),
    "SDK Transform stopped": Case(
        "aws-sdk:sagemaker:stopTransformJob",
        {"TransformJobName": "score"},
        {"sdk-transform-job-stop": ("sagemaker:StopTransformJob on arn:aws:sagemaker:@:transform-job/score")},
    ),
    "SDK HyperParameterTuning described": Case(
        "aws-sdk:sagemaker:describeHyperParameterTuningJob",
        {"HyperParameterTuningJobName": "tune"},
        {
            "sdk-tuning-job-describe": (
                "sagemaker:DescribeHyperParameterTuningJob on arn:aws:sagemaker:@:hyper-parameter-tuning-job/tune"
            )
        },
    ),
    "SDK HyperParameterTuning stopped": Case(
        "aws-sdk:sagemaker:stopHyperParameterTuningJob",
        {"HyperParameterTuningJobName": "tune"},
        {
            "sdk-tuning-job-stop": (
                "sagemaker:StopHyperParameterTuningJob on arn:aws:sagemaker:@:hyper-parameter-tuning-job/tune"
            )
        },
    ),
    "SDK Labeling described": Case(
        "aws-sdk:sagemaker:describeLabelingJob",
        {"LabelingJobName": "label"},
        {"sdk-labeling-job-describe": ("sagemaker:DescribeLabelingJob on arn:aws:sagemaker:@:labeling-job/label")},
    ),
    "SDK Labeling stopped": Case(
        "aws-sdk:sagemaker:stopLabelingJob",
        {"LabelingJobName": "label"},
        {"sdk-labeling-job-stop": ("sagemaker:StopLabelingJob on arn:aws:sagemaker:@:labeling-job/label")},
    ),
    "SDK Model described": Case(
        "aws-sdk:sagemaker:describeModel",
        {"ModelName": "X"},
        {"sdk-model-describe": ("sagemaker:DescribeModel on arn:aws:sagemaker:@:model/x")},
    ),
    "SDK Model deleted": Case(
        "aws-sdk:sagemaker:deleteModel",
        {"ModelName": "X"},
        {"sdk-model-delete": "sagemaker:DeleteModel on arn:aws:sagemaker:@:model/x"},
    ),
    "SDK EndpointConfig described": Case(
        "aws-sdk:sagemaker:describeEndpointConfig",
        {"EndpointConfigName": "X"},
        {"sdk-endpoint-config-describe": ("sagemaker:DescribeEndpointConfig on arn:aws:sagemaker:@:endpoint-config/x")},
    ),
    "SDK EndpointConfig deleted": Case(
        "aws-sdk:sagemaker:deleteEndpointConfig",
        {"EndpointConfigName": "X"},
        {"sdk-endpoint-config-delete": ("sagemaker:DeleteEndpointConfig on arn:aws:sagemaker:@:endpoint-config/x")},
    ),
    "SDK Endpoint described": Case(
        "aws-sdk:sagemaker:describeEndpoint",
        {"EndpointName": "X"},
        {"sdk-endpoint-describe": ("sagemaker:DescribeEndpoint on arn:aws:sagemaker:@:endpoint/x")},
    ),
    "SDK Endpoint deleted": Case(
        "aws-sdk:sagemaker:deleteEndpoint",
        {"EndpointName": "X"},
        {"sdk-endpoint-delete": ("sagemaker:DeleteEndpoint on arn:aws:sagemaker:@:endpoint/x")},
    ),
    "prediction": Case(
        "aws-sdk:sagemakerruntime:invokeEndpoint",
        {"EndpointName": "E"},
        {"sdk-endpoint-invoke": ("sagemaker:InvokeEndpoint on arn:aws:sagemaker:@:endpoint/e")},
    ),
    "prediction to come": Case(
        "aws-sdk:sagemakerruntime:invokeEndpointAsync",
        {"EndpointName": "E"},
        {"sdk-endpoint-invoke-async": ("sagemaker:InvokeEndpointAsync on arn:aws:sagemaker:@:endpoint/e")},
    ),
    "parameters": Case(
        "aws-sdk:ssm:getParameters",
        {"Names": ["/a/b", "c"], "WithDecryption": True},
        {
            "sdk-parameters": ("ssm:GetParameters on arn:aws:ssm:@:parameter/a/b arn:aws:ssm:@:parameter/c"),
            "sdk-parameter-key": (
                "kms:Decrypt on arn:aws:kms:@:key/* if kms:ViaService is ssm.us-east-1.amazonaws.com"
            ),
        },
    ),
    "parameters by path": Case(
        "aws-sdk:ssm:getParametersByPath",
        {"Path": "/a"},
        {"sdk-parameters-by-path": ("ssm:GetParametersByPath on arn:aws:ssm:@:parameter/a")},
    ),
    "secret": Case(
        "aws-sdk:secretsmanager:getSecretValue",
        {"SecretId": "s"},
        {
            "sdk-secret": ("secretsmanager:GetSecretValue on arn:aws:secretsmanager:@:secret:s-*"),
            "sdk-secret-key": (
                "kms:Decrypt on arn:aws:kms:@:key/* if kms:ViaService is secretsmanager.us-east-1.amazonaws.com"
            ),
        },
    ),
    "secret by ARN": Case(
        "aws-sdk:secretsmanager:getSecretValue",
        {"SecretId": "arn:aws:secretsmanager:us-east-1:111122223333:secret:s-AbCdEf"},
        {
            "sdk-secret": ("secretsmanager:GetSecretValue on arn:aws:secretsmanager:@:secret:s-AbCdEf"),
            "sdk-secret-key": (
                "kms:Decrypt on arn:aws:kms:@:key/* if kms:ViaService is secretsmanager.us-east-1.amazonaws.com"
            ),
        },
    ),
    "messages taken": Case(
        "aws-sdk:sqs:receiveMessage",
        {"QueueUrl": _QUEUE},
        {"sdk-queue-receive": "sqs:ReceiveMessage on arn:aws:sqs:@:q"},
    ),
    "message deleted": Case(
        "aws-sdk:sqs:deleteMessage", {"QueueUrl": _QUEUE}, {"sdk-queue-delete": "sqs:DeleteMessage on arn:aws:sqs:@:q"}
    ),
    "SDK execution": Case(
        "aws-sdk:sfn:startExecution",
        {"StateMachineArn": _MACHINE},
        {"execution": "states:StartExecution on arn:aws:states:@:stateMachine:other"},
    ),
    "express execution": Case(
        "aws-sdk:sfn:startSyncExecution",
        {"StateMachineArn": _MACHINE},
        {"sdk-execution-now": ("states:StartSyncExecution on arn:aws:states:@:stateMachine:other")},
    ),
    "execution described": Case(
        "aws-sdk:sfn:describeExecution",
        {"ExecutionArn": "arn:aws:states:us-east-1:111122223333:execution:other:1"},
        {"sdk-execution-describe": ("states:DescribeExecution on arn:aws:states:@:execution:other:1")},
    ),
    "execution stopped": Case(
        "aws-sdk:sfn:stopExecution",
        {"ExecutionArn": "arn:aws:states:us-east-1:111122223333:execution:other:1"},
        {"sdk-execution-stop": ("states:StopExecution on arn:aws:states:@:execution:other:1")},
    ),
    "token: success": Case(
        "aws-sdk:sfn:sendTaskSuccess", {"TaskToken": "t"}, {"sdk-token-success": "states:SendTaskSuccess on *"}
    ),
    "token: failure": Case(
        "aws-sdk:sfn:sendTaskFailure", {"TaskToken": "t"}, {"sdk-token-failure": "states:SendTaskFailure on *"}
    ),
    "token: heartbeat": Case(
        "aws-sdk:sfn:sendTaskHeartbeat", {"TaskToken": "t"}, {"sdk-token-heartbeat": "states:SendTaskHeartbeat on *"}
    ),
    "SDK events": Case(
        "aws-sdk:eventbridge:putEvents",
        {"Entries": [{"Source": "s"}]},
        {"events-default-bus": ("events:PutEvents on arn:aws:events:@:event-bus/default")},
    ),
    "metrics": Case(
        "aws-sdk:cloudwatch:putMetricData",
        {"Namespace": "app"},
        {"sdk-metrics": "cloudwatch:PutMetricData on * if cloudwatch:namespace is app"},
    ),
    "key: encrypt": Case(
        "aws-sdk:kms:encrypt",
        {"KeyId": _KEY},
        {"sdk-key-encrypt": ("kms:Encrypt on arn:aws:kms:@:key/11112222-3333-4444-5555-666677778888")},
    ),
    "key: decrypt": Case(
        "aws-sdk:kms:decrypt",
        {"KeyId": _KEY},
        {"sdk-key-decrypt": ("kms:Decrypt on arn:aws:kms:@:key/11112222-3333-4444-5555-666677778888")},
    ),
    "key: generateDataKey": Case(
        "aws-sdk:kms:generateDataKey",
        {"KeyId": _KEY},
        {"sdk-key-data-key": ("kms:GenerateDataKey on arn:aws:kms:@:key/11112222-3333-4444-5555-666677778888")},
    ),
}
NAMED: Final = {
    "DataBrew": Case(
        "databrew:startJobRun.sync",
        {"Name": "clean"},
        {
            "databrew-job": "databrew:StartJobRun on arn:aws:databrew:@:job/clean",
            "databrew-job-sync": ("databrew:ListJobRuns databrew:StopJobRun on arn:aws:databrew:@:job/clean"),
        },
    ),
    "EKS cluster": Case(
        "eks:createCluster.sync",
        {"Name": "c", "RoleArn": _ROLE},
        {
            "eks-cluster": "eks:CreateCluster on *",
            "eks-cluster-sync": ("eks:DeleteCluster eks:DescribeCluster on arn:aws:eks:@:cluster/c"),
            "eks-cluster-role": ("iam:PassRole on arn:aws:iam::#:role/job if iam:PassedToService is eks.amazonaws.com"),
        },
    ),
    "EKS cluster deleted": Case(
        "eks:deleteCluster.sync",
        {"Name": "c"},
        {
            "eks-cluster-delete": "eks:DeleteCluster on arn:aws:eks:@:cluster/c",
            "eks-cluster-delete-sync": "eks:DescribeCluster on arn:aws:eks:@:cluster/c",
        },
    ),
    "parameter": Case(
        "aws-sdk:ssm:getParameter",
        {"Name": "/a/b", "WithDecryption": "true"},
        {
            "sdk-parameter": "ssm:GetParameter on arn:aws:ssm:@:parameter/a/b",
            "sdk-parameter-key": (
                "kms:Decrypt on arn:aws:kms:@:key/* if kms:ViaService is ssm.us-east-1.amazonaws.com"
            ),
        },
    ),
    "parameter written": Case(
        "aws-sdk:ssm:putParameter",
        {"Name": "b"},
        {"sdk-parameter-write": "ssm:PutParameter on arn:aws:ssm:@:parameter/b"},
    ),
}
"""Those with a parameter `Name`, which a machine has, too."""

OF_MACHINES: Final[Mapping[str, tuple[Mapping[str, Any], Mapping[str, str]]]] = {
    "traced": (
        {"TracingConfiguration": {"Enabled": True}},
        {
            "tracing": (
                "xray:GetSamplingRules xray:GetSamplingTargets xray:PutTelemetryRecords xray:PutTraceSegments on *"
            )
        },
    ),
    "encrypted": (
        {
            "EncryptionConfiguration": {"Type": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": "1234"},
            "LoggingConfiguration": {"Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": "x"}}]},
        },
        {
            "log-delivery": (
                "logs:CreateLogDelivery logs:DeleteLogDelivery logs:DescribeLogGroups "
                "logs:DescribeResourcePolicies logs:GetLogDelivery logs:ListLogDeliveries "
                "logs:PutResourcePolicy logs:UpdateLogDelivery on *"
            ),
            "key": (
                "kms:Decrypt kms:GenerateDataKey on arn:aws:kms:@:key/1234 if "
                "kms:EncryptionContext:aws:states:stateMachineArn is "
                "arn:aws:states:@:stateMachine:Machine-*"
            ),
            "key-logs": (
                "kms:GenerateDataKey on arn:aws:kms:@:key/1234 if kms:EncryptionContext:SourceArn is arn:aws:logs:@:*"
            ),
        },
    ),
}
OF_FUNCTION: Final = {"lambda-resource": "lambda:InvokeFunction on arn:aws:lambda:@:function:f"}
EXERCISED: Final = frozenset(
    {
        "stepfunctions-trust",
        "stepfunctions-log-delivery",
        "stepfunctions-training-job",
        "stepfunctions-training-job-sync",
        "stepfunctions-training-job-rule",
        "stepfunctions-training-job-role",
        "stepfunctions-training-job-volume-key",
        "stepfunctions-model",
        "stepfunctions-model-role",
    }
)
"""The rows of the project's own workflow."""

FLAWS: Final[Mapping[str, frozenset[str]]] = {
    # The encryption context of a machine and of its logs, whose keys no reference lists: encryption-at-rest.html.
    "stepfunctions-key": frozenset(
        f"kms:{action} has no kms:EncryptionContext:aws:states:stateMachineArn"
        for action in ("Decrypt", "GenerateDataKey")
    ),
    "stepfunctions-key-logs": frozenset({"kms:GenerateDataKey has no kms:EncryptionContext:SourceArn"}),
    # A phone number is no resource: connect-sns.html.
    "stepfunctions-phone": frozenset({"sns:Publish takes topic"}),
    # The types are optional, and the guide asks for all resources: connect-mediaconvert.html.
    "stepfunctions-media-job": frozenset({"mediaconvert:CreateJob takes JobTemplate Preset Queue"}),
    # Keys of HTTP tasks, which the reference lacks: call-https-apis.html.
    "stepfunctions-http": frozenset(
        f"states:InvokeHTTPEndpoint has no {key}" for key in ("states:HTTPMethod", "states:HTTPEndpoint")
    ),
}
"""Where the guide says more than the reference."""

UNFIT: Final = frozenset(
    {
        "stepfunctions-phone",
        "stepfunctions-media-job",
        "stepfunctions-bedrock-job",  # connect-bedrock.html: the job is a resource of its own creation
        "stepfunctions-bedrock-harness-runtime",  # connect-bedrockagentcore.html: on the harness
    }
)
"""The rows with resources that the guide has and the reference has not."""


@pytest.mark.parametrize("label", CASES)
def test_needs(tmp_path: Path, label: str) -> None:
    """A Task needs what the table says, and no more."""
    case = CASES[label]
    assert _short(required(_tasks(tmp_path, _state(case)))) == case.needs


@pytest.mark.parametrize("label", NAMED)
def test_needs_by_name(label: str) -> None:
    """A Task whose parameter has a name that a machine has needs what the table says, and no more."""
    assert _short(required([_named(NAMED[label])])) == NAMED[label].needs


@pytest.mark.parametrize("label", OF_MACHINES)
def test_machine(tmp_path: Path, label: str) -> None:
    """A machine needs what its settings ask for."""
    properties, needs = OF_MACHINES[label]
    units = _units(tmp_path, {"Type": "Pass", "End": True}, properties)
    assert _short(required(unit for unit in units if unit.name == "machine")) == needs


def test_function(tmp_path: Path) -> None:
    """A Task whose Resource is a function calls it."""
    assert _short(required(_tasks(tmp_path, {"Type": "Task", "Resource": _FUNCTION, "End": True}))) == OF_FUNCTION


def test_every_row_is_tried() -> None:
    """Each row stands in one of the cases, that of the trust aside."""
    tried = {
        f"stepfunctions-{row}"
        for needs in (
            *(case.needs for case in (*CASES.values(), *NAMED.values())),
            *(needs for _, needs in OF_MACHINES.values()),
            OF_FUNCTION,
        )
        for row in needs
    }
    assert {row.id for row in rows("stepfunctions", "machine", "task")} == tried


@pytest.mark.parametrize("row", list(rows("stepfunctions")), ids=lambda row: row.id)
def test_row(row: Row) -> None:
    """A row is what AWS's reference has, or what its guide says beyond that."""
    assert set(flaws(row)) == FLAWS.get(row.id, frozenset())


@pytest.mark.parametrize("label", CASES)
def test_resources(tmp_path: Path, label: str) -> None:
    """The resources are of types that the actions take."""
    found = required(_tasks(tmp_path, _state(CASES[label])))
    assert {one.row.id for one in found if not fits(one)} <= UNFIT


@pytest.mark.parametrize("label", NAMED)
def test_resources_by_name(label: str) -> None:
    """The resources are of types that the actions take, in the cases with a name as well."""
    assert all(fits(one) for one in required([_named(NAMED[label])]))


@pytest.mark.parametrize("api", [f"{service}:{api}" for service, apis in optimized().items() for api in apis])
def test_every_integration_has_a_row(api: str) -> None:
    """No optimized integration is without a row, and .sync asks for more than request response does."""
    service, _, name = api.partition(":")
    assert any(api in _wanted(row, "Api") for row in rows("stepfunctions", "task"))
    if service != "eks" or name not in {"call", "runJob"}:
        for pattern in optimized()[service][name].patterns:
            asked = any(f"{api}.{pattern}" in _wanted(row, "Integration") for row in rows("stepfunctions", "task"))
            assert asked is pattern.startswith("sync")


def test_rows_without_walkthrough_say_so() -> None:
    """The rows that the project's own workflow does not need say why no walkthrough does."""
    assert {row.id for row in rows("stepfunctions") if not row.unexercised} == EXERCISED


@pytest.mark.parametrize(
    ("integration", "parameters", "row"),
    [
        ("lambda:invoke", {"FunctionName.$": "$.Function"}, "stepfunctions-lambda"),
        ("sqs:sendMessage", {"QueueUrl": "queue"}, "stepfunctions-queue"),
        ("bedrock:invokeModel", {"ModelId": "us.amazon.nova-pro-v1:0"}, "stepfunctions-bedrock-model"),
        ("aws-sdk:kms:encrypt", {"KeyId": "alias/app"}, "stepfunctions-sdk-key-encrypt"),
    ],
)
def test_unknown_values_stay_open(tmp_path: Path, integration: str, parameters: Mapping[str, Any], row: str) -> None:
    """What cannot be worked out is said to be open, with the actions that hang on it."""
    (unit,) = _tasks(tmp_path, _state(Case(integration, parameters, {})))
    (actions,) = (found.actions for found in expand(unit, tables()) if isinstance(found, Unresolved))
    (wanted,) = (found.actions for found in rows("stepfunctions", "task") if found.id == row)
    assert actions == wanted


@pytest.mark.parametrize(
    ("integration", "parameters", "needs"),
    [
        ("sqs:sendMessage", {"QueueUrl": {"Ref": "Queue"}}, "sqs:SendMessage on arn:aws:sqs:@:${template/Queue}"),
        (
            "lambda:invoke",
            {"FunctionName": {"Ref": "Function"}},
            "lambda:InvokeFunction on arn:aws:lambda:@:function:${template/Function}",
        ),
        (
            "lambda:invoke",
            {"FunctionName": {"Fn::GetAtt": ["Function", "Arn"]}},
            "lambda:InvokeFunction on arn:aws:lambda:@:function:${template/Function}",
        ),
        ("lambda:invoke", {"FunctionName": {"Ref": "Alias"}}, "lambda:InvokeFunction on ${template/Alias#Ref}"),
        (
            "ecs:runTask",
            {"TaskDefinition": {"Ref": "Definition"}, "Cluster": {"Fn::GetAtt": ["Cluster", "Arn"]}},
            "ecs:RunTask on ${template/Definition#Ref} if ecs:cluster is ${template/Cluster#Arn}",
        ),
        (
            "ecs:runTask",
            {"TaskDefinition": "web", "Cluster": {"Ref": "Cluster"}},
            (
                "ecs:RunTask on arn:aws:ecs:@:task-definition/web:* "
                "if ecs:cluster is arn:aws:ecs:@:cluster/${template/Cluster#Ref}"
            ),
        ),
        (
            "batch:submitJob",
            {"JobQueue": {"Ref": "Jobs"}, "JobDefinition": {"Ref": "Definition"}},
            "batch:SubmitJob on ${template/Definition#Ref} ${template/Jobs#Ref}",
        ),
    ],
)
def test_references(tmp_path: Path, integration: str, parameters: Mapping[str, Any], needs: str) -> None:
    """Resources of the template are asked for as a policy refers to them, by Ref or Fn::GetAtt."""
    assert needs in _short(required(_tasks(tmp_path, _state(Case(integration, parameters, {}))))).values()


def test_other_sdk_calls_have_no_row(tmp_path: Path) -> None:
    """An SDK call that the table does not have is open as a whole."""
    (unit,) = _tasks(tmp_path, _state(Case("aws-sdk:rekognition:detectLabels", {}, {})))
    (found,) = expand(unit, tables())
    assert isinstance(found, Unresolved)
    assert not found.actions


@pytest.mark.parametrize(
    ("first", "path", "then", "needs"),
    [
        (
            ("sagemaker:createTransformJob.sync", {"TransformJobName": "Score", "ModelName": "m"}),
            {"ModelName.$": "$.Result.ModelName"},
            "aws-sdk:sagemaker:deleteModel",
            {"sdk-model-delete": "sagemaker:DeleteModel on arn:aws:sagemaker:@:model/m"},
        ),
        (
            ("sagemaker:createTrainingJob.sync", {"TrainingJobName": "train", "RoleArn": _ROLE}),
            {"TrainingJobName.$": "$.Result.TrainingJobName"},
            "aws-sdk:sagemaker:describeTrainingJob",
            {"sdk-training-job-describe": "sagemaker:DescribeTrainingJob on arn:aws:sagemaker:@:training-job/train"},
        ),
        (
            ("states:startExecution", {"StateMachineArn": _MACHINE}),
            {"ExecutionArn.$": "$.Result.ExecutionArn"},
            "aws-sdk:sfn:describeExecution",
            {"sdk-execution-describe": "states:DescribeExecution on arn:aws:states:@:execution:other:*"},
        ),
        (
            ("athena:startQueryExecution.sync", {"ResultConfiguration": {"OutputLocation": "s3://results/queries/"}}),
            {"ModelId": "m", "Input": {"S3Uri.$": "$.Result.QueryExecution.ResultConfiguration.OutputLocation"}},
            "bedrock:invokeModel",
            {
                "bedrock-model": "bedrock:InvokeModel on arn:aws:bedrock:us-east-1::foundation-model/m",
                "bedrock-input": "s3:GetObject on arn:aws:s3:::results/queries/*",
            },
        ),
    ],
)
def test_results(
    tmp_path: Path,
    first: tuple[str, Mapping[str, Any]],
    path: Mapping[str, Any],
    then: str,
    needs: Mapping[str, str],
) -> None:
    """What a Task's result holds is what the Task was called with."""
    states = {
        "First": {**_state(Case(*first, {})), "End": False, "Next": "Then", "ResultPath": "$.Result"},
        "Then": _state(Case(then, path, {})),
    }
    _, unit = (unit for unit in _of(tmp_path, states, {}) if unit.name == "task")
    assert _short(required([unit])) == needs


def _state(case: Case) -> dict[str, Any]:
    resource = f"{_INTEGRATION}{case.integration}"
    return {"Type": "Task", "Resource": resource, "Parameters": dict(case.parameters), "End": True}


def _tasks(folder: Path, state: Mapping[str, Any]) -> Iterator[Unit]:
    return (unit for unit in _units(folder, state, {}) if unit.name == "task")


def _units(folder: Path, state: Mapping[str, Any], more: Mapping[str, Any]) -> Iterator[Unit]:
    return _of(folder, {"Only": state}, more)


def _of(folder: Path, states: Mapping[str, Any], more: Mapping[str, Any]) -> Iterator[Unit]:
    """The units of a machine with these states and further properties; units of roles that it passes on aside."""
    definition = {"StartAt": next(iter(states)), "States": dict(states)}
    properties = {"RoleArn": "arn:aws:iam::111122223333:role/machine", "Definition": definition, **more}
    resources = {
        "Machine": {"Type": machines.MACHINE, "Properties": properties},
        "Queue": {"Type": "AWS::SQS::Queue"},
        "Function": {"Type": "AWS::Lambda::Function"},
        "Alias": {"Type": "AWS::Lambda::Alias"},
        "Cluster": {"Type": "AWS::ECS::Cluster"},
        "Definition": {"Type": "AWS::ECS::TaskDefinition"},
        "Jobs": {"Type": "AWS::Batch::JobQueue"},
    }
    for workload in machines.workloads(*project(folder, resources)):
        yield from (unit for unit in workload.units if unit.kind == machines.KIND)


def _named(case: Case) -> Unit:
    """A Task as its parameters alone describe it, which are texts."""
    api = case.integration.removesuffix(".sync")
    values = {"Integration": case.integration, "Api": api, **case.parameters}
    scope = Scope({name: text(value) for name, value in values.items()})
    return Unit(machines.KIND, "task", scope, "state", Place(Path("template.yaml"), 1, 1))


def _short(requirements: Iterator[Requirement]) -> dict[str, str]:
    return {
        row.removeprefix("stepfunctions-"): needs.replace("us-east-1:111122223333", "@").replace(
            "::111122223333:", "::#:"
        )
        for row, needs in shown(requirements).items()
    }


def _wanted(row: Row, name: str) -> tuple[str, ...]:
    wanted = row.when.get(name, ())
    return wanted if isinstance(wanted, tuple) else ()
