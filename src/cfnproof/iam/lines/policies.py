"""The policies that apply to a request, as members of a JSON object."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from cfnproof.errors import CfnproofError
from cfnproof.iam.decision import PolicyType
from cfnproof.iam.evaluator import Policies
from cfnproof.iam.evaluator.rules import is_assuming_a_role
from cfnproof.iam.policy import MalformedPolicyError, Policy, PolicyKind, PolicySet, compile_policy
from cfnproof.iam.request import Request

_KINDS: Final = {
    "ecr": PolicyKind.REPOSITORY,
    "kms": PolicyKind.KEY,
    "lambda": PolicyKind.FUNCTION,
    "s3": PolicyKind.BUCKET,
    "sns": PolicyKind.TOPIC,
    "sqs": PolicyKind.QUEUE,
}
"""The kinds of resource-based policies by the service of the action."""

_BOUNDARY: Final = PolicyKind.IDENTITY_MANAGED
"""A boundary is a managed policy. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html"""

_Document = str | Mapping[str, Any]


def read_policies(body: Mapping[str, Any], request: Request) -> Policies:
    """The policies of an object that is known to have identityPolicies.

    Raises CfnproofError for a malformed one, with its place and AWS's reason.
    """
    boundary, resource = body.get("permissionsBoundary"), body.get("resourcePolicy")
    session = _documents(_given(body, "sessionPolicies"), "sessionPolicies")
    return Policies(
        identity=_set(
            _documents(body["identityPolicies"], "identityPolicies"), PolicyKind.IDENTITY, PolicyType.IDENTITY
        ),
        boundary=_one(boundary, "permissionsBoundary", _BOUNDARY, PolicyType.BOUNDARY),
        session=_set(session, PolicyKind.SESSION, PolicyType.SESSION) if session else None,
        resource=_one(resource, "resourcePolicy", _resource_kind(request), PolicyType.RESOURCE),
        service_control=_levels(body, "serviceControlPolicies", PolicyKind.SERVICE_CONTROL, PolicyType.SERVICE_CONTROL),
        resource_control=_levels(
            body, "resourceControlPolicies", PolicyKind.RESOURCE_CONTROL, PolicyType.RESOURCE_CONTROL
        ),
    )


def _resource_kind(request: Request) -> PolicyKind:
    action = request.action.lower()
    if is_assuming_a_role(action, request.resource):
        return PolicyKind.TRUST
    return _KINDS.get(action.split(":", maxsplit=1)[0], PolicyKind.RESOURCE)


def _given(body: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401  # any of JSON's values
    """An optional list: null is none."""
    found = body.get(name)
    return [] if found is None else found


def _documents(value: Any, name: str) -> dict[str, _Document]:  # noqa: ANN401  # any of JSON's values
    """The documents of a list by the names that decisions call them."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise CfnproofError(f"{name} is no list of policies")
    return {f"{name}[{index}]": each for index, each in enumerate(value)}


def _levels(body: Mapping[str, Any], name: str, kind: PolicyKind, type_: PolicyType) -> tuple[PolicySet, ...]:
    levels = _documents(_given(body, name), name)
    return tuple(_set(_documents(level, called), kind, type_) for called, level in levels.items())


def _one(value: Any, name: str, kind: PolicyKind, type_: PolicyType) -> PolicySet | None:  # noqa: ANN401  # any of JSON's values
    return None if value is None else _set({name: value}, kind, type_)


def _set(documents: Mapping[str, _Document], kind: PolicyKind, type_: PolicyType) -> PolicySet:
    for name, document in documents.items():
        if not isinstance(document, str | Mapping):
            raise CfnproofError(f"{name} is no policy but {json.dumps(document)}")
    texts = ((name, each if isinstance(each, str) else _dumped(each)) for name, each in documents.items())
    return _compiled(tuple(texts), kind, type_)


def _dumped(document: Mapping[str, Any]) -> str:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


@lru_cache(maxsize=256)  # many lines have the same policies
def _compiled(documents: tuple[tuple[str, str], ...], kind: PolicyKind, type_: PolicyType) -> PolicySet:
    return PolicySet.of([_policy(name, text, kind) for name, text in documents], type_)


def _policy(name: str, text: str, kind: PolicyKind) -> Policy:
    try:
        return compile_policy(text, name, kind)
    except MalformedPolicyError as error:
        place = name if error.statement is None else f"{name}, statement {error.statement}"
        raise CfnproofError(f"{place}: {error.message}") from error
