"""A request as a JSON object."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cfnproof.errors import CfnproofError
from cfnproof.iam.arn import Arn, is_account_id
from cfnproof.iam.context import complete
from cfnproof.iam.lines.objects import members
from cfnproof.iam.principals import parse_principal
from cfnproof.iam.request import Principal, Request, Values

_REQUEST_MEMBERS: Final = {
    "principal": True,
    "action": True,
    "resource": True,
    "resourceAccount": False,
    "context": False,
}


def read_request(value: Any) -> Request:  # noqa: ANN401  # any of JSON's values
    """The request with the context keys that follow from it. Raises CfnproofError for what is none."""
    body = members(value, _REQUEST_MEMBERS, "request")
    principal = parse_principal(body["principal"])
    action, resource = body["action"], body["resource"]
    if not isinstance(action, str) or not all(action.partition(":")) or any(each in action for each in "*?"):
        raise CfnproofError(f"request.action is no action but {action!r}: write it as s3:GetObject")
    if not isinstance(resource, str) or not resource:
        raise CfnproofError(f"request.resource is no text but {resource!r}: write an ARN or '*'")
    account = body.get("resourceAccount")
    if account is None:
        account = _owner(resource, principal)
    elif not isinstance(account, str) or not is_account_id(account):
        raise CfnproofError(f"request.resourceAccount is no account id of 12 digits but {account!r}")
    return complete(Request(principal, action, resource, account, _context(body.get("context"))))


def _owner(resource: str, principal: Principal) -> str:
    """The account in an ARN; that of who asks where the ARN has none; none where the resource is AWS's own."""
    arn = Arn.of(resource)
    if arn is None or not arn.account:
        return principal.account
    return arn.account if is_account_id(arn.account) else ""


def _context(value: Any) -> Mapping[str, Values]:  # noqa: ANN401  # any of JSON's values
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise CfnproofError("request.context is no object")
    found: dict[str, Values] = {}
    for key, given in value.items():
        if key.lower() in found:
            raise CfnproofError(f"request.context has the key {key!r} twice: letter case does not count")
        if isinstance(given, Sequence) and not isinstance(given, str):
            found[key.lower()] = tuple(_text(each, key) for each in given)
        else:
            found[key.lower()] = _text(given, key)
    return found


def _text(value: Any, key: str) -> str:  # noqa: ANN401  # any of JSON's values
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float):
        raise CfnproofError(f"request.context has no text, number or Boolean under {key!r}, nor a list of them")
    return str(value)
