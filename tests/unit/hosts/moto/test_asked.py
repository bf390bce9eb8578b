"""What requests ask for as they come from a client: members that stand in headers, addresses and bodies.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from cfnproof.hosts.moto.host import MotoHost, moto_host


@pytest.fixture
def host() -> Iterator[MotoHost]:
    """An account with a bucket."""
    with moto_host() as started:
        started.client("s3").create_bucket(Bucket="data")
        started.control.ledger.clear()
        yield started


def asked(host: MotoHost) -> list[tuple[str, str]]:
    """The actions and resources that were asked for."""
    return [(one.request.action, one.request.resource) for one in host.control.ledger.entries()]


def context(host: MotoHost, action: str) -> Mapping[str, Any]:
    """The context of the one request for an action."""
    (found,) = [one for one in host.control.ledger.entries() if one.request.action == action]
    return found.request.context


def test_a_boolean_in_a_header(host: MotoHost) -> None:
    """Bypassing a retention and locking a bucket's objects are permissions of their own."""
    s3 = host.client("s3")
    version = s3.put_object(Bucket="data", Key="a", Body=b"")
    host.control.ledger.clear()
    s3.delete_object(Bucket="data", Key="a", VersionId=version.get("VersionId", "null"), BypassGovernanceRetention=True)
    s3.create_bucket(Bucket="locked", ObjectLockEnabledForBucket=True)
    assert asked(host) == [
        ("s3:DeleteObjectVersion", "arn:aws:s3:::data/a"),
        ("s3:BypassGovernanceRetention", "arn:aws:s3:::data/a"),
        ("s3:CreateBucket", "arn:aws:s3:::locked"),
        ("s3:PutBucketObjectLockConfiguration", "arn:aws:s3:::locked"),
        ("s3:PutBucketVersioning", "arn:aws:s3:::locked"),
    ]


def test_a_bucket_key_stands_for_the_whole_bucket(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html ."""
    key = host.client("kms").create_key()["KeyMetadata"]["Arn"]
    for enabled, arn in ((True, "arn:aws:s3:::data"), (False, "arn:aws:s3:::data/a")):
        host.control.ledger.clear()
        host.client("s3").put_object(
            Bucket="data",
            Key="a",
            Body=b"",
            ServerSideEncryption="aws:kms",
            SSEKMSKeyId=key,
            BucketKeyEnabled=enabled,
        )
        assert context(host, "kms:GenerateDataKey")["kms:encryptioncontext:aws:s3:arn"] == arn


@pytest.mark.parametrize("key", ["a/b c+d", "ä/ü%20", "a//b/../c", "~(*)!'"])
def test_a_key_is_asked_for_as_it_is(key: str, host: MotoHost) -> None:
    """Policies are written for names, not for their encoding in addresses."""
    host.client("s3").put_object(Bucket="data", Key=key, Body=b"")
    assert asked(host) == [("s3:PutObject", f"arn:aws:s3:::data/{key}")]


def test_a_bucket_with_dots_stands_in_the_path(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html ."""
    host.client("s3").create_bucket(Bucket="data.of.models")
    host.client("s3").list_objects_v2(Bucket="data.of.models", Prefix="a/", Delimiter="/")
    assert asked(host) == [
        ("s3:CreateBucket", "arn:aws:s3:::data.of.models"),
        ("s3:ListBucket", "arn:aws:s3:::data.of.models"),
    ]
    found = context(host, "s3:ListBucket")
    assert (found["s3:prefix"], found["s3:delimiter"]) == ("a/", "/")


def test_each_object_of_a_body_is_asked_for(host: MotoHost) -> None:
    """The first that may not be deleted refuses the request; AWS answers for each."""
    host.client("s3").delete_objects(Bucket="data", Delete={"Objects": [{"Key": "a"}, {"Key": "b"}]})
    assert asked(host) == [("s3:DeleteObject", "arn:aws:s3:::data/a"), ("s3:DeleteObject", "arn:aws:s3:::data/b")]


def test_the_request_id_of_a_decision_is_the_answer_s(host: MotoHost) -> None:
    """Of moto's services as of this project's own."""
    answers = (host.client("s3").list_buckets(), host.client("codecommit").list_repositories())
    ids = [one["ResponseMetadata"]["HTTPHeaders"]["x-amzn-requestid"] for one in answers]
    assert [one.source.request_id for one in host.control.ledger.entries()] == ids
