"""What the table of EventBridge says of each target, and of the trust in its role."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from cfnproof.least_privilege.requirements.requirement import Requirement, Workload
from cfnproof.least_privilege.requirements.rows import Row
from cfnproof.least_privilege.workloads import event_targets
from tests.unit.least_privilege.requirements import fits, flaws, project, required, rows, shown


@dataclass(frozen=True, slots=True)
class Case:
    """A target by its ARN, and what it needs by row; `more` are its other properties."""

    arn: str
    needs: Mapping[str, str]
    more: Mapping[str, Any] = field(default_factory=dict)


CASES: Final = {
    "pipeline": Case(
        "arn:aws:codepipeline:us-east-1:111122223333:app",
        {
            "events-codepipeline": (
                "codepipeline:StartPipelineExecution on arn:aws:codepipeline:us-east-1:111122223333:app"
            ),
        },
    ),
    "state machine": Case(
        "arn:aws:states:us-east-1:111122223333:stateMachine:m",
        {
            "events-states": "states:StartExecution on arn:aws:states:us-east-1:111122223333:stateMachine:m",
        },
    ),
    "function": Case(
        "arn:aws:lambda:us-east-1:111122223333:function:f",
        {
            "events-lambda": "lambda:InvokeFunction on arn:aws:lambda:us-east-1:111122223333:function:f",
        },
    ),
    "topic": Case(
        "arn:aws:sns:us-east-1:111122223333:t",
        {
            "events-sns": "sns:Publish on arn:aws:sns:us-east-1:111122223333:t",
        },
    ),
    "queue": Case(
        "arn:aws:sqs:us-east-1:111122223333:q",
        {
            "events-sqs": "sqs:SendMessage on arn:aws:sqs:us-east-1:111122223333:q",
        },
        {"SqsParameters": {"MessageGroupId": "g"}},
    ),
    "stream": Case(
        "arn:aws:kinesis:us-east-1:111122223333:stream/s",
        {
            "events-kinesis": "kinesis:PutRecord on arn:aws:kinesis:us-east-1:111122223333:stream/s",
            "events-kinesis-batch": "kinesis:PutRecords on arn:aws:kinesis:us-east-1:111122223333:stream/s",
        },
    ),
    "delivery stream": Case(
        "arn:aws:firehose:us-east-1:111122223333:deliverystream/s",
        {
            "events-firehose": (
                "firehose:PutRecord firehose:PutRecordBatch on arn:aws:firehose:us-east-1:111122223333:deliverystream/s"
            ),
        },
    ),
    "task": Case(
        "arn:aws:ecs:us-east-1:111122223333:cluster/main",
        {
            "events-ecs": (
                "ecs:RunTask on arn:aws:ecs:us-east-1:111122223333:task-definition/web:* if ecs:cluster is "
                "arn:aws:ecs:us-east-1:111122223333:cluster/main"
            ),
            "events-ecs-pass-role": (
                "iam:PassRole on arn:aws:iam::111122223333:role/* if iam:PassedToService is ecs-tasks.amazonaws.com"
            ),
        },
        {"EcsParameters": {"TaskDefinitionArn": "arn:aws:ecs:us-east-1:111122223333:task-definition/web"}},
    ),
    "task with tags": Case(
        "arn:aws:ecs:us-east-1:111122223333:cluster/main",
        {
            "events-ecs": (
                "ecs:RunTask on arn:aws:ecs:us-east-1:111122223333:task-definition/web:3 if ecs:cluster is "
                "arn:aws:ecs:us-east-1:111122223333:cluster/main"
            ),
            "events-ecs-pass-role": (
                "iam:PassRole on arn:aws:iam::111122223333:role/* if iam:PassedToService is ecs-tasks.amazonaws.com"
            ),
            "events-ecs-tags": (
                "ecs:TagResource on arn:aws:ecs:us-east-1:111122223333:task/main/* if ecs:CreateAction is RunTask"
            ),
            "events-ecs-propagated-tags": (
                "ecs:TagResource on arn:aws:ecs:us-east-1:111122223333:task/main/* if ecs:CreateAction is RunTask"
            ),
        },
        {
            "EcsParameters": {
                "TaskDefinitionArn": "arn:aws:ecs:us-east-1:111122223333:task-definition/web:3",
                "PropagateTags": "TASK_DEFINITION",
                "TagList": [{"Key": "a", "Value": "b"}],
            }
        },
    ),
    "job by name": Case(
        "arn:aws:batch:us-east-1:111122223333:job-queue/q",
        {
            "events-batch": (
                "batch:SubmitJob on arn:aws:batch:us-east-1:111122223333:job-queue/q "
                "arn:aws:batch:us-east-1:111122223333:job-definition/d:*"
            ),
            "events-batch-job": "batch:SubmitJob on arn:aws:batch:us-east-1:111122223333:job/*",
        },
        {"BatchParameters": {"JobDefinition": "d", "JobName": "j"}},
    ),
    "job by revision": Case(
        "arn:aws:batch:us-east-1:111122223333:job-queue/q",
        {
            "events-batch": (
                "batch:SubmitJob on arn:aws:batch:us-east-1:111122223333:job-queue/q "
                "arn:aws:batch:us-east-1:111122223333:job-definition/d:2"
            ),
            "events-batch-job": "batch:SubmitJob on arn:aws:batch:us-east-1:111122223333:job/*",
        },
        {"BatchParameters": {"JobDefinition": "d:2", "JobName": "j"}},
    ),
    "job by ARN": Case(
        "arn:aws:batch:us-east-1:111122223333:job-queue/q",
        {
            "events-batch": (
                "batch:SubmitJob on arn:aws:batch:us-east-1:111122223333:job-queue/q "
                "arn:aws:batch:us-east-1:111122223333:job-definition/d:*"
            ),
            "events-batch-job": "batch:SubmitJob on arn:aws:batch:us-east-1:111122223333:job/*",
        },
        {"BatchParameters": {"JobDefinition": "arn:aws:batch:us-east-1:111122223333:job-definition/d", "JobName": "j"}},
    ),
    "job by reference": Case(
        "arn:aws:batch:us-east-1:111122223333:job-queue/q",
        {
            "events-batch": "batch:SubmitJob on arn:aws:batch:us-east-1:111122223333:job-queue/q ${template/Job#Ref}",
            "events-batch-job": "batch:SubmitJob on arn:aws:batch:us-east-1:111122223333:job/*",
        },
        {"BatchParameters": {"JobDefinition": {"Ref": "Job"}, "JobName": "j"}},
    ),
    "command on instances": Case(
        "arn:aws:ssm:us-east-1::document/AWS-RunShellScript",
        {
            "events-run-command-document": "ssm:SendCommand on arn:aws:ssm:us-east-1::document/AWS-RunShellScript",
            "events-run-command-instances": (
                "ssm:SendCommand on arn:aws:ec2:us-east-1:111122223333:instance/i-1 "
                "arn:aws:ec2:us-east-1:111122223333:instance/i-2"
            ),
            "events-run-command-tagged-instances": "ssm:SendCommand on arn:aws:ec2:us-east-1:111122223333:instance/*",
        },
        {"RunCommandParameters": {"RunCommandTargets": [{"Key": "InstanceIds", "Values": ["i-1", "i-2"]}]}},
    ),
    "command by tag": Case(
        "arn:aws:ssm:us-east-1:111122223333:document/d",
        {
            "events-run-command-document": "ssm:SendCommand on arn:aws:ssm:us-east-1:111122223333:document/d",
            "events-run-command-tagged-instances": "ssm:SendCommand on arn:aws:ec2:us-east-1:111122223333:instance/*",
        },
        {"RunCommandParameters": {"RunCommandTargets": [{"Key": "tag:Name", "Values": ["web"]}]}},
    ),
    "runbook": Case(
        "arn:aws:ssm:us-east-1:111122223333:automation-definition/d:$DEFAULT",
        {
            "events-automation": (
                "ssm:StartAutomationExecution on arn:aws:ssm:us-east-1:111122223333:automation-definition/d:$DEFAULT"
            ),
            "events-automation-document": (
                "ssm:StartAutomationExecution on arn:aws:ssm:us-east-1:111122223333:automation-execution/* "
                "arn:aws:ssm:us-east-1:*:document/*"
            ),
            "events-automation-pass-role": (
                "iam:PassRole on arn:aws:iam::111122223333:role/* if iam:PassedToService is ssm.amazonaws.com"
            ),
        },
    ),
    "OpsItem": Case(
        "arn:aws:ssm:us-east-1:111122223333:opsitem",
        {
            "events-ops-item": "ssm:CreateOpsItem on *",
        },
    ),
    "build": Case(
        "arn:aws:codebuild:us-east-1:111122223333:project/p",
        {
            "events-codebuild": "codebuild:StartBuild on arn:aws:codebuild:us-east-1:111122223333:project/p",
        },
    ),
    "build with an input": Case(
        "arn:aws:codebuild:us-east-1:111122223333:project/p",
        {
            "events-codebuild": "codebuild:StartBuild on arn:aws:codebuild:us-east-1:111122223333:project/p",
            "events-codebuild-batch": "codebuild:StartBuildBatch on arn:aws:codebuild:us-east-1:111122223333:project/p",
        },
        {"InputTransformer": {"InputTemplate": "{}"}},
    ),
    "bus": Case(
        "arn:aws:events:us-east-1:111122223333:event-bus/b",
        {
            "events-bus": "events:PutEvents on arn:aws:events:us-east-1:111122223333:event-bus/b",
        },
    ),
    "API destination": Case(
        "arn:aws:events:us-east-1:111122223333:api-destination/d/u1",
        {
            "events-api-destination": (
                "events:InvokeApiDestination on arn:aws:events:us-east-1:111122223333:api-destination/d/u1"
            ),
        },
        {"HttpParameters": {"HeaderParameters": {"a": "b"}}},
    ),
    "API": Case(
        "arn:aws:execute-api:us-east-1:111122223333:api1/prod/POST/pets",
        {
            "events-api-gateway": (
                "execute-api:Invoke on arn:aws:execute-api:us-east-1:111122223333:api1/prod/POST/pets"
            ),
        },
    ),
    "SageMaker pipeline": Case(
        "arn:aws:sagemaker:us-east-1:111122223333:pipeline/p",
        {
            "events-sagemaker": (
                "sagemaker:StartPipelineExecution on arn:aws:sagemaker:us-east-1:111122223333:pipeline/p"
            ),
        },
    ),
    "statement as a user of the database": Case(
        "arn:aws:redshift:us-east-1:111122223333:cluster:c",
        {
            "events-redshift-statement": (
                "redshift-data:ExecuteStatement on arn:aws:redshift:us-east-1:111122223333:cluster:c"
            ),
            "events-redshift-user": (
                "redshift:GetClusterCredentials on arn:aws:redshift:us-east-1:111122223333:dbuser:c/u "
                "arn:aws:redshift:us-east-1:111122223333:dbname:c/d"
            ),
        },
        {"RedshiftDataParameters": {"Database": "d", "DbUser": "u", "Sql": "select 1"}},
    ),
    "statement as the role": Case(
        "arn:aws:redshift:us-east-1:111122223333:cluster:c",
        {
            "events-redshift-statement": (
                "redshift-data:ExecuteStatement on arn:aws:redshift:us-east-1:111122223333:cluster:c"
            ),
            "events-redshift-role": (
                "redshift:GetClusterCredentialsWithIAM on arn:aws:redshift:us-east-1:111122223333:dbname:c/d"
            ),
        },
        {"RedshiftDataParameters": {"Database": "d", "Sql": "select 1"}},
    ),
    "statements with a secret": Case(
        "arn:aws:redshift:us-east-1:111122223333:cluster:c",
        {
            "events-redshift-statements": (
                "redshift-data:BatchExecuteStatement on arn:aws:redshift:us-east-1:111122223333:cluster:c"
            ),
            "events-redshift-secret": (
                "secretsmanager:GetSecretValue on arn:aws:secretsmanager:us-east-1:111122223333:secret:s-a1"
            ),
        },
        {
            "RedshiftDataParameters": {
                "Database": "d",
                "Sqls": ["select 1"],
                "SecretManagerArn": "arn:aws:secretsmanager:us-east-1:111122223333:secret:s-a1",
            }
        },
    ),
    "statement in a workgroup": Case(
        "arn:aws:redshift-serverless:us-east-1:111122223333:workgroup/w1",
        {
            "events-redshift-statement": (
                "redshift-data:ExecuteStatement on arn:aws:redshift-serverless:us-east-1:111122223333:workgroup/w1"
            ),
            "events-redshift-workgroup": (
                "redshift-serverless:GetCredentials on arn:aws:redshift-serverless:us-east-1:111122223333:workgroup/w1"
            ),
        },
        {"RedshiftDataParameters": {"Database": "d", "Sql": "select 1"}},
    ),
    "AppSync": Case(
        "arn:aws:appsync:us-east-1:111122223333:endpoints/graphql-api/e1",
        {
            "events-appsync": (
                "appsync:GraphQL on arn:aws:appsync:us-east-1:111122223333:apis/*/types/Mutation/fields/*"
            ),
        },
        {"AppSyncParameters": {"GraphQLOperation": "mutation M { m }"}},
    ),
    "assessment": Case(
        "arn:aws:inspector:us-east-1:111122223333:target/0-a/template/0-b",
        {
            "events-inspector": "inspector:StartAssessmentRun on *",
        },
    ),
    "workflow of Glue": Case(
        "arn:aws:glue:us-east-1:111122223333:workflow/w",
        {
            "events-glue": "glue:NotifyEvent on arn:aws:glue:us-east-1:111122223333:workflow/w",
        },
    ),
    "image pipeline": Case(
        "arn:aws:imagebuilder:us-east-1:111122223333:image-pipeline/p",
        {
            "events-image-builder": (
                "imagebuilder:StartImagePipelineExecution on "
                "arn:aws:imagebuilder:us-east-1:111122223333:image-pipeline/p"
            ),
        },
    ),
    "response plan": Case(
        "arn:aws:ssm-incidents::111122223333:response-plan/p",
        {
            "events-incident": "ssm-incidents:StartIncident on arn:aws:ssm-incidents::111122223333:response-plan/p",
        },
    ),
}
"""By what the target is."""


def workloads(case: Case, folder: Path) -> tuple[Workload, ...]:
    """What the role of a rule's one target does."""
    target = {"Id": "target", "Arn": case.arn, "RoleArn": "arn:aws:iam::111122223333:role/events", **case.more}
    rule = {"Type": "AWS::Events::Rule", "Properties": {"Name": "rule", "Targets": [target]}}
    job = {"Type": "AWS::Batch::JobDefinition", "Properties": {"Type": "container"}}
    stack, site = project(folder, {"Rule": rule, "Job": job})
    return tuple(event_targets.workloads(stack, site))


