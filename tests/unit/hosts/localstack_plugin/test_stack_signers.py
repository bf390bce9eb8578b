"""With whose permissions CloudFormation in LocalStack makes a stack's resources."""

import json

from cfnproof.hosts.localstack.host import LocalStackHost
from tests.waiting import until

TEMPLATE = json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}})
SERVICE = {"Service": "cloudformation.amazonaws.com"}


def document(statement: dict[str, object]) -> str:
    """A policy document with one statement."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def test_a_stack_does_not_have_the_role_of_one_that_had_its_name(host: LocalStackHost) -> None:
    """Whoever makes it anew without a role needs the permissions."""
    iam = host.client("iam")
    role = iam.create_role(
        RoleName="maker", AssumeRolePolicyDocument=document({"Principal": SERVICE, "Action": "sts:AssumeRole"})
    )["Role"]["Arn"]
    iam.put_role_policy(
        RoleName="maker", PolicyName="own", PolicyDocument=document({"Action": "sns:*", "Resource": "*"})
    )
    iam.create_user(UserName="joe")
    may = document({"Action": ["cloudformation:*", "iam:PassRole"], "Resource": "*"})
    iam.put_user_policy(UserName="joe", PolicyName="own", PolicyDocument=may)
    key = iam.create_access_key(UserName="joe")["AccessKey"]["AccessKeyId"]
    stacks = host.client("cloudformation", access_key=key)

    def status(stack: str) -> str:
        def look() -> str:
            return str(stacks.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])

        return until(look, lambda one: not one.endswith("IN_PROGRESS"), f"the end of {stack}", 20.0)

    first = stacks.create_stack(StackName="topics", TemplateBody=TEMPLATE, RoleARN=role)["StackId"]
    assert status(first) == "CREATE_COMPLETE"
    stacks.delete_stack(StackName="topics")
    assert status(first) == "DELETE_COMPLETE"
    assert host.control.ledger.denials() == ()
    second = stacks.create_stack(StackName="topics", TemplateBody=TEMPLATE)["StackId"]
    assert status(second) == "CREATE_FAILED"
    (denied,) = {(one.request.principal.name, one.request.action) for one in host.control.ledger.denials()}
    assert denied == (f"arn:aws:iam::{host.account}:user/joe", "sns:CreateTopic")
