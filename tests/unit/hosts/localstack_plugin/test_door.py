"""Requests that no client makes: without a signature, with one in the address, at a queue's own address."""

import json
from typing import Any

import boto3
import pytest
from botocore.config import Config

from cfnproof.hosts.localstack.host import LocalStackHost
from tests.unit.hosts.localstack_plugin.conftest import Ask

SEND = "Action=SendMessage&MessageBody=hello"


@pytest.fixture
def bucket(host: LocalStackHost) -> str:
    """One with the object `a`."""
    name = f"data-{host.account}"
    host.client("s3").create_bucket(Bucket=name)
    host.client("s3").put_object(Bucket=name, Key="a", Body=b"hello")
    return name


def user(host: LocalStackHost, *actions: str) -> dict[str, str]:
    """The key of a new user who may do what is named, as boto3 takes it."""
    iam = host.client("iam")
    iam.create_user(UserName="joe")
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    if actions:
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_user_policy(UserName="joe", PolicyName="own", PolicyDocument=document)
    made = iam.create_access_key(UserName="joe")["AccessKey"]
    return {"aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"]}


def signed(key: dict[str, str], bucket: str, version: str, seconds: int = 60) -> str:
    """The address of the object `a`, signed by a version of AWS's signatures."""
    config = Config(signature_version=version, s3={"addressing_style": "path"})
    client: Any = boto3.client("s3", **key, config=config)
    address: str = client.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "a"}, ExpiresIn=seconds)
    return address


def test_who_does_not_sign_gets_what_a_bucket_lets_everybody(host: LocalStackHost, ask: Ask, bucket: str) -> None:
    """S3 alone answers them; what was decided is in the ledger of the bucket's account."""
    status, said = ask(f"/{bucket}/a")
    assert status == 403
    assert "<Code>AccessDenied</Code><Message>Access Denied</Message>" in said
    (denied,) = host.control.ledger.denials()
    assert denied.request.action == "s3:GetObject"
    assert denied.request.resource == f"arn:aws:s3:::{bucket}/a"
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    host.client("s3").put_bucket_policy(Bucket=bucket, Policy=document)
    assert ask(f"/{bucket}/a") == (200, "hello")


@pytest.mark.parametrize("version", ["s3v4", "s3"])
def test_an_address_is_signed_by_who_made_it(host: LocalStackHost, ask: Ask, bucket: str, version: str) -> None:
    """Its signer must be allowed what it is for, when it is used."""
    key = user(host)
    address = signed(key, bucket, version)
    status, said = ask(address)
    assert status == 403
    assert "user/joe is not authorized to perform: s3:GetObject" in said
    allowed = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/a"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    host.client("iam").put_user_policy(UserName="joe", PolicyName="own", PolicyDocument=document)
    assert ask(address) == (200, "hello")


def test_an_address_that_is_no_longer_good(host: LocalStackHost, ask: Ask, bucket: str) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html ."""
    status, said = ask(signed(user(host, "s3:GetObject"), bucket, "s3v4", seconds=-1))
    assert status == 403
    assert "Request has expired" in said


@pytest.mark.parametrize("path", ["/queue/us-east-1/{}/jobs", "/{}/jobs"])
def test_a_queue_asks_who_comes_to_its_own_address(host: LocalStackHost, ask: Ask, path: str) -> None:
    """Nobody who does not sign; of who does, what it may."""
    queue = host.client("sqs", region="us-east-1").create_queue(QueueName="jobs")["QueueUrl"]
    address = f"{path.format(host.account)}?{SEND}"
    key = user(host)["aws_access_key_id"]
    scope = f"{key}/20200101/us-east-1/sqs/aws4_request"
    joe = {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=-"}
    root = {"Authorization": joe["Authorization"].replace(key, host.account)}
    unsigned, refused = ask(address), ask(address, headers=joe)
    assert (unsigned[0], refused[0]) == (403, 403)
    assert "MissingAuthenticationToken" in unsigned[1]
    assert "user/joe is not authorized to perform: sqs:sendmessage" in refused[1]
    assert "Messages" not in host.client("sqs", region="us-east-1").receive_message(QueueUrl=queue)
    assert ask(address, headers=root)[0] == 200


def test_a_copy_asks_for_tags_where_that_object_has_some(host: LocalStackHost, bucket: str) -> None:
    """Not where another has whose key begins alike."""
    host.client("s3").put_object(Bucket=bucket, Key="ab", Body=b"tagged", Tagging="kind=raw")
    key = user(host, "s3:GetObject", "s3:PutObject")["aws_access_key_id"]
    s3 = host.client("s3", access_key=key)
    s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "a"})
    with pytest.raises(s3.exceptions.ClientError, match="not authorized to perform: s3:GetObjectTagging"):
        s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "ab"})
