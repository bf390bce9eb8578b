"""The context keys that follow from who asks, and whose the resource is.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from cfnproof.iam.principals import role_of, service_names
from cfnproof.iam.request import Principal, PrincipalKind, Request, Values

TYPES: Final[Mapping[PrincipalKind, str]] = {
    PrincipalKind.ROOT: "Account",
    PrincipalKind.USER: "User",
    PrincipalKind.ROLE: "AssumedRole",
    PrincipalKind.SESSION: "AssumedRole",
    PrincipalKind.FEDERATED_USER: "FederatedUser",
    PrincipalKind.ANONYMOUS: "Anonymous",
}
"""The values of aws:PrincipalType."""


def complete(request: Request) -> Request:
    """The request with those of the keys that its context lacks. What the context has stays.

    The unique ids of users and roles are not known from their ARNs, so that aws:userid is only there for the others.
    """
    found = {**_of_principal(request), **_of_resource(request), **request.context}
    return replace(request, context=found)


def _of_principal(request: Request) -> Mapping[str, Values]:
    principal = request.principal
    found: dict[str, Values] = {}
    if principal.kind in TYPES:
        found["aws:principaltype"] = TYPES[principal.kind]
    if principal.kind is PrincipalKind.SERVICE:
        found["aws:principalisawsservice"] = "true"
        found["aws:principalservicename"] = principal.name
        found["aws:principalservicenameslist"] = tuple(sorted(service_names(request)))
    elif principal.kind is PrincipalKind.ANONYMOUS:
        found["aws:principalaccount"] = "anonymous"
        found["aws:userid"] = "anonymous"
    elif principal.account:
        found["aws:principalisawsservice"] = "false"
        found["aws:principalaccount"] = principal.account
        found["aws:principalarn"] = role_of(principal, request.context) or principal.name
        found.update(_names(principal))
    return found


def _names(principal: Principal) -> Mapping[str, str]:
    """aws:username and aws:userid, as far as the ARN has them."""
    name = principal.name.rsplit("/", 1)[-1]
    match principal.kind:
        case PrincipalKind.USER:
            return {"aws:username": name}
        case PrincipalKind.ROOT:
            return {"aws:userid": principal.account}
        case PrincipalKind.FEDERATED_USER:
            return {"aws:userid": f"{principal.account}:{name}"}
        case _:
            return {}


def _of_resource(request: Request) -> Mapping[str, Values]:
    return {"aws:resourceaccount": request.account} if request.account else {}
