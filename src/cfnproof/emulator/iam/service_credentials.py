"""Service-specific credentials: a user name and a password with which git comes to CodeCommit.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_ssh-keys.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html
"""

import hmac
import re
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.iam.errors import no_such_entity
from cfnproof.emulator.iam.state import IamContext, IamState, ServiceCredential
from cfnproof.emulator.ids import MIXED, UPPER
from cfnproof.emulator.service import Answer, Request

CODECOMMIT: Final = "codecommit.amazonaws.com"
_SERVICES: Final = (CODECOMMIT,)
_MOST: Final = 2
"""For each service and user."""
_ID: Final = "ACCA"
_USER: Final = re.compile(r"arn:[^:]+:iam::[0-9]{12}:user/(?:.*/)?([^/]+)")
_ACTIVE: Final = "Active"
_GONE: Final = 404
_LIMIT: Final = 409


class ServiceCredentialOperations:
    """Create, list, change, reset and delete service-specific credentials."""

    def create_service_specific_credential(self, context: IamContext, request: Request) -> Answer:
        """https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html ."""
        user, service = _user(context, request["UserName"]), _service(request["ServiceName"])
        known = _of_user(context, user["UserName"])
        if len(known) >= _MOST:
            raise ServiceError(
                "LimitExceeded", f"Cannot exceed quota for ServiceSpecificCredentialsPerUser: {_MOST}", _LIMIT
            )
        made = ServiceCredential(
            id=_ID + context.ids.token(17, UPPER),
            service=service,
            user=user["UserName"],
            user_id=user["UserId"],
            user_name=_free_name(context, user["UserName"]),
            password=_password(context),
            created=context.clock.now(),
            status=_ACTIVE,
        )
        context.state.credentials[made.id] = made
        return {"ServiceSpecificCredential": _shown_once(made)}

    def list_service_specific_credentials(self, context: IamContext, request: Request) -> Answer:
        """https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html ."""
        user = _user(context, _user_name(context, request))["UserName"]
        service = _service(request["ServiceName"]) if "ServiceName" in request else None
        found = [one for one in _of_user(context, user) if service in (None, one.service)]
        return {"ServiceSpecificCredentials": [_described(one) for one in found]}

    def update_service_specific_credential(self, context: IamContext, request: Request) -> Answer:
        """https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServiceSpecificCredential.html ."""
        _find(context, request).status = request["Status"]
        return {}

    def reset_service_specific_credential(self, context: IamContext, request: Request) -> Answer:
        """https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResetServiceSpecificCredential.html ."""
        found = _find(context, request)
        found.password = _password(context)
        return {"ServiceSpecificCredential": _shown_once(found)}

    def delete_service_specific_credential(self, context: IamContext, request: Request) -> Answer:
        """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceSpecificCredential.html ."""
        del context.state.credentials[_find(context, request).id]
        return {}


def credential_of(state: IamState, service: str, user_name: str, password: str) -> ServiceCredential | None:
    """The active credential of a user name and its password; None where there is none."""
    named = (one for one in list(state.credentials.values()) if (one.service, one.user_name) == (service, user_name))
    found = next(named, None)
    if found is None or not hmac.compare_digest(found.password.encode(), password.encode()):
        return None
    return found if found.status == _ACTIVE else None


def _user(context: IamContext, name: str) -> dict[str, Any]:
    """A user as GetUser describes it. Raises ServiceError NoSuchEntity."""
    try:
        user: dict[str, Any] = context.clients.inside()("iam").get_user(UserName=name)["User"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchEntity":
            raise no_such_entity("user", name) from error
        raise
    return user


def _user_name(context: IamContext, request: Request) -> str:
    """The user who is meant: the one who asks, where none is named."""
    if "UserName" in request:
        return str(request["UserName"])
    found = _USER.fullmatch(context.caller.arn)
    if found is None:
        raise ServiceError("ValidationError", "Must specify userName when calling with non-User credentials")
    return found[1]


def _service(name: str) -> str:
    if name not in _SERVICES:
        raise ServiceError(
            "NotSupportedService", f"No such service {name} is supported: give one of {', '.join(_SERVICES)}", _GONE
        )
    return name


def _of_user(context: IamContext, name: str) -> list[ServiceCredential]:
    """The credentials of the user who has a name now: those of an earlier one are gone with it."""
    user_id = _user(context, name)["UserId"]
    return [one for one in list(context.state.credentials.values()) if one.user_id == user_id]


def _find(context: IamContext, request: Request) -> ServiceCredential:
    wanted = request["ServiceSpecificCredentialId"]
    known = _of_user(context, _user_name(context, request))
    found = next((one for one in known if one.id == wanted), None)
    if found is None:
        raise ServiceError("NoSuchEntity", f"The Service Specific Credential with id {wanted} cannot be found.", _GONE)
    return found


def _free_name(context: IamContext, user: str) -> str:
    """The user name: a user's second one has a number."""
    taken = {one.user_name for one in list(context.state.credentials.values())}
    names = (f"{user}{number}-at-{context.account}" for number in ("", *(f"+{at}" for at in range(1, len(taken) + 2))))
    return next(name for name in names if name not in taken)


def _password(context: IamContext) -> str:
    return f"{context.ids.token(43, MIXED)}="


def _described(credential: ServiceCredential) -> dict[str, Any]:
    return {
        "UserName": credential.user,
        "Status": credential.status,
        "ServiceUserName": credential.user_name,
        "CreateDate": credential.created,
        "ServiceSpecificCredentialId": credential.id,
        "ServiceName": credential.service,
    }


def _shown_once(credential: ServiceCredential) -> dict[str, Any]:
    return {**_described(credential), "ServicePassword": credential.password}
