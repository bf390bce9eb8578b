"""AWS::S3::Bucket and AWS::S3::BucketPolicy.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html
"""

from collections.abc import Callable
from typing import Final

from cfnproof.emulator.cloudformation.handlers.arguments import tags_to_set
from cfnproof.emulator.cloudformation.handlers.bucket_settings import (
    canned_acl,
    cors,
    encryption,
    lifecycle,
    logging,
    notification,
    website,
)
from cfnproof.emulator.cloudformation.handlers.grammar import (
    Argument,
    Call,
    Const,
    ResourceType,
    Scope,
    Setting,
    Tagging,
)
from cfnproof.emulator.cloudformation.handlers.names import Name
from cfnproof.emulator.partitions import URL_SUFFIXES

_DASHED_WEBSITES: Final = frozenset(
    {
        "us-east-1",
        "us-west-1",
        "us-west-2",
        "ap-northeast-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "eu-west-1",
        "sa-east-1",
        "us-gov-west-1",
    }
)
"""Regions whose website endpoints are `s3-website-<region>`; all others have `s3-website.<region>`.

https://docs.aws.amazon.com/general/latest/gr/s3.html#s3_website_region_endpoints
"""


def _call(operation: str, when: Callable[[Scope], bool] | None = None, **arguments: Argument) -> Call:
    return Call(operation, {"Bucket": "$name", **arguments}, when=when)


def _location(scope: Scope) -> dict[str, str] | None:
    """S3 refuses to be told us-east-1."""
    region = scope.target.region
    return None if region == "us-east-1" else {"LocationConstraint": region}


def _tag_set(scope: Scope) -> dict[str, object]:
    return {"TagSet": [{"Key": key, "Value": value} for key, value in tags_to_set(scope).items()]}


def _domain(scope: Scope, host: str) -> str:
    return f"{host}.{URL_SUFFIXES[scope.target.partition]}"


def _website_url(scope: Scope) -> str:
    region = scope.target.region
    separator = "-" if region in _DASHED_WEBSITES else "."
    return "http://" + _domain(scope, f"{scope.name}.s3-website{separator}{region}")


