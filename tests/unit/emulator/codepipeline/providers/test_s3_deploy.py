"""The S3 deploy action.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3Deploy.html
"""

import re
from collections.abc import Mapping

import pytest

from cfnproof.emulator.codepipeline.executions.artifacts import zipped
from tests.unit.emulator.codepipeline.declarations import action
from tests.unit.emulator.codepipeline.providers.bench import KEY, Bench, Run, source, unzipped


def _deploy(account: Bench, bucket: str, configuration: Mapping[str, str], key: str = KEY) -> Run:
    account.s3.create_bucket(Bucket=bucket)
    settings = {"BucketName": bucket, **configuration}
    fetch = source(S3ObjectKey=key)
    return account.run(
        action("Act", "Deploy", "S3", configuration=settings, inputArtifacts=[{"name": "Code"}]), fetch=fetch
    )


def _keys(account: Bench, bucket: str) -> list[str]:
    return [one["Key"] for one in account.s3.list_objects_v2(Bucket=bucket).get("Contents", [])]


@pytest.mark.parametrize(("prefix", "start"), [({}, ""), ({"ObjectKey": "site/"}, "site/")], ids=["root", "prefix"])
def test_extracted_files_lie_below_the_object_key(account: Bench, prefix: dict[str, str], start: str) -> None:
    """Extract true: the files are written one by one."""
    bucket = f"extracted{len(start)}"
    assert _deploy(account, bucket, {"Extract": "true", **prefix}).ended()["status"] == "Succeeded"
    assert _keys(account, bucket) == [f"{start}assets/input.json", f"{start}index.html", f"{start}notes.txt"]
    page = account.s3.get_object(Bucket=bucket, Key=f"{start}index.html")
    assert (page["Body"].read(), page["ContentType"]) == (b"<p>", "text/html")


def test_an_archive_with_all_settings(account: Bench) -> None:
    """Extract false: the zip file itself, `{datetime}` being the time of the run as the tutorial shows it.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/tutorials-s3deploy.html
    """
    key = account.host.client("kms").create_key()["KeyMetadata"]["Arn"]
    run = _deploy(
        account,
        "archive",
        {
            "Extract": "false",
            "ObjectKey": "js/{datetime}.zip",
            "KMSEncryptionKeyARN": key,
            "CannedACL": "public-read",
            "CacheControl": "public, max-age=0, no-transform",
        },
    )
    assert run.ended()["status"] == "Succeeded"
    (name,) = _keys(account, "archive")
    assert re.fullmatch(r"js/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\.zip", name)
    found = account.s3.get_object(Bucket="archive", Key=name)
    assert found["ServerSideEncryption"] == "aws:kms"
    assert found["SSEKMSKeyId"] == key
    assert found["CacheControl"] == "public, max-age=0, no-transform"
    grants = account.s3.get_object_acl(Bucket="archive", Key=name)["Grants"]
    assert "READ" in [one["Permission"] for one in grants if one["Grantee"]["Type"] == "Group"]
    assert set(unzipped(found["Body"].read())) == {"index.html", "assets/input.json", "notes.txt"}


OUTSIDE = ["../outside", "a/../../outside", "/outside", "a\\..\\..\\outside"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_is_written_outside_of_the_object_key(account: Bench, name: str) -> None:
    """An archive that leads outside is refused whole."""
    number = OUTSIDE.index(name)
    key, bucket = f"outside-{number}.zip", f"inside{number}"
    account.push(zipped({"fine": b"x", name: b"y"}), key)
    code, message = _deploy(account, bucket, {"Extract": "true", "ObjectKey": "site"}, key).failure()
    assert (code, message) == (
        "ConfigurationError",
        f"File [{name}] of artifact [Code] would be written outside of the object key",
    )
    assert _keys(account, bucket) == []


def test_what_is_not_a_zip_file_cannot_be_extracted(account: Bench) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html: it fails further down."""
    account.push(b"plain text", "plain.txt")
    run = _deploy(account, "plain", {"Extract": "true"}, "plain.txt")
    assert run.failure() == ("ConfigurationError", "Artifact [Code] is not a zip file")


def test_a_bucket_that_is_not_there(account: Bench) -> None:
    """S3's own refusal is shown."""
    settings = {"BucketName": "nowhere", "Extract": "true"}
    code, message = account.run(
        action("Act", "Deploy", "S3", configuration=settings, inputArtifacts=[{"name": "Code"}])
    ).failure()
    assert code == "JobFailed"
    assert message.endswith("(Error Code: NoSuchBucket)")


@pytest.mark.parametrize(
    ("configuration", "words"),
    [
        ({"BucketName": "No Bucket!"}, "Invalid bucket name"),
        ({"CannedACL": "everybody"}, "CannedACL 'everybody' is none of S3's: private, public-read"),
        (
            {"CacheControl": "max-age=1\nX: y"},
            "CacheControl 'max-age=1\\nX: y' has characters that a header",
        ),
    ],
    ids=["bucket", "canned ACL", "header"],
)
def test_settings_that_no_request_can_have(account: Bench, configuration: dict[str, str], words: str) -> None:
    """Nothing is sent; the action says what is wrong."""
    settings = {"BucketName": "nowhere", "Extract": "true", **configuration}
    deploy = action("Act", "Deploy", "S3", configuration=settings, inputArtifacts=[{"name": "Code"}])
    code, message = account.run(deploy).failure()
    assert code == "ConfigurationError"
    assert words in message
