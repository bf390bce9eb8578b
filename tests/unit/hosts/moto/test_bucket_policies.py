"""Buckets' policies are not asked."""

import json

from cfnproof.hosts.moto.host import moto_host


def test_a_denial_of_plain_http_denies_nothing_else() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html#example-bucket-policies-HTTP-HTTPS."""
    denial = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::kept", "arn:aws:s3:::kept/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    with moto_host() as host:
        s3 = host.client("s3")
        s3.create_bucket(Bucket="kept")
        s3.put_bucket_policy(Bucket="kept", Policy=json.dumps({"Version": "2012-10-17", "Statement": [denial]}))
        s3.put_object(Bucket="kept", Key="a", Body=b"a")
        assert s3.delete_objects(Bucket="kept", Delete={"Objects": [{"Key": "a"}]})["Deleted"] == [{"Key": "a"}]
