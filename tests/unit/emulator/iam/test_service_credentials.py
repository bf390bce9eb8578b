"""Service-specific credentials of IAM users.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html
"""

import json
import re
from typing import Any, Final

import pytest

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.iam.service import Iam
from tests.roles import role, user
from tests.unit.emulator.account import Emulated
from tests.unit.emulator.iam.account import Account, refusal

SERVICE: Final = "codecommit.amazonaws.com"
_UNKNOWN: Final = "ACCAIOSFODNN7EXAMPLE1"
_OPERATIONS: Final = ("delete", "reset", "update")


def _create(account: Account, name: str) -> dict[str, Any]:
    made = account.iam.create_service_specific_credential(UserName=name, ServiceName=SERVICE)
    found: dict[str, Any] = made["ServiceSpecificCredential"]
    return found


def _listed(account: Account, name: str, **members: str) -> list[dict[str, Any]]:
    answer = account.iam.list_service_specific_credentials(UserName=name, **members)
    found: list[dict[str, Any]] = answer["ServiceSpecificCredentials"]
    return found


def test_the_password_is_shown_once(account: Account) -> None:
    """What is listed later has all else."""
    account.user("once")
    made = _create(account, "once")
    number = account.host.account
    assert made["ServiceUserName"] == f"once-at-{number}"
    assert (made["UserName"], made["ServiceName"], made["Status"]) == ("once", SERVICE, "Active")
    assert re.fullmatch(r"ACCA[A-Z0-9]{17}", made["ServiceSpecificCredentialId"])
    assert re.fullmatch(r"[A-Za-z0-9]{43}=", made["ServicePassword"])
    del made["ServicePassword"]
    assert _listed(account, "once") == [made]


def test_a_user_has_two_at_most(account: Account) -> None:
    """The second one's user name has a number; a deleted one makes room."""
    account.user("twice")
    first, second = (_create(account, "twice") for _ in range(2))
    number = account.host.account
    assert second["ServiceUserName"] == f"twice+1-at-{number}"
    with pytest.raises(account.iam.exceptions.LimitExceededException) as error:
        _create(account, "twice")
    assert error.value.response["Error"]["Message"] == "Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2"
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409
    account.iam.delete_service_specific_credential(
        UserName="twice", ServiceSpecificCredentialId=first["ServiceSpecificCredentialId"]
    )
    assert _create(account, "twice")["ServiceUserName"] == f"twice-at-{number}"
    account.user("beside")
    _create(account, "beside")


def test_it_is_reset_and_made_inactive(account: Account) -> None:
    """A reset shows the new password, once again; the rest stays."""
    account.user("changing")
    made = _create(account, "changing")
    named = {"UserName": "changing", "ServiceSpecificCredentialId": made["ServiceSpecificCredentialId"]}
    account.iam.update_service_specific_credential(**named, Status="Inactive")
    assert [one["Status"] for one in _listed(account, "changing", ServiceName=SERVICE)] == ["Inactive"]
    reset = account.iam.reset_service_specific_credential(**named)["ServiceSpecificCredential"]
    assert reset["ServicePassword"] != made["ServicePassword"]
    assert reset["ServiceUserName"] == made["ServiceUserName"]
    assert reset["Status"] == "Inactive"


def test_who_names_no_user_is_meant(account: Account) -> None:
    """IAM decides on the caller's own ARN then."""
    key = user(account.host.client, "own")
    statement = {"Effect": "Allow", "Action": "iam:*", "Resource": f"arn:aws:iam::{account.host.account}:user/own"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    account.iam.put_user_policy(UserName="own", PolicyName="actions", PolicyDocument=document)
    iam = account.host.client("iam", access_key=key)
    made = iam.create_service_specific_credential(UserName="own", ServiceName=SERVICE)["ServiceSpecificCredential"]
    key_id = made["ServiceSpecificCredentialId"]
    assert [
        one["ServiceUserName"] for one in iam.list_service_specific_credentials()["ServiceSpecificCredentials"]
    ] == [made["ServiceUserName"]]
    iam.update_service_specific_credential(ServiceSpecificCredentialId=key_id, Status="Inactive")
    iam.reset_service_specific_credential(ServiceSpecificCredentialId=key_id)
    iam.delete_service_specific_credential(ServiceSpecificCredentialId=key_id)
    account.user("other")
    code, message = refusal(iam.create_service_specific_credential, UserName="other", ServiceName=SERVICE)
    assert (code, "iam:CreateServiceSpecificCredential on resource" in message) == ("AccessDenied", True)


def test_what_is_refused(account: Account) -> None:
    """Each operation's page lists its errors."""
    account.user("refused")
    account.user("stranger")
    theirs = _create(account, "stranger")["ServiceSpecificCredentialId"]
    iam = account.iam
    code, message = refusal(iam.create_service_specific_credential, UserName="absent", ServiceName=SERVICE)
    assert (code, message) == ("NoSuchEntity", "The user with name absent cannot be found.")
    assert refusal(iam.list_service_specific_credentials, UserName="absent")[0] == "NoSuchEntity"
    for service in ("s3.amazonaws.com", "codecommit"):
        code, message = refusal(iam.create_service_specific_credential, UserName="refused", ServiceName=service)
        assert (code, SERVICE in message) == ("NotSupportedService", True)
        assert refusal(iam.list_service_specific_credentials, UserName="refused", ServiceName=service)[0] == code
    for operation in _OPERATIONS:
        more = {"Status": "Active"} if operation == "update" else {}
        for key in (_UNKNOWN, theirs):
            code, message = refusal(
                getattr(iam, f"{operation}_service_specific_credential"),
                UserName="refused",
                ServiceSpecificCredentialId=key,
                **more,
            )
            assert (code, key in message) == ("NoSuchEntity", True)


def test_a_status_that_is_none_is_refused() -> None:
    """The model's enumeration is checked, as for every operation."""
    emulated = Emulated(Iam())
    with pytest.raises(ServiceError, match="ValidationError"):
        emulated.call("UpdateServiceSpecificCredential", ServiceSpecificCredentialId=_UNKNOWN, Status="Gone")


def test_a_role_must_name_a_user(account: Account) -> None:
    """It is no user itself."""
    arn = role(account.host.client, "nameless", roles=(account.host.account,), actions=("iam:*",))
    session = account.host.client("sts").assume_role(RoleArn=arn, RoleSessionName="ana")["Credentials"]
    iam = account.host.client("iam", access_key=session["AccessKeyId"])
    code, message = refusal(iam.list_service_specific_credentials)
    assert (code, message) == ("ValidationError", "Must specify userName when calling with non-User credentials")


def test_all_regions_have_the_same(account: Account) -> None:
    """IAM is global: https://docs.aws.amazon.com/general/latest/gr/iam-service.html."""
    account.user("global")
    _create(account, "global")
    elsewhere = account.host.client("iam", region="eu-west-1")
    assert len(elsewhere.list_service_specific_credentials(UserName="global")["ServiceSpecificCredentials"]) == 1
