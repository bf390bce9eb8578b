"""Requests that are odd at the door: of nobody, of users who are gone, forged, and under policies that moto spoils."""

import io
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.kms.models import kms_backends

from cfnproof.hosts.access.ledger import lines
from cfnproof.hosts.access.origin import HEADER
from cfnproof.hosts.moto.host import MotoHost, moto_host
from tests.unit.hosts.moto.test_refusals import refused, user

READ = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/public/*"}


@pytest.fixture
def host() -> Iterator[MotoHost]:
    """An account with a bucket."""
    with moto_host() as started:
        started.client("s3").create_bucket(Bucket="data")
        yield started


def test_everybody_reads_what_a_policy_makes_public_and_nothing_else(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html ."""
    s3 = host.client("s3")
    for key in ("public/a", "private/a"):
        s3.put_object(Bucket="data", Key=key, Body=b"text")
    s3.put_bucket_policy(Bucket="data", Policy=json.dumps({"Version": "2012-10-17", "Statement": [READ]}))
    nobody = boto3.client("s3", config=Config(signature_version=UNSIGNED))
    assert nobody.get_object(Bucket="data", Key="public/a")["Body"].read() == b"text"
    assert refused(nobody.get_object, Bucket="data", Key="private/a") == ("AccessDenied", 403, "Access Denied")
    assert host.control.ledger.entries()[-1].request.principal.name == "*"


def test_a_stream_arrives_whole(host: MotoHost) -> None:
    """Also one that is sent in chunks with a checksum at its end."""
    s3 = host.client("s3")
    s3.put_object(Bucket="data", Key="plain", Body=io.BytesIO(b"text"))
    s3.put_object(Bucket="data", Key="chunks", Body=io.BytesIO(b"text"), ChecksumAlgorithm="SHA256")
    assert [s3.get_object(Bucket="data", Key=key)["Body"].read() for key in ("plain", "chunks")] == [b"text", b"text"]


def test_the_key_of_a_user_who_is_gone_is_no_key(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_remove.html ."""
    joe = user(host, "joe", {"Effect": "Allow", "Action": "*", "Resource": "*"})
    assert joe("kms").list_keys()["Keys"] == []
    host.client("iam").delete_user_policy(UserName="joe", PolicyName="own")
    host.client("iam").delete_user(UserName="joe")
    assert refused(joe("kms").list_keys)[0] == "UnrecognizedClientException"


def test_a_service_cannot_be_feigned(host: MotoHost) -> None:
    """What only services carry is taken off the requests of users."""
    joe = user(host, "joe", {"Effect": "Allow", "Action": "s3:*", "Resource": "*"})("s3")

    def forge(request: Any, **_: object) -> None:  # noqa: ANN401  # botocore's own object
        request.headers[HEADER] = "guessed codepipeline.amazonaws.com - arn:aws:s3:::data"

    joe.meta.events.register_first("before-send", forge)
    host.control.ledger.clear()
    joe.list_objects_v2(Bucket="data")
    (entry,) = host.control.ledger.entries()
    assert entry.request.context["aws:viaawsservice"] == "false"
    assert "aws:sourcearn" not in entry.request.context
    with pytest.raises(ClientError) as caught:
        joe.put_bucket_tagging(Bucket="data", Tagging={"TagSet": [{"Key": "aws:system", "Value": "x"}]})
    assert caught.value.response["Error"]["Code"] == "InvalidTag"


def test_a_stored_policy_that_cannot_be_read_is_said_and_lets_nothing_pass(host: MotoHost) -> None:
    """It can only come past the door: AWS takes no malformed policy."""
    key = host.client("kms").create_key()["KeyMetadata"]
    kms_backends[host.account][host.region].keys[key["KeyId"]].policy = "{"
    code, status, message = refused(host.client("kms").describe_key, KeyId=key["KeyId"])
    assert (code, status) == ("InternalFailure", 500)
    assert f"kms:DescribeKey on {key['Arn']}" in message


def test_a_session_says_whether_it_began_with_a_device(host: MotoHost) -> None:
    """aws:MultiFactorAuthPresent is there for sessions alone, and says no for those of a role without one.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
    """
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": host.account},
        "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
    }
    role = host.client("iam").create_role(
        RoleName="ops", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )["Role"]["Arn"]
    given = host.client("sts").assume_role(RoleArn=role, RoleSessionName="day", SourceIdentity="joe")["Credentials"]
    host.control.ledger.clear()
    for access_key in (None, given["AccessKeyId"]):
        client = host.client("sqs", access_key=access_key)
        if access_key:
            refused(client.create_queue, QueueName="jobs")
        else:
            client.create_queue(QueueName="jobs")
    ours, session = (one.request.context for one in host.control.ledger.entries())
    assert "aws:multifactorauthpresent" not in ours
    assert (session["aws:multifactorauthpresent"], session["aws:sourceidentity"]) == ("false", "joe")
    written = "".join(lines(host.control.ledger.entries()))
    secrets = (given["SecretAccessKey"], given["SessionToken"], host.administrator.secret)
    assert [secret for secret in secrets if secret in written] == []
