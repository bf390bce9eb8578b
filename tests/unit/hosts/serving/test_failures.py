"""Requests on which moto fails: refused as AWS refuses them where that is certain, else declared as not emulated."""

from typing import Any, Final

import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from cfnproof.hosts.moto import failures
from tests.unit.hosts.serving.client import Served, refusal

MODEL_LESS: Final = Config(parameter_validation=False)
REFUSED: Final[dict[str, tuple[str, str, dict[str, Any], tuple[str, int]]]] = {
    "an upload": (
        "s3",
        "upload_part",
        {"Bucket": "failing", "Key": "k", "UploadId": "none", "PartNumber": 1, "Body": b""},
        ("NoSuchUpload", 404),
    ),
    "an object": ("s3", "delete_object_tagging", {"Bucket": "failing", "Key": "none"}, ("NoSuchKey", 404)),
    "a grantee": ("s3", "put_bucket_acl", {"Bucket": "failing", "GrantRead": "me"}, ("InvalidArgument", 400)),
    "a body": ("s3", "put_bucket_lifecycle_configuration", {"Bucket": "failing"}, ("MissingRequestBodyError", 400)),
    "a key": ("kms", "list_grants", {"KeyId": "none"}, ("NotFoundException", 400)),
    "a topic": ("sns", "delete_topic", {"TopicArn": "arn:none"}, ("InvalidParameter", 400)),
    "a page of topics": ("sns", "list_topics", {"NextToken": "none"}, ("InvalidParameter", 400)),
    "a page of roles": ("iam", "list_virtual_mfa_devices", {"Marker": "none"}, ("ValidationError", 400)),
    "a page of parameters": ("ssm", "describe_parameters", {"NextToken": "none"}, ("InvalidNextToken", 400)),
    "a pattern": ("events", "put_rule", {"Name": "r", "EventPattern": "true"}, ("InvalidEventPatternException", 400)),
    "a page of secrets": (
        "secretsmanager",
        "list_secrets",
        {"NextToken": "none"},
        ("InvalidNextTokenException", 400),
    ),
    "a secret": (
        "secretsmanager",
        "list_secret_version_ids",
        {"SecretId": "none"},
        ("ResourceNotFoundException", 400),
    ),
    "a missing member": ("kms", "re_encrypt", {"DestinationKeyId": "none"}, ("NotFoundException", 400)),
    "an ARN of a service": (
        "stepfunctions",
        "update_map_run",
        {"mapRunArn": "none"},
        ("NotImplementedException", 501),
    ),
    "a member of another type": ("codepipeline", "get_pipeline", {"name": "{}"}, ("SerializationException", 400)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_moto_fails_on(what: str, served: Served, capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing of it is told as a fault of the server's."""
    service, operation, members, wanted = REFUSED[what]
    client = served.client(service, config=MODEL_LESS)
    if service == "s3":
        served.client("s3").create_bucket(Bucket="failing")

    def spoil(request: Any, **_: object) -> None:  # noqa: ANN401  # botocore's own object
        request.data = b'{"name": {"a": []}}'

    if what == "a member of another type":
        client.meta.events.register(f"before-sign.{service}.GetPipeline", spoil)
    with pytest.raises(ClientError) as caught:
        getattr(client, operation)(**members)
    assert refusal(caught.value) == wanted, caught.value
    assert capfd.readouterr().err == ""


def test_the_cause_is_in_the_log_with_bodies(served: Served) -> None:
    """The traceback, for who looks into it."""
    with pytest.raises(ClientError, match=r"fails on this request .*: it is not emulated"):
        served.client("stepfunctions").update_map_run(mapRunArn="arn")
    assert "  ! TypeError: AWSError.__init__()" in served.log.getvalue()


def test_a_fault_of_our_own(served: Served, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """What fails in this project's code is never called moto's."""
    monkeypatch.setattr("moto.sns.responses.SNSResponse.list_topics", lambda _: failures.not_there(None))  # type: ignore[arg-type]  # it fails
    with pytest.raises(ClientError) as caught:
        served.client("sns").list_topics()
    assert refusal(caught.value) == ("InternalFailure", 500)
    assert "AttributeError" in capfd.readouterr().err


def test_a_text_that_no_xml_holds(served: Served) -> None:
    """An error that repeats it can be read."""
    with pytest.raises(ClientError, match="\ufffd"):
        served.client("iam").delete_role(RoleName="a\x00")
    with pytest.raises(ClientError, match="NoSuchKey"):
        served.client("s3").get_object_tagging(Bucket="failing", Key="a\x00")


def test_what_aws_does_not_read(served: Served) -> None:
    """The query and the type of a request in JSON, an empty body, and a range of no unit."""
    sqs, kms, s3 = (served.client(name) for name in ("sqs", "kms", "s3"))

    def ask(request: Any, **_: object) -> None:  # noqa: ANN401  # botocore's own object
        request.url += "?Action=none"
        request.headers.replace_header("Content-Type", "application/x-www-form-urlencoded")

    def empty(request: Any, **_: object) -> None:  # noqa: ANN401  # as above
        request.data = b""

    sqs.meta.events.register("before-sign.sqs.CreateQueue", ask)
    assert sqs.create_queue(QueueName="read")["QueueUrl"].endswith("/read")
    kms.meta.events.register("before-sign.kms.ListKeys", empty)
    assert "Keys" in kms.list_keys()
    s3.create_bucket(Bucket="ranges")
    s3.put_object(Bucket="ranges", Key="k", Body=b"whole")
    assert s3.get_object(Bucket="ranges", Key="k", Range="none")["Body"].read() == b"whole"


def test_a_key_that_nobody_names(served: Served) -> None:
    """A request without a signature is for no region; moto's headers may be pairs."""
    unsigned = served.client("s3", config=Config(signature_version=UNSIGNED))
    with pytest.raises(ClientError) as caught:
        unsigned.put_object(Bucket="failing", Key="k", ServerSideEncryption="aws:kms", SSEKMSKeyId="none")
    assert refusal(caught.value)[1] == 403
    with pytest.raises(ClientError) as caught:
        served.client("sqs").list_queues(NextToken="none", MaxResults=1)
    assert refusal(caught.value)[1] in {400, 501}


def test_a_policy_of_logs_that_has_no_document(served: Served) -> None:
    """It is kept in moto; the decisions after it do without."""
    logs = served.client("logs")
    logs.put_resource_policy(policyName="none")
    logs.create_log_group(logGroupName="decided")
    logs.put_retention_policy(logGroupName="decided", retentionInDays=1)
