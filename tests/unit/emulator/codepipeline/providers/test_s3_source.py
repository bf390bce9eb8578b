"""The S3 source action: https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html."""

from datetime import timedelta

import pytest

from cfnproof.emulator.codepipeline.executions.artifacts import zipped
from tests.unit.emulator.codepipeline.declarations import action
from tests.unit.emulator.codepipeline.providers.bench import ARTIFACTS, BUCKET, Bench, source
from tests.waiting import until

_REVIEW = action("Act", "Approval", "Manual")


def test_the_newest_version_is_put_out(account: Bench) -> None:
    """ETag and version id are the revision; the page lists the variables."""
    key = "newest.zip"
    account.push(zipped({"a": b"old"}), key)
    data = zipped({"a": b"new"})
    version = account.push(data, key)
    run = account.run(_REVIEW, fetch=source(S3ObjectKey=key))
    assert run.ended("Fetch")["status"] == "Succeeded"
    head = account.s3.head_object(Bucket=BUCKET, Key=key)
    assert run.output("Fetch")["outputVariables"] == {
        "BucketName": BUCKET,
        "ETag": head["ETag"].strip('"'),
        "ObjectKey": key,
        "VersionId": version,
    }
    place = run.output("Fetch")["outputArtifacts"][0]["s3location"]
    assert place["bucket"] == ARTIFACTS
    assert account.s3.get_object(Bucket=ARTIFACTS, Key=place["key"])["Body"].read() == data
    summary = account.codepipeline.list_pipeline_executions(pipelineName=run.name)["pipelineExecutionSummaries"][0]
    revision = summary["sourceRevisions"][0]
    text = f"Amazon S3 version id: {version}"
    assert (revision["revisionId"], revision["revisionSummary"]) == (version, text)
    shown = run.action("Fetch")
    assert (shown["externalExecutionId"], shown["summary"]) == (version, text)


@pytest.mark.parametrize(
    ("allowed", "kind"), [("true", "key"), ("false", "key"), ("false", "version"), ("true", "both")]
)
def test_overrides(account: Bench, allowed: str, kind: str) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-trigger-source-overrides.html."""
    key, other = f"configured-{allowed}-{kind}.zip", f"other-{allowed}-{kind}.zip"
    first = account.push(zipped({"a": b"first"}), key)
    account.push(zipped({"a": b"second"}), key)
    earlier = account.push(zipped({"a": b"earlier"}), other)
    account.push(zipped({"a": b"other"}), other)
    run = account.run(_REVIEW, fetch=source(S3ObjectKey=key, AllowOverrideForS3ObjectKey=allowed))
    assert run.ended("Fetch")["status"] == "Succeeded"
    key_of, version_of = ("S3_OBJECT_KEY", other), ("S3_OBJECT_VERSION_ID", earlier if kind == "both" else first)
    overrides = {"key": [key_of], "version": [version_of], "both": [key_of, version_of]}[kind]
    before = run.action("Fetch")["actionExecutionId"]
    account.codepipeline.start_pipeline_execution(
        name=run.name,
        sourceRevisions=[
            {"actionName": "Fetch", "revisionType": type_, "revisionValue": value} for type_, value in overrides
        ],
    )
    run.until(lambda one: one["actionExecutionId"] != before and one["status"] != "InProgress", "Fetch")
    if (allowed, kind) == ("false", "key"):
        code, message = run.failure("Fetch")
        assert code == "ConfigurationError"
        assert message.startswith(f"The object key of action Fetch cannot be overridden with {other}: AllowOverride")
    else:
        assert run.files("Fetch") == {"a": {"key": "other", "version": "first", "both": "earlier"}[kind]}


MISSING = [
    ("bucket", {"S3Bucket": "nowhere"}, "No Amazon S3 bucket named nowhere was found"),
    ("object", {"S3ObjectKey": "gone.zip"}, "No object with key gone.zip was found in the Amazon S3 bucket named code"),
    ("versioning", {"S3Bucket": ARTIFACTS}, "Versioning is not enabled for the Amazon S3 bucket named artifacts"),
]


@pytest.mark.parametrize(
    ("configuration", "message"), [case[1:] for case in MISSING], ids=[case[0] for case in MISSING]
)
def test_what_is_not_there(account: Bench, configuration: dict[str, str], message: str) -> None:
    """The page asks for a bucket with versioning, and for the object."""
    code, said = account.run(_REVIEW, fetch=source(**configuration)).failure("Fetch")
    assert code == "ConfigurationError"
    assert said.startswith(message)


def test_a_new_version_starts_a_pipeline_that_polls(account: Bench) -> None:
    """Left out, PollForSourceChanges means that the source is polled."""
    key = "polled.zip"
    account.push(zipped({"a": b"first"}), key)
    fetch = source(S3ObjectKey=key)
    del fetch["configuration"]["PollForSourceChanges"]
    run = account.run(_REVIEW, fetch=fetch)
    before = run.ended("Fetch")["actionExecutionId"]

    def latest() -> object:
        account.push(zipped({"a": b"newer"}), key)  # again and again: what the first look sees starts nothing
        account.host.control.clock.advance(timedelta(seconds=2))
        return run.action("Fetch")["actionExecutionId"]

    until(latest, lambda found: found != before, "the execution of a new version")
    listed = account.codepipeline.list_pipeline_executions(pipelineName=run.name)["pipelineExecutionSummaries"]
    assert listed[0]["trigger"] == {"triggerType": "PollForSourceChanges", "triggerDetail": "Fetch"}
