"""The tags of resources are those of aws:ResourceTag.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourcetag
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pytest

from cfnproof.hosts.moto.host import MotoHost, moto_host
from tests.roles import role

TEAM: Final = [{"Key": "Team", "Value": "red"}]
DOCUMENT: Final = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
)


@pytest.fixture(scope="module")
def host() -> Iterator[MotoHost]:
    """One account for all: each case has a resource of its own."""
    with moto_host() as started:
        role(started.client, "machine", "states.amazonaws.com", "lambda.amazonaws.com")
        yield started


def _arn(host: MotoHost, resource: str, service: str = "iam", region: str = "") -> str:
    return f"arn:aws:{service}:{region}:{host.account}:{resource}"


def _secret(host: MotoHost) -> None:
    client = host.client("secretsmanager")
    client.create_secret(Name="password", SecretString="x", Tags=TEAM)
    client.get_secret_value(SecretId="password")


def _parameter(name: str) -> Callable[[MotoHost], None]:
    def used(host: MotoHost) -> None:
        client = host.client("ssm")
        client.put_parameter(Name=name, Value="x", Type="String", Tags=TEAM)
        client.get_parameter(Name=name)

    return used


def _function(host: MotoHost) -> None:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("index.py", "")
    client = host.client("lambda")
    client.create_function(
        FunctionName="f",
        Runtime="python3.12",
        Handler="index.f",
        Role=_arn(host, "role/machine"),
        Code={"ZipFile": code.getvalue()},
        Tags={"Team": "red"},
    )
    client.get_function(FunctionName="f")


def _state_machine(host: MotoHost) -> None:
    client = host.client("stepfunctions")
    definition = json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})
    machine = client.create_state_machine(
        name="m", definition=definition, roleArn=_arn(host, "role/machine"), tags=[{"key": "Team", "value": "red"}]
    )
    client.describe_state_machine(stateMachineArn=machine["stateMachineArn"])


def _alarm(host: MotoHost) -> None:
    client = host.client("cloudwatch")
    client.put_metric_alarm(
        AlarmName="loud",
        Namespace="n",
        MetricName="m",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        Tags=TEAM,
    )
    client.delete_alarms(AlarmNames=["loud"])


def _image_repository(host: MotoHost) -> None:
    client = host.client("ecr")
    client.create_repository(repositoryName="images", tags=TEAM)
    client.list_images(repositoryName="images")


def _managed_policy(host: MotoHost) -> None:
    client = host.client("iam")
    policy = client.create_policy(PolicyName="p", PolicyDocument=DOCUMENT, Tags=TEAM)["Policy"]["Arn"]
    client.get_policy(PolicyArn=policy)


def _log_group(host: MotoHost) -> None:
    client = host.client("logs")
    client.create_log_group(logGroupName="/app", tags={"Team": "red"})
    client.put_retention_policy(logGroupName="/app", retentionInDays=7)


CASES: Final[Mapping[str, Callable[[MotoHost], None]]] = {
    "secretsmanager:GetSecretValue": _secret,
    "ssm:GetParameter": _parameter("/app/name"),
    "lambda:GetFunction": _function,
    "states:DescribeStateMachine": _state_machine,
    "cloudwatch:DeleteAlarms": _alarm,
    "ecr:ListImages": _image_repository,
    "iam:GetPolicy": _managed_policy,
    "logs:PutRetentionPolicy": _log_group,
}
"""By the action that asks for a resource which has the tag Team."""


def _context(host: MotoHost, action: str) -> Mapping[str, Any]:
    found = [one.request for one in host.control.ledger.entries() if one.request.action == action]
    return found[-1].context


@pytest.mark.parametrize("action", CASES)
def test_a_resource_s_tags_are_sent(host: MotoHost, action: str) -> None:
    """As moto keeps them, each service in its own way."""
    CASES[action](host)
    assert _context(host, action)["aws:resourcetag/team"] == "red"


def test_a_parameter_s_name_may_have_no_slash(host: MotoHost) -> None:
    """Its ARN has one in either case."""
    _parameter("plain")(host)
    assert _context(host, "ssm:GetParameter")["aws:resourcetag/team"] == "red"


def test_what_aws_publishes_has_no_tags(host: MotoHost) -> None:
    """Neither its parameters nor its policies are of an account."""
    region = "/aws/service/global-infrastructure/regions/us-east-1"
    host.client("ssm").get_parameter(Name=region)
    host.client("iam").get_policy(PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    for action in ("ssm:GetParameter", "iam:GetPolicy"):
        assert not any(key.startswith("aws:resourcetag/") for key in _context(host, action))
