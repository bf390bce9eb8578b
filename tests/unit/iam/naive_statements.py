"""Whether a statement matches, as the naive evaluator sees it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from typing import Any

from tests.unit.iam.naive_conditions import holds
from tests.unit.iam.naive_patterns import like, resource_like
from tests.unit.iam.naive_principals import is_excepted, is_named, listed

Json = Any  # a JSON value


def matches(request: Json, statement: Json, document: Json) -> bool:
    """All elements of a statement have to match; an identity policy has no Principal, a trust policy no Resource."""
    variables = document.get("Version") == "2012-10-17"
    return (
        principal_matches(request, statement)
        and action_matches(request, statement)
        and resource_matches(request, statement, variables=variables)
        and holds(statement.get("Condition") or {}, request["context"], variables=variables)
    )


def principal_matches(request: Json, statement: Json) -> bool:
    """Principal or NotPrincipal, where there is one."""
    if "Principal" in statement:
        return is_named(request, statement["Principal"])
    if "NotPrincipal" in statement:
        return not is_excepted(request, statement["NotPrincipal"], deny=statement["Effect"] == "Deny")
    return True


def action_matches(request: Json, statement: Json) -> bool:
    """Prefix and name are case-insensitive, with wildcards; NotAction is every action but those listed.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
    """
    asked = request["action"].lower()
    element = "Action" if "Action" in statement else "NotAction"
    found = any(like(pattern.lower(), asked) for pattern in listed(statement[element]))
    return found if element == "Action" else not found


def resource_matches(request: Json, statement: Json, *, variables: bool) -> bool:
    """Resource or NotResource. A pattern whose variable has no value matches no resource.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
    """
    element = next((each for each in ("Resource", "NotResource") if each in statement), None)
    if element is None:
        return True
    found = any(
        resource_like(pattern, request["resource"], request["context"], variables=variables)
        for pattern in listed(statement[element])
    )
    return found if element == "Resource" else not found
