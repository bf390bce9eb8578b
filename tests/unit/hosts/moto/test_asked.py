"""What requests ask for as they come from a client: members that stand in headers, addresses and bodies.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

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


@pytest.mark.parametrize("kind", ["String", "SecureString"])
def test_a_parameter_asks_for_its_key_where_it_is_secret(kind: str, host: MotoHost) -> None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html ."""
    ssm, key = host.client("ssm"), host.client("kms").create_key()["KeyMetadata"]["Arn"]
    ssm.put_parameter(Name="/models/token", Value="x", Type=kind, **({"KeyId": key} if kind != "String" else {}))
    host.control.ledger.clear()
    ssm.get_parameter(Name="/models/token", WithDecryption=True)
    parameter = f"arn:aws:ssm:{host.region}:{host.account}:parameter/models/token"
    wanted = [("ssm:GetParameter", parameter)]
    assert asked(host) == (wanted if kind == "String" else [*wanted, ("kms:Decrypt", key)])


def test_what_s3_says_of_a_signature_and_a_bucket(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html ."""
    host.client("s3").put_object(Bucket="data", Key="a", Body=b"text")
    found = context(host, "s3:PutObject")
    assert found["s3:signatureversion"] == "AWS4-HMAC-SHA256"
    assert (found["s3:authtype"], found["s3:tlsversion"]) == ("REST-HEADER", "1.3")
    assert found["s3:resourceaccount"] == host.account
    assert 0 <= int(str(found["s3:signatureage"])) < 600_000
    assert found["s3:x-amz-content-sha256"]


def test_a_bucket_that_belongs_to_the_account_is_not_denied_by_a_guard_of_its_account(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies-condition-keys.html ."""
    s3 = host.client("s3")
    guard = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::data/*",
        "Condition": {"StringNotEquals": {"s3:ResourceAccount": host.account}},
    }
    s3.put_object(Bucket="data", Key="a", Body=b"text")
    s3.put_bucket_policy(Bucket="data", Policy=json.dumps({"Version": "2012-10-17", "Statement": [guard]}))
    assert s3.get_object(Bucket="data", Key="a")["Body"].read() == b"text"


def test_a_copy_of_an_object_with_tags_asks_for_them(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html ."""
    s3 = host.client("s3")
    s3.put_object(Bucket="data", Key="a b", Body=b"", Tagging="team=ml")
    host.control.ledger.clear()
    s3.copy_object(Bucket="data", Key="b", CopySource={"Bucket": "data", "Key": "a b"})
    assert [action for action, _ in asked(host)] == [
        "s3:GetObject",
        "s3:GetObjectTagging",
        "s3:PutObject",
        "s3:PutObjectTagging",
    ]


def test_a_delete_marker_is_no_object(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html ."""
    s3 = host.client("s3")
    s3.put_bucket_versioning(Bucket="data", VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket="data", Key="a", Body=b"text")["VersionId"]
    s3.delete_object(Bucket="data", Key="a")
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket="data", Key="a")
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.copy_object(Bucket="data", Key="b", CopySource="data/a")
    assert s3.get_object(Bucket="data", Key="a", VersionId=version)["Body"].read() == b"text"


def test_the_tags_of_a_function_are_asked_for_on_the_function(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html ."""
    function = f"arn:aws:lambda:{host.region}:{host.account}:function:f"
    for operation, members in (("tag_resource", {"Tags": {"a": "b"}}), ("untag_resource", {"TagKeys": ["a"]})):
        with pytest.raises(ClientError, match="ResourceNotFound"):
            getattr(host.client("lambda"), operation)(Resource=function, **members)
    assert asked(host) == [("lambda:TagResource", function), ("lambda:UntagResource", function)]
