"""The permissions boundaries of users, which moto has not: it takes none and shows none.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPermissionsBoundary.html
"""

from typing import Any, Final

from moto.core.responses import ActionResult, EmptyResult
from moto.core.serialize import never_return
from moto.iam.exceptions import InvalidInput, NoSuchEntity
from moto.iam.models import IAMBackend, User
from moto.iam.responses import IamResponse

_LISTED: Final = "ListUsersResponse.Users.User.PermissionsBoundary"
_create: Final = IamResponse.create_user


def _create_with_boundary(response: Any) -> ActionResult:  # noqa: ANN401  # moto's response object
    arn = _asked(response)
    if arn:
        _check(response.backend, arn)
    answer = _create(response)
    answer.result["User"].permissions_boundary_arn = arn
    return answer


def _put(response: Any) -> ActionResult:  # noqa: ANN401  # as above
    user, arn = _user(response), _asked(response)
    _check(response.backend, arn)
    user.permissions_boundary_arn = arn
    return EmptyResult()


def _delete(response: Any) -> ActionResult:  # noqa: ANN401  # as above
    _user(response).permissions_boundary_arn = None
    return EmptyResult()


def _user(response: Any) -> Any:  # noqa: ANN401  # as above
    return response.backend.get_user(response._get_param("UserName"))  # noqa: SLF001  # how moto reads a request


def _asked(response: Any) -> Any:  # noqa: ANN401  # as above
    return response._get_param("PermissionsBoundary")  # noqa: SLF001  # as above


def _check(backend: IAMBackend, arn: str) -> None:
    """A boundary is a managed policy that exists, of the account or of AWS.

    Raises InvalidInput for what is no policy's ARN, NoSuchEntity for a policy that does not exist, in the words of
    AttachUserPolicy.
    """
    if backend.policy_arn_regex.match(arn) is None:
        raise InvalidInput(f"ARN {arn} is not valid.")
    if arn not in backend.managed_policies:
        raise NoSuchEntity(f"Policy {arn} does not exist or is not attachable.")


def _shown(user: Any) -> dict[str, str] | None:  # noqa: ANN401  # moto's user
    """What GetUser shows; https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachedPermissionsBoundary.html."""
    arn = user.permissions_boundary_arn
    return {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": arn} if arn else None


def install() -> None:
    """Let moto's users have boundaries. ListUsers does not show them."""
    User.permissions_boundary_arn = None
    User.permissions_boundary = property(_shown)
    IamResponse.create_user = _create_with_boundary
    IamResponse.put_user_permissions_boundary = _put
    IamResponse.delete_user_permissions_boundary = _delete
    IamResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER[_LISTED] = never_return


def remove() -> None:
    """Give moto its own behaviour back."""
    IamResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER.pop(_LISTED)
    IamResponse.create_user = _create
    del IamResponse.put_user_permissions_boundary, IamResponse.delete_user_permissions_boundary
    del User.permissions_boundary_arn, User.permissions_boundary
