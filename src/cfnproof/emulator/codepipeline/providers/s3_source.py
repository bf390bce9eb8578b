"""The source action of S3: the newest version of an object.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html
"""

from collections.abc import Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.codepipeline.errors import code_and_message, is_denied
from cfnproof.emulator.codepipeline.providers.action import (
    CONFIGURATION,
    PERMISSION,
    REVISION,
    ActionFailedError,
    RunningAction,
)
from cfnproof.emulator.context import ClientOf

_KEY: Final = "S3_OBJECT_KEY"
_VERSION: Final = "S3_OBJECT_VERSION_ID"
_NO_OBJECT: Final = ("404", "NoSuchKey", "NoSuchVersion")


def execute(running: RunningAction) -> Mapping[str, str]:
    """Put out the newest version of the object, or what the start of the execution names."""
    bucket, key = running.configuration["S3Bucket"], _key(running)
    s3: Any = running.clients("s3")  # boto3's clients have no types
    try:
        _check_versioning(s3, bucket)
        version = _version(running, bucket, key)
        found = s3.get_object(Bucket=bucket, Key=key, VersionId=version)
    except ClientError as error:
        raise _failed(error, bucket, key) from error
    artifact = running.put(running.action.outputs[0], found["Body"].read())
    running.revision(artifact, version, f"Amazon S3 version id: {version}")
    return {"BucketName": bucket, "ETag": found["ETag"].strip('"'), "ObjectKey": key, "VersionId": version}


def newest(clients: ClientOf, configuration: Mapping[str, str]) -> str:
    """The newest version of the object; its ETag where the bucket keeps no versions."""
    s3: Any = clients("s3")  # as above
    found = s3.head_object(Bucket=configuration["S3Bucket"], Key=configuration["S3ObjectKey"])
    revision: str = found.get("VersionId") or found["ETag"]
    return revision


def _key(running: RunningAction) -> str:
    wanted = running.overrides.get(_KEY)
    if wanted is None:
        return running.configuration["S3ObjectKey"]
    if running.configuration.get("AllowOverrideForS3ObjectKey") != "true":
        raise ActionFailedError(
            CONFIGURATION,
            f"The object key of action {running.action.name} cannot be overridden with {wanted}: "
            "AllowOverrideForS3ObjectKey is not true",
        )
    return wanted


def _version(running: RunningAction, bucket: str, key: str) -> str:
    return running.overrides.get(_VERSION) or newest(running.clients, {"S3Bucket": bucket, "S3ObjectKey": key})


def _check_versioning(s3: Any, bucket: str) -> None:  # noqa: ANN401  # boto3's client
    if s3.get_bucket_versioning(Bucket=bucket).get("Status") != "Enabled":
        raise ActionFailedError(
            CONFIGURATION,
            f"Versioning is not enabled for the Amazon S3 bucket named {bucket}: a source bucket needs it",
        )


def _failed(error: ClientError, bucket: str, key: str) -> ActionFailedError:
    code, message = code_and_message(error)
    if code == "NoSuchBucket":
        return ActionFailedError(CONFIGURATION, f"No Amazon S3 bucket named {bucket} was found. Error: {message}")
    if code in _NO_OBJECT:
        return ActionFailedError(
            CONFIGURATION,
            f"No object with key {key} was found in the Amazon S3 bucket named {bucket}. Error: {message}",
        )
    if is_denied(code):
        return ActionFailedError(
            PERMISSION,
            "The service role or action role doesn't have the permissions required to access the Amazon S3 bucket "
            f"named {bucket}. Update the IAM role permissions, and then try again. Error: {message}",
        )
    return ActionFailedError(REVISION, f"Object {key} cannot be read from {bucket}: {message} (Error Code: {code})")
