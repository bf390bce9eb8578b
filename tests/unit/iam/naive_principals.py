"""Who asks, as the naive evaluator sees it: from the words of the page on principals.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from typing import Any

Json = Any  # a JSON value


def listed(value: Json) -> list[Json]:
    """A list, of one where there are no brackets.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
    """
    return value if isinstance(value, list) else [value]


def account_of(principal: Json) -> str:
    """The account of a user, role or session; services, identity providers and anonymous callers have none here."""
    return principal.split(":")[4] if isinstance(principal, str) and principal != "*" else ""


def is_root(principal: Json) -> bool:
    """Whether it is an account's root user.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
    """
    return isinstance(principal, str) and principal.endswith(":root")


def role_of(principal: Json, context: Json) -> str:
    """A role itself, or a session's. The session's ARN lacks the role's path; aws:PrincipalArn has it.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
    """
    if isinstance(principal, str) and ":role/" in principal:
        return principal
    if not isinstance(principal, str) or ":assumed-role/" not in principal:
        return ""
    told = {key.lower(): value for key, value in context.items()}.get("aws:principalarn")
    name = principal.split("/")[1]
    return str(told) if told else f"{principal.split(':sts:')[0]}:iam::{account_of(principal)}:role/{name}"


def is_service_linked(request: Json) -> bool:
    """Whether the role is service-linked: those stand under a path of their own.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names
    """
    return ":role/aws-service-role/" in role_of(request["principal"], request["context"])


def context_of(request: Json) -> dict[str, Json]:
    """The request's keys in lower case, with those that follow from principal and resource.

    Each section of the page says for which principals its key is there.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
    """
    told = request.get("context") or {}
    return _implied(request["principal"], told, request["owner"]) | {key.lower(): told[key] for key in told}


def _implied(principal: Json, told: Json, owner: str) -> dict[str, Json]:
    implied: dict[str, Json] = {"aws:resourceaccount": owner} if owner else {}
    if principal == "*":
        return implied | {"aws:principaltype": "Anonymous", "aws:principalaccount": "anonymous"}
    if isinstance(principal, dict):
        if "service" in principal:
            name = principal["service"]
            implied |= {"aws:principalisawsservice": "true", "aws:principalservicename": name}
        return implied
    account, role = account_of(principal), role_of(principal, told)
    implied |= {"aws:principalaccount": account, "aws:principalisawsservice": "false"}
    implied |= {"aws:principalarn": role or principal}
    if ":user/" in principal:
        implied |= {"aws:principaltype": "User", "aws:username": principal.split("/")[-1]}
    elif is_root(principal):
        implied |= {"aws:principaltype": "Account"}
    else:
        implied |= {"aws:principaltype": "FederatedUser" if ":federated-user/" in principal else "AssumedRole"}
    return implied


def entries(element: Json) -> list[tuple[str, str]]:
    """The kind and name of each one that an element names; `*` alone is everyone."""
    if element == "*":
        return [("AWS", "*")]
    return [(kind, name) for kind, names in element.items() for name in listed(names)]


def names_account(name: str, account: str) -> bool:
    """An account is named by its id or by its root's ARN, and both mean the account, not its root user."""
    return bool(account) and (name == account or (name.endswith(":root") and account_of(name) == account))


def named(request: Json, kind: str, name: str) -> str:
    """How one entry names the principal: `direct`, `role`, `account`, or not at all."""
    principal = request["principal"]
    if isinstance(principal, dict):
        return "direct" if principal.get(kind.lower()) == name or (kind, name) == ("AWS", "*") else ""
    if kind != "AWS":
        return ""
    if name in ("*", principal):
        return "role" if ":role/" in name else "direct"
    if name == role_of(principal, request["context"]):
        return "role"
    return "account" if names_account(name, account_of(principal)) else ""


def grant_of(request: Json, statement: Json) -> str:
    """The best way in which a matching statement names the principal.

    Granting to everyone needs no other permission within the account. The root user is named by its account.
    """
    if "Principal" not in statement:
        return "direct"
    found = [named(request, kind, name) for kind, name in entries(statement["Principal"])]
    return next(way for way in ("direct", "role", "account") if way in found)


def is_named(request: Json, element: Json) -> bool:
    """Whether Principal holds."""
    return any(named(request, kind, name) for kind, name in entries(element))


def is_excepted(request: Json, element: Json, *, deny: bool) -> bool:
    """Whether NotPrincipal leaves the principal out.

    AWS may look at the account, then the role, then the session: each has to be named. With Deny, who has a permissions
    boundary is never left out; with Allow, who is named in any way is left out.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    """
    if not deny:
        return is_named(request, element)
    if request["bounded"]:
        return False
    found = entries(element)
    principal = request["principal"]
    if ("AWS", "*") in found:
        return True
    if isinstance(principal, dict) or principal == "*":
        return is_named(request, element)
    names = [name for kind, name in found if kind == "AWS"]
    role, account = role_of(principal, request["context"]), account_of(principal)
    chain = [principal in names or is_root(principal)]
    chain += [role in names] if role else []
    return all(chain) and any(names_account(name, account) for name in names)
