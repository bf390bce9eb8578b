"""The artifact bucket as the role of an action uses it: looked at first, written with an ACL, read by version.

https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html has the permissions that every
pipeline needs; no page says when CodePipeline asks for which.
https://docs.aws.amazon.com/codepipeline/latest/userguide/troubleshooting.html#troubleshooting-S3-access-denied-list has
the words for a bucket that the role may not look at.
"""

from dataclasses import dataclass, replace
from typing import Any, Final, NoReturn

from botocore.exceptions import ClientError

from cfnproof.emulator.codepipeline.declaration.model import ArtifactStore
from cfnproof.emulator.codepipeline.errors import code_and_message, is_denied
from cfnproof.emulator.codepipeline.executions.artifacts import Content
from cfnproof.emulator.codepipeline.executions.model import Artifact, Execution
from cfnproof.emulator.context import ClientOf

_ACL: Final = "bucket-owner-full-control"
"""The one ACL that a bucket takes whose ACLs are disabled:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
"""
_MISSING: Final = ("404", "NoSuchKey", "NoSuchVersion")
_LOOKING: Final = (
    'CodePipeline service role "{role}" is getting S3 access denied for the S3 bucket "{bucket}". Error: {error}'
)
_WRITING: Final = (
    "The service role or action role doesn't have the permissions required to access the Amazon S3 bucket named "
    "{bucket}. Update the IAM role permissions, and then try again. Error: {error}"
)
_READING: Final = (
    "Unable to access the artifact with Amazon S3 object key '{key}' located in the Amazon S3 artifact bucket "
    "'{bucket}'. The provided role does not have sufficient permissions. Error: {error}"
)


class BucketAccessError(Exception):
    """S3 refuses a role what it needs of an artifact bucket."""


@dataclass(frozen=True, slots=True)
class ArtifactBucket:
    """The bucket of an execution. `clients` call as `role`.

    All methods raise BucketAccessError for what S3 refuses, and ClientError for any other error of S3.
    """

    clients: ClientOf
    role: str
    execution: Execution

    def put(self, artifact: Artifact, store: ArtifactStore, data: bytes) -> Artifact:
        """Write an artifact, encrypted with the store's key, or with the AWS managed key where it names none.

        It is returned with its version, where the bucket keeps versions.
        """
        self._keeps_versions(artifact.bucket)
        key = {"SSEKMSKeyId": store.key} if store.key else {}
        try:
            answer = self._s3.put_object(
                Bucket=artifact.bucket,
                Key=artifact.key,
                Body=data,
                ACL=_ACL,
                ServerSideEncryption="aws:kms",
                **key,
            )
        except ClientError as error:
            _refuse(error, _WRITING, bucket=artifact.bucket)
        return replace(artifact, version=answer.get("VersionId"))

    def get(self, artifact: Artifact) -> Content:
        """Read an artifact. AWS tells no artifact that was never written from one that may not be read."""
        versioned = self._keeps_versions(artifact.bucket)
        place = {"Bucket": artifact.bucket, "Key": artifact.key}
        try:
            version = self._version(artifact, place) if versioned else {}
            return Content(artifact.name, self._s3.get_object(**place, **version)["Body"].read())
        except ClientError as error:
            _refuse(error, _READING, *_MISSING, bucket=artifact.bucket, key=artifact.key)

    @property
    def _s3(self) -> Any:  # noqa: ANN401  # boto3's clients have no types
        return self.clients("s3")

    def _version(self, artifact: Artifact, place: dict[str, str]) -> dict[str, str]:
        """The version to read: the one that was put, or the newest of an artifact that a function has put."""
        newest = self._s3.head_object(**place).get("VersionId")
        version = artifact.version or newest
        return {"VersionId": version} if version else {}

    def _keeps_versions(self, bucket: str) -> bool:
        """Look at the bucket, once in an execution for each role, and tell whether it keeps versions."""
        looked_at = self.execution.looked_at
        if (self.role, bucket) not in looked_at:
            try:
                versioning = self._s3.get_bucket_versioning(Bucket=bucket)
                self._s3.get_bucket_acl(Bucket=bucket)
                self._s3.get_bucket_location(Bucket=bucket)
            except ClientError as error:
                _refuse(error, _LOOKING, bucket=bucket, role=self.role)
            looked_at[self.role, bucket] = versioning.get("Status") == "Enabled"
        return looked_at[self.role, bucket]


def _refuse(error: ClientError, text: str, *codes: str, **names: str) -> NoReturn:
    """Raise BucketAccessError for an error that denies, or has one of some other codes; any other as it is."""
    code, message = code_and_message(error)
    if code not in codes and not is_denied(code):
        raise error
    bare = f"{message} ({error.operation_name}, which asks for s3:GetObject)" if code == "403" else message
    raise BucketAccessError(text.format(**names, error=bare)) from error
