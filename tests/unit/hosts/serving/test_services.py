"""boto3 against a served account: every service of the emulator, and those that moto has for it."""

import io
import json
import zipfile
from typing import Any, Final

import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.registry import SERVICES
from tests.unit.hosts.serving.client import ACCOUNT, REGION, Served, refusal

TEMPLATE: Final = json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "made"}}}})
CALLS: Final[dict[str, tuple[str, dict[str, Any], str]]] = {
    "cloudformation": ("list_stacks", {}, "StackSummaries"),
    "codecommit": ("list_repositories", {}, "repositories"),
    "codepipeline": ("list_pipelines", {}, "pipelines"),
    "ecr": ("describe_repositories", {}, "repositories"),
    "events": ("list_rules", {}, "Rules"),
    "iam": ("list_users", {}, "Users"),
    "kms": ("list_keys", {}, "Keys"),
    "lambda": ("list_functions", {}, "Functions"),
    "logs": ("describe_log_groups", {}, "logGroups"),
    "s3": ("list_buckets", {}, "Buckets"),
    "sagemaker": ("list_endpoints", {}, "Endpoints"),
    "sns": ("list_topics", {}, "Topics"),
    "stepfunctions": ("list_state_machines", {}, "stateMachines"),
    "sts": ("get_caller_identity", {}, "Arn"),
    "cloudwatch": ("describe_alarms", {}, "MetricAlarms"),
}


@pytest.mark.parametrize("service", CALLS)
def test_a_service(service: str, served: Served) -> None:
    """One request of each protocol and form, and its id."""
    operation, members, name = CALLS[service]
    answer = getattr(served.client(service), operation)(**members)
    assert name in answer
    assert answer["ResponseMetadata"]["HTTPHeaders"]["x-amzn-requestid"]


def test_every_service_of_the_emulator_is_asked() -> None:
    """SageMaker's runtime, which has no listing, has a test of its own."""
    assert {kind.name for kind in SERVICES} - CALLS.keys() == {"sagemaker-runtime"}


def test_an_endpoint_is_invoked(served: Served) -> None:
    """A service that signs by another's name: bytes in, and its own error."""
    with pytest.raises(ClientError) as caught:
        served.client("sagemaker-runtime").invoke_endpoint(EndpointName="none", Body=b"{}")
    assert refusal(caught.value) == ("ValidationError", 400)
    assert "none" in str(caught.value)


def test_a_stack_is_created(served: Served) -> None:
    """What CloudFormation makes is there for other services."""
    cloudformation = served.client("cloudformation")
    cloudformation.create_stack(StackName="made", TemplateBody=TEMPLATE)
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName="made", WaiterConfig={"Delay": 0, "MaxAttempts": 500}
    )
    topics = [one["TopicArn"] for one in served.client("sns").list_topics()["Topics"]]
    assert f"arn:aws:sns:{REGION}:{ACCOUNT}:made" in topics


def test_an_error_with_members_of_its_own(served: Served) -> None:
    """JSON's errors keep them, and boto3 knows the shape."""
    client = served.client("codecommit")
    with pytest.raises(client.exceptions.RepositoryDoesNotExistException):
        client.get_repository(repositoryName="none")


def test_a_queue_at_this_address(served: Served) -> None:
    """SQS tells a URL that leads back here, over JSON; and over the query protocol of older clients."""
    client = served.client("sqs")
    url = client.create_queue(QueueName="jobs")["QueueUrl"]
    assert url == f"{served.url}/{ACCOUNT}/jobs"
    client.send_message(QueueUrl=url, MessageBody="hello")
    assert client.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "hello"
    with pytest.raises(client.exceptions.QueueDoesNotExist):
        client.get_queue_url(QueueName="none")


def test_a_compressed_body(served: Served) -> None:
    """CloudWatch's clients send large bodies so."""
    data = [{"MetricName": "seconds", "Value": 1.0, "Dimensions": [{"Name": "step", "Value": "x" * 100}]}]
    client = served.client("cloudwatch")
    client.put_metric_data(Namespace="Test/Large", MetricData=200 * data)
    assert client.list_metrics(Namespace="Test/Large")["Metrics"][0]["MetricName"] == "seconds"


def test_a_function(served: Served) -> None:
    """REST with JSON: a label in the path, and code in the body."""
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("index.py", "def handler(event, context): return event")
    iam = served.client("iam")
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
        ],
    }
    arn = iam.create_role(RoleName="function", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    client = served.client("lambda")
    made = {"Runtime": "python3.12", "Role": arn, "Handler": "index.handler", "Code": {"ZipFile": code.getvalue()}}
    client.create_function(FunctionName="echo", **made)
    assert client.get_function(FunctionName="echo")["Configuration"]["FunctionName"] == "echo"
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_function(FunctionName="none")


def test_what_is_not_emulated(served: Served) -> None:
    """A clear refusal in the service's own form, never a fault."""
    with pytest.raises(ClientError) as caught:
        served.client("sagemaker").create_app_image_config(AppImageConfigName="x")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] in {400, 501}
    assert "CreateAppImageConfig" in str(caught.value)
