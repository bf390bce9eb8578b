"""What CloudFormation in LocalStack replaces of the resources that the plugin brings."""

import json

import pytest

from cfnproof.hosts.localstack.host import LocalStackHost
from tests.waiting import until

TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]}
TRUST["Statement"][0]["Principal"] = {"Service": "sagemaker.amazonaws.com"}  # type: ignore[index]  # it is a list
IMAGE = {"Fn::Sub": "763104351884.dkr.ecr.${AWS::Region}.amazonaws.com/pytorch-inference:2.6.0-cpu-py312"}


def template(path: str, **beside: str) -> str:
    """A model whose role is another once its path is."""
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": TRUST, "Path": path}}
    properties = {"ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]}, "PrimaryContainer": {"Image": IMAGE}}
    model = {"Type": "AWS::SageMaker::Model", "Properties": properties, **beside}
    return json.dumps({"Resources": {"Role": role, "Model": model}})


@pytest.mark.parametrize("beside", [{}, {"UpdateReplacePolicy": "Retain"}], ids=["deleted", "retained"])
def test_a_model_is_replaced_when_its_role_is(host: LocalStackHost, beside: dict[str, str]) -> None:
    """Nothing in the model's own part of the template has changed: the role's ARN has."""
    stacks, models = host.client("cloudformation"), host.client("sagemaker")

    def settle() -> str:
        def look() -> str:
            return str(stacks.describe_stacks(StackName="demo")["Stacks"][0]["StackStatus"])

        return until(look, lambda one: not one.endswith("IN_PROGRESS"), "the end of demo", 20.0)

    def roles() -> dict[str, str]:
        names = [one["ModelName"] for one in models.list_models()["Models"]]
        return {name: models.describe_model(ModelName=name)["ExecutionRoleArn"].split("/")[1] for name in names}

    made = {"StackName": "demo", "Capabilities": ["CAPABILITY_IAM"]}
    stacks.create_stack(TemplateBody=template("/one/", **beside), **made)
    assert settle() == "CREATE_COMPLETE"
    (first,) = roles()
    stacks.update_stack(TemplateBody=template("/two/", **beside), **made)
    assert settle() == "UPDATE_COMPLETE"
    kept = {first: "one"} if beside else {}
    new = {name: role for name, role in roles().items() if name != first}
    assert (list(new.values()), {name: role for name, role in roles().items() if name == first}) == (["two"], kept)
