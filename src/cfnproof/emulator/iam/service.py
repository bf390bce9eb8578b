"""IAM, as far as it simulates policies and keeps service-specific credentials; the host answers everything else."""

from typing import Any

from cfnproof.emulator.context import Context
from cfnproof.emulator.iam.asked import actions_of, resources_of
from cfnproof.emulator.iam.documents import IAM_POLICY, RESOURCE_POLICY, Document, compiled
from cfnproof.emulator.iam.entities import Entity, entity_of
from cfnproof.emulator.iam.errors import invalid_input
from cfnproof.emulator.iam.key_names import key_names
from cfnproof.emulator.iam.requests import input_policies, simulation_of
from cfnproof.emulator.iam.results import result_of
from cfnproof.emulator.iam.service_credentials import ServiceCredentialOperations
from cfnproof.emulator.iam.state import IamContext, IamState
from cfnproof.emulator.paging import InvalidTokenError, page
from cfnproof.emulator.service import Answer, Request, Service
from cfnproof.emulator.shapes import present
from cfnproof.iam.decision import PolicyType

_PAGE = 100


class Iam(ServiceCredentialOperations, Service[IamState]):
    """Simulations, decided by what decides on real requests, and service-specific credentials."""

    name = "iam"
    exclusive = False
    regional = False
    beyond_model = frozenset({IAM_POLICY, RESOURCE_POLICY})
    operations = (
        "CreateServiceSpecificCredential",
        "DeleteServiceSpecificCredential",
        "GetContextKeysForCustomPolicy",
        "GetContextKeysForPrincipalPolicy",
        "ListServiceSpecificCredentials",
        "ResetServiceSpecificCredential",
        "SimulateCustomPolicy",
        "SimulatePrincipalPolicy",
        "UpdateServiceSpecificCredential",
    )

    def new_state(self) -> IamState:
        """No credentials."""
        return IamState()

    def simulate_custom_policy(self, context: IamContext, request: Request) -> Answer:
        """https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html ."""
        return _simulated(context, request, None)

    def simulate_principal_policy(self, context: IamContext, request: Request) -> Answer:
        """https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html ."""
        return _simulated(context, request, entity_of(context, request["PolicySourceArn"]))

    def get_context_keys_for_custom_policy(self, context: IamContext, request: Request) -> Answer:  # noqa: ARG002  # the frame's signature
        """https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html ."""
        return _keys(input_policies(request))

    def get_context_keys_for_principal_policy(self, context: IamContext, request: Request) -> Answer:
        """https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForPrincipalPolicy.html ."""
        entity = entity_of(context, request["PolicySourceArn"])
        return _keys((*entity.policies, *input_policies(request)))


def _keys(documents: tuple[Document, ...]) -> Answer:
    policies = compiled(documents, PolicyType.IDENTITY).policies
    return {"ContextKeyNames": list(key_names(each for policy in policies for each in policy.statements))}


def _simulated(context: Context[Any], request: Request, entity: Entity | None) -> Answer:
    actions, resources = actions_of(request), resources_of(request)
    simulation = simulation_of(context, request, entity, resources)
    try:
        found = page(actions, request.get("Marker"), request.get("MaxItems", _PAGE))
    except InvalidTokenError as error:
        raise invalid_input(f"Invalid Marker: {request['Marker']}") from error
    results = [result_of(simulation, action, resources) for action in found.items]
    return present(
        {"EvaluationResults": results, "IsTruncated": found.next_token is not None, "Marker": found.next_token}
    )
