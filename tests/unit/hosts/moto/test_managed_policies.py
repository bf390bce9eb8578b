"""Policies that AWS manages, as they bear on requests."""

import pytest

from cfnproof.hosts.host import Host
from tests.roles import user


@pytest.mark.parametrize("policy", ["AmazonSageMakerFullAccess", "AWSBackupFullAccess"])
def test_a_policy_of_aws_may_be_longer_than_a_customers(aws_host: Host, policy: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html#aws-managed-policies."""
    key = user(aws_host.client, "trainer", actions=("sagemaker:ListModels",))
    aws_host.client("iam").attach_user_policy(UserName="trainer", PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    assert aws_host.client("sagemaker", access_key=key).list_models()["Models"] == []