def needed(case: Case, folder: Path, unit: str = "target") -> tuple[Requirement, ...]:
    """What the target of a case needs."""
    return tuple(required(one for found in workloads(case, folder) for one in found.units if one.name == unit))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_a_target_needs(case: Case, tmp_path: Path) -> None:
    """Every row that applies is there, with its actions, resources and keys, and no other."""
    assert shown(needed(case, tmp_path)) == case.needs


def test_every_row_has_a_case_and_fits(tmp_path: Path) -> None:
    """Each row of a target applies in a case, on resources of the types that its actions take."""
    found = {one.row.id for case in CASES.values() for one in needed(case, tmp_path) if fits(one)}
    assert found == {row.id for row in rows("events", "target")}


@pytest.mark.parametrize("row", tuple(rows("events")), ids=lambda row: row.id)
def test_rows_name_what_there_is(row: Row) -> None:
    """Actions and condition keys are those of AWS's reference, pages are AWS's."""
    assert list(flaws(row)) == []


def test_who_takes_the_role(tmp_path: Path) -> None:
    """EventBridge takes it, for this one rule."""
    (trust,) = needed(CASES["pipeline"], tmp_path, "trust")
    assert trust.row.principal == "events.amazonaws.com"
    assert shown([trust]) == {
        "events-trust": (
            "sts:AssumeRole on * if aws:SourceAccount is 111122223333 "
            "if aws:SourceArn is arn:aws:events:us-east-1:111122223333:rule/rule"
        )
    }
