"""Roles for tests to make things with."""

import json
from collections.abc import Sequence

from cfnproof.emulator.context import ClientOf


def role(client: ClientOf, name: str, *services: str, roles: Sequence[str] = ()) -> str:
    """A role without permissions that services, as `states.amazonaws.com`, or roles, by ARN, may assume; its ARN.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """
    principals = {kind: list(named) for kind, named in (("Service", services), ("AWS", roles)) if named}
    statement = {"Effect": "Allow", "Principal": principals, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    arn: str = client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    return arn