_BUCKET: Final = ResourceType(
    type="AWS::S3::Bucket",
    client="s3",
    name=Name("BucketName", 63, lower=True),
    guard=_call("HeadBucket"),
    # A bucket of another account answers 403: CreateBucket then says whose it is.
    missing=("404", "403", "NoSuchBucket"),
    exists=("BucketAlreadyExists", "BucketAlreadyOwnedByYou"),
    create=(
        _call(
            "CreateBucket",
            CreateBucketConfiguration=_location,
            ObjectLockEnabledForBucket="ObjectLockEnabled",
        ),
    ),
    physical_id="$name",
    settings=(
        Setting(
            ("PublicAccessBlockConfiguration",),
            put=_call("PutPublicAccessBlock", PublicAccessBlockConfiguration="PublicAccessBlockConfiguration"),
            remove=_call("DeletePublicAccessBlock"),
        ),
        Setting(
            ("OwnershipControls",),
            put=_call("PutBucketOwnershipControls", OwnershipControls="OwnershipControls"),
            remove=_call("DeleteBucketOwnershipControls"),
        ),
        # S3 takes an ACL only after the two settings above allow one.
        Setting(
            ("AccessControl",),
            put=_call("PutBucketAcl", ACL=canned_acl),
            remove=_call("PutBucketAcl", ACL=Const("private")),
        ),
        Setting(
            ("BucketEncryption",),
            put=_call("PutBucketEncryption", ServerSideEncryptionConfiguration=encryption),
            remove=_call("DeleteBucketEncryption"),
        ),
        Setting(
            ("VersioningConfiguration",),
            put=_call("PutBucketVersioning", VersioningConfiguration="VersioningConfiguration"),
            remove=_call("PutBucketVersioning", VersioningConfiguration=Const({"Status": "Suspended"})),
        ),
        Setting(
            ("ObjectLockEnabled",),
            put=_call(
                "PutObjectLockConfiguration",
                when=lambda scope: bool(scope.properties.get("ObjectLockEnabled")),
                ObjectLockConfiguration=Const({"ObjectLockEnabled": "Enabled"}),
            ),
            on_create=False,
        ),
        Setting(
            ("ObjectLockConfiguration",),
            put=_call("PutObjectLockConfiguration", ObjectLockConfiguration="ObjectLockConfiguration"),
            remove=_call("PutObjectLockConfiguration", ObjectLockConfiguration=Const({"ObjectLockEnabled": "Enabled"})),
        ),
        Setting(
            ("LifecycleConfiguration",),
            put=_call(
                "PutBucketLifecycleConfiguration",
                LifecycleConfiguration=lifecycle,
                TransitionDefaultMinimumObjectSize="LifecycleConfiguration.TransitionDefaultMinimumObjectSize",
            ),
            remove=_call("DeleteBucketLifecycle"),
        ),
        Setting(
            ("LoggingConfiguration",),
            put=_call("PutBucketLogging", BucketLoggingStatus=logging),
            remove=_call("PutBucketLogging", BucketLoggingStatus=Const({})),
        ),
        Setting(
            ("NotificationConfiguration",),
            put=_call("PutBucketNotificationConfiguration", NotificationConfiguration=notification),
            remove=_call("PutBucketNotificationConfiguration", NotificationConfiguration=Const({})),
        ),
        Setting(
            ("CorsConfiguration",),
            put=_call("PutBucketCors", CORSConfiguration=cors),
            remove=_call("DeleteBucketCors"),
        ),
        Setting(
            ("WebsiteConfiguration",),
            put=_call("PutBucketWebsite", WebsiteConfiguration=website),
            remove=_call("DeleteBucketWebsite"),
        ),
        Setting(
            ("AccelerateConfiguration",),
            put=_call(
                "PutBucketAccelerateConfiguration",
                AccelerateConfiguration=lambda scope: {
                    "Status": scope.properties["AccelerateConfiguration"]["AccelerationStatus"]
                },
            ),
            remove=_call("PutBucketAccelerateConfiguration", AccelerateConfiguration=Const({"Status": "Suspended"})),
        ),
    ),
    tagging=Tagging(
        tag=_call("PutBucketTagging", Tagging=_tag_set),
        untag=_call("DeleteBucketTagging"),
        on_create=True,
        whole=True,
    ),
    delete=(_call("DeleteBucket"),),
    attributes={
        "Arn": lambda scope: f"arn:{scope.target.partition}:s3:::{scope.name}",
        "DomainName": lambda scope: _domain(scope, f"{scope.name}.s3"),
        "DualStackDomainName": lambda scope: _domain(scope, f"{scope.name}.s3.dualstack.{scope.target.region}"),
        "RegionalDomainName": lambda scope: _domain(scope, f"{scope.name}.s3.{scope.target.region}"),
        "WebsiteURL": _website_url,
    },
)

_GET_POLICY: Final = Call("GetBucketPolicy", {"Bucket": "Bucket"})
_PUT_POLICY: Final = Call("PutBucketPolicy", {"Bucket": "Bucket", "Policy": "PolicyDocument"})

_BUCKET_POLICY: Final = ResourceType(
    type="AWS::S3::BucketPolicy",
    client="s3",
    guard=_GET_POLICY,
    missing=("NoSuchBucketPolicy", "NoSuchBucket"),
    taken=lambda scope: f"The bucket policy already exists on bucket {scope.properties['Bucket']}.",
    create=(_PUT_POLICY,),
    physical_id="Bucket",
    settings=(Setting(("PolicyDocument",), put=_PUT_POLICY, on_create=False),),
    read=(Call("GetBucketPolicy", {"Bucket": "$ref"}),),
    delete=(Call("GetBucketPolicy", {"Bucket": "$ref"}), Call("DeleteBucketPolicy", {"Bucket": "$ref"})),
)

ROWS: Final[tuple[ResourceType, ...]] = (_BUCKET, _BUCKET_POLICY)
