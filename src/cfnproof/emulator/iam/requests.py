"""From the parameters of SimulateCustomPolicy and SimulatePrincipalPolicy to a simulation."""

from collections.abc import Sequence
from typing import Any, Final

from cfnproof.emulator.context import Context
from cfnproof.emulator.iam.asked import given_owner
from cfnproof.emulator.iam.context_entries import values_of
from cfnproof.emulator.iam.documents import Compiled, Document, compiled, given
from cfnproof.emulator.iam.entities import Entity
from cfnproof.emulator.iam.errors import invalid_input
from cfnproof.emulator.iam.simulation import Simulation, nobody
from cfnproof.emulator.service import Request
from cfnproof.errors import CfnproofError
from cfnproof.iam.decision import PolicyType
from cfnproof.iam.evaluator.rules import is_assuming_a_role
from cfnproof.iam.policy import PolicyKind
from cfnproof.iam.principals import parse_principal
from cfnproof.iam.request import Principal, PrincipalKind

_POLICIES: Final = "PolicyInputList"
_BOUNDARIES: Final = "PermissionsBoundaryPolicyInputList"
_RESOURCE: Final = "ResourcePolicy"
_NOT_A_USER: Final = "Invalid caller - Caller must be an IAM user in this context."


def input_policies(request: Request) -> tuple[Document, ...]:
    """The policies that a request gives beside those of an entity."""
    return given(request.get(_POLICIES, ()), _POLICIES, PolicyKind.IDENTITY)


def simulation_of(
    context: Context[Any], request: Request, entity: Entity | None, resources: Sequence[str]
) -> Simulation:
    """The simulation of a request, with the policies of an entity, if it names one.

    Raises ServiceError InvalidInput for parameters that AWS refuses, as `documents.compiled` does besides.
    """
    principal = _principal(context, request, entity)
    policies = (*(entity.policies if entity else ()), *input_policies(request))
    return Simulation(
        principal=principal,
        context=values_of(request.get("ContextEntries", ())),
        owner=given_owner(request),
        identity=compiled(policies, PolicyType.IDENTITY),
        boundary=_boundary(request, entity),
        resource=_resource_policy(request, resources),
    )


def _principal(context: Context[Any], request: Request, entity: Entity | None) -> Principal:
    """CallerArn, or else the entity, if it is one that can ask; a resource-based policy needs a user to name."""
    if "CallerArn" in request:
        return _user(request["CallerArn"])
    if _RESOURCE in request and (entity is None or entity.kind != "user"):
        raise invalid_input(_NOT_A_USER if entity else "Invalid caller - Caller cannot be null or empty.")
    if entity is None or entity.kind == "group":
        return nobody(context.account)
    return parse_principal(entity.arn)


def _user(arn: str) -> Principal:
    try:
        principal = parse_principal(arn)
    except CfnproofError as error:
        raise invalid_input(_NOT_A_USER) from error
    if principal.kind is not PrincipalKind.USER:
        raise invalid_input(_NOT_A_USER)
    return principal


def _boundary(request: Request, entity: Entity | None) -> Compiled | None:
    """The boundary that is given, or else the entity's own."""
    texts: Sequence[str] = request.get(_BOUNDARIES, ())
    if len(texts) > 1:
        raise invalid_input(f"{_BOUNDARIES} can have one policy, not {len(texts)}.")
    found = given(texts, _BOUNDARIES, PolicyKind.BOUNDARY)
    if not found and entity is not None and entity.boundary is not None:
        found = (entity.boundary,)
    return compiled(found, PolicyType.BOUNDARY) if found else None


def _resource_policy(request: Request, resources: Sequence[str]) -> Compiled | None:
    if _RESOURCE not in request:
        return None
    actions = [name.lower() for name in request["ActionNames"]]
    trusts = all(is_assuming_a_role(action, resource) for action in actions for resource in resources)
    kind = PolicyKind.TRUST if trusts else PolicyKind.RESOURCE
    return compiled((Document(_RESOURCE, request[_RESOURCE], kind),), PolicyType.RESOURCE)
