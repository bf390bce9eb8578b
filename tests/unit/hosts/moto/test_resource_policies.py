"""Policies of resources that services keep in a form of their own.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html
"""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.codepipeline.executions.artifacts import zipped
from cfnproof.hosts.moto.host import MotoHost, moto_host
from tests.roles import role, user

DENIED: Final = "AccessDeniedException"


@pytest.fixture
def host() -> Iterator[MotoHost]:
    """An account with a user who may do nothing by a policy of its own."""
    with moto_host() as started:
        yield started


def refusal(call: Any, **members: Any) -> str:  # noqa: ANN401  # boto3's
    """The code that a request is refused with, empty where it is answered."""
    try:
        call(**members)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


def function(host: MotoHost) -> str:
    """The name of a function."""
    runs_as = role(host.client, "runs", "lambda.amazonaws.com")
    code = {"ZipFile": zipped({"app.py": b""})}
    host.client("lambda").create_function(
        FunctionName="f", Runtime="python3.13", Role=runs_as, Handler="app.run", Code=code
    )
    return "f"


@pytest.mark.parametrize(("principal", "allowed"), [("{account}", False), ("arn:aws:iam::{account}:user/joe", True)])
def test_a_permission_of_a_function_for_an_account_or_a_user(principal: str, allowed: bool, host: MotoHost) -> None:  # noqa: FBT001  # a case's
    """An account that is named leaves it to its own policies, a user that is named needs none.

    https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-cross-account.html
    """
    name, key = function(host), user(host.client, "joe", actions=["s3:*"])
    named = principal.format(account=host.account)
    functions = host.client("lambda")
    functions.add_permission(FunctionName=name, StatementId="a", Action="lambda:GetFunction", Principal=named)
    assert refusal(functions.get_function, FunctionName=name) == ""
    wanted = "" if allowed else DENIED
    assert refusal(host.client("lambda", access_key=key).get_function, FunctionName=name) == wanted


def test_the_policy_of_an_image_repository_has_no_resource(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html ."""
    images, key = host.client("ecr"), user(host.client, "joe", actions=["s3:*"])
    images.create_repository(repositoryName="models")
    joe = {"AWS": f"arn:aws:iam::{host.account}:user/joe"}
    statement = {"Effect": "Allow", "Principal": joe, "Action": "ecr:ListImages"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    images.set_repository_policy(repositoryName="models", policyText=document)
    assert refusal(images.list_images, repositoryName="models") == ""
    other = host.client("ecr", access_key=key)
    assert refusal(other.list_images, repositoryName="models") == ""
    assert refusal(other.describe_images, repositoryName="models") == DENIED
    images.delete_repository_policy(repositoryName="models")
    assert refusal(other.list_images, repositoryName="models") == DENIED
