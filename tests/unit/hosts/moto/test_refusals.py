"""What a request is refused with that IAM does not let through: each service's code, and AWS's words.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pytest
from botocore.exceptions import ClientError

from cfnproof.hosts.moto.host import MotoHost, moto_host

Client = Callable[[str], Any]

NAMED: Final[Mapping[str, tuple[str, Mapping[str, Any], str, int, str, str]]] = {
    "iam": ("get_role", {"RoleName": "r"}, "AccessDenied", 403, "iam:GetRole", "arn:aws:iam::{account}:role/r"),
    "kms": ("list_keys", {}, "AccessDeniedException", 400, "kms:ListKeys", "*"),
    "s3": (
        "put_object",
        {"Bucket": "data", "Key": "a/b"},
        "AccessDenied",
        403,
        "s3:PutObject",
        '"arn:aws:s3:::data/a/b"',
    ),
    "sns": (
        "publish",
        {"TopicArn": "arn:aws:sns:us-east-1:{account}:news", "Message": "text"},
        "AuthorizationError",
        403,
        "SNS:Publish",
        "arn:aws:sns:us-east-1:{account}:news",
    ),
    "sqs": (
        "send_message",
        {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/{account}/jobs", "MessageBody": "text"},
        "AccessDenied",
        403,
        "sqs:sendmessage",
        "arn:aws:sqs:us-east-1:{account}:jobs",
    ),
    "lambda": (
        "invoke",
        {"FunctionName": "f"},
        "AccessDeniedException",
        403,
        "lambda:InvokeFunction",
        "arn:aws:lambda:us-east-1:{account}:function:f",
    ),
    "cloudwatch": (
        "put_metric_data",
        {"Namespace": "n", "MetricData": []},
        "AccessDenied",
        403,
        "cloudwatch:PutMetricData",
        "*",
    ),
    "codecommit": (
        "get_branch",
        {"repositoryName": "models", "branchName": "main"},
        "AccessDeniedException",
        400,
        "codecommit:GetBranch",
        "arn:aws:codecommit:us-east-1:{account}:models",
    ),
    "cloudformation": (
        "delete_stack",
        {"StackName": "app"},
        "AccessDenied",
        403,
        "cloudformation:DeleteStack",
        "arn:aws:cloudformation:us-east-1:{account}:stack/app/*",
    ),
    "sagemaker": (
        "stop_training_job",
        {"TrainingJobName": "Job"},
        "AccessDeniedException",
        400,
        "sagemaker:StopTrainingJob",
        "arn:aws:sagemaker:us-east-1:{account}:training-job/job",
    ),
}
"""By service: an operation, its members, and the code, status, action and resource of the refusal."""


@pytest.fixture
def host() -> Iterator[MotoHost]:
    """An account of the test's own."""
    with moto_host() as started:
        yield started


def user(host: MotoHost, name: str, *statements: Mapping[str, Any]) -> Client:
    """Clients of a new user with these statements."""
    iam = host.client("iam")
    iam.create_user(UserName=name)
    if statements:
        document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document)
    key = iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"]
    return lambda service: host.client(service, access_key=key)


def refused(call: Callable[..., Any], **members: Any) -> tuple[str, int, str]:  # noqa: ANN401  # as boto3
    """The code, status and message with which a call is refused."""
    with pytest.raises(ClientError) as caught:
        call(**members)
    answer = caught.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Message"]


def filled(members: Mapping[str, Any], account: str) -> dict[str, Any]:
    """Members with the account's id in them."""
    return {key: value.format(account=account) if isinstance(value, str) else value for key, value in members.items()}


@pytest.mark.parametrize("service", NAMED)
def test_each_service_has_its_own_form(service: str, host: MotoHost) -> None:
    """A user without policies is told who, what, on which resource, and why."""
    operation, members, code, status, action, resource = NAMED[service]
    asked = getattr(user(host, "joe")(service), operation)
    who = f"arn:aws:iam::{host.account}:user/joe"
    what = f"{action} on resource: {resource.format(account=host.account)}"
    because = f"because no identity-based policy allows the {action} action"
    words = f"User: {who} is not authorized to perform: {what} {because}"
    assert refused(asked, **filled(members, host.account)) == (code, status, words)


def test_a_head_request_has_no_body(host: MotoHost) -> None:
    """So its refusal has no words. https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html ."""
    host.client("s3").create_bucket(Bucket="data")
    assert refused(user(host, "joe")("s3").head_bucket, Bucket="data") == ("403", 403, "Forbidden")


def test_an_explicit_deny_is_named_with_its_kind_of_policy(host: MotoHost) -> None:
    """In an identity-based policy, and in a resource-based one."""
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    joe = user(host, "joe", everything, {"Effect": "Deny", "Action": "sqs:*", "Resource": "*"})
    code, _, message = refused(joe("sqs").create_queue, QueueName="jobs")
    assert (code, message.partition(" with ")[2]) == ("AccessDenied", "an explicit deny in an identity-based policy")
    bucket = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::data/*"}
    host.client("s3").create_bucket(Bucket="data")
    host.client("s3").put_bucket_policy(
        Bucket="data", Policy=json.dumps({"Version": "2012-10-17", "Statement": [bucket]})
    )
    code, _, message = refused(joe("s3").put_object, Bucket="data", Key="a", Body=b"")
    assert (code, message.partition(" with ")[2]) == ("AccessDenied", "an explicit deny in a resource-based policy")


def test_an_operation_that_no_table_knows_is_refused_with_the_table_to_extend(host: MotoHost) -> None:
    """Whatever the administrator may do: nothing is waved through."""
    for service, operation, table in (("dynamodb", "list_tables", "services/"), ("ssm", "list_commands", "ssm.yaml")):
        code, status, message = refused(getattr(host.client(service), operation))
        assert (code, status) == ("AccessDeniedException", 400)
        assert service in message
        assert table in message


def test_a_key_that_s3_and_sns_may_not_use_is_named(host: MotoHost) -> None:
    """With the code of the service that uses it. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html ."""
    key = host.client("kms").create_key()["KeyMetadata"]["Arn"]
    topic = host.client("sns").create_topic(Name="news", Attributes={"KmsMasterKeyId": key})["TopicArn"]
    host.client("s3").create_bucket(Bucket="data")
    joe = user(host, "joe", {"Effect": "Allow", "Action": ["s3:*", "sns:*"], "Resource": "*"})
    refusals = (
        refused(joe("sns").publish, TopicArn=topic, Message="text"),
        refused(
            joe("s3").put_object,
            Bucket="data",
            Key="a",
            Body=b"",
            ServerSideEncryption="aws:kms",
            SSEKMSKeyId=key,
        ),
    )
    assert [code for code, _, _ in refusals] == ["KMSAccessDenied", "AccessDenied"]
    for _, _, message in refusals:
        assert f"is not authorized to perform: kms:GenerateDataKey on resource: {key} because" in message


def test_a_key_that_does_not_exist_is_not_found_by_whom_the_account_lets_ask(host: MotoHost) -> None:
    """Not by others, and not by a service that is to use it.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
    """
    gone = "12345678-1234-1234-1234-123456789012"
    other = user(host, "joe", {"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    assert refused(host.client("kms").describe_key, KeyId=gone)[0] == "NotFoundException"
    assert refused(other("kms").describe_key, KeyId=gone)[0] == "AccessDeniedException"
    s3 = host.client("s3")
    s3.create_bucket(Bucket="data")
    sealed = {"Bucket": "data", "Key": "a", "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": gone}
    assert refused(s3.put_object, **sealed)[0] == "AccessDenied"
