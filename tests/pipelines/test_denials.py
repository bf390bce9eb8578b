"""What IAM does not let pass: each fails at the hop where AWS would refuse it, in AWS's words."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from cfnproof.hosts.stack_records import StackFailedError
from tests.pipelines.differences import LOG_GROUP_WITHOUT_KEY, NO_TLS
from tests.pipelines.grants import Body, template_of
from tests.pipelines.ledgers import denied
from tests.pipelines.test_training_course import TRAIN
from tests.pipelines.workshop import SECONDS, TRAINING_INPUT, Pipeline, Workshop
from tests.waiting import until

Change = Callable[[Body], None]
"""What a test does to the resources of a template."""


@pytest.fixture
def account(bare_account: Workshop) -> Workshop:
    """An account in which IAM denies something."""
    return bare_account


@pytest.fixture
def deploy_changed(account: Workshop, tmp_path: Path) -> Callable[[str, Change], None]:
    """Lets a stack be deployed from a changed template."""

    def change(stack: str, how: Change) -> None:
        entry = next(one for one in account.config.stacks if one.name == stack)
        body = template_of(entry.template)
        how(body["Resources"])
        account.templates[stack] = tmp_path / f"{stack}.json"
        account.templates[stack].write_text(json.dumps(body), encoding="utf-8")

    return change


def statement(resources: Body, role: str, sid: str) -> Any:  # noqa: ANN401  # a statement's values are any of JSON's
    """A statement of a role, to be changed in place."""
    (policy,) = resources[role]["Properties"]["Policies"]
    return next(one for one in policy["PolicyDocument"]["Statement"] if one["Sid"] == sid)


def trained(account: Workshop) -> Pipeline:
    """All that training needs, with the training pipeline."""
    account.deploy("foundation")
    account.deploy("training-workflow")
    account.upload_training_data()
    return account.deploy_pipeline("mlpipeline")


def test_a_pipeline_whose_role_trusts_another_service_is_not_made(
    account: Workshop, deploy_changed: Callable[[str, Change], None]
) -> None:
    """CreatePipeline refuses it. https://docs.aws.amazon.com/codepipeline/latest/userguide/troubleshooting.html ."""

    def trust(resources: Body) -> None:
        document = resources["CodePipelineServiceRole"]["Properties"]["AssumeRolePolicyDocument"]
        document["Statement"][0]["Principal"]["Service"] = "codebuild.amazonaws.com"

    deploy_changed("mlpipeline", trust)
    with pytest.raises(StackFailedError) as caught:
        trained(account)
    reasons = {one.logical_id: one.reason for one in caught.value.failures}
    assert "CodePipeline is not authorized to perform AssumeRole on role" in reasons["Pipeline"]
    (denial,) = [one for one in account.host.control.ledger.denials() if one.request.action == "sts:AssumeRole"]
    assert denial.request.principal.name == "codepipeline.amazonaws.com"
    assert "/mlpipeline-CodePipelineServiceRole-" in denial.request.resource


