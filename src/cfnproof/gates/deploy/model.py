"""The model that `${model.name}` stands for: SageMaker's, with the role that it runs as, made before the stacks.

The role may pull the model's image and write the log and metrics of an endpoint: all that hosting takes of a model
without data.
https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms
"""

import json
from typing import Any, Final

from cfnproof.hosts.host import Host
from cfnproof.iam.arn import Arn
from cfnproof.template.images import image_uri, repository_arn

NAME: Final = "cfnproof-model"
_IMAGE: Final = "pytorch-inference"
_TRUST: Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
_SIGN_IN: Final = ("ecr:GetAuthorizationToken",)
_PULL: Final = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
_LOG: Final = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents")
_MEASURE: Final = ("cloudwatch:PutMetricData",)
_PLACE: Final = "/aws/sagemaker/Endpoints"
"""The namespace of an endpoint's metrics, and what the names of endpoints' log groups begin with."""


def make_model(host: Host) -> str:
    """Make the model in the host's region, with a role that may host it; return its name."""
    iam = host.client("iam")
    role = iam.create_role(RoleName=NAME, AssumeRolePolicyDocument=json.dumps(_TRUST))["Role"]["Arn"]
    partition = Arn.known(role).partition
    groups = f"arn:{partition}:logs:{host.region}:{host.account}:log-group:{_PLACE}/*"
    statements = [
        _allow(_SIGN_IN, "*"),
        _allow(_PULL, repository_arn(_IMAGE, host.region)),
        _allow(_LOG, groups),
        _allow(_MEASURE, "*") | {"Condition": {"StringEquals": {"cloudwatch:namespace": _PLACE}}},
    ]
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    iam.put_role_policy(RoleName=NAME, PolicyName="host", PolicyDocument=policy)
    container = {"Image": image_uri(_IMAGE, host.region)}
    host.client("sagemaker").create_model(ModelName=NAME, ExecutionRoleArn=role, PrimaryContainer=container)
    return NAME


def _allow(actions: tuple[str, ...], resource: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resource}
