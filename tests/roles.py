"""Roles and users for tests to make things with."""

import json
from collections.abc import Sequence
from typing import Final

from cfnproof.emulator.context import ClientOf

EVERYTHING: Final = "*"


def role(
    client: ClientOf, name: str, *services: str, roles: Sequence[str] = (), actions: Sequence[str] = (EVERYTHING,)
) -> str:
    """A role that services, as `states.amazonaws.com`, or roles and accounts, may assume; its ARN.

    It may do `actions` on everything: all of them, in tests that are not about permissions.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """
    principals = {kind: list(named) for kind, named in (("Service", services), ("AWS", roles)) if named}
    statement = {"Effect": "Allow", "Principal": principals, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam = client("iam")
    arn: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    if actions:
        iam.put_role_policy(RoleName=name, PolicyName="actions", PolicyDocument=_policy(actions))
    return arn


def user(client: ClientOf, name: str, *, actions: Sequence[str] = (EVERYTHING,)) -> str:
    """A user who may do `actions` on everything; the id of an access key.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users.html
    """
    iam = client("iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="actions", PolicyDocument=_policy(actions))
    return str(iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"])


def _policy(actions: Sequence[str]) -> str:
    allowed = {"Effect": "Allow", "Action": list(actions), "Resource": EVERYTHING}
    return json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
