"""An inventory shows every resource of an account, with its state and what hangs on it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cfnproof.emulator.cloudformation.handlers.registry import HANDLERS
from cfnproof.hosts.inventory import TYPES, Entry, inventory
from cfnproof.hosts.moto.host import MotoHost, moto_host
from tests.roles import role
from tests.unit.emulator.codepipeline.declarations import action

Client = Callable[[str], Any]
Make = Callable[[Client], set[Entry]]

WITHOUT_A_LISTING = {"AWS::CloudFormation::WaitConditionHandle": "a presigned address, which no API lists"}
ALLOW = {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}
IDENTITY_POLICY = json.dumps({"Version": "2012-10-17", "Statement": ALLOW})
SERVICES = ("codepipeline.amazonaws.com", "sagemaker.amazonaws.com", "states.amazonaws.com")


@pytest.fixture
def host() -> Iterator[MotoHost]:
    """An account of its own."""
    with moto_host() as started:
        yield started


def resource_policy(action: str, resource: str) -> str:
    """A policy that denies everybody one action on a resource: none that the inventory takes."""
    statement = {"Sid": "Deny", "Effect": "Deny", "Principal": "*", "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def buckets(client: Client) -> set[Entry]:
    """One without a policy, one with."""
    for name in ("bare", "guarded"):
        client("s3").create_bucket(Bucket=name)
    client("s3").put_bucket_policy(Bucket="guarded", Policy=resource_policy("s3:DeleteBucket", "arn:aws:s3:::guarded"))
    return {
        Entry("AWS::S3::Bucket", "bare"),
        Entry("AWS::S3::Bucket", "guarded"),
        Entry("AWS::S3::BucketPolicy", "guarded"),
    }


def identities(client: Client) -> set[Entry]:
    """A role with a managed and an inline policy, a group and a user with inline ones."""
    iam = client("iam")
    role(client, "runner", *SERVICES, actions=())
    arn = iam.create_policy(PolicyName="shared", PolicyDocument=IDENTITY_POLICY)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="runner", PolicyArn=arn)
    iam.put_role_policy(RoleName="runner", PolicyName="own", PolicyDocument=IDENTITY_POLICY)
    iam.create_group(GroupName="readers")
    iam.put_group_policy(GroupName="readers", PolicyName="read", PolicyDocument=IDENTITY_POLICY)
    iam.create_user(UserName="reader")
    iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=IDENTITY_POLICY)
    return {
        Entry("AWS::IAM::Role", "runner", (arn,)),
        Entry("AWS::IAM::ManagedPolicy", arn),
        Entry("AWS::IAM::Policy", "own|runner", ("Role",)),
        Entry("AWS::IAM::Policy", "read|readers", ("Group",)),
        Entry("AWS::IAM::Policy", "read|reader", ("User",)),
    }


def keys(client: Client) -> set[Entry]:
    """One enabled under an alias, one that waits for its deletion."""
    kms = client("kms")
    used, dropped = (kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(2))
    kms.create_alias(AliasName="alias/data", TargetKeyId=used)
    kms.schedule_key_deletion(KeyId=dropped)
    return {
        Entry("AWS::KMS::Key", used, ("Enabled",)),
        Entry("AWS::KMS::Key", dropped, ("PendingDeletion",)),
        Entry("AWS::KMS::Alias", "alias/data", (used,)),
    }


def messaging(client: Client) -> set[Entry]:
    """Topics and queues, one of each with a policy, and a subscription between them."""
    sns, sqs = client("sns"), client("sqs")
    bare, guarded = (sns.create_topic(Name=name)["TopicArn"] for name in ("bare", "guarded"))
    sns.set_topic_attributes(
        TopicArn=guarded, AttributeName="Policy", AttributeValue=resource_policy("sns:Publish", guarded)
    )
    plain, closed = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("plain", "closed"))
    arns = [
        sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        for url in (plain, closed)
    ]
    sqs.set_queue_attributes(QueueUrl=closed, Attributes={"Policy": resource_policy("sqs:SendMessage", arns[1])})
    subscription = sns.subscribe(TopicArn=bare, Protocol="sqs", Endpoint=arns[0])["SubscriptionArn"]
    return {
        Entry("AWS::SNS::Topic", bare),
        Entry("AWS::SNS::Topic", guarded),
        Entry("AWS::SNS::TopicPolicy", guarded),
        Entry("AWS::SNS::Subscription", subscription, (bare, "sqs", arns[0])),
        Entry("AWS::SQS::Queue", plain),
        Entry("AWS::SQS::Queue", closed),
        Entry("AWS::SQS::QueuePolicy", closed),
    }


def rules(client: Client) -> set[Entry]:
    """One of the default bus, with a target, and one of another bus."""
    events = client("events")
    events.create_event_bus(Name="orders")
    for bus in ("default", "orders"):
        events.put_rule(Name="any", EventBusName=bus, EventPattern='{"source": ["aws.codecommit"]}')
    topic = client("sns").create_topic(Name="told")["TopicArn"]
    events.put_targets(Rule="any", Targets=[{"Id": "topic", "Arn": topic}])
    return {
        Entry("AWS::SNS::Topic", topic),
        Entry("AWS::Events::Rule", "any", (f"topic {topic}",)),
        Entry("AWS::Events::Rule", "orders|any"),
    }


def watching(client: Client) -> set[Entry]:
    """A log group, an alarm, a parameter."""
    client("logs").create_log_group(logGroupName="/app")
    client("cloudwatch").put_metric_alarm(
        AlarmName="late",
        MetricName="Age",
        Namespace="App",
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )
    client("ssm").put_parameter(Name="/app/size", Value="3", Type="String")
    return {
        Entry("AWS::Logs::LogGroup", "/app"),
        Entry("AWS::CloudWatch::Alarm", "late"),
        Entry("AWS::SSM::Parameter", "/app/size", ("String",)),
    }


def learning(client: Client) -> set[Entry]:
    """A model, its endpoint configuration and its endpoint with its log, and a group of model packages."""
    sagemaker = client("sagemaker")
    image = "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.8.0-cpu-py312"
    runner = role(client, "runner", *SERVICES)
    container = {"Image": image}
    model = sagemaker.create_model(ModelName="m", PrimaryContainer=container, ExecutionRoleArn=runner)["ModelArn"]
    variant = {"VariantName": "all", "ModelName": "m", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    config = sagemaker.create_endpoint_config(EndpointConfigName="c", ProductionVariants=[variant])["EndpointConfigArn"]
    endpoint = sagemaker.create_endpoint(EndpointName="e", EndpointConfigName="c")["EndpointArn"]
    status = sagemaker.describe_endpoint(EndpointName="e")["EndpointStatus"]
    group = sagemaker.create_model_package_group(ModelPackageGroupName="g")["ModelPackageGroupArn"]
    return {
        Entry("AWS::IAM::Role", "runner"),
        Entry("AWS::IAM::Policy", "actions|runner", ("Role",)),
        Entry("AWS::SageMaker::Model", model),
        Entry("AWS::SageMaker::EndpointConfig", config),
        Entry("AWS::SageMaker::Endpoint", endpoint, (status,)),
        Entry("AWS::SageMaker::ModelPackageGroup", group),
        Entry("AWS::Logs::LogGroup", "/aws/sagemaker/Endpoints/e"),
    }


def delivery(client: Client) -> set[Entry]:
    """A repository, a state machine, a pipeline."""
    repository = client("codecommit").create_repository(repositoryName="code")["repositoryMetadata"]["repositoryId"]
    runner = role(client, "runner", *SERVICES, actions=())
    definition = json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})
    machine = client("stepfunctions").create_state_machine(name="flow", definition=definition, roleArn=runner)
    client("s3").create_bucket(Bucket="artifacts")
    client("codepipeline").create_pipeline(pipeline=pipeline(runner))
    return {
        Entry("AWS::IAM::Role", "runner"),
        Entry("AWS::S3::Bucket", "artifacts"),
        Entry("AWS::CodeCommit::Repository", repository, ("code",)),
        Entry("AWS::StepFunctions::StateMachine", machine["stateMachineArn"]),
        Entry("AWS::CodePipeline::Pipeline", "release"),
    }


def pipeline(role_arn: str) -> dict[str, Any]:
    """The least pipeline that CodePipeline takes."""
    settings = {"RepositoryName": "code", "BranchName": "main"}
    source = action("Source", "Source", "CodeCommit", configuration=settings, outputArtifacts=[{"name": "Code"}])
    approval = action("Approve", "Approval", "Manual")
    return {
        "name": "release",
        "roleArn": role_arn,
        "artifactStore": {"type": "S3", "location": "artifacts"},
        "stages": [{"name": "Source", "actions": [source]}, {"name": "Approve", "actions": [approval]}],
    }


CASES: tuple[Make, ...] = (buckets, identities, keys, messaging, rules, watching, learning, delivery)


def test_a_new_account_is_empty(host: MotoHost) -> None:
    """What AWS itself keeps in every account is no resource of the account's owner."""
    assert inventory(host) == frozenset()


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
def test_everything_made_is_shown(host: MotoHost, make: Make) -> None:
    """Each with its id and details, and nothing else."""
    made = make(host.client)
    assert inventory(host) == made


def test_stacks_until_they_are_deleted(host: MotoHost) -> None:
    """A stack is there with its status; once deleted CloudFormation still lists it, the inventory does not.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html
    """
    cloudformation = host.client("cloudformation")
    body = json.dumps({"Resources": {"Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}})
    stack = cloudformation.create_stack(StackName="empty", TemplateBody=body)["StackId"]
    assert inventory(host) == {Entry("AWS::CloudFormation::Stack", stack, ("CREATE_COMPLETE",))}
    cloudformation.delete_stack(StackName="empty")
    assert inventory(host) == frozenset()


def test_every_page_is_read(host: MotoHost) -> None:
    """More parameters than Systems Manager lists at once: at most 50.

    https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
    """
    names = {f"/app/{number}" for number in range(51)}
    for name in names:
        host.client("ssm").put_parameter(Name=name, Value="1", Type="String")
    first = host.client("ssm").describe_parameters()["Parameters"]
    assert len(first) < len(names)
    assert {entry.id for entry in inventory(host)} == names


def test_every_type_of_the_engine_is_shown() -> None:
    """But those that nothing lists."""
    assert {*TYPES, *WITHOUT_A_LISTING} == set(HANDLERS)
