"""Handlers call what AWS's own handlers may call: within the handler permissions of the type's resource schema.

https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html (handlers, permissions)
"""

from typing import Final

import pytest

from cfnproof.emulator.cloudformation.handlers.registry import HANDLERS
from cfnproof.emulator.shapes import service_model
from cfnproof.template.resource_schema import schema_of
from tests.unit.emulator.cloudformation.handlers.calls import ApiCall, calls_of

PREFIXES: Final = {"monitoring": "cloudwatch"}
"""Signing names that are not the prefix of the service's IAM actions."""

ACTIONS: Final = {
    "s3:DeleteBucketCors": "s3:PutBucketCORS",
    "s3:DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:DeleteBucketLifecycle": "s3:PutLifecycleConfiguration",
    "s3:DeleteBucketOwnershipControls": "s3:PutBucketOwnershipControls",
    "s3:DeleteBucketTagging": "s3:PutBucketTagging",
    "s3:DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:PutBucketAccelerateConfiguration": "s3:PutAccelerateConfiguration",
    "s3:PutBucketCors": "s3:PutBucketCORS",
    "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
    "s3:PutBucketNotificationConfiguration": "s3:PutBucketNotification",
    "s3:PutObjectLockConfiguration": "s3:PutBucketObjectLockConfiguration",
    "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
}
"""Calls whose IAM action has another name.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

_SHARED: Final = "stands in code that the type shares with ModelPackageGroup, reached only with that type's policy"
BEYOND: Final = {
    ("AWS::SageMaker::Endpoint", "sagemaker:DeleteModelPackageGroupPolicy"): _SHARED,
    ("AWS::SageMaker::EndpointConfig", "sagemaker:DeleteModelPackageGroupPolicy"): _SHARED,
    ("AWS::SageMaker::Model", "sagemaker:DeleteModelPackageGroupPolicy"): _SHARED,
}
"""Actions that the schema does not list, each with the reason why the handler names it."""


def action(call: ApiCall) -> str:
    """The IAM action of an API call."""
    service, operation = call
    signing = service_model(service).signing_name
    name = f"{PREFIXES.get(signing, signing)}:{operation}"
    return ACTIONS.get(name, name)


def permissions(resource_type: str) -> frozenset[str]:
    """All handler permissions of a type, in lower case: IAM actions do not tell case apart."""
    handlers = schema_of(resource_type).handler_permissions.values()
    return frozenset(name.lower() for names in handlers for name in names)


@pytest.mark.parametrize("resource_type", sorted(HANDLERS))
def test_a_handler_calls_only_what_the_schema_permits(resource_type: str) -> None:
    """Each call's action is listed, or stands in the table of exceptions."""
    listed = permissions(resource_type)
    beyond = {name for name in map(action, calls_of(HANDLERS[resource_type])) if name.lower() not in listed}
    unexplained = sorted(name for name in beyond if (resource_type, name) not in BEYOND)
    assert unexplained == [], f"{resource_type} calls what its schema does not list: {', '.join(unexplained)}"


def test_each_exception_is_needed() -> None:
    """An exception for what a handler does not call, or the schema has come to list, is out of date."""
    for resource_type, name in BEYOND:
        called = {action(call) for call in calls_of(HANDLERS[resource_type])}
        assert name in called, f"{resource_type} does not call {name}"
        assert name.lower() not in permissions(resource_type), f"the schema of {resource_type} lists {name}"


def test_the_types_that_must_be_known_are() -> None:
    """The list of docs/fidelity.md."""
    assert set(HANDLERS) == {
        "AWS::CloudFormation::Stack",
        "AWS::CloudFormation::WaitConditionHandle",
        "AWS::CloudWatch::Alarm",
        "AWS::CodeCommit::Repository",
        "AWS::CodePipeline::Pipeline",
        "AWS::Events::Rule",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Policy",
        "AWS::IAM::Role",
        "AWS::KMS::Alias",
        "AWS::KMS::Key",
        "AWS::Logs::LogGroup",
        "AWS::S3::Bucket",
        "AWS::S3::BucketPolicy",
        "AWS::SNS::Subscription",
        "AWS::SNS::Topic",
        "AWS::SNS::TopicPolicy",
        "AWS::SQS::Queue",
        "AWS::SQS::QueuePolicy",
        "AWS::SSM::Parameter",
        "AWS::SageMaker::Endpoint",
        "AWS::SageMaker::EndpointConfig",
        "AWS::SageMaker::Model",
        "AWS::SageMaker::ModelPackageGroup",
        "AWS::StepFunctions::StateMachine",
    }


def test_calls_in_code_are_seen() -> None:
    """Those of a row's function, of a class and of what it names, besides those of rows."""
    seen = {name: calls_of(HANDLERS[name]) for name in HANDLERS}
    assert ("s3", "GetObject") in seen["AWS::StepFunctions::StateMachine"], "a row's function reads S3"
    assert ("codecommit", "PutRepositoryTriggers") in seen["AWS::CodeCommit::Repository"], "a class names a function"
    assert ("sns", "ListSubscriptionsByTopic") in seen["AWS::SNS::Topic"], "a paginator's name"
    assert ("iam", "ListRolePolicies") in seen["AWS::IAM::Role"], "a declared call"
