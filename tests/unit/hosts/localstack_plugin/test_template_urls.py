"""Templates in S3, which CloudFormation in LocalStack reads as whoever asks."""

import json

import pytest

from cfnproof.hosts.localstack.host import LocalStackHost
from tests.waiting import until

MORE_THAN_A_REQUEST_HOLDS = "x" * 51_200
URLS = (
    "https://{}.s3.eu-west-1.amazonaws.com/stacks/app%20one.json",
    "https://s3.amazonaws.com/{}/stacks/app%20one.json",
    "http://localhost:4566/{}/stacks/app%20one.json",
)


@pytest.mark.parametrize("url", URLS, ids=["virtual-hosted", "path-style", "local"])
def test_who_asks_must_be_allowed_to_read_it(host: LocalStackHost, url: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html: TemplateURL."""
    bucket, iam = f"templates-{host.account}", host.client("iam")
    body = {"Metadata": {"Filling": MORE_THAN_A_REQUEST_HOLDS}, "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
    host.client("s3").create_bucket(Bucket=bucket)
    host.client("s3").put_object(Bucket=bucket, Key="stacks/app one.json", Body=json.dumps(body).encode())
    iam.create_user(UserName="joe")
    key = iam.create_access_key(UserName="joe")["AccessKey"]["AccessKeyId"]
    stacks = host.client("cloudformation", access_key=key)

    def may(*actions: str) -> None:
        statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_user_policy(UserName="joe", PolicyName="own", PolicyDocument=document)

    may("cloudformation:*", "sns:*")
    with pytest.raises(
        stacks.exceptions.ClientError, match=r"S3 error: .*/joe is not authorized to perform: s3:GetObj"
    ):
        stacks.create_stack(StackName="topics", TemplateURL=url.format(bucket))
    may("cloudformation:*", "sns:*", "s3:GetObject")
    stack = stacks.create_stack(StackName="topics", TemplateURL=url.format(bucket))["StackId"]

    def look() -> str:
        return str(stacks.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])

    assert until(look, lambda one: not one.endswith("IN_PROGRESS"), "the end of the stack", 20.0) == "CREATE_COMPLETE"
    (read,) = [
        one for one in host.control.ledger.entries() if one.request.action == "s3:GetObject" and one.decision.allowed
    ]
    assert read.request.context["aws:calledvia"] == ("cloudformation.amazonaws.com",)
