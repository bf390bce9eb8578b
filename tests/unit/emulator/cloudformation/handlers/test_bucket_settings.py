"""Each property of AWS::S3::Bucket against S3's own answers.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
"""

from collections.abc import Iterator
from typing import Any

import moto
import pytest

from cfnproof.emulator.cloudformation.handlers import s3
from cfnproof.emulator.cloudformation.handlers.table import TableHandler
from tests.unit.emulator.cloudformation.handlers.buckets import asked, refused
from tests.unit.emulator.cloudformation.handlers.driver import Driver, Recorder, clients
from tests.unit.emulator.cloudformation.handlers.targets import ACCOUNT

BUCKET, _ = (TableHandler(row) for row in s3.ROWS)
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:told"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:told"
FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:told"
BLOCK = {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": False}


def _encrypted(algorithm: str) -> dict[str, Any]:
    by_default = {"SSEAlgorithm": algorithm} | ({"KMSMasterKeyID": KEY} if algorithm != "AES256" else {})
    return {
        "ServerSideEncryptionConfiguration": [{"BucketKeyEnabled": True, "ServerSideEncryptionByDefault": by_default}]
    }


@pytest.fixture
def bucket() -> Iterator[Driver]:
    """A driver of a bucket, in an empty account."""
    with moto.mock_aws():
        yield Driver(BUCKET, clients())


_LIFECYCLE = {
    "Rules": [
        {
            "Id": "logs",
            "Status": "Enabled",
            "Prefix": "logs/",
            "TagFilters": [{"Key": "kind", "Value": "log"}],
            "ExpirationInDays": 30,
            "Transitions": [{"StorageClass": "GLACIER", "TransitionInDays": 10}],
            "NoncurrentVersionTransition": {"StorageClass": "GLACIER", "TransitionInDays": 4},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 7},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
        },
        {"Id": "old", "Status": "Disabled", "NoncurrentVersionExpirationInDays": 3},
    ]
}
_LIFECYCLE_RULES = [
    {
        "ID": "logs",
        "Status": "Enabled",
        "Filter": {"And": {"Prefix": "logs/", "Tags": [{"Key": "kind", "Value": "log"}]}},
        "Expiration": {"Days": 30},
        "Transitions": [{"Days": 10, "StorageClass": "GLACIER"}],
        "NoncurrentVersionTransitions": [{"NoncurrentDays": 4, "StorageClass": "GLACIER"}],
        "NoncurrentVersionExpiration": {"NoncurrentDays": 7},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
    },
    {
        "ID": "old",
        "Status": "Disabled",
        "Filter": {"Prefix": ""},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 3},
    },
]
_CORS = {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"], "AllowedHeaders": ["*"]}
SETTINGS = {
    "PublicAccessBlockConfiguration": (
        BLOCK,
        "get_public_access_block",
        {"PublicAccessBlockConfiguration": BLOCK},
        "NoSuchPublicAccessBlockConfiguration",
    ),
    "OwnershipControls": (
        {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]},
        "get_bucket_ownership_controls",
        {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}},
        "OwnershipControlsNotFoundError",
    ),
    "BucketEncryption": (
        _encrypted("aws:kms"),
        "get_bucket_encryption",
        {
            "ServerSideEncryptionConfiguration": {
                "Rules": [
                    {
                        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY},
                        "BucketKeyEnabled": True,
                    }
                ]
            }
        },
        "ServerSideEncryptionConfigurationNotFoundError",
    ),
    "VersioningConfiguration": (
        {"Status": "Enabled"},
        "get_bucket_versioning",
        {"Status": "Enabled"},
        {"Status": "Suspended"},
    ),
    "LifecycleConfiguration": (
        _LIFECYCLE,
        "get_bucket_lifecycle_configuration",
        {"Rules": _LIFECYCLE_RULES, "TransitionDefaultMinimumObjectSize": "all_storage_classes_128K"},
        "NoSuchLifecycleConfiguration",
    ),
    "NotificationConfiguration": (
        {
            "TopicConfigurations": [
                {
                    "Event": "s3:ObjectCreated:*",
                    "Topic": TOPIC,
                    "Filter": {"S3Key": {"Rules": [{"Name": "suffix", "Value": ".csv"}]}},
                }
            ]
        },
        "get_bucket_notification_configuration",
        {
            "TopicConfigurations": [
                {
                    "TopicArn": TOPIC,
                    "Events": ["s3:ObjectCreated:*"],
                    "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".csv"}]}},
                }
            ]
        },
        {},
    ),
    "CorsConfiguration": (
        {"CorsRules": [{**_CORS, "Id": "all", "ExposedHeaders": ["ETag"], "MaxAge": 5}]},
        "get_bucket_cors",
        {"CORSRules": [{**_CORS, "ID": "all", "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 5}]},
        "NoSuchCORSConfiguration",
    ),
    "WebsiteConfiguration": (
        {
            "IndexDocument": "index.html",
            "ErrorDocument": "error.html",
            "RoutingRules": [
                {
                    "RoutingRuleCondition": {"KeyPrefixEquals": "out1/"},
                    "RedirectRule": {"ReplaceKeyWith": "redirected.html"},
                }
            ],
        },
        "get_bucket_website",
        {
            "IndexDocument": {"Suffix": "index.html"},
            "ErrorDocument": {"Key": "error.html"},
            "RoutingRules": [
                {"Condition": {"KeyPrefixEquals": "out1/"}, "Redirect": {"ReplaceKeyWith": "redirected.html"}}
            ],
        },
        "NoSuchWebsiteConfiguration",
    ),
    "AccelerateConfiguration": (
        {"AccelerationStatus": "Enabled"},
        "get_bucket_accelerate_configuration",
        {"Status": "Enabled"},
        {"Status": "Suspended"},
    ),
}
"""Property, the call that reads it, what it then says, and what it says (or the error's code) once unset."""


@pytest.mark.parametrize(("name", "case"), SETTINGS.items(), ids=SETTINGS)
def test_setting_is_made_on_create_and_unset_on_update(bucket: Driver, name: str, case: tuple[Any, ...]) -> None:
    """What S3 answers is as the property says, and as S3 has it by default once the property has gone."""
    value, read, expected, unset = case
    bucket.create({"BucketName": "data", name: value})
    answer = asked(bucket, read)
    answer = {key: _without_ids(found) for key, found in answer.items()}
    assert answer == expected
    bucket.update({"BucketName": "data"})
    if isinstance(unset, str):
        assert refused(bucket, read) == unset
    else:
        assert asked(bucket, read) == unset


@pytest.mark.parametrize(("name", "case"), SETTINGS.items(), ids=SETTINGS)
def test_setting_is_made_on_update(bucket: Driver, name: str, case: tuple[Any, ...]) -> None:
    """A property that comes later has the same effect."""
    value, read, expected, _ = case
    bucket.create({"BucketName": "data"})
    bucket.update({"BucketName": "data", name: value})
    assert {key: _without_ids(found) for key, found in asked(bucket, read).items()} == expected


def _without_ids(found: Any) -> Any:  # noqa: ANN401  # any member
    """Notification ids are the service's own."""
    if not isinstance(found, list) or not any("Events" in one for one in found):
        return found
    return [{key: value for key, value in one.items() if key != "Id"} for one in found]


def test_logging_goes_to_the_bucket_itself_unless_another_is_named(bucket: Driver) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-loggingconfiguration.html."""
    grants = {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    properties = {"BucketName": "data", "OwnershipControls": grants, "AccessControl": "LogDeliveryWrite"}
    bucket.create({**properties, "LoggingConfiguration": {}})
    assert asked(bucket, "get_bucket_logging")["LoggingEnabled"]["TargetBucket"] == "data"
    bucket.update({**properties, "LoggingConfiguration": {"DestinationBucketName": "data", "LogFilePrefix": "own/"}})
    assert asked(bucket, "get_bucket_logging")["LoggingEnabled"]["TargetPrefix"] == "own/"
    bucket.update(properties)
    assert "LoggingEnabled" not in asked(bucket, "get_bucket_logging")


def test_acl_follows_access_control(bucket: Driver) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl."""

    def readers() -> list[str]:
        grants = asked(bucket, "get_bucket_acl")["Grants"]
        return [grant["Grantee"]["URI"].rpartition("/")[2] for grant in grants if "URI" in grant["Grantee"]]

    bucket.create({"BucketName": "data", "AccessControl": "AuthenticatedRead"})
    assert readers() == ["AuthenticatedUsers"]
    bucket.update({"BucketName": "data", "AccessControl": "PublicRead"})
    assert readers() == ["AllUsers"]
    bucket.update({"BucketName": "data"})
    assert readers() == []


def test_object_lock(bucket: Driver) -> None:
    """The rule is made and changed."""

    def retention() -> tuple[str, int]:
        found = asked(bucket, "get_object_lock_configuration")["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
        return found["Mode"], found["Days"]

    def rule(days: int) -> dict[str, Any]:
        default = {"Mode": "GOVERNANCE", "Days": days}
        return {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": default}}

    locked = {"BucketName": "data", "ObjectLockEnabled": True}
    bucket.create({**locked, "ObjectLockConfiguration": rule(2)})
    assert retention() == ("GOVERNANCE", 2)
    bucket.update({**locked, "ObjectLockConfiguration": rule(3)})
    assert retention() == ("GOVERNANCE", 3)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"ObjectLockEnabled": True}),
        (
            {"ObjectLockEnabled": True, "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", "Rule": {}}},
            {"ObjectLockEnabled": True},
        ),
    ],
    ids=["turned on", "rule removed"],
)
def test_object_lock_without_a_rule(before: dict[str, Any], after: dict[str, Any]) -> None:
    """A lock that is on stays on: only its rule can go."""
    recorder = Recorder()
    driver = Driver(BUCKET, recorder)
    driver.create(before)
    recorder.calls.clear()
    driver.update(after)
    request = {"Bucket": driver.physical_id, "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}}
    assert recorder.calls == [("s3.put_object_lock_configuration", request)]


@pytest.mark.parametrize(("enabled", "bridge"), [(True, {"EventBridgeConfiguration": {}}), (False, {})])
def test_queue_function_and_event_bridge_notifications(*, enabled: bool, bridge: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-notificationconfiguration.html."""
    recorder = Recorder()
    created = "s3:ObjectCreated:*"
    configuration = {
        "QueueConfigurations": [{"Event": created, "Queue": QUEUE}],
        "LambdaConfigurations": [{"Event": created, "Function": FUNCTION}],
        "EventBridgeConfiguration": {"EventBridgeEnabled": enabled},
    }
    Driver(BUCKET, recorder).create({"NotificationConfiguration": configuration})
    request = dict(recorder.calls)["s3.put_bucket_notification_configuration"]
    assert request["NotificationConfiguration"] == {
        "QueueConfigurations": [{"QueueArn": QUEUE, "Events": [created]}],
        "LambdaFunctionConfigurations": [{"LambdaFunctionArn": FUNCTION, "Events": [created]}],
        **bridge,
    }
