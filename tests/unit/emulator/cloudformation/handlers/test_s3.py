"""AWS::S3::Bucket and AWS::S3::BucketPolicy against S3's own answers.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import moto
import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers import s3
from cfnproof.emulator.cloudformation.handlers.table import TableHandler
from cfnproof.emulator.cloudformation.handlers.target import HandlerError
from tests.unit.emulator.cloudformation.handlers.buckets import asked, refused
from tests.unit.emulator.cloudformation.handlers.driver import Driver, Recorder, clients

BUCKET, POLICY = (TableHandler(row) for row in s3.ROWS)
BLOCK = {"BlockPublicAcls": True, "BlockPublicPolicy": True}


@pytest.fixture
def bucket() -> Iterator[Driver]:
    """A driver of a bucket, in an empty account."""
    with moto.mock_aws():
        yield Driver(BUCKET, clients())


def test_generated_name_is_lower_case_and_holds_stack_and_logical_id(bucket: Driver) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html."""
    assert re.fullmatch(r"stack-thing-[a-z0-9]{12}", bucket.create({}))
    assert [one["Name"] for one in bucket.target.clients("s3").list_buckets()["Buckets"]] == [bucket.physical_id]


def test_generated_name_of_long_ids_is_63_characters() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html."""
    with moto.mock_aws():
        long = Driver(BUCKET, clients(), stack_name="s" * 60, logical_id="L" * 60)
        name = long.create({})
    assert len(name) == 63
    assert re.fullmatch(r"s+-l+-[a-z0-9]{12}", name)


def test_attributes(bucket: Driver) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html#aws-resource-s3-bucket-return-values."""
    bucket.create({"BucketName": "data"})
    assert bucket.attributes() == {
        "Arn": "arn:aws:s3:::data",
        "DomainName": "data.s3.amazonaws.com",
        "DualStackDomainName": "data.s3.dualstack.us-east-1.amazonaws.com",
        "RegionalDomainName": "data.s3.us-east-1.amazonaws.com",
        "WebsiteURL": "http://data.s3-website-us-east-1.amazonaws.com",
    }


@pytest.mark.parametrize(
    ("region", "partition", "domain", "website"),
    [
        ("eu-central-1", "aws", "data.s3.amazonaws.com", "http://data.s3-website.eu-central-1.amazonaws.com"),
        ("eu-west-1", "aws", "data.s3.amazonaws.com", "http://data.s3-website-eu-west-1.amazonaws.com"),
        (
            "cn-north-1",
            "aws-cn",
            "data.s3.amazonaws.com.cn",
            "http://data.s3-website.cn-north-1.amazonaws.com.cn",
        ),
    ],
)
def test_attributes_of_other_regions(region: str, partition: str, domain: str, website: str) -> None:
    """https://docs.aws.amazon.com/general/latest/gr/s3.html#s3_website_region_endpoints."""
    with moto.mock_aws():
        driver = Driver(BUCKET, clients(region), region=region, partition=partition)
        driver.create({"BucketName": "data"})
        assert asked(driver, "get_bucket_location")["LocationConstraint"] == region
        assert (driver.attributes()["DomainName"], driver.attributes()["WebsiteURL"]) == (domain, website)


def test_only_what_differs_is_called_on_update() -> None:
    """A setting that stays is not made again."""
    recorder = Recorder()
    driver = Driver(BUCKET, recorder)
    before = {"VersioningConfiguration": {"Status": "Enabled"}, "PublicAccessBlockConfiguration": BLOCK}
    driver.create(before, {"team": "ml"})
    recorder.calls.clear()
    driver.update({**before, "VersioningConfiguration": {"Status": "Suspended"}})
    assert [name for name, _ in recorder.calls] == ["s3.put_bucket_versioning"]


