"""The model that `${model.name}` stands for: SageMaker's, with the role that it runs as, made before the stacks.

https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
"""

import json
from typing import Final

from cfnproof.hosts.host import Host
from cfnproof.template.images import image_uri

NAME: Final = "cfnproof-model"
_IMAGE: Final = "pytorch-inference"
_TRUST: Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def make_model(host: Host) -> str:
    """Make the model in the host's region; return its name."""
    role = host.client("iam").create_role(RoleName=NAME, AssumeRolePolicyDocument=json.dumps(_TRUST))["Role"]
    container = {"Image": image_uri(_IMAGE, host.region)}
    host.client("sagemaker").create_model(ModelName=NAME, ExecutionRoleArn=role["Arn"], PrimaryContainer=container)
    return NAME
