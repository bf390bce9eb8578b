"""Requests to IAM's simulation and to its service-specific credentials that succeed."""

import json
from collections.abc import Mapping
from typing import Any, Final

from tests.unit.emulator.operations.requests import Requests
from tests.unit.emulator.operations.workspace import Workspace

_POLICY: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::data/${aws:username}/*",
            "Condition": {"Bool": {"aws:SecureTransport": "true"}},
        },
    }
)
_CODECOMMIT: Final = "codecommit.amazonaws.com"
_ASKED: Final = {"ActionNames": ["s3:GetObject"], "ResourceArns": ["arn:aws:s3:::data/ana/rows.csv"]}


def _user(workspace: Workspace) -> str:
    """A user with a policy."""
    name, iam = workspace.name("ana"), workspace.client("iam")
    arn: str = iam.create_user(UserName=name)["User"]["Arn"]
    iam.put_user_policy(UserName=name, PolicyName="read", PolicyDocument=_POLICY)
    return arn


def _of(**members: Any) -> Any:  # noqa: ANN401  # as the API
    """A request about a new user."""
    return lambda workspace: {"PolicySourceArn": _user(workspace), **members}


def _service_user(workspace: Workspace) -> dict[str, str]:
    """A user without credentials."""
    name = workspace.name("git")
    workspace.client("iam").create_user(UserName=name)
    return {"UserName": name, "ServiceName": _CODECOMMIT}


def _credential(workspace: Workspace) -> dict[str, str]:
    """A user with credentials, and their id."""
    user = _service_user(workspace)
    made = workspace.client("iam").create_service_specific_credential(**user)["ServiceSpecificCredential"]
    return {"UserName": user["UserName"], "ServiceSpecificCredentialId": made["ServiceSpecificCredentialId"]}


REQUESTS: Final[Mapping[str, Requests]] = {
    "CreateServiceSpecificCredential": _service_user,
    "DeleteServiceSpecificCredential": _credential,
    "GetContextKeysForCustomPolicy": lambda _: {"PolicyInputList": [_POLICY]},
    "GetContextKeysForPrincipalPolicy": _of(),
    "ListServiceSpecificCredentials": _service_user,
    "ResetServiceSpecificCredential": _credential,
    "SimulateCustomPolicy": lambda _: {"PolicyInputList": [_POLICY], **_ASKED},
    "SimulatePrincipalPolicy": _of(**_ASKED),
    "UpdateServiceSpecificCredential": lambda workspace: {**_credential(workspace), "Status": "Inactive"},
}
