"""Operations on endpoints.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpoint.html
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from cfnproof.emulator.sagemaker import errors, listing, tags
from cfnproof.emulator.sagemaker.deployments import DeploymentFailedError, deploy
from cfnproof.emulator.sagemaker.endpoint_configs import variants_of
from cfnproof.emulator.sagemaker.endpoint_keys import lend_keys
from cfnproof.emulator.sagemaker.state import Endpoint, SageMakerContext, Served, Transition, containers_of
from cfnproof.emulator.sagemaker.training.failures import INTERNAL
from cfnproof.emulator.service import Answer, Request
from cfnproof.emulator.shapes import present

_CREATING: Final = "Creating"
_UPDATING: Final = "Updating"
_DELETING: Final = "Deleting"
_IN_SERVICE: Final = "InService"
_FAILED: Final = "Failed"
_UNDER_WAY: Final = Transition(datetime.max.replace(tzinfo=UTC))
"""A change whose work is being done: when and how it ends is not known yet."""


class EndpointOperations:
    """Create, describe, list, change and delete endpoints."""

    def create_endpoint(self, context: SageMakerContext, request: Request) -> Answer:
        """Begin to make an endpoint."""
        name = request["EndpointName"]
        arn = errors.arn_of(context, "endpoint", name)
        wanted = tags.checked(request.get("Tags") or [])
        with context.state.lock:
            if _settled(context, name):
                raise errors.exists("endpoint", arn)
            serves, now = _usable(context, request), context.clock.now()
            made = Endpoint(name, arn, now, now, _CREATING, serves, transition=_UNDER_WAY)
            context.state.endpoints.add(made)
            context.state.tags[arn] = wanted
        _deploy(context, made, serves)
        return {"EndpointArn": arn}

    def update_endpoint(self, context: SageMakerContext, request: Request) -> Answer:
        """Begin to serve another configuration; the endpoint serves the old one meanwhile."""
        with context.state.lock:
            endpoint = _at_rest(context, request["EndpointName"])
            if endpoint.status == _FAILED:
                raise errors.invalid(f'Cannot update endpoint "{endpoint.arn}": it has failed and can only be deleted')
            serves, endpoint.transition = _usable(context, request), _UNDER_WAY
            endpoint.status, endpoint.failure, endpoint.modified = _UPDATING, None, context.clock.now()
        _deploy(context, endpoint, serves)
        return {"EndpointArn": endpoint.arn}

    def describe_endpoint(self, context: SageMakerContext, request: Request) -> Answer:
        """Describe an endpoint, its change settled where its time has come."""
        _settled(context, request["EndpointName"])
        endpoint = errors.find_endpoint(context, request["EndpointName"])
        members = {
            "EndpointConfigName": endpoint.serves.config,
            "FailureReason": endpoint.failure,
            "LastDeploymentConfig": endpoint.serves.deployment if _has_served(endpoint) else None,
            "ProductionVariants": _variants(endpoint),
        }
        return _summary(endpoint) | {key: value for key, value in members.items() if value}

    def list_endpoints(self, context: SageMakerContext, request: Request) -> Answer:
        """A summary of endpoints, the newest first."""
        for endpoint in context.state.endpoints:
            _settled(context, endpoint.name)
        return listing.answer(context.state.endpoints, request, "Endpoints", _summary)

    def delete_endpoint(self, context: SageMakerContext, request: Request) -> Answer:
        """Begin to delete an endpoint."""
        with context.state.lock:
            endpoint = _at_rest(context, request["EndpointName"])
            endpoint.status, endpoint.modified = _DELETING, context.clock.now()
            endpoint.transition = Transition(context.clock.now() + context.plans.endpoints.duration)
            _settle(context, endpoint.name)
        return {}


def serving(context: SageMakerContext, name: str) -> Endpoint | None:
    """The endpoint of a name, if it answers: one that is updating serves what it served before."""
    endpoint = _settled(context, name)
    return endpoint if endpoint and endpoint.status in (_IN_SERVICE, _UPDATING) else None


def _deploy(context: SageMakerContext, endpoint: Endpoint, serves: Served) -> None:
    """Do the work of a change that has begun, and say when and how it ends: as planned, if the work does not fail."""
    plan, began = context.plans.endpoints, context.clock.now()
    failure: str | None = INTERNAL
    try:
        serves, failure = deploy(context, endpoint.name, serves), plan.failure
    except DeploymentFailedError as error:
        failure = str(error)
    finally:
        with context.state.lock:
            endpoint.transition = Transition(began + plan.duration, failure, serves)


def _settled(context: SageMakerContext, name: str) -> Endpoint | None:
    """The endpoint of a name after its change has ended, if its time has come; None for none."""
    with context.state.lock:
        return _settle(context, name)


def _settle(context: SageMakerContext, name: str) -> Endpoint | None:
    """End a change whose time has come; called with the lock held."""
    endpoint = context.state.endpoints.find(name)
    if endpoint is None or endpoint.transition is None or context.clock.now() < endpoint.transition.ends:
        return endpoint
    change, endpoint.transition, endpoint.modified = endpoint.transition, None, context.clock.now()
    endpoint.failure = change.failure
    if change.serves is None:
        context.state.endpoints.remove(name)
        context.state.tags.pop(endpoint.arn, None)
        endpoint.serves.release()
        return None
    if change.failure:
        change.serves.release()
        # An update that fails is rolled back: the endpoint stays in service with what it served before.
        endpoint.status = _FAILED if endpoint.status == _CREATING else _IN_SERVICE
        return endpoint
    if endpoint.status == _UPDATING:
        endpoint.serves.release()
    endpoint.serves, endpoint.status = change.serves, _IN_SERVICE
    return endpoint


def _at_rest(context: SageMakerContext, name: str) -> Endpoint:
    """The endpoint of a name, which must not be changing."""
    _settled(context, name)
    endpoint = errors.find_endpoint(context, name)
    if endpoint.transition:
        raise errors.invalid(f'Cannot update in-progress endpoint "{endpoint.arn}".')
    return endpoint


def _usable(context: SageMakerContext, request: Request) -> Served:
    """The configuration that a request names, whose models must be there, with the key lent to its instances."""
    config = errors.find_config(context, request["EndpointConfigName"])
    variants = variants_of(config.members)
    names = [variant["ModelName"] for variant in variants if variant.get("ModelName")]
    models = {name: errors.find_model(context, name) for name in names}
    grants = lend_keys(context, config)
    return Served(config.name, variants, models, request.get("DeploymentConfig"), grants=grants)


def _summary(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "EndpointName": endpoint.name,
        "EndpointArn": endpoint.arn,
        "EndpointStatus": endpoint.status,
        "CreationTime": endpoint.created,
        "LastModifiedTime": endpoint.modified,
    }


def _has_served(endpoint: Endpoint) -> bool:
    """Whether the endpoint has ever been in service."""
    return endpoint.status not in (_CREATING, _FAILED)


def _variants(endpoint: Endpoint) -> list[dict[str, Any]]:
    if not _has_served(endpoint):
        return []
    return [_variant(variant, endpoint) for variant in endpoint.serves.variants]


def _variant(variant: Mapping[str, Any], endpoint: Endpoint) -> dict[str, Any]:
    weight, count, serverless = (
        variant.get(name) for name in ("InitialVariantWeight", "InitialInstanceCount", "ServerlessConfig")
    )
    summary = {
        "VariantName": variant["VariantName"],
        "DeployedImages": _images(variant, endpoint),
        "CurrentWeight": 1.0 if weight is None else weight,
        "DesiredWeight": 1.0 if weight is None else weight,
        "CurrentInstanceCount": count,
        "DesiredInstanceCount": count,
        "CurrentServerlessConfig": serverless,
        "ManagedInstanceScaling": variant.get("ManagedInstanceScaling"),
        "RoutingConfig": variant.get("RoutingConfig"),
    }
    return present(summary)


def _images(variant: Mapping[str, Any], endpoint: Endpoint) -> list[dict[str, Any]] | None:
    model = endpoint.serves.models.get(variant.get("ModelName", ""))
    if model is None:
        return None
    images = [container["Image"] for container in containers_of(model.members) if container.get("Image")]
    return [{"SpecifiedImage": image, "ResolutionTime": endpoint.modified} for image in images]
