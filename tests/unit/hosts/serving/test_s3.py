"""S3 over HTTP: by path and by virtual host, presigned, in pieces, without a signature.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
"""

import io
import json
from typing import Any, Final

import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.unit.hosts.serving.client import Served, refusal

BY_PATH: Final = Config(s3={"addressing_style": "path"})
KEYS: Final = [
    "plain.txt",
    "a b/ü+key=&?.txt",
    "/starts/with/a/slash",
    "two//slashes",
    "dots/../here",
    "percent%2Fencoded",
]


@pytest.fixture(scope="module")
def bucket(served: Served) -> str:
    """A bucket."""
    served.client("s3").create_bucket(Bucket="test-data")
    return "test-data"


@pytest.mark.parametrize("key", KEYS)
def test_an_object_by_path(key: str, bucket: str, served: Served) -> None:
    """Whatever its key is, it is there under that, with its metadata."""
    client = served.client("s3", config=BY_PATH)
    client.put_object(Bucket=bucket, Key=key, Body=b"content", Metadata={"with_underscore": "1", "with-dash": "2"})
    found = client.get_object(Bucket=bucket, Key=key)
    assert (found["Body"].read(), found["Metadata"]) == (b"content", {"with_underscore": "1", "with-dash": "2"})
    assert client.head_object(Bucket=bucket, Key=key)["ContentLength"] == 7
    assert key in [one["Key"] for one in client.list_objects_v2(Bucket=bucket)["Contents"]]


VERSIONS: Final = {"2": "s3", "4": "s3v4"}
"""The signatures of addresses: https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html"""


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("before", ["{}.", "{}.s3.", "{}.s3.us-east-1."])
@pytest.mark.parametrize("key", KEYS)
def test_an_object_by_virtual_host(key: str, before: str, version: str, bucket: str, served: Served) -> None:
    """The bucket stands in the host that was asked, which is what is signed."""
    served.client("s3", config=BY_PATH).put_object(Bucket=bucket, Key=key, Body=b"by host")
    endpoint = f"http://{before.removeprefix('{}.')}localhost:{served.port}"
    config = Config(s3={"addressing_style": "virtual"}, signature_version=VERSIONS[version])
    url = served.client("s3", endpoint_url=endpoint, config=config).generate_presigned_url(
        "get_object", Params={"Bucket": bucket, "Key": key, "ResponseContentType": "text/x-mine"}
    )
    assert url.startswith(f"http://{before.format(bucket)}localhost:")
    assert served.get(url) == (200, b"by host")


@pytest.fixture(params=[*VERSIONS.values()], ids=[*VERSIONS])
def signing(request: pytest.FixtureRequest, served: Served) -> Any:  # noqa: ANN401  # boto3's clients have no types
    """A client that signs addresses."""
    return served.client("s3", config=Config(signature_version=request.param))


def test_a_presigned_put(bucket: str, signing: Any, served: Served) -> None:  # noqa: ANN401  # as above
    """Without a header of its own it is the signer's request; spoilt it is nobody's."""
    client = served.client("s3")
    url = signing.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "put"})
    target = url.removeprefix(served.url)
    assert served.ask("PUT", target, b"presigned")[0] == 200
    assert client.get_object(Bucket=bucket, Key="put")["Body"].read() == b"presigned"
    status, _, body = served.ask("PUT", target.replace("/put?", "/other?"), b"presigned")
    assert (status, b"<Code>SignatureDoesNotMatch</Code>" in body) == (403, True)


def test_a_presigned_address_that_has_expired(bucket: str, signing: Any, served: Served) -> None:  # noqa: ANN401  # as above
    """By the time in the signature."""
    url = signing.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "put"}, ExpiresIn=-1)
    status, body = served.get(url)
    assert (status, b"Request has expired" in body) == (403, True)


def test_parts(bucket: str, served: Served) -> None:
    """A large object goes up in parts, each with a call of its own."""
    client = served.client("s3")
    client.upload_fileobj(io.BytesIO(b"x" * 9_000_000), bucket, "large")
    assert client.head_object(Bucket=bucket, Key="large")["ContentLength"] == 9_000_000
    assert client.get_object(Bucket=bucket, Key="large", Range="bytes=10-19")["Body"].read() == b"x" * 10


