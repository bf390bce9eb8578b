"""What the tests simulate: policies, users and roles."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cfnproof.hosts.moto.host import MotoHost
from tests.roles import role

OBJECT = "arn:aws:s3:::data/rows.csv"


def statement(action: str | Sequence[str], resource: str | Sequence[str] = "*", **elements: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    """A statement that allows, unless its elements say otherwise."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def policy(*statements: dict[str, Any]) -> str:
    """A policy's text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@dataclass(frozen=True)
class Account:
    """An account that decides on requests, and its administrator's client of IAM."""

    host: MotoHost

    @property
    def iam(self) -> Any:  # noqa: ANN401  # boto3's clients have no types
        """The client."""
        return self.host.client("iam")

    def role(self, name: str, text: str = "") -> str:
        """The ARN of a role with an inline policy `inline`."""
        arn = role(self.host.client, name, "ec2.amazonaws.com", actions=())
        if text:
            self.iam.put_role_policy(RoleName=name, PolicyName="inline", PolicyDocument=text)
        return arn

    def user(self, name: str, text: str = "") -> str:
        """The ARN of a user with an inline policy `inline`."""
        arn: str = self.iam.create_user(UserName=name)["User"]["Arn"]
        if text:
            self.iam.put_user_policy(UserName=name, PolicyName="inline", PolicyDocument=text)
        return arn

    def managed(self, name: str, text: str) -> str:
        """The ARN of a managed policy."""
        arn: str = self.iam.create_policy(PolicyName=name, PolicyDocument=text)["Policy"]["Arn"]
        return arn

    def simulate(self, arn: str, action: str, *resources: str, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # as the API
        """The one result of SimulatePrincipalPolicy for one action."""
        if resources:
            members["ResourceArns"] = list(resources)
        answer = self.iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=[action], **members)
        (result,) = answer["EvaluationResults"]
        found: dict[str, Any] = result
        return found

    def custom(self, text: str, action: str, *resources: str, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # as the API
        """The one result of SimulateCustomPolicy for one policy and action."""
        if resources:
            members["ResourceArns"] = list(resources)
        answer = self.iam.simulate_custom_policy(PolicyInputList=[text], ActionNames=[action], **members)
        (result,) = answer["EvaluationResults"]
        found: dict[str, Any] = result
        return found


def refusal(method: Any, **members: Any) -> tuple[str, str]:  # noqa: ANN401  # boto3's clients have no types
    """The code and the message that a request is refused with."""
    with pytest.raises(ClientError) as refused:
        method(**members)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def sources(result: dict[str, Any]) -> list[str]:
    """The names of the policies of the statements that decided."""
    return [each["SourcePolicyId"] for each in result["MatchedStatements"]]
