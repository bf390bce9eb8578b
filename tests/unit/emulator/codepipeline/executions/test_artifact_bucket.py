"""What a role asks of the artifact bucket.

https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
"""

import io
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.codepipeline.declaration.model import ArtifactStore, read
from cfnproof.emulator.codepipeline.executions.artifact_bucket import ArtifactBucket, BucketAccessError
from cfnproof.emulator.codepipeline.executions.model import Artifact, Execution, Trigger
from tests.unit.emulator.account import StillClock, ToldSigner
from tests.unit.emulator.codepipeline.conftest import ROLE, declaration

ARTIFACT = Artifact("Code", "artifacts", "release/Code/abcdefg")
PUT = Artifact("Code", "artifacts", "release/Code/abcdefg", version="v1")
KEY = "arn:aws:kms:eu-west-1:111122223333:key/k"
BUCKET = {"Bucket": "artifacts"}
PLACE = {"Bucket": "artifacts", "Key": ARTIFACT.key}
LOOKS = [(method, BUCKET) for method in ("get_bucket_versioning", "get_bucket_acl", "get_bucket_location")]


def _execution() -> Execution:
    now = StillClock().now()
    return Execution("1", 1, 1, read(declaration()), Trigger("StartPipelineExecution", "me"), now, now)


@dataclass
class Bucket:
    """An artifact bucket that answers what it is told, with what it was asked."""

    versioned: bool = True
    answers: dict[str, Any] = field(default_factory=dict)
    execution: Execution = field(default_factory=_execution)
    asked: list[tuple[str, str, Any]] = field(default_factory=list)

    def of(self, role: str = ROLE) -> ArtifactBucket:
        """The bucket as a role uses it."""
        version = {"VersionId": "v2"} if self.versioned else {}
        usual = {
            "get_bucket_versioning": {"Status": "Enabled"} if self.versioned else {},
            "get_bucket_acl": {},
            "get_bucket_location": {},
            "put_object": version,
            "head_object": version,
            "get_object": {"Body": io.BytesIO(b"zip")},
        }
        return ArtifactBucket(ToldSigner(role, {**usual, **self.answers}, self.asked), role, self.execution)

    def requests(self) -> list[tuple[str, Any]]:
        """What was asked, in order."""
        return [(method, members) for _, method, members in self.asked]


@pytest.mark.parametrize(("key", "versioned"), [(KEY, True), (None, False)])
def test_an_artifact_is_the_bucket_owners(key: str | None, *, versioned: bool) -> None:
    """The owner of the bucket gets full control, which needs s3:PutObjectAcl beside s3:PutObject.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
    """
    bucket = Bucket(versioned)
    put = bucket.of().put(ARTIFACT, ArtifactStore("artifacts", None, key), b"zip")
    members = {**PLACE, "Body": b"zip", "ACL": "bucket-owner-full-control", "ServerSideEncryption": "aws:kms"}
    wanted = {**members, "SSEKMSKeyId": key} if key else members
    assert bucket.requests() == [*LOOKS, ("put_object", wanted)]
    assert put.version == ("v2" if versioned else None)


@pytest.mark.parametrize(("artifact", "version"), [(PUT, "v1"), (ARTIFACT, "v2")], ids=["put", "by a function"])
def test_a_bucket_with_versions_is_read_by_version(artifact: Artifact, version: str) -> None:
    """s3:GetObject for the look, s3:GetObjectVersion for the version that was put, else for the newest.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    """
    bucket = Bucket()
    assert bucket.of().get(artifact).data == b"zip"
    assert bucket.requests() == [*LOOKS, ("head_object", PLACE), ("get_object", {**PLACE, "VersionId": version})]


def test_a_bucket_without_versions_is_read_as_it_is() -> None:
    """s3:GetObject alone."""
    bucket = Bucket(versioned=False)
    bucket.of().get(ARTIFACT)
    assert bucket.requests() == [*LOOKS, ("get_object", PLACE)]


def test_a_role_looks_once_in_an_execution() -> None:
    """Another role, or another execution, looks for itself; so does one that was refused."""
    bucket = Bucket(answers={"get_bucket_acl": "AccessDenied"})
    with pytest.raises(BucketAccessError):
        bucket.of().get(ARTIFACT)
    bucket.answers, bucket.asked = {}, []
    for role in (ROLE, ROLE, f"{ROLE}2"):
        bucket.of(role).get(ARTIFACT)
    Bucket(asked=bucket.asked).of().get(ARTIFACT)
    assert [who for who, method, _ in bucket.asked if method == "get_bucket_acl"] == [ROLE, f"{ROLE}2", ROLE]


LOOKING = f'CodePipeline service role "{ROLE}" is getting S3 access denied for the S3 bucket "artifacts". Error: '
READING = (
    f"Unable to access the artifact with Amazon S3 object key '{ARTIFACT.key}' located in the Amazon S3 artifact "
    "bucket 'artifacts'. The provided role does not have sufficient permissions. Error: "
)
WRITING = (
    "The service role or action role doesn't have the permissions required to access the Amazon S3 bucket named "
    "artifacts. Update the IAM role permissions, and then try again. Error: "
)
REFUSALS = [
    *((method, "AccessDenied", f"{LOOKING}told to refuse {method}") for method, _ in LOOKS),
    ("get_object", "AccessDenied", f"{READING}told to refuse get_object"),
    ("get_object", "NoSuchVersion", f"{READING}told to refuse get_object"),
    ("head_object", "403", f"{READING}told to refuse head_object (head_object, which asks for s3:GetObject)"),
    ("head_object", "404", f"{READING}told to refuse head_object"),
    ("put_object", "AccessDenied", f"{WRITING}told to refuse put_object"),
]


@pytest.mark.parametrize(("method", "code", "message"), REFUSALS, ids=[f"{one[0]} {one[1]}" for one in REFUSALS])
def test_what_s3_refuses(method: str, code: str, message: str) -> None:
    """With the bucket's name, and S3's own words.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/troubleshooting.html
    """
    bucket = Bucket(answers={method: code}).of()
    with pytest.raises(BucketAccessError) as caught:
        bucket.put(PUT, ArtifactStore("artifacts", None, None), b"") if method == "put_object" else bucket.get(PUT)
    assert str(caught.value) == message


def test_any_other_error_of_s3() -> None:
    """It is no matter of permissions."""
    with pytest.raises(ClientError, match="NoSuchBucket"):
        Bucket(answers={"get_bucket_versioning": "NoSuchBucket"}).of().get(ARTIFACT)