def test_parts_of_buckets_and_objects(bucket: str, served: Served) -> None:
    """What the query names is told from the whole."""
    client = served.client("s3")
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    assert client.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    client.put_object(Bucket=bucket, Key="tagged", Body=b"", Tagging="a=b")
    assert client.get_object_tagging(Bucket=bucket, Key="tagged")["TagSet"] == [{"Key": "a", "Value": "b"}]
    client.copy_object(Bucket=bucket, Key="copied", CopySource=f"{bucket}/tagged")
    client.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "copied"}]})
    with pytest.raises(ClientError) as caught:
        client.head_object(Bucket=bucket, Key="copied")
    assert refusal(caught.value) == ("404", 404)
    with pytest.raises(ClientError) as caught:
        client.get_bucket_policy(Bucket=bucket)
    assert refusal(caught.value) == ("NoSuchBucketPolicy", 404)


def test_a_part_that_is_unknown(bucket: str, served: Served) -> None:
    """It is not taken for the whole bucket."""
    status, _, body = served.ask("GET", f"/{bucket}?brandnew")
    assert (status, b"<Code>NotImplemented</Code>" in body, b"brandnew" in body) == (501, True, True)


def test_a_method_that_is_unknown(served: Served) -> None:
    """As S3 answers it."""
    status, _, body = served.ask("PATCH", "/some-bucket/key", b"")
    assert (status, b"<Code>MethodNotAllowed</Code>" in body) == (405, True)


@pytest.mark.parametrize(
    "body",
    [
        b"5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n",
        b"5;chunk-signature=aa\r\nhello\r\n6;chunk-signature=bb\r\n world\r\n0;chunk-signature=cc\r\n\r\n",
    ],
    ids=["with a checksum", "signed"],
)
def test_a_body_in_pieces(body: bytes, bucket: str, served: Served) -> None:
    """As clients send it over TLS, and those of other languages always."""
    digest = "STREAMING-UNSIGNED-PAYLOAD-TRAILER" if b"crc32" in body else "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
    headers = {"X-Amz-Content-SHA256": digest, "Content-Encoding": "aws-chunked", "X-Amz-Decoded-Content-Length": "11"}
    assert _sent(served, bucket, "pieces", body, headers) == (200, "")
    found = served.client("s3").get_object(Bucket=bucket, Key="pieces")
    assert (found["Body"].read(), found.get("ContentEncoding", "")) == (b"hello world", "")


@pytest.mark.parametrize("body", [b"5\r\nhel", b"hello", b"zz\r\nhello\r\n0\r\n\r\n", b"3\r\nhello\r\n0\r\n\r\n", b""])
def test_pieces_that_are_not_as_they_say(body: bytes, bucket: str, served: Served) -> None:
    """The request is wrong, and nothing is stored."""
    headers = {"X-Amz-Content-SHA256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "Content-Encoding": "aws-chunked"}
    assert _sent(served, bucket, "broken", body, headers)[0] == 400


def test_nobody_s_request(bucket: str, served: Served) -> None:
    """A bucket's policy may let everybody in; without one nobody is."""
    client, nobody = served.client("s3"), served.client("s3", config=Config(signature_version=UNSIGNED))
    client.put_object(Bucket=bucket, Key="open", Body=b"open")
    with pytest.raises(ClientError) as caught:
        nobody.get_object(Bucket=bucket, Key="open")
    assert refusal(caught.value) == ("AccessDenied", 403)
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    client.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    assert nobody.get_object(Bucket=bucket, Key="open")["Body"].read() == b"open"
    client.delete_bucket_policy(Bucket=bucket)


def test_expecting_to_go_on(bucket: str, served: Served) -> None:
    """A client that waits for 100 Continue gets it."""
    request = f"PUT /{bucket}/waits HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi".encode()
    assert served.send(request).startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 ")


def _sent(served: Served, bucket: str, key: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """The status and the error's code of a PUT whose body is as given: botocore would make another."""
    client = served.client("s3", config=BY_PATH)

    def replace(request: Any, **_: object) -> None:  # noqa: ANN401  # botocore's own object
        request.data = body
        for name, value in headers.items():
            request.headers[name] = value

    client.meta.events.register("before-sign.s3.PutObject", replace)
    try:
        client.put_object(Bucket=bucket, Key=key, Body=b"replaced")
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]
    return 200, ""
