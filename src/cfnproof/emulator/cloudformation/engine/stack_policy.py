"""Stack policies: what an update may do to which resource.

Everything is denied that no statement allows, once a stack has a policy.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
"""

import json
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.errors import ServiceError

ACTIONS: Final = ("Update:Modify", "Update:Replace", "Update:Delete", "Update:*")
_KEYS: Final = frozenset(
    {"Effect", "Action", "NotAction", "Principal", "NotPrincipal", "Resource", "NotResource", "Condition", "Sid"}
)


def check_document(text: str) -> None:
    """Raise ServiceError ValidationError for a text that is no stack policy. `{}` is one: it protects nothing."""
    try:
        document = json.loads(text)
        statements = list(_statements(document))
    except (ValueError, AttributeError, KeyError, TypeError):
        raise _invalid() from None
    if (document and not statements) or not all(_valid(statement) for statement in statements):
        raise _invalid()


def denial(text: str | None, action: str, logical_id: str, resource_type: str) -> str | None:
    """Why the policy denies an action on a resource, None where it does not. `text` None is no policy.

    A statement's condition may narrow it to resource types, nothing else.
    """
    statements = _statements(json.loads(text)) if text else []
    if not statements:
        return None
    allowed = False
    for number, statement in enumerate(statements, 1):
        if not _applies(statement, action, logical_id, resource_type):
            continue
        if statement["Effect"] == "Deny":
            named = ", ".join(_listed(statement.get("Action", statement.get("NotAction"))))
            on = ", ".join(_listed(statement.get("Resource", statement.get("NotResource"))))
            return f"Action denied by stack policy: Statement [#{number}] does not allow [{named}] for resource [{on}];"
        allowed = True
    return None if allowed else f"Action not allowed by stack policy: no statement allows {action} for {logical_id}"


def _applies(statement: Mapping[str, Any], action: str, logical_id: str, resource_type: str) -> bool:
    resource = f"LogicalResourceId/{logical_id}"
    return (
        _matches(statement, "Action", action)
        and _matches(statement, "Resource", resource)
        and _condition(statement.get("Condition"), resource_type)
    )


def _matches(statement: Mapping[str, Any], key: str, value: str) -> bool:
    if key in statement:
        return _any(_listed(statement[key]), value)
    return not _any(_listed(statement.get(f"Not{key}")), value)


def _any(patterns: Iterable[str], value: str) -> bool:
    return any(fnmatchcase(value, pattern.replace("[", "[[]")) for pattern in patterns)


def _condition(condition: Mapping[str, Any] | None, resource_type: str) -> bool:
    for operator, keys in (condition or {}).items():
        for values in keys.values():
            if operator == "StringEquals" and resource_type not in _listed(values):
                return False
            if operator == "StringLike" and not _any(_listed(values), resource_type):
                return False
    return True


def _valid(statement: Any) -> bool:  # noqa: ANN401  # whatever the user sent
    if not isinstance(statement, Mapping) or set(statement) - _KEYS or statement.get("Effect") not in {"Allow", "Deny"}:
        return False
    actions = _listed(statement.get("Action", statement.get("NotAction")))
    resources = _listed(statement.get("Resource", statement.get("NotResource")))
    principal = statement.get("Principal", statement.get("NotPrincipal"))
    operators = statement.get("Condition") or {}
    return (
        bool(actions)
        and all(action in ACTIONS for action in actions)
        and bool(resources)
        and all(resource == "*" or resource.startswith("LogicalResourceId/") for resource in resources)
        and principal == "*"
        and all(
            operator in {"StringEquals", "StringLike"} and set(keys) <= {"ResourceType"}
            for operator, keys in operators.items()
        )
    )


def _statements(document: Mapping[str, Any]) -> list[Any]:
    found = document["Statement"] if document else []
    return found if isinstance(found, list) else [found]


def _listed(value: Any) -> list[str]:  # noqa: ANN401  # as above
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _invalid() -> ServiceError:
    return refusal("Error validating stack policy: Invalid stack policy")
