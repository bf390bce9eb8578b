"""Handlers call what AWS's own handlers may call: within the handler permissions of the type's resource schema.

https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html (handlers, permissions)
"""

from typing import Final

import pytest

from cfnproof.emulator.cloudformation.handlers.registry import HANDLERS
from cfnproof.emulator.shapes import service_model
from cfnproof.template.resource_schema import schema_of
from cfnproof.template.schemas import TYPES
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
    """Each call's action is listed."""
    called = map(action, calls_of(HANDLERS[resource_type]))
    beyond = sorted(name for name in called if name.lower() not in permissions(resource_type))
    assert beyond == [], f"{resource_type} calls what its schema does not list: {', '.join(beyond)}"


def test_each_type_with_a_schema_has_a_handler() -> None:
    """And the other way round; a type that is no handler's would be refused as unknown."""
    assert set(HANDLERS) == set(TYPES)


def test_calls_in_code_are_seen() -> None:
    """Those of a row's function, of a class and of what it names, besides those of rows."""
    seen = {name: calls_of(HANDLERS[name]) for name in HANDLERS}
    assert ("s3", "GetObject") in seen["AWS::StepFunctions::StateMachine"], "a row's function reads S3"
    assert ("codecommit", "PutRepositoryTriggers") in seen["AWS::CodeCommit::Repository"], "a class names a function"
    assert ("sns", "ListSubscriptionsByTopic") in seen["AWS::SNS::Topic"], "a paginator's name"
    assert ("iam", "ListRolePolicies") in seen["AWS::IAM::Role"], "a declared call"
