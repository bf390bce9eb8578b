"""Resources by one name in many services, so that generated calls find some."""

import json
from typing import Final

from tests.roles import role
from tests.unit.hosts.serving.client import ACCOUNT, Served
from tests.unit.hosts.serving.generated_members import NAME

_TEMPLATE: Final = '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}'
_MACHINE: Final = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}'
_SERVICES: Final = (
    "lambda.amazonaws.com",
    "states.amazonaws.com",
    "sagemaker.amazonaws.com",
    "codepipeline.amazonaws.com",
)
_IMAGE: Final = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"


def make(served: Served) -> None:
    """Make them."""
    arn = role(served.client, NAME, *_SERVICES, actions=["s3:*"])
    _make_stores(served)
    _make_messages(served)
    iam = served.client("iam")
    iam.create_user(UserName=NAME)
    iam.create_group(GroupName=NAME)
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    iam.create_policy(PolicyName=NAME, PolicyDocument=json.dumps(document))
    served.client("stepfunctions").create_state_machine(name=NAME, definition=_MACHINE, roleArn=arn)
    served.client("cloudformation").create_stack(StackName=NAME, TemplateBody=_TEMPLATE)
    sagemaker = served.client("sagemaker")
    sagemaker.create_model(ModelName=NAME, PrimaryContainer={"Image": _IMAGE}, ExecutionRoleArn=arn)


def _make_stores(served: Served) -> None:
    s3 = served.client("s3")
    s3.create_bucket(Bucket=NAME)
    s3.put_object(Bucket=NAME, Key=NAME, Body=b"known")
    codecommit = served.client("codecommit")
    codecommit.create_repository(repositoryName=NAME)
    codecommit.put_file(repositoryName=NAME, branchName="main", filePath=NAME, fileContent=b"known")
    served.client("ssm").put_parameter(Name=NAME, Value="known", Type="String")
    served.client("secretsmanager").create_secret(Name=NAME, SecretString="known")
    kms = served.client("kms")
    kms.create_alias(AliasName=f"alias/{NAME}", TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"])


def _make_messages(served: Served) -> None:
    served.client("sns").create_topic(Name=NAME)
    served.client("sqs").create_queue(QueueName=NAME)
    events = served.client("events")
    events.put_rule(Name=NAME, ScheduleExpression="rate(1 day)")
    events.put_targets(Rule=NAME, Targets=[{"Id": NAME, "Arn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:{NAME}"}])
    logs = served.client("logs")
    logs.create_log_group(logGroupName=NAME)
    logs.create_log_stream(logGroupName=NAME, logStreamName=NAME)
    alarm = {"ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1, "MetricName": NAME, "Threshold": 1.0}
    served.client("cloudwatch").put_metric_alarm(AlarmName=NAME, Namespace=NAME, Period=60, Statistic="Sum", **alarm)