def test_a_rule_whose_role_trusts_another_rule_starts_nothing(
    account: Workshop, deploy_changed: Callable[[str, Change], None]
) -> None:
    """The event is lost with FAILED_TO_ASSUME_ROLE.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html
    """

    def trust(resources: Body) -> None:
        (first,) = resources["AmazonCloudWatchEventRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        first["Condition"]["ArnLike"]["aws:SourceArn"] = "arn:aws:events:*:*:rule/another"

    deploy_changed("mlpipeline", trust)
    pipeline = trained(account)
    account.push([TRAINING_INPUT])
    (lost,) = until(lambda: account.host.control.undelivered, bool, "an event that was not delivered", SECONDS)
    assert lost.code == "FAILED_TO_ASSUME_ROLE"
    assert [one.trigger for one in account.pipelines.executions(pipeline.name)] == ["CreatePipeline"]


def test_a_role_passed_to_the_wrong_service_is_refused(
    account: Workshop, deploy_changed: Callable[[str, Change], None]
) -> None:
    """iam:PassedToService is SageMaker's principal.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
    """

    def narrow(resources: Body) -> None:
        passing = statement(resources, "TrainingStateMachineRole", "PassExecutionRole")
        passing["Condition"]["StringEquals"]["iam:PassedToService"] = "lambda.amazonaws.com"

    deploy_changed("training-workflow", narrow)
    pipeline = trained(account)
    failure = account.failure_of(pipeline, account.push([TRAINING_INPUT]))
    assert failure.name == TRAIN
    assert "is not authorized to perform: iam:PassRole on resource: arn:aws:iam::" in failure.error_message
    assert "because no identity-based policy allows the iam:PassRole action" in failure.error_message
    assert {
        one.request.context["iam:passedtoservice"]
        for one in denied(account.host, "training-workflow-TrainingStateMachineRole", "iam:PassRole")
    } == {"sagemaker.amazonaws.com"}


def test_a_key_policy_that_leaves_the_role_out_fails_the_source(
    account: Workshop, deploy_changed: Callable[[str, Change], None]
) -> None:
    """Without the statement for the account, identity policies allow nothing on the key.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """

    def leave_out(resources: Body) -> None:
        first = resources["Key"]["Properties"]["KeyPolicy"]["Statement"][0]
        first["Principal"] = {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:user/administrator"}}

    deploy_changed("foundation", leave_out)
    pipeline = trained(account)
    account.push([TRAINING_INPUT])
    pushed = account.started(pipeline)
    (failure,) = account.pipelines.wait(pipeline.name, pushed.id, status="Failed").failures
    assert (pushed.trigger, failure.name) == ("CloudWatchEvent", "SourceAction")
    assert "is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:" in failure.error_message
    assert "because no resource-based policy allows the kms:GenerateDataKey action" in failure.error_message
    (denial, *_) = denied(account.host, "mlpipeline-CodePipelineServiceRole", "kms:GenerateDataKey")
    assert denial.request.context["kms:viaservice"] == "s3.us-east-1.amazonaws.com"


def test_a_key_policy_that_leaves_out_cloudwatch_logs_fails_the_log_group(
    account: Workshop, deploy_changed: Callable[[str, Change], None]
) -> None:
    """CloudWatch Logs asks as itself, so no role's policy can stand in for the key's.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """

    def leave_out(resources: Body) -> None:
        del resources["Key"]["Properties"]["KeyPolicy"]["Statement"][1]

    deploy_changed("foundation", leave_out)
    if account.differs(LOG_GROUP_WITHOUT_KEY):
        account.deploy("foundation")
        workflow = account.deploy("training-workflow")
        name = workflow.resources()["TrainingStateMachineLogGroup"].physical_id
        (group,) = account.host.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        assert "kmsKeyId" not in group
        return
    with pytest.raises(StackFailedError) as caught:
        trained(account)
    reasons = {one.logical_id: one.reason for one in caught.value.failures}
    said = "The specified KMS key does not exist or is not allowed to be used with Arn 'arn:aws:logs:"
    assert said in reasons["TrainingStateMachineLogGroup"]
    (denial,) = account.host.control.ledger.denials()
    assert denial.request.principal.name == "logs.us-east-1.amazonaws.com"


def test_a_boundary_that_cuts_a_permission_fails_the_action(
    account: Workshop, deploy_changed: Callable[[str, Change], None]
) -> None:
    """Both the boundary and the role's policies must allow a request.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    """

    def bound(resources: Body) -> None:
        everything_else = {"Effect": "Allow", "NotAction": "states:*", "Resource": "*"}
        document = {"Version": "2012-10-17", "Statement": [everything_else]}
        resources["Boundary"] = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}
        resources["CodePipelineServiceRole"]["Properties"]["PermissionsBoundary"] = {"Ref": "Boundary"}

    deploy_changed("mlpipeline", bound)
    pipeline = trained(account)
    failure = account.failure_of(pipeline, account.push([TRAINING_INPUT]))
    assert failure.name == TRAIN
    assert (
        "is not authorized to perform: states:DescribeStateMachine on resource: arn:aws:states:"
        in failure.error_message
    )
    assert "because no permissions boundary allows the states:DescribeStateMachine action" in failure.error_message


def test_a_bucket_policy_denies_plain_http(workshop: Workshop) -> None:
    """The administrator's too. https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html ."""
    bucket = workshop.values["foundation.DataBucketName"]
    workshop.upload("training/train.csv", b"text")
    plain = boto3.client("s3", use_ssl=False)
    if workshop.differs(NO_TLS):
        assert plain.get_object(Bucket=bucket, Key="training/train.csv")["Body"].read() == b"text"
        return
    with pytest.raises(ClientError) as caught:
        plain.get_object(Bucket=bucket, Key="training/train.csv")
    error = caught.value.response["Error"]
    assert error["Code"] == "AccessDenied"
    assert error["Message"].endswith("with an explicit deny in a resource-based policy")
    assert boto3.client("s3").get_object(Bucket=bucket, Key="training/train.csv")["Body"].read() == b"text"


def test_a_session_that_has_expired_is_refused_in_each_protocol(workshop: Workshop) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html ."""
    role = workshop.host.client("iam").create_role(
        RoleName="operator",
        AssumeRolePolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Principal": {"AWS": workshop.host.account}, "Action": "sts:AssumeRole"}
                ],
            }
        ),
    )["Role"]["Arn"]
    given = workshop.host.client("sts").assume_role(RoleArn=role, RoleSessionName="day", DurationSeconds=900)
    key = given["Credentials"]["AccessKeyId"]
    assert (
        workshop.host.client("sts", access_key=key).get_caller_identity()["Arn"].endswith("assumed-role/operator/day")
    )
    workshop.host.control.clock.advance(timedelta(minutes=15))
    codes = {}
    for service, operation in (("sts", "get_caller_identity"), ("kms", "list_keys"), ("s3", "list_buckets")):
        with pytest.raises(ClientError) as caught:
            getattr(workshop.host.client(service, access_key=key), operation)()
        codes[service] = caught.value.response["Error"]["Code"]
    assert codes == {"sts": "ExpiredToken", "kms": "ExpiredTokenException", "s3": "ExpiredToken"}