def test_tags_are_the_stacks_and_over_them_the_buckets_own(bucket: Driver) -> None:
    """S3 takes all tags at once: none that stays may get lost."""

    def tags() -> dict[str, str]:
        return {tag["Key"]: tag["Value"] for tag in asked(bucket, "get_bucket_tagging")["TagSet"]}

    own = [{"Key": "team", "Value": "own"}, {"Key": "kind", "Value": "data"}]
    bucket.create({"BucketName": "data", "Tags": own}, {"team": "stack", "stage": "test"})
    assert tags() == {"team": "own", "stage": "test", "kind": "data"}
    bucket.update({"BucketName": "data", "Tags": own[:1]})
    assert tags() == {"team": "own", "stage": "test"}
    bucket.update({"BucketName": "data"}, {})
    assert refused(bucket, "get_bucket_tagging") == "NoSuchTagSet"


def test_taken_name(bucket: Driver) -> None:
    """S3 answers an owner's second CreateBucket of us-east-1 with success: AWS's handler looks first."""
    bucket.target.clients("s3").create_bucket(Bucket="data")
    with pytest.raises(HandlerError, match=r"^data already exists$") as caught:
        bucket.create({"BucketName": "data"})
    assert (caught.value.code, bucket.physical_id) == ("AlreadyExists", "")


@pytest.mark.parametrize("code", ["BucketAlreadyExists", "BucketAlreadyOwnedByYou"])
def test_name_of_which_head_bucket_tells_nothing(code: str) -> None:
    """Another account's bucket answers 403, https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html."""
    recorder = Recorder(failures={"s3.head_bucket": "403", "s3.create_bucket": code})
    driver = Driver(BUCKET, recorder)
    with pytest.raises(HandlerError, match=r"^data already exists$"):
        driver.create({"BucketName": "data"})
    assert ([name for name, _ in recorder.calls], driver.physical_id) == (["s3.head_bucket", "s3.create_bucket"], "")


def test_delete_and_delete_again(bucket: Driver) -> None:
    """A bucket that has gone already is no error."""
    bucket.create({})
    bucket.delete()
    assert bucket.target.clients("s3").list_buckets()["Buckets"] == []
    bucket.delete()


def test_bucket_with_objects_is_not_deleted(bucket: Driver) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html."""
    bucket.create({})
    asked(bucket, "put_object", Key="model.tar.gz", Body=b"model")
    with pytest.raises(ClientError, match="The bucket you tried to delete is not empty") as caught:
        bucket.delete()
    assert caught.value.response["Error"]["Code"] == "BucketNotEmpty"


def _document(sid: str) -> dict[str, Any]:
    statement = {"Sid": sid, "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::data/*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


@pytest.fixture
def policy(bucket: Driver) -> Driver:
    """A driver of a bucket policy, beside the bucket `data`."""
    bucket.create({"BucketName": "data"})
    return Driver(POLICY, bucket.target.clients)


def test_bucket_policy(policy: Driver) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html."""
    assert policy.create({"Bucket": "data", "PolicyDocument": _document("First")}) == "data"
    assert json.loads(asked(policy, "get_bucket_policy")["Policy"]) == _document("First")
    policy.update({"Bucket": "data", "PolicyDocument": _document("Second")})
    assert json.loads(asked(policy, "get_bucket_policy")["Policy"]) == _document("Second")
    policy.delete()
    assert refused(policy, "get_bucket_policy") == "NoSuchBucketPolicy"
    policy.delete()
    policy.target.clients("s3").delete_bucket(Bucket="data")
    policy.delete()


def test_bucket_policy_does_not_replace_one_that_is_there(policy: Driver) -> None:
    """The policy that is there stays."""
    policy.target.clients("s3").put_bucket_policy(Bucket="data", Policy=json.dumps(_document("Other")))
    with pytest.raises(HandlerError, match=r"The bucket policy already exists on bucket data\.") as caught:
        policy.create({"Bucket": "data", "PolicyDocument": _document("First")})
    assert caught.value.code == "AlreadyExists"


def test_bucket_policy_of_a_bucket_that_is_not_there(policy: Driver) -> None:
    """S3's own error is raised, and nothing was created."""
    with pytest.raises(ClientError) as caught:
        policy.create({"Bucket": "nowhere", "PolicyDocument": _document("First")})
    assert (caught.value.response["Error"]["Code"], policy.physical_id) == ("NoSuchBucket", "")
